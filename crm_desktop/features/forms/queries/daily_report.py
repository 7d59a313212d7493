"""The daily report: whom I meant to reach, whom I reached, what was said, and where the month stands.

Of the shop: private contacts and private touches are neither on its lines nor in its figures.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, format_full_day
from crm_desktop.features.calendar.queries import due_items
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form, line, tick
from crm_desktop.features.forms.queries.persons import Person, persons, short_day, source_text, wanted
from crm_desktop.features.forms.queries.scales import Changes, changes_since, value_after, value_before
from crm_desktop.features.forms.records import DAILY_REPORT, Cell, Column, Form, Group, Line, Table, Writing
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries.facts import letterhead
from crm_desktop.store.tables import Customer, DerivedPerson, FollowUp, Opportunity, Touch, Vehicle

PHONED = frozenset({"call", "wechat", "sms", "called_in"})
MET = frozenset({"visit", "came_in", "test_drive", "delivery", "event", "service", "quote", "gift"})
MOST_PLANNED = 200
OWNER = "D"


@dataclass(slots=True)
class _Day:
    """What happened with one person on the day."""

    touches: list[Any] = field(default_factory=list)
    planned: str = ""


def daily_report(session: Session, day: date) -> Form:
    """One line a person; totals of the day and of the month; room for the supervisor."""
    plan, shop = design(session, DAILY_REPORT), shop_rules(session)
    days = _days(session, day, shop)
    known = persons(session, days)
    days = {one: done for one, done in days.items() if one in known}
    levels = changes_since(session, days, "level", day)
    next_on = _next_on(session, list(days), day)
    lines = tuple(
        _line(plan.shown, known[one], days[one], levels, number=number, day=day, next_on=next_on, shop=shop)
        for number, one in enumerate(days, 1)
    )
    table = Table(
        plan.shown, (Group("", lines),), lines=plan.lines, fills=True,
        still_open=not any(one.touches for one in days.values()),
    )
    totals = (_people(session, shop), _work(session, day), Writing(_("Supervisor's instructions"), 3, share=3))
    return form(plan, letterhead(session), day=day, said=(format_full_day(day),), bands=((table,), totals))


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time.min), datetime.combine(last + timedelta(days=1), time.min)


def _days(session: Session, day: date, shop: ShopRules) -> dict[str, _Day]:
    """Those who were touched in the order of the clock, then those only planned."""
    first, last = _span(day, day)
    found: dict[str, _Day] = {}
    rows = session.execute(
        select(Touch.root, Touch.at, Touch.kind, Touch.result, Touch.effective, Touch.note, Touch.follow_key)
        .where(
            Touch.at >= first, Touch.at < last, Touch.kind != "note", Touch.private.is_(False), Touch.deleted.is_(None),
        )
        .order_by(Touch.at, Touch.id)
    )
    for row in rows:
        found.setdefault(row.root, _Day()).touches.append(row)
        if row.follow_key:
            found[row.root].planned = shop.label_of("touch_kinds", row.kind)
    plans = session.execute(
        select(FollowUp.root, FollowUp.kind)
        .where(FollowUp.due_on == day, FollowUp.state != "cancelled", FollowUp.deleted.is_(None))
        .order_by(FollowUp.due_at == "", FollowUp.due_at, FollowUp.id).limit(MOST_PLANNED)
    )
    due = ((item.contact_id, item.kind) for item in due_items(session, day, limit=MOST_PLANNED, only_on=True))
    for contact_id, kind in (*plans, *due):
        one = found.setdefault(contact_id, _Day())
        one.planned = one.planned or shop.label_of("touch_kinds", kind)
    return found


def _next_on(session: Session, ids: Sequence[str], day: date) -> dict[str, date]:
    rows = session.execute(
        select(DerivedPerson.id, DerivedPerson.due_on)
        .where(DerivedPerson.id.in_(wanted(ids)), DerivedPerson.due_on > day)
    )
    return {row.id: row.due_on for row in rows}


def _line(  # noqa: PLR0913 - what is known of one line, by keyword
    columns: Sequence[Column], who: Person, done: _Day, levels: Changes, *, number: int, day: date,
    next_on: dict[str, date], shop: ShopRules,
) -> Line:
    changes = levels.get(who.id, ())
    before, after = value_before(changes, day, who.level), value_after(changes, day, who.level)
    level = f"{before or '–'} → {after or '–'}" if before != after else after
    reached = [touch for touch in done.touches if touch.effective]
    talk = " / ".join(_said(touch, shop) for touch in done.touches)
    return line(columns, {
        "no": str(number), "name": Cell(who.name, "strong"), "model": who.model, "phone": who.phone, "area": who.area,
        "source": source_text(who, shop), "consultant": who.consultant,
        "purpose": _purpose(who, shop), "level": Cell(level, "strong"),
        "planned": done.planned, "talk": talk, "next": short_day(next_on.get(who.id)),
        "phoned": tick(done=any(touch.kind in PHONED for touch in reached)),
        "visited": tick(done=any(touch.kind in MET for touch in reached)),
    })


def _purpose(who: Person, shop: ShopRules) -> str:
    """Opening, pushing on, or looking after: by where the person stands."""
    if not who.is_customer or who.status == "N":
        return _("open")
    return _("after-sale") if who.status == OWNER else _("push")


def _said(touch: Any, shop: ShopRules) -> str:
    how = shop.label_of("touch_kinds", touch.kind)
    result = "" if touch.result in ("", "none") else shop.label_of("touch_results", touch.result)
    return " ".join(filter(None, (f"{how}·{result}" if result else how, " ".join(touch.note.split()))))


def _figures(title: str, rows: Sequence[Sequence[str]], headings: Sequence[str] = (), *, share: int) -> Table:
    """A small table of figures in two halves side by side; the first column of each says what is counted."""
    wide, half = len(rows[0]), (len(rows) + 1) // 2
    empty = ("",) * wide
    paired = [(*rows[n], *(rows[n + half] if n + half < len(rows) else empty)) for n in range(half)]
    columns = tuple(
        Column(str(n), headings[n % wide] if headings else "", 24 if n % wide == 0 else 9,
               "center" if n % wide else "left")
        for n in range(2 * wide)
    )
    lines = tuple(tuple(Cell(text, "" if n % wide else "strong") for n, text in enumerate(row)) for row in paired)
    return Table(columns, (Group("", lines),), title=title, share=share)


def _people(session: Session, shop: ShopRules) -> Table:
    """Intent customers by level, and owners: own-sold or from elsewhere."""
    customers = (
        select(Customer.level, func.count()).where(Customer.status.in_(("N", "P")), Customer.deleted.is_(None))
        .group_by(Customer.level)
    )
    counts: Counter[str] = Counter()
    for level, count in session.execute(customers):
        counts[level] = count
    own = select(Vehicle.root).where(
        Vehicle.kind == "own", Vehicle.sold_by_us.is_(True), Vehicle.deleted.is_(None)
    )
    of_us = func.coalesce(func.sum(case((Customer.root.in_(own), 1), else_=0)), 0)
    owners, sold = session.execute(
        select(func.count(), of_us).where(Customer.status == OWNER, Customer.deleted.is_(None))
    ).one()
    rows = [(level.label, str(counts[level.code])) for level in shop.levels]
    rows += [(_("No level yet"), str(counts[""])), (_("Intent customers"), str(counts.total()))]
    rows += [(_("Owners, sold by us"), str(sold)), (_("Owners, sold elsewhere"), str(owners - sold))]
    return _figures(_("My customers"), rows, share=3)


def _work(session: Session, day: date) -> Table:
    """The day and the month to date: whom I reached and what came of it."""
    rows = [
        (label, *(str(count) for count in counts))
        for label, counts in (*_touch_counts(session, day), *_deal_counts(session, day))
    ]
    return _figures(_("Work done"), rows, ("", _("Today"), _("This month")), share=4)


def _touch_counts(session: Session, day: date) -> list[tuple[str, tuple[int, int]]]:
    first, last = _span(day.replace(day=1), day)
    today = _span(day, day)[0]
    groups = ((_("Reached by phone or chat"), PHONED), (_("Met face to face"), MET), (_("Test drives"), {"test_drive"}))
    sums = [
        func.coalesce(func.sum(case((Touch.kind.in_(kinds) & (Touch.at >= start), 1), else_=0)), 0)
        for _label, kinds in groups for start in (today, first)
    ]
    counts = session.execute(
        select(*sums).where(
            Touch.at >= first, Touch.at < last, Touch.effective.is_(True), Touch.private.is_(False),
            Touch.deleted.is_(None),
        )
    ).one()
    return [(label, (counts[2 * n], counts[2 * n + 1])) for n, (label, _kinds) in enumerate(groups)]


def _deal_counts(session: Session, day: date) -> list[tuple[str, tuple[int, int]]]:
    first = day.replace(day=1)
    found = []
    for label, column, table in (
        (_("New archives"), Customer.opened_on, Customer), (_("Cars ordered"), Opportunity.ordered_on, Opportunity),
        (_("Cars delivered"), Opportunity.delivered_on, Opportunity),
    ):
        today, month = session.execute(
            select(func.coalesce(func.sum(case((column == day, 1), else_=0)), 0), func.count())
            .select_from(table).where(column.between(first, day), table.deleted.is_(None))
        ).one()
        found.append((label, (today, month)))
    return found
