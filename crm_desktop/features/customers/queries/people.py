"""The list of people: paged, filtered, sorted by indexed columns of the list cache."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, column, func, literal, or_, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock, phone
from crm_desktop.features.contacts.records import WayKind
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import Facets, Filter, PeoplePage, PersonRow, Sort
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import ContactWay, DerivedPerson, Tag

P = DerivedPerson
_COLUMNS = (
    P.id,
    P.name,
    P.sort_name,
    P.subtitle,
    P.phone,
    P.is_customer,
    P.private,
    P.status,
    P.level,
    P.tier,
    P.source,
    P.ring,
    P.closeness,
    P.opened_on,
    P.last_touch_at,
    P.last_effective_on,
    P.due_on,
    P.due_at,
    P.due_rule,
    P.cold_on,
    P.promise_on,
    P.completeness,
)
_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))

_ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.NAME: (P.sort_name, P.id),
    Sort.DUE: (P.due_on.asc().nulls_last(), P.id),
    Sort.LEVEL: (P.level_rank, P.due_on, P.id),
    Sort.LAST_TOUCH: (P.last_touch_at.desc(), P.id.desc()),
    Sort.OPENED: (P.opened_on.desc(), P.id.desc()),
    Sort.STATUS: (P.status, P.sort_name, P.id),
}
# The same orders, not offered an index: coalesce hides the column from the planner.
_SORTED_AFTER: dict[Sort, tuple[Any, ...]] = {
    Sort.NAME: (func.coalesce(P.sort_name, ""), P.id),
    Sort.DUE: (func.coalesce(P.due_on, literal("9999-12-31", String)), P.id),
    Sort.LEVEL: (func.coalesce(P.level_rank, 0), P.due_on, P.id),
    Sort.LAST_TOUCH: (func.coalesce(P.last_touch_at, literal("", String)).desc(), P.id.desc()),
    Sort.OPENED: (func.coalesce(P.opened_on, literal("", String)).desc(), P.id.desc()),
    Sort.STATUS: (func.coalesce(P.status, ""), P.sort_name, P.id),
}


def customer_page(
    session: Session, wanted: Filter, *, sort: Sort = Sort.NAME, offset: int = 0, limit: int = 100,
    is_customer: bool | None = True,
) -> PeoplePage:
    """A part of the list. `is_customer` False: the network's private side, None: everybody."""
    if _is_narrow(wanted):
        ids = matching_ids(session, wanted, sort=sort, is_customer=is_customer)
        return PeoplePage(tuple(person_rows(session, ids[offset : offset + limit])), len(ids))
    conditions = conditions_of(session, wanted, is_customer=is_customer, today=clock.today())
    rows = session.execute(
        select(*_COLUMNS).where(*conditions).order_by(*_ORDERS[sort]).limit(limit).offset(offset)
    ).all()
    total = len(rows) if offset == 0 and len(rows) < limit else _count(session, conditions)
    return PeoplePage(tuple(PersonRow(*tuple(row)) for row in rows), total)


def _is_narrow(wanted: Filter) -> bool:
    """Whether few people pass: then they are found first and sorted after, instead of walking the whole list."""
    return bool(
        wanted.text or wanted.tags or wanted.cold or wanted.due in ("today", "overdue", "week") or "-" in wanted.due
    )


def matching_ids(
    session: Session,
    wanted: Filter,
    *,
    sort: Sort = Sort.NAME,
    is_customer: bool | None = True,
    limit: int = 200_000,
) -> list[str]:
    """The ids of everybody the filter lets pass, in order: "select all", export, print."""
    conditions = conditions_of(session, wanted, is_customer=is_customer, today=clock.today())
    order = _SORTED_AFTER[sort] if _is_narrow(wanted) else _ORDERS[sort]
    return list(session.scalars(select(P.id).where(*conditions).order_by(*order).limit(limit)))


def person_rows(session: Session, contact_ids: Sequence[str]) -> list[PersonRow]:
    """The list rows of these people, in the order of the ids; people who are gone are left out."""
    rows = session.execute(select(*_COLUMNS).where(P.id.in_(_WANTED)), {"ids": json.dumps(list(contact_ids))})
    found = {row.id: PersonRow(*tuple(row)) for row in rows}
    return [found[contact_id] for contact_id in contact_ids if contact_id in found]


