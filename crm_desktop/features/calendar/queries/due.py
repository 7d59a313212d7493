"""Reading what is due, and why."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import String, bindparam, case, column, func, select
from sqlalchemy.orm import Session

from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.glance import items_of_rows
from crm_desktop.features.calendar.records import DueItem
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import DerivedDue, DerivedPerson

P, D = DerivedPerson, DerivedDue
ITEM = (
    D.root, D.rule, D.occurrence, D.due_on, D.due_at, D.kind, D.plan, D.base_on, D.chain,
    P.name, P.is_customer, P.level, P.status, P.tier, P.phone, P.subtitle, P.opened_on, P.last_effective_on,
    P.private, P.owner,
)
"""What an item is told from: the columns of `glance.Item`."""

EARLIEST = (D.due_on, case((D.due_at == "", "99"), else_=D.due_at), D.level_rank, P.n, D.rule, D.occurrence)
_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_OF_PERSON = select(*ITEM).join(P, P.id == D.root).where(D.root == bindparam("root")).order_by(*EARLIEST)
_OPEN_WITH, _NEXT_WITH = Prepared(_OF_PERSON), Prepared(_OF_PERSON.limit(1))
_OPEN_WITH_MANY = select(*ITEM).join(P, P.id == D.root).where(D.root.in_(_WANTED)).order_by(*EARLIEST)


def due_of(session: Session, contact_id: str, *, today: date) -> DueItem | None:
    """The next contact with one person, whenever it is."""
    rows = _NEXT_WITH.rows(session, root=contact_id)
    return next(iter(items_of_rows(session, rows, today=today)), None)


def open_items(session: Session, contact_id: str, *, today: date) -> list[DueItem]:
    """Everything that is open with one person, the next first."""
    return items_of_rows(session, _OPEN_WITH.rows(session, root=contact_id), today=today)


def due_item(session: Session, contact_id: str, key: str, *, today: date) -> DueItem | None:
    """One open item by its key; None when it is open no longer."""
    return next((item for item in open_items(session, contact_id, today=today) if item.key == key), None)


def due_of_many(session: Session, contact_ids: Sequence[str], *, today: date) -> dict[str, DueItem]:
    """The next contact of each of these people."""
    rows = session.execute(_OPEN_WITH_MANY, {"ids": json.dumps(list(contact_ids))}).all()
    first = {row.root: row for row in reversed(rows)}
    return {item.contact_id: item for item in items_of_rows(session, list(first.values()), today=today)}


def proposed_day(session: Session, contact_id: str, *, today: date, effective: bool = True) -> date | None:
    """The day proposed for the next contact after one today; nothing where no rhythm asks."""
    row = session.execute(select(P.is_customer, P.status, P.level, P.tier).where(P.id == contact_id)).first()
    if row is None or not row.is_customer:
        return None
    return rules.propose_next(
        row.status, row.level, shop_rules(session), today=today, effective=effective, tier=row.tier)
