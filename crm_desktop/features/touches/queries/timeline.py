"""The timeline of a person: everything that happened, newest first, in one statement."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    column,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules
from crm_desktop.features.touches.queries.rule_changes import changes_of, note_of
from crm_desktop.features.touches.records import EntryKind, TimelineEntry
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import (
    Attachment,
    Commitment,
    Contact,
    Customer,
    FollowUp,
    Merge,
    Opportunity,
    RuleChange,
    ScaleChange,
    Touch,
)


def timeline(
    session: Session, contact_id: str, *, limit: int = 50, offset: int = 0, before: datetime | None = None
) -> list[TimelineEntry]:
    """Everything that happened with a person, newest first; `before` cuts off what is later."""
    shop = shop_rules(session)
    bound = before.isoformat(sep=" ") if before else "9999-12-31"  # a bare number would be compared as one
    changes = json.dumps(changes_of(session, contact_id))
    rows = _TIMELINE.rows(session, root=contact_id, before=bound, limit=limit, offset=offset, rules=changes)
    return [_entry(row, shop) for row in rows]


_THESE = select(column("value", String)).select_from(func.json_each(bindparam("rules")).table_valued("value"))


def _part(
    kind: EntryKind, table: Any, at: Any, columns: Mapping[str, Any], *, whose: ColumnElement[bool] | None = None
) -> Select[Any]:
    """One kind of event with the columns all kinds share."""
    mine = (table.id if table is Contact else table.root) == bindparam("root") if whose is None else whose
    empty: dict[str, ColumnElement[Any]] = {
        "code": literal(""),
        "result": literal(""),
        "effective": literal(0),
        "first": literal(""),
        "second": literal(""),
        "opener": literal(""),
        "mood": null(),
        "minutes": null(),
        "private": literal(0),
    }
    shown = [type_coerce(value, value.type).label(name) for name, value in {**empty, **columns}.items()]
    moment = type_coerce(at, String).label("at")
    return select(literal(kind.value).label("kind"), table.id.label("id"), moment, *shown).where(
        mine,
        table.deleted.is_(None),
        at.is_not(None),
        moment < bindparam("before"),
    )


def _of_touches() -> Select[Any]:
    return _part(EntryKind.TOUCH, Touch, Touch.at, {
        "code": Touch.kind, "result": Touch.result, "effective": Touch.effective, "first": Touch.note,
        "opener": Touch.opener, "mood": Touch.mood, "minutes": Touch.minutes, "private": Touch.private})


def _of_deals() -> list[Select[Any]]:
    deal = Opportunity
    return [
        _part(EntryKind.ORDER, deal, deal.ordered_on, {"first": deal.model}),
        _part(EntryKind.DELIVERY, deal, deal.delivered_on, {"first": deal.model}),
        _part(EntryKind.LOSS, deal, deal.lost_on, {
            "code": deal.lost_reason, "first": deal.model, "second": deal.lost_note}),
    ]


def _timeline_statement() -> Any:
    scale, promise, plan, file = ScaleChange, Commitment, FollowUp, Attachment
    parts = [
        _of_touches(),
        _part(EntryKind.SCALE, scale, scale.at, {
            "code": scale.scale, "result": scale.reason, "first": scale.before, "second": scale.after}),
        _part(EntryKind.COMMITMENT, promise, promise.created, {
            "code": promise.kind, "result": promise.state, "first": promise.text,
            "second": type_coerce(promise.due_on, String)}),
        # Without the "" SQLite may walk through everybody's.
        _part(EntryKind.FOLLOW_UP, plan, func.coalesce(plan.closed_at, plan.due_on, type_=String), {
            "code": plan.kind, "result": plan.state, "first": plan.purpose, "second": plan.rule,
        }).where((plan.state + "" == "cancelled") | ((plan.state + "" == "done") & (plan.touch == ""))),
        _part(EntryKind.ATTACHMENT, file, file.created, {
            "code": file.mime, "first": file.name, "second": file.note, "private": file.private}),
        *_of_deals(),
        _part(EntryKind.OPENED, Customer, Customer.opened_on, {}),
        _part(EntryKind.CREATED, Contact, Contact.created, {}),
        _part(EntryKind.MERGE, Merge, Merge.created, {"second": Merge.loser}),
        _part(EntryKind.RULE, RuleChange, RuleChange.at, {
            "code": RuleChange.kind, "result": RuleChange.key, "first": RuleChange.before, "second": RuleChange.after,
        }, whose=RuleChange.id.in_(_THESE)),
    ]
    union = union_all(*parts).subquery()
    newest = select(union).order_by(union.c.at.desc(), union.c.id.desc())
    return newest.limit(bindparam("limit")).offset(bindparam("offset"))


_TIMELINE = Prepared(_timeline_statement())


def _entry(row: Any, shop: ShopRules) -> TimelineEntry:
    title, text = _words(row, shop)
    return TimelineEntry(
        kind=EntryKind(row.kind), id=row.id, at=datetime.fromisoformat(row.at), title=title, text=text, code=row.code,
        result=row.result, effective=bool(row.effective), before=row.first if row.kind == EntryKind.SCALE else "",
        after=row.second if row.kind == EntryKind.SCALE else "", opener=row.opener, mood=row.mood, minutes=row.minutes,
        private=bool(row.private), whole_day=len(row.at) == 10,
    )


def _words(row: Any, shop: ShopRules) -> tuple[str, str]:
    match row.kind:
        case EntryKind.TOUCH:
            return _touch_title(row, shop), row.first
        case EntryKind.SCALE:
            return _scale_title(row, shop), _reason(row.result, shop)
        case EntryKind.COMMITMENT:
            return _commitment_title(row), row.first
        case EntryKind.FOLLOW_UP:
            return _follow_up_title(row, shop), row.first
        case EntryKind.RULE:
            return rules.change_text(note_of(row.code, row.result, row.first, row.second), shop), ""
        case EntryKind.ATTACHMENT:
            return _("File added: {name}").format(name=row.first), row.second
        case EntryKind.ORDER | EntryKind.DELIVERY | EntryKind.LOSS:
            return _deal_title(row, shop), row.second
    return {
        EntryKind.OPENED: _("Customer archive opened"),
        EntryKind.MERGE: _("Another record of this person was merged into this one"),
    }.get(row.kind, _("Added to the contacts")), ""


def _follow_up_title(row: Any, shop: ShopRules) -> str:
    if row.result == "done":
        return _("Follow-up done")
    if row.second == rules.PLANNED:
        return _("Planned contact dropped")
    return _("Follow-up dropped: {what}").format(what=shop.label_of("event_rules", row.second))


def _deal_title(row: Any, shop: ShopRules) -> str:
    if row.kind == EntryKind.LOSS:
        return _("Lost: {reason}").format(reason=shop.label_of("lost_reasons", row.code))
    if row.kind == EntryKind.ORDER:
        return _("Car ordered: {model}").format(model=row.first) if row.first else _("Car ordered")
    return _("Car delivered: {model}").format(model=row.first) if row.first else _("Car delivered")


def _touch_title(row: Any, shop: ShopRules) -> str:
    kind, result = shop.label_of("touch_kinds", row.code), shop.label_of("touch_results", row.result)
    if row.result in ("", "none"):
        return kind
    return _("{kind} · {result}").format(kind=kind, result=result)


def _scale_title(row: Any, shop: ShopRules) -> str:
    names = {"status": "statuses", "tier": "tiers"}.get(row.code, "")
    before, after = shop.label_of(names, row.first), shop.label_of(names, row.second)
    if not after:
        return {
            "level": _("Level {before} removed"), "tier": _("Value tier {before} removed"),
        }.get(row.code, _("Status {before} removed")).format(before=before)
    if not before:
        return {
            "level": _("Level set to {after}"), "tier": _("Value tier set to {after}"),
        }.get(row.code, _("Status set to {after}")).format(after=after)
    return {
        "level": _("Level changed from {before} to {after}"), "tier": _("Value tier changed from {before} to {after}"),
    }.get(row.code, _("Status changed from {before} to {after}")).format(before=before, after=after)


def _commitment_title(row: Any) -> str:
    return {
        "kept": _("Promise kept"), "broken": _("Promise broken"), "cancelled": _("Promise cancelled"),
    }.get(row.result, _("Promised"))


def _reason(reason: str, shop: ShopRules) -> str:
    own = {
        "first_contact": _("First real contact"),
        "level_known": _("The level became known"),
        "order": _("An order was placed"),
        "deliver": _("The car was handed over"),
        "delivery": _("The car was handed over"),
        "lose": _("The deal was lost"),
        "loss": _("The deal was lost"),
        "freeze": _("Wants to be asked later"),
        "out_of_contact": _("Could not be reached any more"),
        "cancel_order": _("The order was taken back"),
        "revive": _("Back in progress"),
        "proposed_level_stale": _("Proposed: the level lasted longer than its time"),
        "proposed_silent": _("Proposed: no real contact for too long"),
        "proposed_unanswered": _("Proposed: asked again without an answer"),
        "proposed_late_delivery": _("Proposed: the planned day of the delivery was over"),
        "proposed_revival": _("Proposed: the day to ask again had come"),
        "proposed_thaw": _("Proposed: the rest was over"),
        "proposed_level_unknown": _("Proposed: talked with, and no level yet"),
    }
    return own.get(reason) or shop.label_of("lost_reasons", reason)
