"""One turn of the life cycle: the customer, the purchase it concerns, and what is settled with it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.commitments import commands as commitments
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers.commands.archive import change_status, find_customer
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.commands.answers import remember
from crm_desktop.features.milestones.records import NOTHING_ELSE, Aftermath, Event
from crm_desktop.features.touches.rules import CADENCE_RULES, PLANNED
from crm_desktop.store.tables import Customer, FollowUp, Opportunity


@dataclass
class Turn:
    """What an event works on."""

    session: Session
    event: Event
    customer: Customer
    deal: Opportunity | None
    others: list[Opportunity]

    @property
    def contact_id(self) -> str:
        """The person."""
        return self.customer.root

    def purchase(self) -> Opportunity:
        """The purchase concerned; a new one where none is under way."""
        if self.deal is None:
            self.deal = Opportunity(root=self.contact_id)
            self.session.add(self.deal)
            self.session.flush()
        return self.deal


def begin(session: Session, event: Event, contact_id: str, *, deal: str = "") -> Turn:
    """Look whether the event is possible now. Raises Refused with the reason."""
    customer = find_customer(session, contact_id)
    rows = list(
        session.scalars(
            select(Opportunity).where(Opportunity.root == contact_id, Opportunity.deleted.is_(None))
            .order_by(Opportunity.created.desc(), Opportunity.id.desc())
        )
    )
    if deal and all(row.id != deal for row in rows):
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    problem = rules.refusal(event, customer.status, rows)
    if problem:
        raise Refused(problem)
    found = rules.deal_of(event, customer.status, rows, wanted=deal)
    return Turn(session, event, customer, found, [row for row in rows if row is not found])


def finish(turn: Turn, aftermath: Aftermath = NOTHING_ELSE, *, reason: str = "") -> str:
    """Move the status, settle plans and promises, remember the proposal. Returns the purchase's id, or ""."""
    session = turn.session
    key = aftermath.proposal
    if key is not None:
        remember(session, turn.contact_id, key, "accepted")
    session.flush()
    status = rules.status_after(turn.event, turn.customer.status, turn.others)
    why = reason or (rules.reason_code(key.code) if key is not None else turn.event.value)
    change_status(session, turn.customer, status, reason=why)
    settle_plans(session, turn.contact_id, aftermath.drop)
    for promise in aftermath.kept:
        commitments.keep_commitment(session, promise)
    session.flush()
    return turn.deal.id if turn.deal is not None else ""


def settle_plans(session: Session, contact_id: str, drop: tuple[str, ...]) -> None:
    """Give up these planned contacts. Others that hung on the rhythm of the old status stay as plans of their own.

    The key of a rhythm's turn is given back in both cases: the same turn may come again when the status does.
    """
    rows = session.scalars(
        select(FollowUp).where(
            FollowUp.root == contact_id, FollowUp.state == "planned", FollowUp.deleted.is_(None))
    )
    for row in rows:
        meant = bool(row.due_at or row.purpose)
        if row.id not in drop and not (row.rule in CADENCE_RULES and meant):
            continue
        if row.rule in CADENCE_RULES:
            row.rule, row.occurrence = PLANNED, ""
        if row.id in drop:
            row.state = "cancelled"
    session.flush()


def day_of(field: str, on: date | None) -> date:
    """The day it happened: today unless said, never to come."""
    return fields.clean_day(field, on, today=clock.today()) or clock.today()
