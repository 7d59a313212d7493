"""What stands on the calendar: open items, promises, birthdays and what was done, by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, text
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.glance import purposes_of, words_of
from crm_desktop.features.calendar.queries.due import EARLIEST, ITEM, D, P
from crm_desktop.features.calendar.records import DayLoad, Entry, EntryFilter, Facts
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.features.touches import rules as touches
from crm_desktop.store.tables import Commitment, Contact, Touch

APPOINTMENT, CADENCE, EVENT, OCCASION, DELIVERY, VISIT, PROMISE = SORTS = (
    "appointment", "cadence", "event", "occasion", "delivery", "visit", "promise")
BIRTHDAY = "birthday"
EVERYTHING = EntryFilter()
MINUTES = 30
"""How long an appointment is taken to last."""

_ANSWERS = text("touch.follow_key <> ''")
"""Not bound: SQLite must see that the index `touch_answer` holds them all."""

_LONGEST_MOVE = 15
"""A birthday is looked for so many days after the range: a long holiday moves it to the day before."""

# Which sort an item is of, as SQL tells it; `_sort` tells the same of a row.
_PLANNED = D.rule == touches.PLANNED
_IS: dict[str, ColumnElement[bool]] = {
    VISIT: and_(_PLANNED, D.kind == "visit"),
    APPOINTMENT: and_(or_(_PLANNED, D.due_at != ""), ~and_(_PLANNED, D.kind == "visit")),
    DELIVERY: and_(D.rule == "delivery_day", D.due_at == ""),
    CADENCE: and_(D.rule.in_(sorted(touches.CADENCE_RULES)), D.due_at == ""),
    EVENT: and_(~_PLANNED, D.rule.not_in(sorted(touches.CADENCE_RULES | {"delivery_day"})), D.due_at == ""),
}

_ANSWERED = func.substr(Touch.follow_key, 1, func.instr(Touch.follow_key.concat("/"), "/") - 1)
"""The rule a touch answers; `_sort_of_done` tells the same of a row."""
_WAS: dict[str, ColumnElement[bool]] = {
    VISIT: and_(_ANSWERED == touches.PLANNED, Touch.kind == "visit"),
    APPOINTMENT: and_(_ANSWERED == touches.PLANNED, Touch.kind != "visit"),
    DELIVERY: _ANSWERED == "delivery_day",
    CADENCE: _ANSWERED.in_(sorted(touches.CADENCE_RULES)),
    OCCASION: _ANSWERED == BIRTHDAY,
    EVENT: _ANSWERED.not_in(sorted(touches.CADENCE_RULES | {touches.PLANNED, "delivery_day", BIRTHDAY})),
}

_SOONEST = (D.due_on, case((D.due_at == "", "99"), else_=D.due_at), D.level_rank, D.n)
"""As EARLIEST, told from the index alone: only the first are looked up."""


def entries(  # noqa: PLR0913 - what, of whom and how many
    session: Session, first: date, last: date, *, today: date, filters: EntryFilter = EVERYTHING, limit: int = 2000,
    per_day: int = 0,
) -> list[Entry]:  # fmt: skip
    """Everything on these days, by day and time; at most `limit`, or about `per_day` of each sort and day."""
    found: list[Entry] = []
    span, limit = (first, last), limit if not per_day else per_day * ((last - first).days + 1)
    if _wanted(filters, *_IS):
        wanted = _numbers(filters).where(D.due_on >= first, D.due_on <= last)
        found += _of_items(session, _rows(session, _first_of(wanted, per_day), limit), today)
    if _wanted(filters, PROMISE):
        found += _promises(session, span, today, filters, limit)
    if _wanted(filters, OCCASION):
        found += _birthdays(session, span, today, filters, per_day or limit, each=bool(per_day))
    found += _done(session, span, filters, limit, per_day)
    found = _with_owners(session, found)
    found.sort(key=lambda one: (one.on, one.at or "99", one.done, SORTS.index(one.sort), one.name, one.key))
    return found if per_day else found[:limit]


def overdue_entries(
    session: Session, today: date, *, filters: EntryFilter = EVERYTHING, limit: int = 200, offset: int = 0
) -> list[Entry]:
    """What was due before today and is still open, the longest overdue first."""
    numbers = _numbers(filters).where(D.due_on < today).order_by(*_SOONEST)
    return _with_owners(session, _of_items(session, _rows(session, numbers, limit, offset), today))


def _with_owners(session: Session, found: Iterable[Entry]) -> list[Entry]:
    """With the consultant's name as this laptop shows it, which is mostly not at all."""
    shown = partial(owner_shown, team(session))
    return [one if (owner := shown(one.owner)) == one.owner else replace(one, owner=owner) for one in found]


