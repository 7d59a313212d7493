"""Saved filters."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.features.customers.records import SegmentRecord
from crm_desktop.features.team.queries import mine, team
from crm_desktop.store.tables import Segment


def segments(session: Session) -> list[SegmentRecord]:
    """The saved filters in their order: mine, then, at a manager's, those of the consultants."""
    known, own = team(session), mine(session)
    rows = session.execute(
        select(Segment.id, Segment.row_seq, Segment.name, Segment.filter, Segment.position, Segment.owner)
        .where(Segment.deleted.is_(None))
        .order_by(Segment.owner.not_in(own), Segment.owner, Segment.position, Segment.id)
    )
    return [SegmentRecord(*row[:-1], "" if row.owner in own else known.name_of(row.owner)) for row in rows]
