"""Closing a day: it is noted with its figures, and can be closed again when more was logged."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.day_close import queries, rules
from crm_desktop.features.day_close.records import DaySummary
from crm_desktop.store.tables import DayClose


def close_day(session: Session, day: date, *, note: str | None = None) -> DaySummary:
    """Note that the day is closed, with what it came to; returns what was closed.

    Closing a day again takes its newer figures; `note` None keeps what was noted before.
    """
    rules.clean_day(day, today=clock.today())
    summary = queries.day_summary(session, day)
    row = queries.day_close(session, day)
    if row is None:
        row = DayClose(on=day, closed_at=clock.now())
        session.add(row)
    if note is not None:
        row.note = fields.clean_text("note", note)
    row.closed_at = clock.now()
    row.touches, row.effective = summary.figures.touches, summary.figures.effective
    row.new_customers, row.unlogged = summary.figures.new_customers, summary.unlogged_total
    session.flush()
    return queries.day_summary(session, day)
