"""Everything about one person, in a constant number of queries."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.attachments.queries import attachments
from crm_desktop.features.calendar.queries import due_of, follow_ups
from crm_desktop.features.commitments.queries import commitments
from crm_desktop.features.contacts.queries import card as contact_card
from crm_desktop.features.contacts.records import ContactCard
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import (
    Completeness,
    CustomerArchive,
    CustomerPart,
    OpportunityRecord,
    ScaleStep,
    VehicleRecord,
)
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Customer, DerivedPerson, Opportunity, ScaleChange, Vehicle

_CUSTOMER = (
    Customer.id, Customer.row_seq, Customer.status, Customer.level, Customer.tier, Customer.tier_reason,
    Customer.opened_on, Customer.decision_maker, Customer.next_step,
)
_OPPORTUNITY = (
    Opportunity.id, Opportunity.row_seq, Opportunity.stage, Opportunity.model, Opportunity.colour, Opportunity.use,
    Opportunity.budget_low, Opportunity.budget_high, Opportunity.payment, Opportunity.trade_in,
    Opportunity.trade_in_value, Opportunity.rival, Opportunity.concerns, Opportunity.quote, Opportunity.expected_on,
    Opportunity.ordered_on, Opportunity.delivered_on, Opportunity.lost_on, Opportunity.lost_reason,
    Opportunity.lost_note, Opportunity.note, Opportunity.created,
    Opportunity.deliver_on, Opportunity.lost_truth, Opportunity.revive_on, Opportunity.frozen_until,
    Opportunity.cancelled_on,
)
_VEHICLE = (
    Vehicle.id, Vehicle.row_seq, Vehicle.kind, Vehicle.brand, Vehicle.model, Vehicle.trim, Vehicle.colour, Vehicle.vin,
    Vehicle.plate, Vehicle.plate_normal, Vehicle.bought_on, Vehicle.delivered_on, Vehicle.mileage, Vehicle.mileage_on,
    Vehicle.insurer, Vehicle.insurance_until, Vehicle.inspection_until, Vehicle.maintenance_on, Vehicle.maintenance_km,
    Vehicle.sold_by_us, Vehicle.note,
)

_ROOT = bindparam("root", type_=String())
_CUSTOMER_OF = Prepared(select(*_CUSTOMER).where(Customer.root == _ROOT, Customer.deleted.is_(None)))
_DEALS_OF = Prepared(select(*_OPPORTUNITY).where(Opportunity.root == _ROOT, Opportunity.deleted.is_(None)).order_by(
    Opportunity.created.desc(), Opportunity.id.desc()))
_CARS_OF = Prepared(select(*_VEHICLE).where(Vehicle.root == _ROOT, Vehicle.deleted.is_(None)).order_by(
    Vehicle.kind != "own", Vehicle.created.desc(), Vehicle.id.desc()))
_SCALES_OF = Prepared(select(
    ScaleChange.at, ScaleChange.scale, ScaleChange.before, ScaleChange.after, ScaleChange.reason
).where(ScaleChange.root == _ROOT, ScaleChange.deleted.is_(None)).order_by(
    ScaleChange.at.desc(), ScaleChange.id.desc()))
_CACHED = Prepared(select(
    DerivedPerson.cold_on, DerivedPerson.last_touch_at, DerivedPerson.last_effective_on, DerivedPerson.owner
).where(DerivedPerson.id == _ROOT))


def archive(session: Session, contact_id: str, *, today: date | None = None) -> CustomerArchive:
    """Everything the archive shows of a customer or a network contact; the timeline is a query of its own."""
    day = today or clock.today()
    card = contact_card(session, contact_id)
    part = _customer(session, contact_id)
    deals, cars = _opportunities(session, contact_id), vehicles(session, contact_id)
    due = due_of(session, contact_id, today=day)
    cached = _CACHED.first(session, root=contact_id)
    return CustomerArchive(
        card=card, customer=part, opportunities=deals, vehicles=cars,
        commitments=tuple(commitments(session, contact_id)), attachments=tuple(attachments(session, contact_id)),
        follow_ups=tuple(follow_ups(session, contact_id)), scales=tuple(scale_steps(session, contact_id)), due=due,
        cold_on=cached.cold_on if cached else None, last_touch_at=cached.last_touch_at if cached else None,
        last_effective_on=cached.last_effective_on if cached else None,
        completeness=_completeness(session, card, part, deals=deals, cars=cars, today=day),
        owner=cached.owner if cached else "",
    )


def status_of(session: Session, contact_id: str) -> CustomerPart | None:
    """The customer's own part alone; nothing for a network contact."""
    return _customer(session, contact_id)


def vehicles(session: Session, contact_id: str) -> tuple[VehicleRecord, ...]:
    """The cars of a person: own ones first."""
    return tuple(_vehicle(row) for row in _CARS_OF.rows(session, root=contact_id))


def vehicle(session: Session, vehicle_id: str) -> VehicleRecord:
    """One car."""
    row = session.execute(select(*_VEHICLE).where(Vehicle.id == vehicle_id, Vehicle.deleted.is_(None))).first()
    if row is None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return _vehicle(row)


def scale_steps(session: Session, contact_id: str) -> list[ScaleStep]:
    """How level, status and tier went, newest first."""
    return [ScaleStep(*row) for row in _SCALES_OF.rows(session, root=contact_id)]


def _customer(session: Session, contact_id: str) -> CustomerPart | None:
    row = _CUSTOMER_OF.first(session, root=contact_id)
    return CustomerPart(*row) if row else None


def _opportunities(session: Session, contact_id: str) -> tuple[OpportunityRecord, ...]:
    return tuple(OpportunityRecord(*row) for row in _DEALS_OF.rows(session, root=contact_id))


def _vehicle(row: Any) -> VehicleRecord:
    return replace(VehicleRecord(*tuple(row)), shown_plate=rules.shown_plate(row.plate))


def _completeness(
    session: Session, card: ContactCard, part: CustomerPart | None, *, deals: tuple[OpportunityRecord, ...],
    cars: tuple[VehicleRecord, ...], today: date,
) -> Completeness:
    shop = shop_rules(session)
    running = [deal for deal in deals if deal.stage in ("open", "ordered")]
    known = rules.facts_of(
        card, customer=part, opportunity=next(iter(running or deals), None),
        vehicle=next((car for car in cars if car.kind == "own"), None), ways={way.kind for way in card.ways})
    return rules.completeness(
        known, shop.completeness, is_customer=part is not None, verified_on=card.verified_on, today=today,
        stale_days=shop.numbers.stale_days)

