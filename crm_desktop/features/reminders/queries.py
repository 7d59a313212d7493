"""Reading what may ring today: three indexed queries, asked every minute."""

import json
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.features.calendar.queries import count_due
from crm_desktop.features.reminders.records import Appointment, Morning, Waiting
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches.rules import PLANNED, follow_key
from crm_desktop.store.tables import Commitment, DerivedPerson, FollowUp, LocalValue

RUNG = "rung:"
"""Before the day: which reminders have rung, among the local values."""


def waiting(session: Session, today: date) -> Waiting:
    """Everything that may ring today, and what has rung."""
    counts = count_due(session, today)
    promises = session.scalar(
        select(func.count()).select_from(Commitment).where(
            Commitment.state == "open", Commitment.due_on <= today, Commitment.deleted.is_(None))
    ) or 0  # fmt: skip
    text = session.scalar(select(LocalValue.value).where(LocalValue.key == RUNG + today.isoformat()))
    return Waiting(
        tuple(_appointments(session, today)),
        Morning(today, counts.overdue + counts.today, counts.overdue, promises),
        frozenset(json.loads(text)) if text else frozenset(),
    )


def _appointments(session: Session, today: date) -> list[Appointment]:
    shop = shop_rules(session)
    rows = session.execute(
        select(
            FollowUp.id, FollowUp.root, FollowUp.rule, FollowUp.occurrence, FollowUp.due_at, FollowUp.kind,
            FollowUp.purpose, DerivedPerson.name,
        )
        .join(DerivedPerson, DerivedPerson.id == FollowUp.root)
        .where(
            FollowUp.state == "planned", FollowUp.due_on == today, FollowUp.due_at != "", FollowUp.deleted.is_(None),
        )
        .order_by(FollowUp.due_at, FollowUp.id)
    )  # fmt: skip
    return [
        Appointment(
            follow_key(row.rule, row.id if row.rule == PLANNED else row.occurrence), row.root, row.name,
            datetime.combine(today, time.fromisoformat(row.due_at)),
            " · ".join(part for part in (shop.label_of("touch_kinds", row.kind), row.purpose.split("\n")[0]) if part),
        )
        for row in rows
    ]  # fmt: skip
