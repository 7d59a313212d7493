"""Asking the manager for a look at a loss, a merge or a visit's report, and his answer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import ReviewKind, ReviewState
from crm_desktop.store.tables import Contact, Review


def ask_review(session: Session, contact_id: str, kind: ReviewKind, of: str) -> None:
    """Ask the manager for a look. Nothing is asked of whoever works alone, of a manager, and of private contacts."""
    mine = me(session)
    contact = session.get(Contact, contact_id)
    if mine is None or not rules.asks_review(mine) or contact is None or contact.private:
        return
    known = _of(session, contact_id, kind, of)
    for row in known:
        row.asked_by = mine.user
        ask_anew(row)
    if not known:
        session.add(Review(root=contact_id, kind=kind.value, of=of, asked_by=mine.user))
    session.flush()


def ask_anew(row: Review) -> None:
    """The answer of before no longer counts."""
    row.state, row.decided_by, row.decided_on = ReviewState.ASKED.value, "", None


def drop_review(session: Session, contact_id: str, kind: ReviewKind, of: str) -> None:
    """What was to be looked at is gone: nothing is asked any more."""
    for row in _of(session, contact_id, kind, of):
        row.deleted = clock.now()
    session.flush()


def drop_losses(session: Session, contact_id: str) -> None:
    """The customer is back: no loss of his waits for a look any more, nor is one still sent back."""
    rows = session.scalars(select(Review).where(
        Review.root == contact_id, Review.kind == ReviewKind.LOSS.value, Review.deleted.is_(None),
        Review.state != ReviewState.APPROVED.value))  # fmt: skip
    for row in rows:
        row.deleted = clock.now()
    session.flush()


def decide_reviews(session: Session, contact_id: str, kind: ReviewKind, of: str, *, approved: bool, note: str) -> None:
    """The manager's answer to what was asked about this thing, if anything was."""
    for row in _of(session, contact_id, kind, of):
        decide(session, row, approved=approved, note=note)


def decide(session: Session, row: Review, *, approved: bool, note: str) -> None:
    """The manager's answer."""
    mine = refuse_unless_reviewer(session)
    row.state = (ReviewState.APPROVED if approved else ReviewState.REJECTED).value
    row.decided_by, row.decided_on, row.note = mine, clock.today(), note
    session.flush()


def refuse_unless_reviewer(session: Session) -> str:
    """The manager's user; a sentence for everybody else."""
    mine = me(session)
    if mine is None or not rules.reviews(mine):
        raise Refused(_("This is the manager's to decide."))
    return mine.user


def _of(session: Session, contact_id: str, kind: ReviewKind, of: str) -> list[Review]:
    return list(session.scalars(select(Review).where(
        Review.root == contact_id, Review.kind == kind.value, Review.of == of, Review.deleted.is_(None))))  # fmt: skip
