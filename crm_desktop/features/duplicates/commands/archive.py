"""Makes one archive of two, and one car of the same car entered twice."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.duplicates.commands.lost_values import LostValues
from crm_desktop.features.duplicates.rules import merging
from crm_desktop.store.tables import Customer, ScaleChange, Vehicle

_TEXTS = ("tier_reason", "decision_maker", "next_step")
_ALL = ("status", "level", "tier", "opened_on", *_TEXTS)
_CAR_FIELDS = (
    "brand",
    "model",
    "trim",
    "colour",
    "vin",
    "plate",
    "plate_normal",
    "bought_on",
    "delivered_on",
    "mileage",
    "mileage_on",
    "insurer",
    "insurance_until",
    "inspection_until",
    "maintenance_on",
    "maintenance_km",
)


def merge_archives(session: Session, keep: str, other: str, *, lost: LostValues) -> None:
    """At most one archive is left, with the stronger status, the hotter level and the better tier."""
    mine, theirs = _archive(session, keep), _archive(session, other)
    if theirs is not None and mine is None:  # not moved: opened on another laptop meanwhile, it would be there twice
        mine = customers.new_archive(session, keep)
        for field in _ALL:
            setattr(mine, field, getattr(theirs, field))
    elif theirs is not None and mine is not None:
        _merge_archive(session, mine, theirs, lost=lost)
    if theirs is not None:
        theirs.deleted = clock.now()
    _merge_cars(session, keep, other, lost=lost)
    session.flush()


def _archive(session: Session, root: str) -> Customer | None:
    return session.scalars(
        select(Customer)
        .where(Customer.root == root, Customer.deleted.is_(None))
        .order_by(Customer.created, Customer.id)
    ).first()


def _merge_archive(session: Session, mine: Customer, theirs: Customer, *, lost: LostValues) -> None:
    scales = {
        "status": merging.stronger_status(mine.status, theirs.status),
        "level": merging.hotter_level(mine.level, theirs.level),
        "tier": merging.smaller(mine.tier, theirs.tier),
    }
    for scale, value in scales.items():
        before, also = getattr(mine, scale), getattr(theirs, scale)
        if before != also:
            # What neither entry says any more stays readable.
            lost.add_fields({scale: also if value == before else before})
        if value != before:
            setattr(mine, scale, value)
            session.add(_change(mine.root, scale, before, value))
    to_set, given_up = merging.single_values(_values(mine, _TEXTS), _values(theirs, _TEXTS), ())
    for field, value in to_set.items():
        setattr(mine, field, value)
    lost.add_fields(given_up)
    mine.opened_on = min(mine.opened_on, theirs.opened_on)


def _change(root: str, scale: str, before: object, after: object) -> ScaleChange:
    texts = ("" if value is None else str(value) for value in (before, after))
    first, second = texts
    return ScaleChange(root=root, at=clock.now(), scale=scale, before=first, after=second, reason="merge")


def _merge_cars(session: Session, keep: str, other: str, *, lost: LostValues) -> None:
    mine = _cars(session, keep)
    for car in _cars(session, other):
        same = next((one for one in mine if _same_car(one, car)), None)
        if same is None:
            continue
        to_set, given_up = merging.single_values(_values(same, _CAR_FIELDS), _values(car, _CAR_FIELDS), ())
        for field, value in to_set.items():
            setattr(same, field, value)
        given_up.pop("plate_normal", None)
        lost.add_fields(given_up)
        same.note = merging.joined_text(same.note, car.note)
        same.sold_by_us = same.sold_by_us or car.sold_by_us
        car.deleted = clock.now()


def _cars(session: Session, root: str) -> list[Vehicle]:
    wanted = select(Vehicle).where(Vehicle.root == root, Vehicle.deleted.is_(None)).order_by(Vehicle.id)
    return list(session.scalars(wanted))


def _same_car(a: Vehicle, b: Vehicle) -> bool:
    if a.kind != b.kind:
        return False
    if a.vin and b.vin:
        return a.vin == b.vin
    return bool(a.plate_normal) and a.plate_normal == b.plate_normal


def _values(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: getattr(row, field) for field in fields}
