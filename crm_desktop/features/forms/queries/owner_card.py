"""The owner card: the car and its dates, who drives it, the calls since, whom the owner brought."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, format_date, format_number
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form, line
from crm_desktop.features.forms.queries.persons import short_day
from crm_desktop.features.forms.records import (
    OWNER_CARD,
    Band,
    Cell,
    Column,
    Design,
    FactGrid,
    Form,
    Group,
    Line,
    Table,
)
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries import facts
from crm_desktop.features.visits.queries.people import People, people
from crm_desktop.features.visits.records import Fact, Letterhead

_TOUCHES = 24
_EMPTY = 4  # lines for what is still to come


def owner_cards(session: Session, contact_ids: Sequence[str], today: date) -> list[Form]:
    """One card each, in this order; NotFound if one is no longer here."""
    found = people(session, contact_ids, touches=_TOUCHES, closed=True)
    plan, shop = design(session, OWNER_CARD), shop_rules(session)
    head = facts.letterhead(session)
    return [_card(found, one, plan, head, shop=shop, today=today) for one in found.contacts_in(contact_ids)]


def _card(
    found: People, one: str, plan: Design, head: Letterhead, *, shop: ShopRules, today: date
) -> Form:
    who = facts.who(found, one, shop, ())
    cars = [row for row in found.vehicles[one] if row.kind == "own"]
    cars.sort(key=lambda row: (not row.sold_by_us, row.delivered_on is None))
    calls = _calls(plan.shown, found, one, shop=shop, today=today)
    bands: list[Band] = [
        (FactGrid(_("Buyer"), buyer(found, one, shop, today)),),
        *((FactGrid(_car_title(car, len(cars)), _car(car)),) for car in (cars or (None,))),
        (FactGrid(_("Dates to keep"), _dates(found, one, cars, today)),),
        (FactGrid(_("Referrals and relations"), _brought(found, one, shop), columns=2),),
        (Table(
            plan.shown, (Group("", calls),),
            title=_("Calls and visits since delivery"), lines=max(plan.lines, len(calls) + _EMPTY), fills=True,
            still_open=True,
        ),),
    ]
    return form(
        plan, head, day=today, said=(who.name, format_date(today)), bands=bands, tail=one, name=who.name
    )


def buyer(found: People, one: str, shop: ShopRules, today: date) -> tuple[Fact, ...]:
    """Who bought the car and how to reach him."""
    contact, customer = found.contacts[one], found.customers.get(one)
    ways = " · ".join(fact.text for fact in facts.ways(found, one, shop)[:3])
    return (
        Fact(_("Name"), contact.name or contact.nickname), Fact(_("Reach"), ways),
        Fact(_("Address"), " ".join(filter(None, (contact.estate, contact.address)))),
        Fact(_("Company"), " ".join(filter(None, (contact.company, contact.job)))),
        Fact(_("Drives it"), ""), Fact(_("Decides"), customer.decision_maker if customer else ""),
        Fact(_("Please note"), contact.preferences), Fact(_("Family"), contact.family),
        Fact(_("Source"), shop.label_of("sources", contact.source)),
    )


def _car_title(car: Any, cars: int) -> str:
    if car is None or cars == 1:
        return _("Car")
    return _("Car: {model}").format(model=" ".join(filter(None, (car.brand, car.model))))


def _car(car: Any) -> tuple[Fact, ...]:
    """The papers of the car; what is not known is a line to write on."""
    def dated(name: str) -> str:
        value = getattr(car, name, None)
        return format_date(value) if value else ""

    def text(name: str) -> str:
        return str(getattr(car, name, "") or "")

    distance = format_number(car.mileage) if car is not None and car.mileage else ""
    service = format_number(car.maintenance_km) if car is not None and car.maintenance_km else ""
    return (
        Fact(_("Model"), " ".join(filter(None, (text("brand"), text("model"), text("trim"))))),
        Fact(_("Colour"), text("colour")), Fact(_("Plate"), text("plate")), Fact("VIN", text("vin")),
        Fact(_("Engine no."), ""), Fact(_("Mileage"), _("{distance} km").format(distance=distance) if distance else ""),
        Fact(_("Bought"), dated("bought_on")), Fact(_("Delivered"), dated("delivered_on")),
        Fact(_("Insurer"), text("insurer")), Fact(_("Insured until"), dated("insurance_until")),
        Fact(_("Inspection until"), dated("inspection_until")),
        Fact(_("Maintenance"), " · ".join(filter(None, (
            dated("maintenance_on"), _("{distance} km").format(distance=service) if service else "",
        )))),
    )


def _dates(found: People, one: str, cars: Sequence[Any], today: date) -> tuple[Fact, ...]:
    """First calls after delivery, the next anniversary, the birthday, the next contact."""
    delivered = next((car.delivered_on for car in cars if car.delivered_on), None)
    birthday = _birthday_text(found.contacts[one].birthday)
    due = found.derived[one].due_on if one in found.derived else None
    return (
        Fact(_("Within a week"), _after(delivered, 7)), Fact(_("After a month"), _after(delivered, 30)),
        Fact(_("Anniversary"), format_date(_anniversary(delivered, today)) if delivered else ""),
        Fact(_("Birthday"), birthday), Fact(_("First service"), ""),
        Fact(_("Next contact"), short_day(due)),
    )


def _birthday_text(text: str) -> str:
    """A birthday as it is said, lunar ones too."""
    from crm_desktop.base.dates import PartialDate

    day = PartialDate.stored(text)
    return day.label() if day else text


def _after(start: date | None, days: int) -> str:
    return format_date(start + timedelta(days=days)) if start else ""


def _anniversary(start: date, today: date) -> date:
    """The next one from today on; of 29 February the 28th where there is no 29th."""
    for year in range(max(today.year, start.year + 1), today.year + 3):
        try:
            day = start.replace(year=year)
        except ValueError:
            day = date(year, 2, 28)
        if day >= today:
            return day
    return start


def _brought(found: People, one: str, shop: ShopRules) -> tuple[Fact, ...]:
    known = [
        Fact(shop.label_of("relation_kinds", kind), " · ".join(filter(None, (name, note))))
        for kind, name, note in facts.ties(found, one, shop) if name
    ]
    return (*known, *(Fact(_("Brought"), "") for _place in range(max(2 - len(known), 0))))


def _calls(columns: Sequence[Column], found: People, one: str, *, shop: ShopRules, today: date) -> tuple[Line, ...]:
    """The touches since the delivery, the oldest first."""
    cars = [row for row in found.vehicles[one] if row.kind == "own" and row.delivered_on]
    since = min((row.delivered_on for row in cars), default=None)
    touches = [row for row in reversed(found.touches[one]) if since is None or row.at.date() >= since]
    return tuple(
        line(columns, {
            "day": Cell(short_day(row.at.date(), today), "strong"), "occasion": _occasion(row.at.date(), since),
            "how": shop.label_of("touch_kinds", row.kind),
            "result": "" if row.result in ("", "none") else shop.label_of("touch_results", row.result),
            "talk": row.note,
        })
        for row in touches
    )


def _occasion(day: date, delivered: date | None) -> str:
    """Which call after the delivery it was, by its day."""
    if delivered is None:
        return ""
    days = (day - delivered).days
    for until, text in ((0, _("Delivery")), (2, _("24 hours")), (10, _("First week")), (45, _("First month"))):
        if days <= until:
            return text
    away = abs(days % 365)
    return _("Anniversary") if min(away, 365 - away) <= 7 else _("Regular call")
