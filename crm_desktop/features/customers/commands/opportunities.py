"""Purchases: the needs behind them. Order, delivery and loss are events of their own (`milestones`)."""


from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import Stage
from crm_desktop.features.settings.queries import shop_rules
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


def remove_opportunity(session: Session, opportunity_id: str) -> None:
    """Take away a purchase that was noted by mistake."""
    contacts.find_row(session, Opportunity, opportunity_id).deleted = clock.now()
    session.flush()


def _opportunity(session: Session, owner_id: str) -> Opportunity:
    """The opportunity of that id, or the running one of the contact of that id."""
    row = session.get(Opportunity, owner_id)
    if row is not None or session.get(Contact, owner_id) is None:
        return contacts.find_row(session, Opportunity, owner_id)
    contacts.find(session, owner_id)
    found = session.scalar(
        select(Opportunity)
        .where(
            Opportunity.root == owner_id, Opportunity.deleted.is_(None),
            Opportunity.stage.in_((Stage.OPEN, Stage.ORDERED)))
        .order_by(Opportunity.created.desc(), Opportunity.id.desc()).limit(1)
    )
    if found is None:
        found = Opportunity(root=owner_id)
        session.add(found)
        session.flush()
    return found
