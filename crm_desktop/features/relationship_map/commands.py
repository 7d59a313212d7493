"""Remembering where people stand, on this laptop only."""

from sqlalchemy.orm import Session

from crm_desktop.features.relationship_map import rules
from crm_desktop.features.relationship_map.queries import PLACES
from crm_desktop.features.relationship_map.records import Kept
from crm_desktop.store.tables import LocalValue


def keep_places(session: Session, kept: Kept) -> None:
    """Keep them, so that the map looks the same when it is opened again."""
    session.merge(LocalValue(key=PLACES, value=rules.kept_text(kept)))


def forget_places(session: Session) -> None:
    """The next map is laid out from scratch."""
    row = session.get(LocalValue, PLACES)
    if row is not None:
        session.delete(row)
