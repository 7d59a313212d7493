"""Reading what is due, and why."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, bindparam, case, column, func, select, text
from sqlalchemy.orm import Session

from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Due, DueCounts, DueItem, Facts
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import DerivedDue, DerivedPerson, FollowUp, Touch

P, D = DerivedPerson, DerivedDue
ITEM = (
    D.root, D.rule, D.occurrence, D.due_on, D.due_at, D.kind, D.plan, D.base_on, D.chain,
    P.name, P.is_customer, P.level, P.status, P.tier, P.phone, P.subtitle, P.opened_on, P.last_effective_on,
)
"""What an item is told from."""

EARLIEST = (D.due_on, case((D.due_at == "", "99"), else_=D.due_at), D.level_rank, P.n, D.rule, D.occurrence)
_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_PURPOSES = Prepared(select(FollowUp.id, FollowUp.purpose).where(FollowUp.id.in_(_WANTED), FollowUp.purpose != ""))
_LAST_WORDS = Prepared(select(Touch.root, Touch.note, func.max(Touch.at)).where(
    Touch.root.in_(_WANTED), Touch.note != "", Touch.deleted.is_(None)).group_by(Touch.root))
_OF_PERSON = select(*ITEM).join(P, P.id == D.root).where(D.root == bindparam("root")).order_by(*EARLIEST)
_OPEN_WITH, _NEXT_WITH = Prepared(_OF_PERSON), Prepared(_OF_PERSON.limit(1))
_OPEN_WITH_MANY = select(*ITEM).join(P, P.id == D.root).where(D.root.in_(_WANTED)).order_by(*EARLIEST)


def due_items(session: Session, on: date, *, limit: int = 100, offset: int = 0, only_on: bool = False) -> list[DueItem]:
    """Items due until that day, longest overdue first; with `only_on` those of the day itself."""
    # First only their numbers, from the index of their order: nothing is sorted but the items of one day.
    first = session.scalars(
        text(
            f"SELECT n FROM derived_due INDEXED BY dd_due WHERE due_on {'=' if only_on else '<='} :on "
            "ORDER BY due_on, CASE due_at WHEN '' THEN '99' ELSE due_at END, level_rank, n LIMIT :limit OFFSET :offset"
        ),
        {"on": on.isoformat(), "limit": limit, "offset": offset},
    ).all()
    rows = {row.n: row for row in session.execute(select(D.n, *ITEM).join(P, P.id == D.root).where(D.n.in_(first)))}
    return items_of_rows(session, [rows[n] for n in first if n in rows], today=on)


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


def count_due(session: Session, on: date) -> DueCounts:
    """How many items are overdue, due on that day, and due in the six days after; and how many people are overdue."""
    due = D.due_on
    overdue = select(func.count()).where(due < on).scalar_subquery()
    today = select(func.count()).where(due == on).scalar_subquery()
    week = select(func.count()).where(due > on, due <= on + timedelta(days=6)).scalar_subquery()
    people = select(func.count()).where(P.due_on < on).scalar_subquery()
    return DueCounts(*session.execute(select(overdue, today, week, people)).one())


def proposed_day(session: Session, contact_id: str, *, today: date, effective: bool = True) -> date | None:
    """The day proposed for the next contact after one today; nothing where no rhythm asks."""
    row = session.execute(select(P.is_customer, P.status, P.level, P.tier).where(P.id == contact_id)).first()
    if row is None or not row.is_customer:
        return None
    return rules.propose_next(
        row.status, row.level, shop_rules(session), today=today, effective=effective, tier=row.tier)


def items_of_rows(session: Session, rows: Sequence[Any], *, today: date) -> list[DueItem]:
    """Records of rows made of `ITEM`, in their order, with purpose and last words."""
    if not rows:
        return []
    shop = shop_rules(session)
    people = json.dumps(list({row.root for row in rows}))
    words = {row.root: row.note for row in _LAST_WORDS.rows(session, ids=people)}
    purposes = purposes_of(session, rows)
    return [
        _item(row, shop, purpose=purposes.get(row.plan, ""), last_note=words.get(row.root, ""), today=today)
        for row in rows
    ]


def purposes_of(session: Session, rows: Sequence[Any]) -> dict[str, str]:
    """What was noted as the purpose of what somebody planned or moved, by the id of the plan."""
    plans = [row.plan for row in rows if row.plan]
    found = _PURPOSES.rows(session, ids=json.dumps(plans)) if plans else ()
    return {row.id: row.purpose for row in found}


def words_of(row: Any, shop: ShopRules, *, today: date, purpose: str = "") -> rules.Words:
    """Title and reason of a row made of `ITEM`."""
    moved = bool(row.plan) and row.rule != touches.PLANNED
    due = Due(row.due_on, row.due_at, row.rule, row.occurrence, base_on=row.base_on, moved=moved, kind=row.kind)
    facts = Facts(
        is_customer=row.is_customer, status=row.status, level=row.level, tier=row.tier, opened_on=row.opened_on,
        last_effective=row.last_effective_on)
    return rules.words(due, facts, shop, today=today, purpose=purpose)


def _item(row: Any, shop: ShopRules, *, purpose: str, last_note: str, today: date) -> DueItem:
    said = words_of(row, shop, today=today, purpose=purpose)
    return DueItem(
        contact_id=row.root, name=row.name, due=row.due_on, due_at=row.due_at, rule=row.rule,
        occurrence=row.occurrence, reason=said.reason, overdue_days=rules.overdue_days(row.due_on, today=today),
        is_customer=row.is_customer, level=row.level, status=row.status, tier=row.tier, phone=row.phone,
        subtitle=row.subtitle, purpose=purpose, kind=row.kind, last_effective_on=row.last_effective_on,
        last_note=last_note, title=said.title, chain=row.chain,
    )