def workload(
    session: Session, first: date, last: date, *, today: date, filters: EntryFilter = EVERYTHING
) -> dict[date, DayLoad]:
    """How much each of these days holds, and what day it is; every day of the range is there."""
    days = rules.DueRules.of(shop_rules(session)).days
    timed = func.count(case((D.due_at != "", 1)))
    counted = _filtered(select(D.due_on, func.count(), timed).select_from(D), filters, D.root).where(*_due_of(filters))
    open_ = {
        row[0]: (row[1], row[2])
        for row in session.execute(counted.where(D.due_on >= first, D.due_on <= last).group_by(D.due_on))
    }
    counted = _done_of((first, last), filters, func.date(Touch.at), func.count()).where(*_was_of(filters))
    done: dict[str, int] = dict(session.execute(counted.group_by(func.date(Touch.at))).all())
    found = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        due, appointments = open_.get(day, (0, 0))
        found[day] = DayLoad(
            due, appointments, done.get(day.isoformat(), 0), days.off(day), _day_name(day, days), days.known(day.year))
    return found


def _day_name(day: date, days: rules.WorkCalendar) -> str:
    if holiday := days.holiday(day):
        return holiday
    if days.made_up(day):
        return _("Make-up workday")
    return days.leave(day)


def _wanted(filters: EntryFilter, *sorts: str) -> bool:
    return not filters.sorts or not filters.sorts.isdisjoint(sorts)


def _rows(session: Session, numbers: Select[Any], limit: int, offset: int = 0) -> Sequence[Any]:
    found = session.scalars(numbers.limit(limit).offset(offset)).all()
    if not found:
        return []
    return session.execute(select(*ITEM).join(P, P.id == D.root).where(D.n.in_(found)).order_by(*EARLIEST)).all()


def _first_of(wanted: Select[Any], per_day: int) -> Select[Any]:
    """The first of each day, or in the order of the days."""
    if not per_day:
        return wanted.order_by(*_SOONEST)
    place = func.row_number().over(partition_by=D.due_on, order_by=_SOONEST).label("place")
    ranked = wanted.add_columns(place).subquery()
    return select(ranked.c.n).where(ranked.c.place <= per_day)


def _numbers(filters: EntryFilter) -> Select[Any]:
    found: Select[Any] = _filtered(select(D.n), filters, D.root)
    return found.where(*_due_of(filters))


def _due_of(filters: EntryFilter) -> list[ColumnElement[bool]]:
    """Items of the sorts the filter names; of birthdays and promises there are none."""
    return [or_(false(), *(_IS[sort] for sort in sorted(filters.sorts) if sort in _IS))] if filters.sorts else []


def _was_of(filters: EntryFilter) -> list[ColumnElement[bool]]:
    """The same of what was answered."""
    return [or_(false(), *(_WAS[sort] for sort in sorted(filters.sorts) if sort in _WAS))] if filters.sorts else []


