"""Reading who is due, and why."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, bindparam, case, column, func, select, text
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Due, DueCounts, DueItem, Facts, FollowUpRecord
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.store.tables import DerivedPerson, FollowUp, Touch

_FOLLOW_UP = (
    FollowUp.id, FollowUp.row_seq, FollowUp.root, FollowUp.rule, FollowUp.occurrence, FollowUp.due_on, FollowUp.due_at,
    FollowUp.kind, FollowUp.purpose, FollowUp.state, FollowUp.created,
)
_PEOPLE = (
    DerivedPerson.id, DerivedPerson.name, DerivedPerson.is_customer, DerivedPerson.level, DerivedPerson.status,
    DerivedPerson.tier, DerivedPerson.phone, DerivedPerson.subtitle, DerivedPerson.opened_on,
    DerivedPerson.last_effective_on, DerivedPerson.due_on, DerivedPerson.due_at, DerivedPerson.due_rule,
    DerivedPerson.due_occurrence,
)
_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_EARLIEST = (
    DerivedPerson.due_on, case((DerivedPerson.due_at == "", "99"), else_=DerivedPerson.due_at),
    DerivedPerson.level_rank, DerivedPerson.n,
)
_PLANS = select(FollowUp.root, FollowUp.id, FollowUp.rule, FollowUp.occurrence, FollowUp.purpose, FollowUp.kind).where(
    FollowUp.root.in_(_WANTED), FollowUp.state == "planned", FollowUp.deleted.is_(None))
_LAST_WORDS = select(Touch.root, Touch.note, func.max(Touch.at)).where(
    Touch.root.in_(_WANTED), Touch.note != "", Touch.deleted.is_(None)).group_by(Touch.root)
_DUE_OF = select(*_PEOPLE).where(DerivedPerson.id == bindparam("root"), DerivedPerson.due_on.is_not(None))
_PLANNED_WITH = select(*_FOLLOW_UP).where(
    FollowUp.root == bindparam("root"), FollowUp.state == "planned", FollowUp.deleted.is_(None)
).order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.id)


def due_items(session: Session, on: date, *, limit: int = 100, offset: int = 0, only_on: bool = False) -> list[DueItem]:
    """Contacts due until that day, longest overdue first; with `only_on` those of the day itself."""
    # First only their numbers, from the index that is named lest SQLite take the one of the list and sort everybody.
    first = session.scalars(
        text(
            f"SELECT n FROM derived_person INDEXED BY dp_due_all WHERE due_on {'=' if only_on else '<='} :on "
            "ORDER BY due_on, CASE due_at WHEN '' THEN '99' ELSE due_at END, level_rank, n LIMIT :limit OFFSET :offset"
        ),
        {"on": on.isoformat(), "limit": limit, "offset": offset},
    ).all()
    rows = session.execute(select(*_PEOPLE).where(DerivedPerson.n.in_(first)).order_by(*_EARLIEST)).all()
    return _items(session, rows, today=on)


def due_of(session: Session, contact_id: str, *, today: date) -> DueItem | None:
    """The next contact with one person, whenever it is."""
    rows = session.execute(_DUE_OF, {"root": contact_id}).all()
    return next(iter(_items(session, rows, today=today)), None)


def due_of_many(session: Session, contact_ids: Sequence[str], *, today: date) -> dict[str, DueItem]:
    """The next contact of each of these people."""
    rows = session.execute(
        select(*_PEOPLE).where(DerivedPerson.id.in_(_WANTED), DerivedPerson.due_on.is_not(None)),
        {"ids": json.dumps(list(contact_ids))},
    ).all()
    return {item.contact_id: item for item in _items(session, rows, today=today)}


def count_due(session: Session, on: date) -> DueCounts:
    """How many are overdue, due on that day, and due in the six days after."""
    due = DerivedPerson.due_on
    overdue = select(func.count()).where(due < on).scalar_subquery()
    today = select(func.count()).where(due == on).scalar_subquery()
    week = select(func.count()).where(due > on, due <= on + timedelta(days=6)).scalar_subquery()
    return DueCounts(*session.execute(select(overdue, today, week)).one())


def follow_ups(session: Session, contact_id: str) -> list[FollowUpRecord]:
    """What is planned with a person, the next first."""
    rows = session.execute(_PLANNED_WITH, {"root": contact_id})
    return [FollowUpRecord(*tuple(row)) for row in rows]


def follow_up(session: Session, follow_up_id: str) -> FollowUpRecord:
    """One kept follow-up."""
    row = session.execute(select(*_FOLLOW_UP).where(FollowUp.id == follow_up_id, FollowUp.deleted.is_(None))).first()
    if row is None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return FollowUpRecord(*tuple(row))


def proposed_day(session: Session, contact_id: str, *, today: date, effective: bool = True) -> date | None:
    """The day proposed for the next contact after one today; nothing where no rhythm asks."""
    row = session.execute(
        select(DerivedPerson.is_customer, DerivedPerson.status, DerivedPerson.level).where(
            DerivedPerson.id == contact_id
        )
    ).first()
    if row is None or not row.is_customer:
        return None
    return rules.propose_next(row.status, row.level, shop_rules(session), today=today, effective=effective)


def _items(session: Session, rows: Sequence[Any], *, today: date) -> list[DueItem]:
    if not rows:
        return []
    shop = shop_rules(session)
    ids = {"ids": json.dumps([row.id for row in rows])}
    plans = {_key(plan): plan for plan in session.execute(_PLANS, ids)}
    words = {row.root: row.note for row in session.execute(_LAST_WORDS, ids)}
    return [
        _item(
            row,
            plans.get((row.id, row.due_rule, row.due_occurrence)),
            shop,
            last_note=words.get(row.id, ""),
            today=today,
        )
        for row in rows
    ]


def _key(plan: Any) -> tuple[str, str, str]:
    return plan.root, plan.rule, plan.id if plan.rule == touches.PLANNED else plan.occurrence


def _item(row: Any, plan: Any, shop: ShopRules, *, last_note: str, today: date) -> DueItem:
    purpose = plan.purpose if plan else ""
    due = Due(row.due_on, row.due_at, row.due_rule, row.due_occurrence, moved=plan is not None)
    facts = Facts(
        is_customer=row.is_customer, status=row.status, level=row.level, opened_on=row.opened_on,
        last_effective=row.last_effective_on)
    reason = rules.reason_text(
        due,
        facts,
        touches.cadences(shop),
        today=today,
        purpose=purpose,
        status_label=shop.label_of("statuses", row.status),
    )
    return DueItem(
        contact_id=row.id, name=row.name, due=row.due_on, due_at=row.due_at, rule=row.due_rule,
        occurrence=row.due_occurrence, reason=reason, overdue_days=rules.overdue_days(row.due_on, today=today),
        is_customer=row.is_customer, level=row.level, status=row.status, tier=row.tier, phone=row.phone,
        subtitle=row.subtitle, purpose=purpose, kind=plan.kind if plan else "call",
        last_effective_on=row.last_effective_on, last_note=last_note,
    )
