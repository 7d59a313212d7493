"""A delivery: selling stops, the car is the customer's, everything after it hangs on the car's dates."""

from datetime import date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock, names
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers import rules as customer_rules
from crm_desktop.features.customers.records import NewVehicle, Stage
from crm_desktop.features.milestones import queries, rules
from crm_desktop.features.milestones.commands.turn import Turn, begin, day_of, finish
from crm_desktop.features.milestones.records import NOTHING_ELSE, Aftermath, Event
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch
from crm_desktop.store.tables import Vehicle

NOON = time(12)


def deliver(  # noqa: PLR0913 - a delivery's whole description, by keyword
    session: Session, contact_id: str, *, deal: str = "", on: date | None = None, car: NewVehicle | None = None,
    note: str = "", aftermath: Aftermath = NOTHING_ELSE,
) -> str:  # fmt: skip
    """The car was handed over. Without `car` it is the one of the purchase, with the shop's dates.

    Returns the id of the vehicle.
    """
    turn = begin(session, Event.DELIVER, contact_id, deal=deal)
    row, day = turn.purchase(), day_of("delivered_on", on)
    if row.ordered_on is not None and day < row.ordered_on:
        raise InvalidInput("delivered_on", _("The delivery cannot be before the order."))
    car = car or _proposed(turn, day)
    if not car.model and not car.brand:
        raise InvalidInput("model", _("Say which car was handed over."))
    row.stage, row.delivered_on, row.frozen_until = Stage.DELIVERED.value, day, None
    row.ordered_on = row.ordered_on or day
    row.model = row.model or car.model
    vehicle = _keep_car(session, contact_id, car)
    finish(turn, aftermath)
    now = clock.now()
    at = now if day == now.date() else datetime.combine(day, NOON)
    touches.log_touch(session, contact_id, NewTouch("delivery", "met", note=note, at=at))
    return vehicle


def _proposed(turn: Turn, day: date) -> NewVehicle:
    session, row = turn.session, turn.purchase()
    terms = queries.service_terms(session, row.model)
    known = next(one for one in queries.deals(session, turn.contact_id) if one.id == row.id)
    return rules.proposed_car(known, day, terms=terms, shop=shop_rules(session))


def _keep_car(session: Session, contact_id: str, car: NewVehicle) -> str:
    """A new car, or the row of it that somebody entered before: the same VIN or plate."""
    wanted = customer_rules.clean_vehicle(car, today=clock.today())
    signs = [Vehicle.vin == wanted.vin] if wanted.vin else []
    if wanted.plate:
        signs.append(Vehicle.plate_normal == names.plate_normal(wanted.plate))
    known = session.scalar(
        select(Vehicle.id).where(
            Vehicle.root == contact_id, Vehicle.kind == "own", Vehicle.deleted.is_(None), or_(*signs))
    ) if signs else None  # fmt: skip
    if known is None:
        return customers.add_vehicle(session, contact_id, car)
    customers.edit_vehicle(session, known, car)
    return known
