"""The rows behind the sheets, by person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import ngettext
from crm_desktop.store.tables import (
    Commitment,
    Contact,
    ContactWay,
    Customer,
    DerivedPerson,
    FollowUp,
    Opportunity,
    Relation,
    Synced,
    Touch,
    Vehicle,
)

Rows = dict[str, list[Row[Any]]]
_AT_ONCE = 10_000  # ids in one statement; SQLite takes 32,766


@dataclass(frozen=True, slots=True)
class People:
    """What is known of the people asked for; lists are in the order of the paper."""

    contacts: dict[str, Row[Any]]
    customers: dict[str, Row[Any]]
    derived: dict[str, Row[Any]]
    ways: Rows
    touches: Rows  # newest first, cut as asked; `total` counts all
    plans: Rows
    opportunities: Rows
    commitments: Rows
    vehicles: Rows
    relations: Rows  # `other_name` may be None

    def contacts_in(self, order: Sequence[str]) -> list[str]:
        """The people in the order they were asked for, each once."""
        return list(dict.fromkeys(order))


def people(session: Session, contact_ids: Sequence[str], *, touches: int, closed: bool = False) -> People:
    """Everything about these people; with `closed` also what is settled (deals, promises)."""
    ids = list(dict.fromkeys(contact_ids))
    contacts = {row.id: row for row in _rows(session, Contact, Contact.id, ids)}
    missing = [contact for contact in ids if contact not in contacts]
    if missing:
        raise NotFound(
            ngettext(
                "{count} of these people is no longer here; nothing was printed.",
                "{count} of these people are no longer here; nothing was printed.",
                len(missing),
            ).format(count=len(missing))
        )
    return People(
        contacts=contacts,
        customers={row.root: row for row in _rows(session, Customer, Customer.root, ids)},
        derived=_derived(session, ids),
        ways=_grouped(_rows(session, ContactWay, ContactWay.root, ids, ContactWay.position, ContactWay.id)),
        touches=_touches(session, ids, touches),
        plans=_grouped(_rows(
            session, FollowUp, FollowUp.root, ids, FollowUp.due_on, FollowUp.due_at, FollowUp.id,
            where=FollowUp.state == "planned",
        )),
        opportunities=_opportunities(session, ids, closed=closed),
        commitments=_commitments(session, ids, closed=closed),
        vehicles=_grouped(_rows(session, Vehicle, Vehicle.root, ids, Vehicle.kind != "own", Vehicle.id)),
        relations=_relations(session, ids),
    )


def grouped_rows(session: Session, table: type[Synced], ids: Sequence[str], *order: Any) -> Rows:
    """The rows of one table that belong to these people."""
    return _grouped(_rows(session, table, table.root, ids, *order))  # type: ignore[attr-defined]


def _rows(
    session: Session, table: type[Synced], key: Any, ids: Sequence[str], *order: Any,
    where: ColumnElement[bool] | None = None,
) -> Iterator[Row[Any]]:
    for some in _portions(ids):
        found = select(*table.__table__.columns).where(key.in_(some), table.deleted.is_(None)).order_by(*order)
        yield from session.execute(found if where is None else found.where(where))


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _grouped(rows: Iterable[Row[Any]]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[row.root].append(row)
    return found


def _derived(session: Session, ids: Sequence[str]) -> dict[str, Row[Any]]:
    columns: tuple[Any, ...] = (
        DerivedPerson.id, DerivedPerson.due_on, DerivedPerson.due_at, DerivedPerson.due_rule,
        DerivedPerson.last_effective_on, DerivedPerson.cold_on,
    )
    return {
        row.id: row
        for some in _portions(ids) for row in session.execute(select(*columns).where(DerivedPerson.id.in_(some)))
    }


def _touches(session: Session, ids: Sequence[str], most: int) -> Rows:
    found: Rows = defaultdict(list)
    for some in _portions(ids):
        place = func.row_number().over(partition_by=Touch.root, order_by=(Touch.at.desc(), Touch.id.desc()))
        total = func.count().over(partition_by=Touch.root)
        numbered = (
            select(*Touch.__table__.columns, place.label("place"), total.label("total"))
            .where(Touch.root.in_(some), Touch.deleted.is_(None))
            .subquery()
        )
        for row in session.execute(select(numbered).where(numbered.c.place <= most).order_by(numbered.c.place)):
            found[row.root].append(row)
    return found


def _opportunities(session: Session, ids: Sequence[str], *, closed: bool) -> Rows:
    order = (Opportunity.stage != "open", Opportunity.created.desc(), Opportunity.id.desc())
    where = None if closed else Opportunity.stage.in_(("open", "ordered"))
    return _grouped(_rows(session, Opportunity, Opportunity.root, ids, *order, where=where))


def _commitments(session: Session, ids: Sequence[str], *, closed: bool) -> Rows:
    order = (Commitment.state != "open", Commitment.due_on.is_(None), Commitment.due_on, Commitment.id)
    where = None if closed else Commitment.state == "open"
    return _grouped(_rows(session, Commitment, Commitment.root, ids, *order, where=where))


def _relations(session: Session, ids: Sequence[str]) -> Rows:
    """The people tied to these, from whichever side it was noted; `kind` is read from the person asked for."""
    found: Rows = defaultdict(list)
    for some in _portions(ids):
        for mine, other in ((Relation.root, Relation.other), (Relation.other, Relation.root)):
            columns: tuple[Any, ...] = (
                Relation.id, mine.label("root"), Relation.kind, Relation.note, Contact.name.label("other_name"),
                literal(mine is Relation.root).label("own_side"),
            )
            rows = session.execute(
                select(*columns)
                .outerjoin(Contact, (Contact.id == other) & Contact.deleted.is_(None))
                .where(mine.in_(some), Relation.deleted.is_(None))
                .order_by(Relation.created, Relation.id)
            )
            for row in rows:
                found[row.root].append(row)
    return found
