"""Saved filters over the customer list."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.team.queries import mine
from crm_desktop.store.tables import Segment


def save_segment(session: Session, name: str, filter_text: str) -> str:
    """Keep a filter under a name; the same name again replaces its filter."""
    title = _name(name)
    row = session.scalar(select(Segment).where(Segment.name == title, *_mine(session)))
    if row is None:
        last = session.scalar(select(func.max(Segment.position)).where(*_mine(session)))
        row = Segment(name=title, position=0 if last is None else last + 1)
        session.add(row)
    row.filter = fields.clean_line("filter", filter_text, limit=1000)
    session.flush()
    return row.id


def rename_segment(session: Session, segment_id: str, name: str) -> None:
    """Give a saved filter another name."""
    row, title = _find(session, segment_id), _name(name)
    other = session.scalar(
        select(Segment.id).where(Segment.name == title, Segment.id != segment_id, *_mine(session)))
    if other:
        raise InvalidInput("name", _("There is already a saved list “{name}”. Choose another name.").format(name=title))
    row.name = title
    session.flush()


def move_segment(session: Session, segment_id: str, position: int) -> None:
    """Put a saved filter at another place among them."""
    moved = _find(session, segment_id)
    rest = [
        row
        for row in session.scalars(
            select(Segment).where(*_mine(session)).order_by(Segment.position, Segment.id)
        )
        if row.id != segment_id
    ]
    rest.insert(max(0, min(position, len(rest))), moved)
    for place, row in enumerate(rest):
        row.position = place
    session.flush()


def remove_segment(session: Session, segment_id: str) -> None:
    """Forget a saved filter; the people stay."""
    _find(session, segment_id).deleted = clock.now()
    session.flush()


def _mine(session: Session) -> tuple[ColumnElement[bool], ...]:
    """A manager's file also holds the segments of the consultants: a name is taken only among one's own."""
    return Segment.deleted.is_(None), Segment.owner.in_(mine(session))


def _find(session: Session, segment_id: str) -> Segment:
    row = session.get(Segment, segment_id)
    if row is None or row.deleted is not None:
        raise NotFound(_("This saved list is no longer here."))
    return row


def _name(name: str) -> str:
    title = fields.clean_line("name", name, limit=60)
    if not title:
        raise InvalidInput("name", _("Give the list a name."))
    return title
