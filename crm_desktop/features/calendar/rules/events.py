"""What events ask for: delivery, insurance, inspection, maintenance, the workshop, the anniversary."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from crm_desktop.features.calendar.records import Car, Due, Facts
from crm_desktop.features.calendar.rules.shop import DueRules
from crm_desktop.features.settings.records import EventRule
from crm_desktop.features.touches import rules as touches

DELIVERED = "D"
_YEARS_AHEAD = 3
_FEWEST_DAYS = 14
"""A car's kilometres a day are not reckoned from less."""
_LATEST = timedelta(days=3660)


class Event(NamedTuple):
    """One thing that asks for contacts: the row it is kept in, its day, and when that row was entered."""

    subject: str
    on: date
    entered: date
    limit: bool = False  # something ends on that day: a step that was missed is asked at once while it is ahead


def asked_by_events(facts: Facts, rules: DueRules) -> Iterator[Due]:
    """Everything events ask for that no result, no cancelling and no later contact has closed."""
    if not facts.is_customer:
        return
    for name, found in _events(facts, rules):
        for event in found:
            yield from _steps(facts, rules.of_event(name), event, rules)
    yield from _anniversaries(facts, rules)


def _events(facts: Facts, rules: DueRules) -> Iterator[tuple[str, list[Event]]]:
    if facts.deals or facts.cars:
        yield "delivery", deliveries(facts)
    yield "delivery_day", [
        Event(deal.id, deal.deliver_on, date.min)
        for deal in facts.deals if deal.stage == "ordered" and deal.deliver_on
    ]
    if facts.service is not None:
        yield "service", [Event(facts.service.id, facts.service.on, facts.entered or date.min)]
    if facts.cars:
        yield "insurance", [
            Event(car.id, car.insurance_until, car.entered, limit=True) for car in facts.cars if car.insurance_until]
        yield "inspection", [
            Event(car.id, car.inspection_until, car.entered, limit=True) for car in facts.cars if car.inspection_until]
        yield from _maintenance(facts, rules)


def deliveries(facts: Facts) -> list[Event]:
    """Every car handed over, once: by the purchase, else by the car that was sold by us."""
    found = [
        Event(deal.id, deal.delivered_on, deal.entered)
        for deal in facts.deals if deal.delivered_on and deal.stage == "delivered"
    ]
    days = {event.on for event in found}
    found += [
        Event(car.id, car.delivered_on, car.entered)
        for car in facts.cars if car.sold_by_us and car.delivered_on and car.delivered_on not in days
    ]
    return found


def _steps(facts: Facts, steps: tuple[EventRule, ...], event: Event, rules: DueRules) -> Iterator[Due]:
    """The steps of an event that are open. An answered one answers those of its chain that were due by then."""
    occurrence = f"{event.subject}:{event.on.isoformat()}"
    asked = [due for rule in steps if (due := _step(rule, event, occurrence, rules)) is not None]
    missed = [due for due in asked if due.base_on == event.entered and due.chain]
    answered = max((facts.answered.get(due.key, date.min) for due in asked if due.chain), default=date.min)
    spoken = facts.last_effective is not None and facts.last_effective > event.on
    by_contact = {rule.code for rule in steps if rule.any_contact} if spoken else set()
    for due in asked:
        if facts.is_closed(due.key) or due.rule in by_contact or due in missed[:-1]:
            continue
        if not due.chain or min(due.on, due.base_on) > answered:
            yield due


def _step(rule: EventRule, event: Event, occurrence: str, rules: DueRules) -> Due | None:
    """What lay before the entry of the row is not asked; of what ends later, only at once."""
    base = event.on + timedelta(days=rule.offset_days)
    if base < event.entered:
        if not (event.limit and event.on >= event.entered):
            return None
        base = event.entered
    earliest = max(event.entered, event.on + timedelta(days=1)) if rule.offset_days > 0 else event.entered
    on = rules.days.moved(base, rule.shift, earliest=earliest)
    chain = f"{rule.chain}:{occurrence}" if rule.chain else ""
    return Due(on, "", rule.code, occurrence, base_on=base, kind=rule.kind, chain=chain)


def _maintenance(facts: Facts, rules: DueRules) -> Iterator[tuple[str, list[Event]]]:
    """The first one is told from the others by the workshop not having seen the person yet."""
    seen = facts.service.on if facts.service else None
    for car in facts.cars:
        due = maintenance_of(car)
        if due is None:
            continue
        lead = max((-rule.offset_days for rule in rules.of_event("maintenance")), default=0)
        if seen is not None and seen >= due - timedelta(days=lead):
            continue  # the car came for it
        name = "first_maintenance" if seen is None else "maintenance"
        yield name, [Event(car.id, due, car.entered, limit=True)]


def maintenance_of(car: Car) -> date | None:
    """The day of the next maintenance: as noted, or when the kilometres will be reached."""
    return car.maintenance_on or reckoned_maintenance(car)


def reckoned_maintenance(car: Car) -> date | None:
    """The day the car reaches the kilometres of its next maintenance, at the pace it was driven so far."""
    start = car.delivered_on or car.bought_on
    if not (car.mileage and car.mileage_on and car.maintenance_km and start):
        return None
    days = (car.mileage_on - start).days
    if days < _FEWEST_DAYS:
        return None
    ahead = timedelta(days=max(0, car.maintenance_km - car.mileage) * days // car.mileage)
    return car.mileage_on + ahead if ahead < _LATEST else None


def _anniversaries(facts: Facts, rules: DueRules) -> Iterator[Due]:
    """The next one after the last effective contact, of every car; an owner without a car: of the day he became one."""
    for rule in rules.of_event("anniversary"):
        for event in _beginnings(facts):
            after = max(event.entered, event.on, facts.last_effective or date.min)
            for year in range(max(after.year, event.on.year + 1), after.year + _YEARS_AHEAD):
                base = _in_year(event.on, year)
                occurrence = f"{event.subject}:{base.isoformat()}"
                if base <= after or facts.is_closed(touches.follow_key(rule.code, occurrence)):
                    continue
                on = rules.days.moved(base, rule.shift, earliest=event.entered)
                yield Due(on, "", rule.code, occurrence, base_on=base, kind=rule.kind)
                break


def _beginnings(facts: Facts) -> list[Event]:
    found = [Event(car.id, car.delivered_on, car.entered) for car in facts.cars if car.delivered_on]
    days = {event.on for event in found}
    found += [event for event in deliveries(facts) if event.on not in days]
    if not found and facts.status == DELIVERED:
        since = facts.status_since or facts.opened_on
        found = [Event(DELIVERED, since, date.min)] if since else []
    return found


def _in_year(day: date, year: int) -> date:
    """The anniversary of 29 February is kept on the 28th where there is none."""
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return day.replace(year=year)
