"""What the columns of a person's records are called, and their values in the user's words."""

import re

from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import _, format_money
from crm_desktop.features.settings.records import ShopRules

MONEY = frozenset({"budget_low", "budget_high", "trade_in_value", "quote", "list_price", "cost"})
MOMENTS = frozenset({"at", "closed_at", "reported_at", "reviewed_at"})
YES_NO = frozenset({
    "private", "do_not_contact", "effective", "sold_by_us", "active", "survey", "quoted", "test_drive", "finance",
})  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?=:\d{2})")
"""As it is kept, without its seconds."""
LISTS = {
    "gender": "genders", "source": "sources", "occasion": "occasions", "consent": "consents", "status": "statuses",
    "level": "levels", "tier": "tiers", "ring": "rings", "closeness": "closeness", "use": "uses",
    "payment": "payments", "lost_reason": "lost_reasons", "result": "touch_results", "opener": "openers",
    "mood": "moods", "how_known": "how_known", "arrival": "arrivals", "weather": "weathers", "review": "review_marks",
    "outcome": "tip_outcomes", "situation": "ask_situations", "channel": "touch_kinds",
}  # fmt: skip
OF_TABLE = {
    ("contact_way", "kind"): "way_kinds", ("touch", "kind"): "touch_kinds", ("follow_up", "kind"): "touch_kinds",
    ("vehicle", "kind"): "vehicle_kinds", ("commitment", "kind"): "commitment_kinds",
    ("relation", "kind"): "relation_kinds", ("people_group", "kind"): "group_kinds", ("reward", "kind"): "reward_kinds",
    ("opportunity", "stage"): "stages", ("script", "stage"): "script_stages",
    ("commitment", "state"): "commitment_states", ("reward", "state"): "reward_states",
    ("referral_ask", "result"): "ask_results", ("reception", "result"): "reception_results",
    ("reception", "purpose"): "reception_purposes",
}  # fmt: skip
"""Columns whose name means another list in another table."""


def shown_value(shop: ShopRules, table: str, field: str, value: str) -> str:
    """What a column holds, as it is shown: a code by its label, money and yes or no in words."""
    if value in ("", "None"):
        return "–"
    if field in MONEY and value.lstrip("-").isdecimal():
        return format_money(int(value))
    if field in YES_NO or (table, field) == ("reception", "trade_in"):
        return _("yes") if value == "1" else _("no")
    if field == "birthday":
        day = PartialDate.stored(value)
        return day.label() if day else value
    if field in MOMENTS and (moment := MOMENT.match(value)):
        return moment.group()
    if field == "photo":
        return _("a picture")
    known = OF_TABLE.get((table, field)) or LISTS.get(field)
    return shop.label_of(known, value) if known else value


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
        "proposal_answer": _("Answer to a proposal"), "setting": _("Rule of the shop"), "segment": _("Segment"),
        "rule_change": _("Change of a rule"), "day_close": _("Day-end close"), "catalogue_model": _("Car model"),
        "reception": _("Reception"), "visit": _("Visit"), "people_group": _("Group"), "membership": _("Membership"),
        "tip": _("Tip"), "referral_ask": _("Referral ask"), "referral": _("Referral"), "reward": _("Reward"),
        "gift": _("Gift"), "gift_move": _("Movement of a gift"), "script": _("Script"),
        "review": _("Review"),
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
        "custom_value": {"field": _("Own field")},
        "reward": {"state": _("State"), "due_on": _("Due on"), "gift": _("Gift"), "event": _("Occasion")},
        "reception": {"visit": _("First or again")},
        "segment": {"filter": _("Filter")},
        "script": {"stage": _("Stage")},
    }.get(table, {})


def _fields() -> dict[str, str]:
    return {
        "name": _("Name"), "nickname": _("Nickname"), "gender": _("Gender"), "birthday": _("Birthday"),
        "company": _("Company"), "job": _("Job"), "estate": _("Estate"), "address": _("Address"), "ring": _("Ring"),
        "closeness": _("Closeness"), "occasion": _("Occasion"), "met_on": _("Met on"), "source": _("Source"),
        "how_known": _("How known"), "owner": _("Consultant"),
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
        "frozen_until": _("Frozen until"), "cancelled_on": _("Order cancelled on"), "sold_by_us": _("Sold by us"),
        "result": _("Result"), "effective": _("Effective"), "opener": _("Opener"), "mood": _("Mood"),
        "minutes": _("Minutes"), "at": _("When"), "value": _("Value"), "purpose": _("What for"), "other": _("With"),
        **_more_fields(),
    }  # fmt: skip


def _more_fields() -> dict[str, str]:
    """Of visits, receptions, referrals and the shop's own data."""
    return {
        "place": _("Place"), "people": _("People"), "preparation": _("Preparation"), "report": _("Report"),
        "agreed": _("Agreed"), "review": _("Review"), "review_note": _("Note of the review"), "due_at": _("Time"),
        "day": _("Day"), "on": _("Day"), "time_in": _("In"), "time_out": _("Out"), "party": _("How many"),
        "arrival": _("Means of arrival"), "models": _("Models seen"), "weather": _("Weather"),
        "survey": _("Survey"), "quoted": _("Quoted"), "test_drive": _("Test drive"), "finance": _("Finance"),
        "role": _("Role"), "since": _("Since"), "outcome": _("Outcome"), "about_name": _("About"),
        "situation": _("Situation"), "channel": _("Channel"), "named_on": _("Named on"), "amount": _("Amount"),
        "quantity": _("Quantity"), "promised_on": _("Promised on"), "approved_on": _("Approved on"),
        "approved_by": _("Approved by"), "paid_on": _("Paid on"), "evidence": _("Evidence"), "cost": _("Cost"),
        "stock": _("Stock"), "why": _("Reason"), "title": _("Title"), "beats": _("Text"), "truth": _("Must be true"),
        "list_price": _("List price"), "active": _("Offered"), "state": _("State"), "text": _("Text"),
        "due_on": _("Due on"), "closed_on": _("Closed on"), "label": _("Label"), "touches": _("Touches"),
        "statuses": _("Statuses"), "levels": _("Levels"), "reason": _("Reason"), "position": _("Position"),
    }  # fmt: skip
