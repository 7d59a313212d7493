"""Purchases: the needs behind them, order, delivery, loss."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.commands.archive import change_status, find_customer
from crm_desktop.features.customers.records import Stage, Status
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches.rules import labels
from crm_desktop.store.tables import Contact, Opportunity


def add_opportunity(session: Session, contact_id: str, *, model: str = "") -> str:
    """Open another purchase: a second car, a repurchase."""
    contacts.find(session, contact_id)
    row = Opportunity(root=contact_id, model=fields.clean_line("model", model))
    session.add(row)
    session.flush()
    return row.id


def set_need(session: Session, owner_id: str, field: str, value: object) -> str:
    """Fill one need. `owner_id` is an opportunity or a contact (its running purchase, opened when there is none).

    `budget` takes a range as people write it ("20-23万"). Returns the opportunity's id.
    """
    row = _opportunity(session, owner_id)
    shop = shop_rules(session)
    if field == "budget":
        row.budget_low, row.budget_high = rules.parse_budget(fields.clean_line(field, value))
    else:
        setattr(row, field, rules.clean_need(field, value, shop=shop))
    session.flush()
    return row.id


def order(session: Session, owner_id: str, *, on: date | None = None, quote: int | None = None) -> str:
    """The customer ordered. Returns the opportunity's id."""
    row = _opportunity(session, owner_id)
    row.stage, row.ordered_on = Stage.ORDERED.value, _day("ordered_on", on)
    if quote is not None:
        row.quote = quote
    change_status(session, find_customer(session, row.root), Status.ORDERED, reason="order")
    return row.id


def deliver(session: Session, owner_id: str, *, on: date | None = None) -> str:
    """The car was handed over: selling stops. Returns the opportunity's id."""
    row = _opportunity(session, owner_id, running=(Stage.ORDERED, Stage.OPEN))
    row.stage, row.delivered_on = Stage.DELIVERED.value, _day("delivered_on", on)
    change_status(session, find_customer(session, row.root), Status.DELIVERED, reason="delivery")
    return row.id


def lose(session: Session, owner_id: str, *, reason: str, note: str = "", on: date | None = None) -> str:
    """The deal is lost; the reason is one of the shop's list. Returns the opportunity's id."""
    code = fields.clean_choice("lost_reason", reason, labels(shop_rules(session).lost_reasons))
    if not code:
        raise InvalidInput("lost_reason", _("A loss needs a reason. Choose one of the list."))
    row = _opportunity(session, owner_id)
    row.stage, row.lost_on = Stage.LOST.value, _day("lost_on", on)
    row.lost_reason, row.lost_note = code, fields.clean_text("lost_note", note)
    change_status(session, find_customer(session, row.root), Status.LOST, reason="loss")
    return row.id


def remove_opportunity(session: Session, opportunity_id: str) -> None:
    """Take away a purchase that was noted by mistake."""
    contacts.find_row(session, Opportunity, opportunity_id).deleted = clock.now()
    session.flush()


def _opportunity(
    session: Session, owner_id: str, *, running: tuple[Stage, ...] = (Stage.OPEN, Stage.ORDERED)
) -> Opportunity:
    """The opportunity of that id, or the running one of the contact of that id."""
    row = session.get(Opportunity, owner_id)
    if row is not None or session.get(Contact, owner_id) is None:
        return contacts.find_row(session, Opportunity, owner_id)
    contacts.find(session, owner_id)
    found = session.scalar(
        select(Opportunity)
        .where(Opportunity.root == owner_id, Opportunity.deleted.is_(None), Opportunity.stage.in_(running))
        .order_by(Opportunity.created.desc(), Opportunity.id.desc()).limit(1)
    )
    if found is None:
        found = Opportunity(root=owner_id)
        session.add(found)
        session.flush()
    return found


def _day(field: str, on: date | None) -> date:
    return fields.clean_day(field, on, today=clock.today()) or clock.today()
