"""Remembering how a proposal was answered."""

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.milestones.records import Key
from crm_desktop.store.tables import ProposalAnswer


def remember(session: Session, contact_id: str, key: Key, state: str) -> None:
    """Keep the answer: this occurrence is not proposed again."""
    session.add(ProposalAnswer(
        root=contact_id, code=key.code, occurrence=key.occurrence, state=state, at=clock.now()))
    session.flush()