def position_of(
    session: Session, contact_id: str, wanted: Filter, *, sort: Sort = Sort.NAME, is_customer: bool | None = True
) -> int | None:
    """Where a person stands in the list, counted from 0; None when the filter hides the person."""
    ids = matching_ids(session, wanted, sort=sort, is_customer=is_customer)
    return ids.index(contact_id) if contact_id in ids else None


def facets(session: Session, *, is_customer: bool = True) -> Facets:
    """How many people each choice of the filter would show."""
    day = clock.today()
    mine = P.is_customer.is_(is_customer)
    ranks = _group(session, P.level_rank, mine)
    return Facets(
        total=_count(session, [mine]),
        levels={level: sum(ranks.get(rank, 0) for rank in rules.ranks_of(level)) for level in ("H", "A", "B", "C", "")},
        statuses=_group(session, P.status, mine), rings={} if is_customer else _group(session, P.ring, mine),
        overdue=_count(session, [mine, P.due_on < day]), due_today=_count(session, [mine, P.due_on <= day]),
        # Only customers can be going cold.
        cold=_count(session, [P.cold_on <= day]) if is_customer else 0,
    )


def fix_queue(session: Session, *, limit: int = 50) -> list[PersonRow]:
    """Customers of whom too little is known, the hottest first: what to ask next."""
    rows = session.execute(
        select(*_COLUMNS).where(P.is_customer.is_(True), P.level_rank < 10, P.completeness < 60)
        .order_by(P.level_rank, P.due_on, P.id).limit(limit)
    )
    return [PersonRow(*tuple(row)) for row in rows]


def conditions_of(
    session: Session, wanted: Filter, *, is_customer: bool | None, today: date
) -> list[ColumnElement[bool]]:
    """The filter as conditions on the list cache; search uses them too."""
    found: list[ColumnElement[bool]] = []
    if is_customer is not None:
        # Where few are cold, their index must win over the one that all customers share.
        column_ = func.coalesce(P.is_customer, literal(0)) if wanted.cold else P.is_customer
        found.append(column_ == is_customer)
    if wanted.levels:
        # By rank, because that column stands in the index.
        found.append(P.level_rank.in_(sorted(rank for level in wanted.levels for rank in rules.ranks_of(level))))
    if wanted.statuses:
        found.append(P.status.in_(sorted(wanted.statuses)))
    if wanted.tiers:
        found.append(P.tier.in_(sorted(wanted.tiers)))
    if wanted.rings:
        found.append(P.ring.in_(sorted(wanted.rings)))
    if wanted.sources:
        found.append(P.source.in_(_source_codes(session, wanted.sources)))
    if wanted.tags:
        found.append(P.id.in_(select(Tag.root).where(Tag.name.in_(sorted(wanted.tags)), Tag.deleted.is_(None))))
    found += _due(wanted.due, today)
    if wanted.cold:
        found.append(P.cold_on <= today)
    found += [_has_text(word) for word in wanted.text.split()]
    return found


def _has_text(word: str) -> ColumnElement[bool]:
    """A scrap of the name, its pinyin, a phone number or the second line."""
    plain = word.casefold()
    tests: list[ColumnElement[bool]] = [
        P.name.contains(word, autoescape=True),
        P.subtitle.contains(word, autoescape=True),
    ]
    if plain.isascii() and plain.isalpha():
        tests.append(P.sort_name.startswith(plain, autoescape=True))
    digits = phone.digits(word)
    if len(digits) >= 3 and digits == word:
        tests.append(P.id.in_(
            select(ContactWay.root).where(
                ContactWay.kind == WayKind.PHONE, ContactWay.deleted.is_(None), ContactWay.normal.contains(digits))))
    return or_(*tests)


def _due(due: str, today: date) -> list[ColumnElement[bool]]:
    match due:
        case "":
            return []
        case "none":
            return [P.due_on.is_(None)]
        case "overdue":
            return [P.due_on < today]
        case "today":
            return [P.due_on <= today]
        case "week":
            return [P.due_on <= today + timedelta(days=6)]
    return [P.due_on == date.fromisoformat(due)]


def _source_codes(session: Session, wanted: frozenset[str]) -> list[str]:
    """Codes for what was typed: a code or what it is called."""
    codes = {choice.label: choice.code for choice in shop_rules(session).sources}
    return sorted({codes.get(word, word) for word in wanted})


def _group(session: Session, by: Any, mine: ColumnElement[bool]) -> dict[Any, int]:
    rows = session.execute(select(by, func.count()).where(mine).group_by(by))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(P).where(*conditions)) or 0
