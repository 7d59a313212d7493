"""The level control table of a month: who was carried over, who is new, when he was met, what became of him.

Of the shop: private contacts and private touches are not on it.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_month, ngettext
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form, level_cell, line
from crm_desktop.features.forms.queries.persons import Person, persons, short_day, source_text, wanted
from crm_desktop.features.forms.queries.scales import Changes, changes_since, value_after, value_before
from crm_desktop.features.forms.records import LEVEL_TABLE, Cell, Column, Design, Form, Group, Line, Table
from crm_desktop.features.forms.rules import with_parts
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries.facts import letterhead
from crm_desktop.store.tables import DerivedDue, DerivedPerson, FollowUp, ScaleChange, Touch

ACTIVE = ("N", "P")
"""The statuses that have a level to control."""
MOST = 1000
PLANNED, MISSED, MET = "○", "–", "●"
_SUMMARY_WEIGHT = 12


@dataclass(frozen=True, slots=True)
class _Month:
    """The month and how much of it is over."""

    first: date
    last: date
    seen: date  # the last day of which something is known

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def is_over(self) -> bool:
        return self.seen >= self.last


@dataclass(frozen=True, slots=True)
class _Row:
    """One customer of the month before it has columns."""

    who: Person
    carried: bool
    level_start: str
    level_end: str
    result: str
    marks: tuple[Cell, ...]
    left: bool  # no longer active at the end


def level_table(session: Session, day: date) -> Form:
    """The table of the month this day lies in."""
    first = day.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    month = _Month(first, last, min(last, max(clock.today(), first)))
    plan, shop = design(session, LEVEL_TABLE), shop_rules(session)
    rows, more = _rows(session, month, shop)
    bands = ((_table(plan, rows, month, shop=shop, more=more),), (_movements(rows, shop),))
    said = (format_month(first), _("{planned} planned · letter: level after the contact · {missed} not reached").format(
        planned=PLANNED, missed=MISSED
    ))
    return form(plan, letterhead(session), day=first, said=said, bands=bands)


def _candidates(session: Session, month: _Month) -> tuple[list[str], bool]:
    """Customers who are active or changed their status since the month began; and whether there are more."""
    changed = select(ScaleChange.root).where(
        ScaleChange.scale == "status", ScaleChange.at >= datetime.combine(month.first, time.min),
        ScaleChange.deleted.is_(None),
    )
    known = DerivedPerson
    found = session.scalars(
        select(known.id).where(
            known.is_customer.is_(True), known.private.is_(False), known.opened_on <= month.last,
            known.status.in_(ACTIVE) | known.id.in_(changed),
        ).order_by(known.level_rank, known.sort_name, known.id).limit(MOST + 1)
    ).all()
    return list(found[:MOST]), len(found) > MOST


def _rows(session: Session, month: _Month, shop: ShopRules) -> tuple[list[_Row], bool]:
    ids, more = _candidates(session, month)
    known = persons(session, ids)
    levels = changes_since(session, ids, "level", month.first)
    statuses = changes_since(session, ids, "status", month.first)
    met, missed = _touched(session, ids, month)
    planned = _planned(session, ids, month)
    rows = []
    for contact_id in ids:
        who = known[contact_id]
        carried = _carried(who, statuses.get(contact_id, ()), month)
        if carried is None:
            continue
        marks = tuple(
            _mark(who, day, levels.get(contact_id, ()), met=met, missed=missed, planned=planned) for day in month.days
        )
        rows.append(_row(who, levels, statuses, month=month, carried=carried, marks=marks, shop=shop))
    return rows, more


def _carried(who: Person, changes: Sequence[Any], month: _Month) -> bool | None:
    """Whether this customer comes from the month before; None if he does not belong to this one."""
    old = who.opened_on is not None and who.opened_on < month.first
    if old and value_before(changes, month.first, who.status) in ACTIVE:
        return True
    within = (change for change in changes if change.at.date() <= month.last)
    if (not old and who.opened_on is not None) or any(change.after in ACTIVE for change in within):
        return False
    return None


def _row(  # noqa: PLR0913 - what is known of one customer, by keyword
    who: Person, levels: Changes, statuses: Changes, *, month: _Month, carried: bool, marks: tuple[Cell, ...],
    shop: ShopRules,
) -> _Row:
    own_levels, own_statuses = levels.get(who.id, ()), statuses.get(who.id, ())
    status = value_after(own_statuses, month.last, who.status)
    left = status not in ACTIVE
    ended = next((c.at.date() for c in reversed(own_statuses) if c.after == status and c.at.date() <= month.last), None)
    result = " ".join(filter(None, (shop.label_of("statuses", status), short_day(ended)))) if left else ""
    start = value_before(own_levels, max(month.first, who.opened_on or month.first), who.level)
    if not carried and not start:  # the first level given is the one a new customer starts with
        start = next((str(change.after) for change in own_levels if change.after), "")
    return _Row(who, carried, start, value_after(own_levels, month.last, who.level), result, marks, left)


_Days = dict[str, set[date]]


def _touched(session: Session, ids: Iterable[str], month: _Month) -> tuple[_Days, _Days]:
    """The days on which each was reached, and those on which it was tried."""
    met: _Days = defaultdict(set)
    tried: _Days = defaultdict(set)
    rows = session.execute(
        select(Touch.root, Touch.at, Touch.effective).where(
            Touch.root.in_(wanted(ids)), Touch.at >= datetime.combine(month.first, time.min),
            Touch.at < datetime.combine(month.last + timedelta(days=1), time.min),
            Touch.private.is_(False), Touch.deleted.is_(None),
        )
    )
    for row in rows:
        (met if row.effective else tried)[row.root].add(row.at.date())
    return met, tried


def _planned(session: Session, ids: Iterable[str], month: _Month) -> _Days:
    """The days a person planned, and those on which something is open."""
    found: _Days = defaultdict(set)
    asked = list(ids)
    plans = select(FollowUp.root, FollowUp.due_on).where(
        FollowUp.root.in_(wanted(asked)), FollowUp.due_on.between(month.first, month.last),
        FollowUp.state != "cancelled", FollowUp.deleted.is_(None),
    )
    derived = select(DerivedDue.root, DerivedDue.due_on).where(
        DerivedDue.root.in_(wanted(asked)), DerivedDue.due_on.between(month.first, month.last)
    )
    for contact_id, day in (*session.execute(plans), *session.execute(derived)):
        found[contact_id].add(day)
    return found


def _mark(who: Person, day: date, levels: Sequence[Any], *, met: _Days, missed: _Days, planned: _Days) -> Cell:
    if day in met.get(who.id, ()):
        level = value_after(levels, day, who.level)
        return Cell(level or MET, level or "strong")
    if day in missed.get(who.id, ()):
        return Cell(MISSED, "muted")
    return Cell(PLANNED, "muted") if day in planned.get(who.id, ()) else Cell()


def _table(plan: Design, rows: Sequence[_Row], month: _Month, *, shop: ShopRules, more: bool) -> Table:
    columns = with_parts(plan.shown, "days", [str(day.day) for day in month.days])
    groups, number = [], 0
    for code, label in (*((level.code, level.label) for level in shop.levels), ("", _("No level yet"))):
        here = [row for row in rows if row.level_end == code]
        lines = tuple(
            _line(columns, row, month, number=number + place, shop=shop) for place, row in enumerate(here, 1)
        )
        number += len(here)
        if here:
            people = ngettext("{n} customer", "{n} customers", len(here)).format(n=len(here))
            groups.append(Group(_("{level} · {people}").format(level=label, people=people), lines))
    note = _("Only the first {n} customers are printed.").format(n=MOST) if more else ""
    return Table(columns, tuple(groups), lines=plan.lines, still_open=not month.is_over, note=note)


def _line(columns: Sequence[Column], row: _Row, month: _Month, *, number: int, shop: ShopRules) -> Line:
    who = row.who
    days = Cell(parts=tuple(mark.text for mark in row.marks))
    return line(columns, {
        "no": str(number), "origin": _("old") if row.carried else _("new"), "name": Cell(who.name, "strong"),
        "model": who.model, "phone": who.phone, "area": who.area, "source": source_text(who, shop),
        "consultant": who.consultant,
        "level_start": level_cell(row.level_start, shop), "days": days,
        "level_end": level_cell(row.level_end if month.is_over or row.left else "", shop), "result": row.result,
    })


def _movements(rows: Sequence[_Row], shop: ShopRules) -> Table:
    """How many there are of each level: carried over, new, gone, left at the end."""
    codes = [*(level.code for level in shop.levels), ""]
    columns = (
        Column("what", "", _SUMMARY_WEIGHT * 2),
        *(Column(f"level{code}", code or _("none"), _SUMMARY_WEIGHT, "center") for code in codes),
        Column("all", _("All"), _SUMMARY_WEIGHT, "center"),
    )
    counted = (
        (_("Carried over"), Counter(row.level_start for row in rows if row.carried)),
        (_("New this month"), Counter(row.level_start for row in rows if not row.carried)),
        (_("Ordered, delivered or lost"), Counter(row.level_end for row in rows if row.left)),
        (_("Carried to next month"), Counter(row.level_end for row in rows if not row.left)),
    )
    lines = tuple(
        (Cell(label, "strong"), *(Cell(str(count[code])) for code in codes), Cell(str(count.total()), "strong"))
        for label, count in counted
    )
    return Table(columns, (Group("", lines),), title=_("Movements of the month"))
