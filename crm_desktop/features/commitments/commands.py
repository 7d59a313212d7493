"""Giving, keeping and breaking promises."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.commitments import rules
from crm_desktop.features.commitments.records import CommitmentState, NewCommitment
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import Commitment


def add_commitment(session: Session, contact_id: str, new: NewCommitment) -> str:
    """Note a promise given to a person."""
    contacts.find(session, contact_id)
    row = Commitment(root=contact_id)
    _fill(session, row, new)
    session.add(row)
    session.flush()
    return row.id


def edit_commitment(session: Session, commitment_id: str, new: NewCommitment) -> None:
    """Correct the words, kind or day of a promise."""
    _fill(session, contacts.find_row(session, Commitment, commitment_id), new)
    session.flush()


def keep_commitment(session: Session, commitment_id: str) -> None:
    """The promise was kept today."""
    _close(session, commitment_id, CommitmentState.KEPT)


def break_commitment(session: Session, commitment_id: str) -> None:
    """The promise could not be kept."""
    _close(session, commitment_id, CommitmentState.BROKEN)


def cancel_commitment(session: Session, commitment_id: str) -> None:
    """The promise no longer holds."""
    _close(session, commitment_id, CommitmentState.CANCELLED)


def reopen_commitment(session: Session, commitment_id: str) -> None:
    """The promise is open again."""
    row = contacts.find_row(session, Commitment, commitment_id)
    row.state, row.closed_on = CommitmentState.OPEN.value, None
    session.flush()


def move_commitment(session: Session, commitment_id: str, due_on: date | None) -> None:
    """Another day was agreed."""
    contacts.find_row(session, Commitment, commitment_id).due_on = fields.clean_day("due_on", due_on)
    session.flush()


def remove_commitment(session: Session, commitment_id: str) -> None:
    """Take a promise that was noted by mistake out of the book."""
    contacts.find_row(session, Commitment, commitment_id).deleted = clock.now()
    session.flush()


def _fill(session: Session, row: Commitment, new: NewCommitment) -> None:
    kinds = {choice.code: choice.label for choice in shop_rules(session).commitment_kinds}
    row.text = rules.clean_promise(new.text)
    row.kind = fields.clean_choice("kind", new.kind, kinds) or "other"
    row.due_on = fields.clean_day("due_on", new.due_on)


def _close(session: Session, commitment_id: str, state: CommitmentState) -> None:
    row = contacts.find_row(session, Commitment, commitment_id)
    row.state, row.closed_on = state.value, clock.today()
    session.flush()
