"""The day's visits in the order of the route, and visits that wait for a report or a review."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.touches.rules import PLANNED, follow_key
from crm_desktop.features.visits.records import VisitRecord
from crm_desktop.store.tables import DerivedPerson, FollowUp, Visit

P = DerivedPerson
VISIT = "visit"
_ROUTE = (Visit.position, FollowUp.due_at == "", FollowUp.due_at, Visit.id)


def _visits() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.id, Visit.row_seq, Visit.root, P.name, P.phone, P.level, P.status, P.subtitle,
            FollowUp.id.label("plan"), FollowUp.rule, FollowUp.occurrence, FollowUp.due_on, FollowUp.due_at,
            FollowUp.purpose, FollowUp.state, Visit.preparation, Visit.people, Visit.place, Visit.position,
            Visit.report, Visit.agreed, Visit.reported_at, Visit.review, Visit.review_note, Visit.reviewed_at,
            P.private,
        )
        .join(FollowUp, FollowUp.id == Visit.follow_up)
        .join(P, P.id == Visit.root)
        .where(Visit.deleted.is_(None), FollowUp.deleted.is_(None))
    )  # fmt: skip


def visits_of_day(session: Session, day: date) -> list[VisitRecord]:
    """The visits of one day, planned and done, in the order of the route."""
    rows = session.execute(_visits().where(FollowUp.due_on == day, FollowUp.state != "cancelled").order_by(*_ROUTE))
    return [_record(row) for row in rows]


def visit(session: Session, visit_id: str) -> VisitRecord:
    """One visit."""
    row = session.execute(_visits().where(Visit.id == visit_id)).first()
    if row is None:
        raise NotFound(_("This visit is no longer here. It may have been removed in the meantime."))
    return _record(row)


def visit_of_item(session: Session, contact_id: str, key: str) -> VisitRecord | None:
    """The visit behind a due item, when it is one."""
    rule, _slash, occurrence = key.partition("/")
    moved = (FollowUp.rule == rule) & (FollowUp.occurrence == occurrence)
    mine = FollowUp.id == occurrence if rule == PLANNED else moved
    row = session.execute(_visits().where(Visit.root == contact_id, mine)).first()
    return _record(row) if row else None


def open_reports(session: Session, day: date, *, limit: int = 100) -> list[VisitRecord]:
    """Visits of that day or before of which nothing was keyed back yet, the oldest first."""
    waiting = _visits().where(FollowUp.state == "planned", FollowUp.due_on <= day)
    rows = session.execute(waiting.order_by(FollowUp.due_on, *_ROUTE).limit(limit))
    return [_record(row) for row in rows]


def reported_visits(session: Session, *, unreviewed: bool = True, limit: int = 200) -> list[VisitRecord]:
    """Reports, the newest first; with `unreviewed` those that carry no mark yet."""
    found = _visits().where(Visit.reported_at.is_not(None))
    if unreviewed:
        found = found.where(Visit.review == "")
    newest = found.order_by(Visit.reported_at.desc(), Visit.id.desc()).limit(limit)
    return [_record(row) for row in session.execute(newest)]


def plans_on_paper(session: Session, contact_ids: Sequence[str], day: date) -> dict[str, VisitRecord]:
    """By person: the visit the sheet of that day is for (the next one from then on)."""
    rows = session.execute(
        _visits()
        .where(Visit.root.in_(contact_ids), FollowUp.state == "planned", FollowUp.due_on >= day)
        .order_by(FollowUp.due_on.desc(), FollowUp.due_at.desc(), Visit.id.desc())
    )
    return {row.root: _record(row) for row in rows}


def _record(row: Any) -> VisitRecord:
    key = follow_key(row.rule, row.plan if row.rule == PLANNED else row.occurrence)
    return VisitRecord(
        id=row.id, row_seq=row.row_seq, contact_id=row.root, name=row.name, phone=row.phone, level=row.level,
        status=row.status, subtitle=row.subtitle, key=key, due_on=row.due_on, due_at=row.due_at, purpose=row.purpose,
        preparation=row.preparation, people=row.people, place=row.place, position=row.position, state=row.state,
        report=row.report, agreed=row.agreed, reported_at=row.reported_at, review=row.review,
        review_note=row.review_note, reviewed_at=row.reviewed_at, private=bool(row.private),
    )  # fmt: skip
