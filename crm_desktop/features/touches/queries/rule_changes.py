"""Which changes of the shop's rules moved what is due with a person."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches import rules
from crm_desktop.features.touches.records import Concerned, RuleNote, ScaleStep
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Customer, DerivedDue, Opportunity, RuleChange, ScaleChange, Touch, Vehicle

_ANY_TIME = datetime(1900, 1, 1)
_CHANGES = Prepared(
    select(RuleChange.id, RuleChange.at, RuleChange.kind, RuleChange.key, RuleChange.before, RuleChange.after)
    .where(RuleChange.deleted.is_(None)).order_by(RuleChange.at, RuleChange.id))


def changes_of(session: Session, contact_id: str) -> list[str]:
    """The ids of the changes that concerned the person when they were made."""
    changes = _CHANGES.rows(session)
    if not changes:
        return []
    person = _concerned(session, contact_id)
    if person is None:
        return []
    notes = [note_of(row.kind, row.key, row.before, row.after, at=row.at) for row in changes]
    then = rules.RulesThen(shop_rules(session), notes)
    return [row.id for row, note in zip(changes, notes, strict=True) if rules.concerns(note, person, then)]


def note_of(kind: str, key: str, before: str, after: str, *, at: datetime = _ANY_TIME) -> RuleNote:
    """A change as its row keeps it."""
    return RuleNote(kind, key, _decoded(before), _decoded(after), at)


def _concerned(session: Session, contact_id: str) -> Concerned | None:
    now = session.execute(
        select(Customer.status, Customer.level, Customer.tier, Customer.created)
        .where(Customer.root == contact_id, Customer.deleted.is_(None))
    ).first()
    if now is None:
        return None
    steps = session.execute(
        select(ScaleChange.scale, ScaleChange.at, ScaleChange.before, ScaleChange.after)
        # One dated later than now was made under a wrong clock: it holds already, and tells nothing of before.
        .where(ScaleChange.root == contact_id, ScaleChange.deleted.is_(None), ScaleChange.at <= clock.now())
        .order_by(ScaleChange.at, ScaleChange.id)
    )
    events = session.execute(select(
        exists().where(Vehicle.root == contact_id, Vehicle.deleted.is_(None), Vehicle.kind == "own"),
        exists().where(Opportunity.root == contact_id, Opportunity.deleted.is_(None), Opportunity.stage != "open"),
        exists().where(Touch.root == contact_id, Touch.deleted.is_(None), Touch.kind == "service"),
    )).one()
    due = session.execute(
        select(DerivedDue.base_on, DerivedDue.due_on, DerivedDue.rule)
        .where(DerivedDue.root == contact_id, DerivedDue.plan == "")
    ).all()
    return Concerned(
        {"status": now.status, "level": now.level, "tier": str(now.tier or "")},
        tuple(ScaleStep(*row) for row in steps),
        # One made under a clock that ran ahead says nothing of when it was.
        now.created if now.created <= clock.now() else None, car=events[0], deal=events[1], service=events[2],
        days=frozenset(day for row in due for day in rules.days_passed(row.rule, row.base_on, row.due_on)),
        rules=frozenset(row.rule for row in due))


def _decoded(text: str) -> dict[str, Any]:
    value = json.loads(text or "null")
    return value if isinstance(value, dict) else {}
