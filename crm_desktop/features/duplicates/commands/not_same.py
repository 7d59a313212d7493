"""Remembers that two people who look alike are two."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.commands import find
from crm_desktop.store.tables import DistinctPair


def not_same_person(session: Session, a: str, b: str) -> None:
    """From now on nobody asks about these two; saying it twice is allowed."""
    if a == b:
        raise Refused(_("This is one and the same entry. Choose two different people."))
    find(session, a)
    find(session, b)
    known = session.scalar(
        select(DistinctPair.id).where(
            DistinctPair.deleted.is_(None),
            or_(
                and_(DistinctPair.root == a, DistinctPair.other == b),
                and_(DistinctPair.root == b, DistinctPair.other == a),
            ),
        )
    )
    if known is None:
        session.add(DistinctPair(root=a, other=b))
        session.flush()
