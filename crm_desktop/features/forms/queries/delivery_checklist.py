"""The delivery checklist: the car, what was promised, papers, what is explained, and who signs for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, format_date, format_money, format_number
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import YES, form, line
from crm_desktop.features.forms.queries.persons import short_day
from crm_desktop.features.forms.records import (
    DELIVERY_CHECKLIST,
    Band,
    Cell,
    Column,
    Design,
    FactGrid,
    Form,
    Group,
    Line,
    Table,
    Ticks,
    Writing,
)
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries import facts
from crm_desktop.features.visits.queries.people import People, people
from crm_desktop.features.visits.records import Fact, Letterhead


def delivery_checklists(session: Session, contact_ids: Sequence[str], today: date) -> list[Form]:
    """One checklist each, in this order; NotFound if one is no longer here."""
    found = people(session, contact_ids, touches=1, closed=True)
    plan, shop = design(session, DELIVERY_CHECKLIST), shop_rules(session)
    head = facts.letterhead(session)
    return [_checklist(found, one, plan, head, shop=shop, today=today) for one in found.contacts_in(contact_ids)]


def _checklist(
    found: People, one: str, plan: Design, head: Letterhead, *, shop: ShopRules, today: date
) -> Form:
    who = facts.who(found, one, shop, ())
    deal = next((row for row in found.opportunities[one] if row.stage == "ordered"), None)
    deal = deal or next(iter(found.opportunities[one]), None)
    car = _car_of(found.vehicles[one], deal)
    promises = tuple(_promise(plan.shown, row) for row in found.commitments[one] if row.state != "cancelled")
    checks = [Ticks(one.title, one.points) for one in plan.checks if one.points]
    bands: list[Band] = [
        (FactGrid(_("Customer and car"), _facts(found, one, deal, car=car, shop=shop)),),
        *((checks[n], checks[n + 1]) if n + 1 < len(checks) else (checks[n],) for n in range(0, len(checks), 2)),
        (Table(plan.shown, (Group("", promises),), title=_("Promises given"), lines=plan.lines),),
        (Writing(_("Remarks of the customer"), 2),),
    ]
    return form(
        plan, head, day=today, said=(who.name, format_date(today)), bands=bands, tail=one, name=who.name
    )


def _car_of(cars: Sequence[Any], deal: Any) -> Any:
    """The car that is handed over: sold by us, of the model ordered if there are several."""
    sold = [car for car in cars if car.kind == "own" and car.sold_by_us]
    wanted = deal.model if deal is not None else ""
    sold.sort(key=lambda car: (not wanted or car.model not in wanted, car.delivered_on is not None))
    return next(iter(sold), None)


def _facts(found: People, one: str, deal: Any, *, car: Any, shop: ShopRules) -> tuple[Fact, ...]:
    ways = [fact.text for fact in facts.ways(found, one, shop)]
    model = " ".join(filter(None, (car.brand, car.model, car.trim))) if car is not None else getattr(deal, "model", "")
    colour = getattr(car, "colour", "") or getattr(deal, "colour", "")
    mileage = getattr(car, "mileage", None)
    return (
        Fact(_("Customer"), found.contacts[one].name), Fact(_("Phone"), ways[0] if ways else ""),
        Fact(_("Day and hour"), ""), Fact(_("Model"), model), Fact(_("Colour"), colour),
        Fact(_("Price"), format_money(getattr(deal, "quote", None))), Fact("VIN", getattr(car, "vin", "")),
        Fact(_("Engine no."), ""), Fact(_("Plate"), getattr(car, "plate", "")),
        Fact(_("Payment"), shop.label_of("payments", getattr(deal, "payment", ""))),
        Fact(_("Insurer"), getattr(car, "insurer", "")),
        Fact(_("Mileage"), _("{distance} km").format(distance=format_number(mileage)) if mileage else ""),
    )


def _promise(columns: Sequence[Column], row: Any) -> Line:
    kept = row.state == "kept"
    return line(columns, {
        "promised": row.text, "due": short_day(row.due_on), "kept": Cell(YES if kept else "□"),
    })
