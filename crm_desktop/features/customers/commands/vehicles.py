"""Cars of a person: owned, a rival's, or to trade in."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from crm_desktop.base import clock, names
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import NewVehicle
from crm_desktop.store.tables import Vehicle


def add_vehicle(session: Session, contact_id: str, new: NewVehicle) -> str:
    """Note a car."""
    contacts.find(session, contact_id)
    row = Vehicle(root=contact_id)
    _fill(row, new)
    session.add(row)
    session.flush()
    return row.id


def edit_vehicle(session: Session, vehicle_id: str, new: NewVehicle) -> None:
    """Correct what is known of a car."""
    _fill(contacts.find_row(session, Vehicle, vehicle_id), new)
    session.flush()


def remove_vehicle(session: Session, vehicle_id: str) -> None:
    """Take a car off a person."""
    contacts.find_row(session, Vehicle, vehicle_id).deleted = clock.now()
    session.flush()


def _fill(row: Vehicle, new: NewVehicle) -> None:
    car = rules.clean_vehicle(new, today=clock.today())
    if car.mileage is not None and car.mileage != row.mileage:
        row.mileage_on = clock.today()  # a mileage means little without its day
    for field, value in asdict(car).items():
        if getattr(row, field) != value:
            setattr(row, field, value)
    row.plate_normal = names.plate_normal(car.plate)
