"""Reading promises."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from crm_desktop.features.commitments.records import CommitmentRecord, CommitmentState
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Commitment, DerivedPerson

_COLUMNS = (
    Commitment.id, Commitment.row_seq, Commitment.root, Commitment.kind, Commitment.text, Commitment.due_on,
    Commitment.state, Commitment.closed_on, Commitment.created,
)
_OF_PERSON = Prepared(
    select(*_COLUMNS)
    .where(Commitment.root == bindparam("root"), Commitment.deleted.is_(None))
    .order_by( Commitment.state != "open", Commitment.due_on.is_(None), Commitment.due_on, Commitment.id)
)


def commitments(session: Session, contact_id: str, *, only_open: bool = False) -> list[CommitmentRecord]:
    """The promises to one person: open ones first, the most urgent first."""
    found = [CommitmentRecord(*row) for row in _OF_PERSON.rows(session, root=contact_id)]
    return [promise for promise in found if promise.state == CommitmentState.OPEN] if only_open else found


def due_commitments(session: Session, until: date, *, limit: int = 50, offset: int = 0) -> list[CommitmentRecord]:
    """Open promises of all people due until that day, the oldest first."""
    rows = session.execute(
        _of_living(*_COLUMNS, DerivedPerson.name, DerivedPerson.phone).where(_due(until))
        .order_by(Commitment.due_on, Commitment.id).limit(limit).offset(offset)
    )
    return [CommitmentRecord(*row) for row in rows]


def count_due(session: Session, until: date) -> int:
    """How many open promises are due until that day."""
    return session.scalar(_of_living(func.count()).where(_due(until))) or 0


def _of_living(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(Commitment).join(DerivedPerson, DerivedPerson.id == Commitment.root)


def _due(until: date) -> ColumnElement[bool]:
    return (Commitment.state == "open") & (Commitment.due_on <= until) & Commitment.deleted.is_(None)
