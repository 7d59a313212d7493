"""The list of people: paged, filtered, sorted by indexed columns of the list cache."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, case, column, func, select, text, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TextualSelect

from crm_desktop.base import clock
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import Facets, Filter, PeoplePage, PersonRow, Sort
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.team.queries import team
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import DerivedPerson, Tag

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
    P.owner,
)
_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_ROWS_OF = Prepared(select(*_COLUMNS).where(P.id.in_(_WANTED)))

# Each order, and the columns that decide it: where both halves of the book are asked for, they are merged by these.
_ORDERS: dict[Sort, tuple[str, tuple[Any, ...]]] = {
    Sort.NAME: ("sort_name, id", (P.sort_name,)),
    Sort.DUE: ("due_on NULLS LAST, id", (P.due_on,)),
    Sort.LEVEL: ("level_rank, due_on, id", (P.level_rank, P.due_on)),
    Sort.LAST_TOUCH: ("last_touch_at DESC, id DESC", (P.last_touch_at,)),
    Sort.OPENED: ("opened_on DESC, id DESC", (P.opened_on,)),
    Sort.STATUS: ("status, sort_name, id", (P.status, P.sort_name)),
}
Among = TextualSelect
"""Row numbers (`n`) of the only people wanted: what a text found in the search index."""


def customer_page(  # noqa: PLR0913 - what is wanted, in which order, which part of it
    session: Session, wanted: Filter, *, sort: Sort = Sort.NAME, offset: int = 0, limit: int = 100,
    is_customer: bool | None = True, among: Sequence[Among] = (), counted: bool = True,
) -> PeoplePage:
    """A part of the list. `is_customer` False: the network's private side, None: everybody.

    Not `counted`: the total is only what was found; who scrolls knows it from the first page.

    The text of the filter is the search's business (`search.queries.people_page`): it hands its finds over in `among`.
    """
    conditions = _conditions(session, wanted, among)
    ordered = _ordered(conditions, sort, is_customer).limit(limit).offset(offset)
    found = session.connection().execute(ordered).all()  # ids need no ORM
    total = len(found)
    if counted and (offset or total == limit):
        total = _count(session, [*conditions, *_side(is_customer)])
    return PeoplePage(tuple(person_rows(session, [row.id for row in found])), total)


def matching_ids(
    session: Session, wanted: Filter, *, sort: Sort = Sort.NAME, is_customer: bool | None = True, limit: int = 200_000,
    among: Sequence[Among] = (),
) -> list[str]:
    """The ids of everybody the filter lets pass, in order: "select all", export, print."""
    return list(session.scalars(_ordered(_conditions(session, wanted, among), sort, is_customer).limit(limit)))


def _conditions(session: Session, wanted: Filter, among: Sequence[Among]) -> list[ColumnElement[bool]]:
    # The zero keeps SQLite from reading row by row what was found: the indexes of the orders hold the numbers, too.
    found = [(P.n + 0).in_(numbers) for numbers in among]
    return found + conditions_of(session, wanted, is_customer=None, today=clock.today())


def _ordered(conditions: Sequence[ColumnElement[bool]], sort: Sort, is_customer: bool | None) -> Any:
    """Ids in order, walked in an index that holds all that is asked for: no row of the table is read."""
    order, keys = _ORDERS[sort]
    sides = [True, False] if is_customer is None else [is_customer]
    halves = [select(P.id, *keys).where(*_side(side), *conditions) for side in sides]
    return (union_all(*halves) if len(halves) > 1 else halves[0]).order_by(text(order))


def _side(is_customer: bool | None) -> list[ColumnElement[bool]]:
    return [] if is_customer is None else [P.is_customer.is_(is_customer)]


def person_rows(session: Session, contact_ids: Sequence[str]) -> list[PersonRow]:
    """The list rows of these people, in the order of the ids; people who are gone are left out."""
    rows = _ROWS_OF.rows(session, ids=json.dumps(list(contact_ids)))
    found = {row.id: PersonRow(*row) for row in rows}
    return [found[contact_id] for contact_id in contact_ids if contact_id in found]


def facets(session: Session, *, is_customer: bool = True, owners: frozenset[str] = frozenset()) -> Facets:
    """How many people each choice of the filter would show: one walk through the narrowest index.

    `owners`: only those of these consultants.
    """
    day, whose = clock.today(), [P.owner.in_(_users(session, owners))] if owners else []
    groups = session.execute(
        select(
            P.level_rank, P.status, P.ring, func.count(), func.count(case((P.due_on < day, 1))),
            func.count(case((P.due_on <= day, 1))), func.count(case((P.cold_on <= day, 1))),
        ).where(P.is_customer.is_(is_customer), *whose).group_by(P.level_rank, P.status, P.ring)
    ).all()
    ranks, statuses, rings = (_summed((group[column], group[3]) for group in groups) for column in range(3))
    return Facets(
        total=sum(group[3] for group in groups),
        levels={level: sum(ranks.get(rank, 0) for rank in rules.ranks_of(level)) for level in ("H", "A", "B", "C", "")},
        statuses=statuses, rings={} if is_customer else rings, overdue=sum(group[4] for group in groups),
        due_today=sum(group[5] for group in groups),
        # Only customers can be going cold.
        cold=sum(group[6] for group in groups) if is_customer else 0,
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
    found += _side(is_customer)
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
    if wanted.owners:
        found.append(P.owner.in_(_users(session, wanted.owners)))
    if wanted.tags:
        found.append((P.id + "").in_(select(Tag.root).where(Tag.name.in_(sorted(wanted.tags)), Tag.deleted.is_(None))))
    found += _due(wanted.due, today)
    if wanted.cold:
        found.append(P.cold_on <= today)
    return found


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


def _users(session: Session, wanted: frozenset[str]) -> list[str]:
    """Users for what was typed: a user, or what somebody of the shop is called."""
    known = team(session)
    return sorted({known.user_of(word) or word for word in wanted})


def _summed(counts: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for choice, count in counts:
        if choice is not None:
            found[choice] += count
    return dict(found)


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(P).where(*conditions)) or 0