def _filtered(found: Any, filters: EntryFilter, join_on: Any) -> Any:
    """Only people the filter lets pass; `join_on`: the statement does not know the people yet."""
    conditions: list[ColumnElement[bool]] = []
    if filters.owners:
        conditions.append(P.owner.in_(filters.owners))
    if filters.levels:
        conditions.append(P.level.in_(filters.levels))
    if filters.statuses:
        conditions.append(P.status.in_(filters.statuses))
    if typed := filters.text.strip().lower():
        pattern = "%" + typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        fields = (func.lower(P.name), P.sort_name, P.phone, func.lower(P.subtitle))
        conditions.append(or_(*(field.like(pattern, escape="\\") for field in fields)))
    if join_on is not None and conditions:
        found = found.join(P, P.id == join_on)
    return found.where(*conditions)


def _of_items(session: Session, rows: Sequence[Any], today: date) -> Iterator[Entry]:
    shop = shop_rules(session)
    purposes = purposes_of(session, rows)
    for row in rows:
        said = words_of(row, shop, today=today, purpose=purposes.get(row.plan, ""))
        yield _entry(
            row, f"{row.rule}/{row.occurrence}", row.due_on, _sort(row), said, at=row.due_at,
            minutes=MINUTES if row.due_at else 0, kind=row.kind, movable=True,
            overdue_days=rules.overdue_days(row.due_on, today=today))


def _sort(row: Any) -> str:
    if row.rule == touches.PLANNED:
        return VISIT if row.kind == "visit" else APPOINTMENT
    if row.due_at:
        return APPOINTMENT
    if row.rule == "delivery_day":
        return DELIVERY
    return CADENCE if row.rule in touches.CADENCE_RULES else EVENT


def _entry(  # noqa: PLR0913 - an entry, as an occasion has it unless said otherwise
    row: Any, key: str, on: date, sort: str, words: rules.Words, *, at: str = "", minutes: int = 0, kind: str = "call",
    overdue_days: int = 0, movable: bool = False, done: bool = False,
) -> Entry:  # fmt: skip
    """An entry of the person in the row."""
    return Entry(
        key=key, contact_id=row.root, name=row.name, on=on, at=at, minutes=minutes, sort=sort, title=words.title,
        reason=words.reason, kind=kind, level=row.level, status=row.status, tier=row.tier, phone=row.phone,
        subtitle=row.subtitle, overdue_days=overdue_days, movable=movable, private=bool(row.private), owner=row.owner,
        done=done)


_PERSON = (P.id.label("root"), P.name, P.level, P.status, P.tier, P.phone, P.subtitle, P.private, P.owner)


def _promises(
    session: Session, span: tuple[date, date], today: date, filters: EntryFilter, limit: int
) -> Iterator[Entry]:
    wanted = select(Commitment.id, Commitment.text, Commitment.due_on, *_PERSON).join(P, P.id == Commitment.root)
    rows = session.execute(
        _filtered(wanted, filters, None)
        .where(Commitment.state == "open", Commitment.due_on.between(*span), Commitment.deleted.is_(None))
        .order_by(Commitment.due_on, Commitment.id).limit(limit)
    )
    for row in rows:
        said, late = rules.Words(_("Promise"), row.text), rules.overdue_days(row.due_on, today=today)
        yield _entry(row, f"promise/{row.id}", row.due_on, PROMISE, said, overdue_days=late)


def _birthdays(
    session: Session, span: tuple[date, date], today: date, filters: EntryFilter, limit: int, *, each: bool = False
) -> Iterator[Entry]:
    """Birthdays fall on their day, or on the working day before it; they are never overdue. `each`: so many a day."""
    first, last = span
    days = rules.DueRules.of(shop_rules(session)).days
    by_key: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for n in range((last - first).days + 1 + _LONGEST_MOVE):
        day = first + timedelta(days=n)
        on = days.moved(day, "before")
        if first <= on <= last and day - on <= timedelta(days=_LONGEST_MOVE):
            for key in dates.keys_on(day):
                by_key[key].append((on, day))
    whose = _filtered(select(P.n), filters, None).where(P.birth_key.in_(sorted(by_key)))
    if each:
        place = func.row_number().over(partition_by=P.birth_key, order_by=P.n).label("place")
        ranked = whose.add_columns(place).subquery()
        whose = select(ranked.c.n).where(ranked.c.place <= limit)
    else:
        whose = whose.limit(limit)
    born = select(P.birth_key, Contact.birthday, *_PERSON).join(Contact, Contact.id == P.id)
    rows = session.execute(born.where(P.n.in_(session.scalars(whose).all()))).all()
    keys = {f"{BIRTHDAY}/{day.year}" for found in by_key.values() for _on, day in found}
    done = _answered(session, [row.root for row in rows], keys)
    for row in rows:
        for on, day in by_key[row.birth_key]:
            key = f"{BIRTHDAY}/{day.year}"
            said = _birthday_words(row.birthday, on, day, days, today)
            yield _entry(row, key, on, OCCASION, said, done=(row.root, key) in done)


