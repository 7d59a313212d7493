"""Reading promises."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.features.commitments.glance import count_due, due_commitments
from crm_desktop.features.commitments.records import CommitmentRecord, CommitmentState
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Commitment

__all__ = ["commitments", "count_due", "due_commitments"]

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
