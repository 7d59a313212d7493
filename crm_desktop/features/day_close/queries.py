"""Reading one day: the same few indexed queries however large the book is."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.queries import count_due, due_items
from crm_desktop.features.day_close import rules
from crm_desktop.features.day_close.records import ChangeLine, DaySummary, UnloggedItem
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import mine
from crm_desktop.features.touches.rules import PLANNED, follow_key
from crm_desktop.store.tables import Commitment, Contact, DayClose, DerivedPerson, FollowUp, ScaleChange, Touch

P = DerivedPerson
_SCALES = {"level": "levels", "status": "statuses", "tier": "tiers"}


def day_summary(session: Session, day: date, *, limit: int = 200) -> DaySummary:
    """What happened that day, what has no result, and what the next day brings."""
    shop = shop_rules(session)
    touches, scales = _touches(session, day), _scale_changes(session, day)
    people, promises = _new_people(session, day), _promises(session, day)
    lines = rules.in_order([
        *_touch_lines(touches, shop), *_scale_lines(scales, shop), *_new_lines(people), *_promise_lines(promises, day),
    ])  # fmt: skip
    made = sum(_is_on(row.created, day) for row in promises)
    kept = sum(row.closed_on == day and row.state == "kept" for row in promises)
    unlogged = unlogged_appointments(session, day)
    waiting, next_day = count_due(session, day), day + timedelta(days=1)
    closed = day_close(session, day)
    return DaySummary(
        day=day,
        figures=rules.figures(
            touches=[(row.root, bool(row.effective)) for row in touches],
            new_people=[bool(row.is_customer) for row in people],
            changes=[(row.scale, row.after) for row in scales],
            promises=(made, kept),
        ),
        changes=tuple(lines[:limit]), changes_total=len(lines),
        unlogged=tuple(unlogged[:limit]), unlogged_total=len(unlogged),
        still_due=tuple(due_items(session, day, limit=limit)), still_due_total=waiting.overdue + waiting.today,
        next_day=next_day, tomorrow=tuple(due_items(session, next_day, limit=limit, only_on=True)),
        tomorrow_total=count_due(session, next_day).today,
        note=closed.note if closed else "", closed_at=closed.closed_at if closed else None,
    )  # fmt: skip


def day_close(session: Session, day: date) -> DayClose | None:
    """The row that says my day is closed; its newest where two laptops closed it."""
    found = select(DayClose).where(DayClose.on == day, DayClose.deleted.is_(None), DayClose.owner.in_(mine(session)))
    return session.scalar(found.order_by(DayClose.closed_at.desc(), DayClose.id.desc()))


def unlogged_appointments(session: Session, day: date) -> list[UnloggedItem]:
    """Appointments with a time, that day or before, that nobody wrote a result for."""
    rows = session.execute(
        select(
            FollowUp.id, FollowUp.root, FollowUp.rule, FollowUp.occurrence, FollowUp.due_on, FollowUp.due_at,
            FollowUp.kind, FollowUp.purpose, P.name, P.phone, P.private,
        )
        .join(P, P.id == FollowUp.root)
        .where(
            FollowUp.state == "planned", FollowUp.due_on <= day, FollowUp.due_at != "", FollowUp.deleted.is_(None),
        )
        .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.id)
    )  # fmt: skip
    return [
        UnloggedItem(
            row.root, follow_key(row.rule, row.id if row.rule == PLANNED else row.occurrence), row.name, row.due_on,
            row.due_at, row.kind, row.purpose, row.phone, bool(row.private))
        for row in rows
    ]  # fmt: skip


def _touches(session: Session, day: date) -> list[Any]:
    return list(session.execute(
        select(Touch.root, Touch.at, Touch.kind, Touch.result, Touch.effective, Touch.note, P.name, P.private)
        .join(P, P.id == Touch.root)
        .where(Touch.at >= _start(day), Touch.at < _start(day + timedelta(days=1)), Touch.deleted.is_(None))
        .order_by(Touch.id.desc())
    ))  # fmt: skip


def _scale_changes(session: Session, day: date) -> list[Any]:
    change = ScaleChange
    return list(session.execute(
        select(change.root, change.at, change.scale, change.before, change.after, P.name, P.private)
        .join(P, P.id == change.root)
        .where(change.at >= _start(day), change.at < _start(day + timedelta(days=1)), change.deleted.is_(None))
        .order_by(change.id.desc())
    ))  # fmt: skip


def _new_people(session: Session, day: date) -> list[Any]:
    return list(session.execute(
        select(P.id, P.name, P.private, P.is_customer, Contact.created)
        .join(Contact, Contact.id == P.id)
        .where(P.is_customer.in_((False, True)), P.opened_on == day)
    ))  # fmt: skip


def _promises(session: Session, day: date) -> list[Any]:
    row = Commitment
    made = row.created.between(_start(day), datetime.combine(day, time.max))
    return list(session.execute(
        select(row.root, row.text, row.created, row.state, row.closed_on, P.name, P.private)
        .join(P, P.id == row.root)
        .where(made | (row.closed_on == day), row.deleted.is_(None))
        .order_by(row.id.desc())
    ))  # fmt: skip


def _changed(row: Any, at: datetime, sort: str, text: str) -> ChangeLine:
    return ChangeLine(row.root, row.name, at, sort, text, bool(row.private))


def _touch_lines(rows: list[Any], shop: ShopRules) -> Iterator[ChangeLine]:
    for row in rows:
        words = [shop.label_of("touch_kinds", row.kind), shop.label_of("touch_results", row.result), row.note]
        yield _changed(row, row.at, "touch", " · ".join(word for word in words if word))


def _scale_lines(rows: list[Any], shop: ShopRules) -> Iterator[ChangeLine]:
    for row in rows:
        before, after = (_value(shop, row.scale, code) for code in (row.before, row.after))
        text = _("{scale}: {before} → {after}").format(
            scale=_scale_name(row.scale), before=before, after=after)
        yield _changed(row, row.at, row.scale, text)


def _scale_name(scale: str) -> str:
    return {"level": _("Intent level"), "status": _("Status"), "tier": _("Value tier")}.get(scale, scale)


def _value(shop: ShopRules, scale: str, code: str) -> str:
    if scale == "level":
        return code or "–"
    return shop.label_of(_SCALES.get(scale, scale), code) or "–"


def _new_lines(rows: list[Any]) -> Iterator[ChangeLine]:
    for row in rows:
        text = _("Archive opened") if row.is_customer else _("New in the network")
        yield ChangeLine(row.id, row.name, row.created, "new", text, bool(row.private))


def _promise_lines(rows: list[Any], day: date) -> Iterator[ChangeLine]:
    for row in rows:
        if _is_on(row.created, day):
            yield _changed(row, row.created, "promise", _("Promised: {text}").format(text=row.text))
        if row.closed_on == day and row.state == "kept":
            at = datetime.combine(day, time.min)
            yield _changed(row, at, "kept", _("Promise kept: {text}").format(text=row.text))


def count_unlogged(session: Session, day: date) -> int:
    """How many appointments wait for a result."""
    return session.scalar(
        select(func.count()).select_from(FollowUp).where(
            FollowUp.state == "planned", FollowUp.due_on <= day, FollowUp.due_at != "", FollowUp.deleted.is_(None))
    ) or 0  # fmt: skip


def _is_on(moment: datetime, day: date) -> bool:
    return moment.date() == day


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min)