def _birthday_words(text: str, on: date, born: date, days: rules.WorkCalendar, today: date) -> rules.Words:
    birthday = PartialDate.stored(text)
    parts = [_("Birthday: {day}").format(day=birthday.label() if birthday else "")]
    turns = birthday.turns(born) if birthday else None
    if turns:
        parts.append(_("turns {n}").format(n=turns))
    parts.append(rules.moved_text(born, on, days, today))
    return rules.Words(_("Birthday"), _("; ").join(part for part in parts if part))


def _answered(session: Session, roots: Iterable[str], keys: set[str]) -> set[tuple[str, str]]:
    rows = session.execute(
        select(Touch.root, Touch.follow_key)
        .where(
            Touch.root.in_(list(roots)), Touch.follow_key.in_(sorted(keys)), Touch.effective, Touch.deleted.is_(None))
    )
    return {(row.root, row.follow_key) for row in rows}


def _done(
    session: Session, span: tuple[date, date], filters: EntryFilter, limit: int, per_day: int
) -> Iterator[Entry]:
    """What was answered on these days, with how it ended."""
    columns = (Touch.at, Touch.kind.label("touch_kind"), Touch.result, Touch.follow_key, *_PERSON)
    shop = shop_rules(session)
    which = _done_of(span, filters, Touch.id)
    if per_day:
        place = func.row_number().over(partition_by=func.date(Touch.at), order_by=(Touch.at, Touch.id)).label("place")
        ranked = which.add_columns(place).subquery()
        which = select(ranked.c.id).where(ranked.c.place <= per_day)
    else:
        which = which.order_by(Touch.at, Touch.id).limit(limit)
    answered = select(*columns).join(P, P.id == Touch.root).where(Touch.id.in_(session.scalars(which).all()))
    rows = session.execute(answered.order_by(Touch.at, Touch.id))
    for row in rows:
        rule = row.follow_key.partition("/")[0]
        sort = _sort_of_done(rule, row.touch_kind)
        if not _wanted(filters, sort) or rule == BIRTHDAY:
            continue
        facts = Facts(is_customer=True, status=row.status, level=row.level)
        said = rules.Words(rules.title_of(rule, facts, shop), _result(row, shop))
        yield _entry(row, row.follow_key, row.at.date(), sort, said, kind=row.touch_kind, done=True)


def _result(row: Any, shop: ShopRules) -> str:
    parts = (shop.label_of("touch_kinds", row.touch_kind), shop.label_of("touch_results", row.result))
    return " · ".join(part for part in parts if part)


def _sort_of_done(rule: str, kind: str) -> str:
    if rule == touches.PLANNED:
        return VISIT if kind == "visit" else APPOINTMENT
    if rule == "delivery_day":
        return DELIVERY
    return CADENCE if rule in touches.CADENCE_RULES else EVENT


def _done_of(span: tuple[date, date], filters: EntryFilter, *columns: Any) -> Any:
    first, last = span
    return _filtered(select(*columns).select_from(Touch), filters, Touch.root).where(
        Touch.at >= datetime.combine(first, time.min), Touch.at < datetime.combine(last + timedelta(days=1), time.min),
        Touch.effective, _ANSWERS, Touch.deleted.is_(None))
