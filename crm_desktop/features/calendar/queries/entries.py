"""What stands on the calendar: open items, promises, birthdays and what was done, by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
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
from crm_desktop.features.touches import rules as touches
from crm_desktop.store.tables import Commitment, Contact, Touch

APPOINTMENT, CADENCE, EVENT, OCCASION, DELIVERY, VISIT, PROMISE = SORTS = (
    "appointment", "cadence", "event", "occasion", "delivery", "visit", "promise")
BIRTHDAY = "birthday"
EVERYTHING = EntryFilter()
MINUTES = 30
"""How long an appointment is taken to last."""

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


def entries(
    session: Session, first: date, last: date, *, today: date, filters: EntryFilter = EVERYTHING, limit: int = 2000
) -> list[Entry]:
    """Everything on these days, by day and time; at most `limit`."""
    found: list[Entry] = []
    if _wanted(filters, *_IS):
        rows = session.execute(
            _items(filters).where(D.due_on >= first, D.due_on <= last).order_by(*EARLIEST).limit(limit)).all()
        found += _of_items(session, rows, today)
    if _wanted(filters, PROMISE):
        found += _promises(session, (first, last), today, filters, limit)
    if _wanted(filters, OCCASION):
        found += _birthdays(session, (first, last), today, filters, limit)
    found += _done(session, (first, last), filters, limit)
    found.sort(key=lambda one: (one.on, one.at or "99", one.done, SORTS.index(one.sort), one.name, one.key))
    return found[:limit]


def overdue_entries(
    session: Session, today: date, *, filters: EntryFilter = EVERYTHING, limit: int = 200, offset: int = 0
) -> list[Entry]:
    """What was due before today and is still open, the longest overdue first."""
    rows = session.execute(
        _items(filters).where(D.due_on < today).order_by(*EARLIEST).limit(limit).offset(offset)).all()
    return list(_of_items(session, rows, today))


def workload(
    session: Session, first: date, last: date, *, today: date, filters: EntryFilter = EVERYTHING
) -> dict[date, DayLoad]:
    """How much each of these days holds, and what day it is; every day of the range is there."""
    days = rules.DueRules.of(shop_rules(session)).days
    timed = func.count(case((D.due_at != "", 1)))
    counted = _filtered(select(D.due_on, func.count(), timed).select_from(D), filters, D.root)
    open_ = {
        row[0]: (row[1], row[2])
        for row in session.execute(counted.where(D.due_on >= first, D.due_on <= last).group_by(D.due_on))
    }
    done: dict[str, int] = dict(
        session.execute(_done_of((first, last), filters, func.date(Touch.at), func.count())
                        .group_by(func.date(Touch.at))).all()
    )  # fmt: skip
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


def _items(filters: EntryFilter) -> Select[Any]:
    found: Select[Any] = _filtered(select(*ITEM).join(P, P.id == D.root), filters, None)
    if filters.sorts:
        found = found.where(or_(*(_IS[sort] for sort in filters.sorts if sort in _IS)))
    return found


def _filtered(found: Any, filters: EntryFilter, join_on: Any) -> Any:
    """Only people the filter lets pass; `join_on`: the statement does not know the people yet."""
    conditions: list[ColumnElement[bool]] = []
    if filters.levels:
        conditions.append(P.level.in_(filters.levels))
    if filters.statuses:
        conditions.append(P.status.in_(filters.statuses))
    if text := filters.text.strip().lower():
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
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
        yield replace(
            _entry(row, f"{row.rule}/{row.occurrence}", row.due_on, _sort(row), said), at=row.due_at,
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


def _entry(row: Any, key: str, on: date, sort: str, words: rules.Words) -> Entry:
    """An entry of a person as an occasion is shown; what differs is set by `replace`."""
    return Entry(
        key=key, contact_id=row.root, name=row.name, on=on, at="", minutes=0, sort=sort, title=words.title,
        reason=words.reason, kind="call", level=row.level, status=row.status, tier=row.tier, phone=row.phone,
        subtitle=row.subtitle, overdue_days=0, movable=False)


_PERSON = (P.id.label("root"), P.name, P.level, P.status, P.tier, P.phone, P.subtitle)


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
        made = _entry(row, f"promise/{row.id}", row.due_on, PROMISE, rules.Words(_("Promise"), row.text))
        yield replace(made, overdue_days=rules.overdue_days(row.due_on, today=today))


def _birthdays(
    session: Session, span: tuple[date, date], today: date, filters: EntryFilter, limit: int
) -> Iterator[Entry]:
    """Birthdays fall on their day, or on the working day before it; they are never overdue."""
    first, last = span
    days = rules.DueRules.of(shop_rules(session)).days
    by_key: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for n in range((last - first).days + 1 + _LONGEST_MOVE):
        born = first + timedelta(days=n)
        on = days.moved(born, "before")
        if first <= on <= last and born - on <= timedelta(days=_LONGEST_MOVE):
            for key in dates.keys_on(born):
                by_key[key].append((on, born))
    rows = session.execute(
        _filtered(select(P.birth_key, Contact.birthday, *_PERSON).join(Contact, Contact.id == P.id), filters, None)
        .where(P.birth_key.in_(sorted(by_key))).limit(limit)
    ).all()
    keys = {f"{BIRTHDAY}/{born.year}" for found in by_key.values() for _on, born in found}
    done = _answered(session, [row.root for row in rows], keys)
    for row in rows:
        for on, born in by_key[row.birth_key]:
            key = f"{BIRTHDAY}/{born.year}"
            said = _birthday_words(row.birthday, on, born, days, today)
            yield replace(_entry(row, key, on, OCCASION, said), done=(row.root, key) in done)


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


def _done(session: Session, span: tuple[date, date], filters: EntryFilter, limit: int) -> Iterator[Entry]:
    """What was answered on these days, with how it ended."""
    columns = (Touch.at, Touch.kind.label("touch_kind"), Touch.result, Touch.follow_key, *_PERSON)
    shop = shop_rules(session)
    rows = session.execute(_done_of(span, filters, *columns, known=True).order_by(Touch.at).limit(limit))
    for row in rows:
        rule = row.follow_key.partition("/")[0]
        sort = _sort_of_done(rule, row.touch_kind)
        if not _wanted(filters, sort) or rule == BIRTHDAY:
            continue
        facts = Facts(is_customer=True, status=row.status, level=row.level)
        said = rules.Words(rules.title_of(rule, facts, shop), _result(row, shop))
        made = _entry(row, row.follow_key, row.at.date(), sort, said)
        yield replace(made, kind=row.touch_kind, done=True)


def _result(row: Any, shop: ShopRules) -> str:
    parts = (shop.label_of("touch_kinds", row.touch_kind), shop.label_of("touch_results", row.result))
    return " · ".join(part for part in parts if part)


def _sort_of_done(rule: str, kind: str) -> str:
    if rule == touches.PLANNED:
        return VISIT if kind == "visit" else APPOINTMENT
    if rule == "delivery_day":
        return DELIVERY
    return CADENCE if rule in touches.CADENCE_RULES else EVENT


def _done_of(span: tuple[date, date], filters: EntryFilter, *columns: Any, known: bool = False) -> Any:
    first, last = span
    found: Any = select(*columns).select_from(Touch)
    if known:
        found = found.join(P, P.id == Touch.root)
    found = _filtered(found, filters, None if known else Touch.root)
    return found.where(
        Touch.at >= datetime.combine(first, time.min), Touch.at < datetime.combine(last + timedelta(days=1), time.min),
        Touch.effective, Touch.follow_key != "", Touch.deleted.is_(None))
