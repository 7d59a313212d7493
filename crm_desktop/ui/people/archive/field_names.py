"""What the columns of a person's records are called, for the history and the merge."""

from crm_desktop.base.i18n import _


def field_name(table: str, field: str) -> str:
    """The user's word for a column; a column nobody edits keeps its own name."""
    return _special(table).get(field) or _fields().get(field, field)


def record_name(table: str) -> str:
    """The user's word for a table."""
    return {
        "contact": _("Person"), "contact_way": _("Way to reach"), "customer": _("Customer"), "tag": _("Tag"),
        "opportunity": _("Purchase"), "vehicle": _("Car"), "touch": _("Touch"), "follow_up": _("Follow-up"),
        "commitment": _("Promise"), "attachment": _("File"), "relation": _("Relation"), "merge": _("Merge"),
        "custom_value": _("Own field"), "scale_change": _("Change of a scale"), "distinct_pair": _("Two people"),
        "proposal_answer": _("Answer to a proposal"),
    }.get(table, table)  # fmt: skip


def _special(table: str) -> dict[str, str]:
    return {
        "vehicle": {"note": _("Note"), "model": _("Car model"), "colour": _("Colour")},
        "opportunity": {"note": _("Note")},
        "contact_way": {"value": _("Number or address"), "label": _("Label"), "position": _("Position")},
        "commitment": {"text": _("Promise"), "state": _("State"), "due_on": _("Due on")},
        "follow_up": {"state": _("State"), "due_on": _("Due on"), "kind": _("Kind")},
        "touch": {"kind": _("Kind"), "at": _("When")},
        "attachment": {"name": _("File name"), "note": _("Note")},
    }.get(table, {})


def _fields() -> dict[str, str]:
    return {
        "name": _("Name"), "nickname": _("Nickname"), "gender": _("Gender"), "birthday": _("Birthday"),
        "company": _("Company"), "job": _("Job"), "estate": _("Estate"), "address": _("Address"), "ring": _("Ring"),
        "closeness": _("Closeness"), "occasion": _("Occasion"), "met_on": _("Met on"), "source": _("Source"),
        "how_known": _("How known"),
        "preferences": _("Preferences"), "family": _("Family"), "note": _("Note"), "photo": _("Photo"),
        "do_not_contact": _("Do not contact"), "consent": _("Consent"), "consent_on": _("Consent since"),
        "verified_on": _("Checked on"), "private": _("Private"), "deleted": _("Removed"), "merged_into": _("Merged"),
        "status": _("Status"), "level": _("Intent level"), "tier": _("Value tier"),
        "tier_reason": _("Reason of the tier"),
        "opened_on": _("Opened on"), "decision_maker": _("Decided by"), "next_step": _("Next step"),
        "stage": _("Stage"), "model": _("Model"), "colour": _("Colour"), "use": _("Use"), "budget": _("Budget"),
        "budget_low": _("Budget from"), "budget_high": _("Budget up to"), "payment": _("Payment"),
        "trade_in": _("Trade-in"), "trade_in_value": _("Trade-in value"), "rival": _("Rival cars"),
        "concerns": _("Concerns"), "quote": _("Quote"), "expected_on": _("Buys by"), "ordered_on": _("Ordered on"),
        "delivered_on": _("Delivered on"), "lost_on": _("Lost on"), "lost_reason": _("Reason of the loss"),
        "lost_note": _("What happened"), "brand": _("Brand"), "trim": _("Trim"), "vin": _("VIN"), "plate": _("Plate"),
        "bought_on": _("Bought on"), "mileage": _("Mileage"), "insurer": _("Insurer"), "kind": _("Kind"),
        "insurance_until": _("Insured until"), "inspection_until": _("Inspection until"),
        "maintenance_on": _("Next maintenance"), "maintenance_km": _("Next maintenance at"),
        "deliver_on": _("Delivery planned on"), "lost_truth": _("True or false loss"), "revive_on": _("Ask again on"),
        "frozen_until": _("Frozen until"), "cancelled_on": _("Order cancelled on"),
        "result": _("Result"), "effective": _("Effective"), "opener": _("Opener"), "mood": _("Mood"),
        "minutes": _("Minutes"), "at": _("When"), "value": _("Value"), "purpose": _("What for"), "other": _("With"),
    }  # fmt: skip
