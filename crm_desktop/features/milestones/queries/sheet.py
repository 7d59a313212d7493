"""Everything the dialog of an event shows, in a constant number of queries."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.queries import follow_ups
from crm_desktop.features.catalogue.queries import catalogue, first_service
from crm_desktop.features.commitments.queries import commitments
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.customers.records import OpportunityRecord
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.records import Event, EventSheet, PlanLine, Terms
from crm_desktop.features.settings.queries import shop_rules


def event_sheet(
    session: Session, event: Event, contact_id: str, *, deal_id: str = "", today: date | None = None
) -> EventSheet:
    """What is known where this event is to be noted."""
    day, shop = today or clock.today(), shop_rules(session)
    whole = archive(session, contact_id, today=day)
    if whole.customer is None:
        raise Refused(_("This person is not a shop customer yet. Open an archive first."))
    status, deals = whole.customer.status, whole.opportunities
    deal = rules.deal_of(event, status, deals, wanted=deal_id)
    others = tuple(one for one in deals if deal is None or one.id != deal.id)
    terms = _terms(session, deal)
    return EventSheet(
        contact_id=contact_id, name=whole.card.name, status=status, level=whole.customer.level,
        refusal=rules.refusal(event, status, deals), deal=deal, other_deals=others,
        plans=plan_lines(session, contact_id), is_owner=rules.owner_of(status, others),
        promises=tuple(one for one in commitments(session, contact_id) if one.state == "open"), shop=shop,
        car=rules.proposed_car(deal, day, terms=terms, shop=shop), terms=terms, today=day,
    )  # fmt: skip


def deals(session: Session, contact_id: str) -> tuple[OpportunityRecord, ...]:
    """The purchases of a person, newest first."""
    return archive(session, contact_id).opportunities


def plan_lines(session: Session, contact_id: str) -> tuple[PlanLine, ...]:
    """What a person planned with this customer; appointments with a time stay unless given up on purpose."""
    return tuple(
        PlanLine(one.id, one.due_on, one.due_at, one.kind, one.purpose, stays=bool(one.due_at))
        for one in follow_ups(session, contact_id)
    )


def service_terms(session: Session, model: str, *, brand: str = "", trim: str = "") -> Terms:
    """The first-service terms of a car: the catalogue's for the model, else the shop's own."""
    numbers = shop_rules(session).numbers
    known = first_service(session, brand, model, trim) if model else None
    months, km = (known.first_months, known.first_km) if known else (None, None)
    return Terms(
        numbers.first_service_months if months is None else months, numbers.first_service_km if km is None else km,
        brand or _brand(session, model), from_catalogue=months is not None or km is not None,
    )  # fmt: skip


def _brand(session: Session, model: str) -> str:
    """The brand, where the catalogue has exactly one for the model."""
    brands = {car.brand for car in catalogue(session, model) if car.brand} if model else set()
    return brands.pop() if len(brands) == 1 else ""


def _terms(session: Session, deal: OpportunityRecord | None) -> Terms:
    return service_terms(session, deal.model if deal else "")
