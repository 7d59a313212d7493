"""Saved filters."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.features.customers.records import SegmentRecord
from crm_desktop.store.tables import Segment


def segments(session: Session) -> list[SegmentRecord]:
    """The saved filters in their order."""
    rows = session.execute(
        select(Segment.id, Segment.row_seq, Segment.name, Segment.filter, Segment.position)
        .where(Segment.deleted.is_(None)).order_by(Segment.position, Segment.id)
    )
    return [SegmentRecord(*row) for row in rows]
