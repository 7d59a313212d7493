"""Planning, moving and dropping follow-ups."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar import derived
from crm_desktop.features.calendar.queries.facts import last_entry
from crm_desktop.features.calendar.rules import DueRules, clock_text
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches import commands as touch_commands
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import LoggedTouch, NewTouch, NextFollowUp
from crm_desktop.store.derived import mark
from crm_desktop.store.tables import Customer, DerivedDue, FollowUp


def plan_follow_up(session: Session, contact_id: str, plan: NextFollowUp) -> str:
    """Plan a contact on a day of one's own choice, beside what the rules ask for."""
    contacts.find(session, contact_id)
    if touches.is_outgoing(plan.kind, shop_rules(session)):
        contacts.refuse_if_blocked(session, contact_id)
    row = FollowUp(root=contact_id)
    _fill(session, row, plan)
    session.add(row)
    session.flush()
    return row.id


def plan_many(session: Session, contact_ids: Iterable[str], plan: NextFollowUp) -> int:
    """Plan the same contact with several people. Returns how many; who asked for silence is left out."""
    planned = 0
    outgoing = touches.is_outgoing(plan.kind, shop_rules(session))
    for contact_id in dict.fromkeys(contact_ids):
        contact = contacts.find(session, contact_id)
        if outgoing and fields.blocks_contact(do_not_contact=contact.do_not_contact, consent=contact.consent):
            continue
        row = FollowUp(root=contact_id)
        _fill(session, row, plan)
        session.add(row)
        planned += 1
    session.flush()
    return planned


def edit_follow_up(session: Session, follow_up_id: str, plan: NextFollowUp) -> None:
    """Change day, kind or purpose of a planned contact."""
    _fill(session, contacts.find_row(session, FollowUp, follow_up_id), plan)
    session.flush()


def move_follow_up(
    session: Session, contact_id: str, key: str, *, due_on: date, due_at: str | None = None
) -> str:
    """Put a due item on another day; `key` is `DueItem.key`. A rule's item is kept as a row under its key."""
    row = _row_of(session, contact_id, key)
    if row is None:
        contacts.find(session, contact_id)
        rule, _slash, occurrence = key.partition("/")
        due = _open_item(session, contact_id, key)
        row = FollowUp(root=contact_id, rule=rule, occurrence=occurrence, kind=due.kind)
        session.add(row)
    row.due_on = touches.clean_plan_day(due_on, today=clock.today())
    if due_at is not None:
        row.due_at = touches.clean_time("due_at", due_at)
    session.flush()
    return row.id


def cancel_follow_up(session: Session, contact_id: str, key: str) -> date | None:
    """Drop a due item. A turn of a rhythm is skipped: it asks again one interval later. Anything else is closed by a
    row that says so, also what a rule asked for."""
    rule, _slash, occurrence = key.partition("/")
    if rule in touches.CADENCE_RULES and (again := _after_one_interval(session, contact_id)) is not None:
        move_follow_up(session, contact_id, key, due_on=again)
        return again
    row = _row_of(session, contact_id, key)
    if row is None:
        due = _open_item(session, contact_id, key)
        row = FollowUp(root=contact_id, rule=rule, occurrence=occurrence, due_on=due.due_on, kind=due.kind)
        session.add(row)
    row.state, row.closed_at = "cancelled", clock.now()
    session.flush()
    return None


def complete_follow_up(
    session: Session, contact_id: str, key: str, *, touch: NewTouch, next_follow_up: NextFollowUp | None = None
) -> LoggedTouch:
    """Done needs a result: log the touch that answers the due item."""
    answered = replace(touch, answers=key)
    return touch_commands.log_touch(session, contact_id, answered, next_follow_up=next_follow_up)


def see_day(session: Session, *, last_look: datetime | None = None) -> str:
    """Note which day it is: what is dated later counts from now on, or no longer. Returns what is to be said when the
    clock jumped since the last entry, or since `last_look`; "" when it did not."""
    connection, now = session.connection(), clock.now()
    last = max(filter(None, (last_look, last_entry(connection))), default=None)
    mark(connection, derived.see_day(connection))
    return clock_text(last, now)


def _fill(session: Session, row: FollowUp, plan: NextFollowUp) -> None:
    row.due_on = touches.clean_plan_day(plan.due_on, today=clock.today())
    row.due_at = touches.clean_time("due_at", plan.due_at)
    row.kind = fields.clean_choice("kind", plan.kind, touches.labels(shop_rules(session).touch_kinds)) or "call"
    row.purpose = fields.clean_text("purpose", plan.purpose)


def _row_of(session: Session, contact_id: str, key: str) -> FollowUp | None:
    rule, _slash, occurrence = key.partition("/")
    statement = select(FollowUp).where(
        FollowUp.root == contact_id, FollowUp.state == "planned", FollowUp.deleted.is_(None), FollowUp.rule == rule)
    mine = FollowUp.id == occurrence if rule == touches.PLANNED else FollowUp.occurrence == occurrence
    return session.scalar(statement.where(mine))


def _open_item(session: Session, contact_id: str, key: str) -> DerivedDue:
    """The open item of that key; a sentence when it was answered, moved or dropped in the meantime."""
    rule, _slash, occurrence = key.partition("/")
    found = session.scalar(
        select(DerivedDue).where(
            DerivedDue.root == contact_id, DerivedDue.rule == rule, DerivedDue.occurrence == occurrence)
    )
    if found is None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return found


def _after_one_interval(session: Session, contact_id: str) -> date | None:
    """None where the rhythm asks one time only."""
    customer = session.scalar(select(Customer).where(Customer.root == contact_id, Customer.deleted.is_(None)))
    due = DueRules.of(shop_rules(session))
    cadence = (
        touches.cadence_of(customer.status, customer.level, due.rhythm, tier=customer.tier) if customer else None)
    if cadence is not None and cadence.once:
        return None
    return due.days.moved(clock.today() + timedelta(days=cadence.days if cadence else 1), "next")
