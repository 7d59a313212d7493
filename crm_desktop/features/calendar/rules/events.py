"""What events ask for: delivery, insurance, inspection, maintenance, the workshop, the anniversary, festivals."""

from datetime import date, timedelta
from typing import NamedTuple

from crm_desktop.features.calendar.records import Car, Due, Facts
from crm_desktop.features.calendar.rules.shop import DueRules, Laid, Step
from crm_desktop.features.touches.rules import FESTIVAL, NOT_GREETED

DELIVERED = "D"
_FEWEST_DAYS = 14
"""A car's kilometres a day are not reckoned from less."""
_LATEST = timedelta(days=3660)
_DAY = timedelta(days=1)
_NO_TIME = timedelta()


class Event(NamedTuple):
    """One thing that asks for contacts: the row it is kept in, its day, and when that row was entered."""

    subject: str
    on: date
    entered: date
    limit: bool = False  # something ends on that day: a step that was missed is asked at once while it is ahead


def asked_by_events(facts: Facts, rules: DueRules) -> list[Due]:
    """Everything events ask for that no result, no cancelling and no later contact has closed."""
    found: list[Due] = []
    if not facts.is_customer:
        return found
    handed_over = deliveries(facts) if facts.deals or facts.cars else []
    for event in handed_over:
        _steps(found, facts, "delivery", event, rules)
    for deal in facts.deals:
        if deal.stage == "ordered" and deal.deliver_on:
            _steps(found, facts, "delivery_day", Event(deal.id, deal.deliver_on, date.min), rules)
    for car in facts.cars:
        _of_car(found, facts, car, rules)
    if facts.service is not None:
        _steps(found, facts, "service", Event(*facts.service, facts.entered or date.min), rules)
    _anniversaries(found, facts, handed_over, rules)
    if facts.tier in rules.greeted and facts.status not in NOT_GREETED:
        _festivals(found, facts, rules)
    return found


def _of_car(found: list[Due], facts: Facts, car: Car, rules: DueRules) -> None:
    if car.insurance_until is not None:
        _steps(found, facts, "insurance", Event(car.id, car.insurance_until, car.entered, True), rules)
    if car.inspection_until is not None:
        _steps(found, facts, "inspection", Event(car.id, car.inspection_until, car.entered, True), rules)
    _maintenance(found, facts, car, rules)


def deliveries(facts: Facts) -> list[Event]:
    """Every car handed over, once: by the purchase, else by the car that was sold by us."""
    found = [
        Event(deal.id, deal.delivered_on, deal.entered)
        for deal in facts.deals if deal.delivered_on and deal.stage == "delivered"
    ]
    for car in facts.cars:
        if car.sold_by_us and car.delivered_on and all(car.delivered_on != event.on for event in found):
            found.append(Event(car.id, car.delivered_on, car.entered))
    return found


def _steps(found: list[Due], facts: Facts, name: str, event: Event, rules: DueRules) -> None:
    """The steps of an event that are open; what lay before the entry of its row is not asked."""
    laid = rules.laid[name, event.on]
    subject, on, entered, limit = event
    if not laid or (laid[-1].base < entered and not (limit and on >= entered)):
        return
    occurrence = f"{subject}:{on}"
    named = facts.names(occurrence)
    if named and _is_ended(facts, laid[-1], occurrence):
        return
    spoken = facts.last_effective is not None and facts.last_effective > on
    if laid[0].base >= entered and not spoken and laid[0].on >= entered:
        asked = [
            Due(day, "", step.code, occurrence, base, False, step.kind, "",
                f"{step.chain}:{occurrence}" if step.chain else "")
            for step, base, day in laid
        ]  # fmt: skip
    else:
        asked = [
            due for step, base, day in laid if not (spoken and step.any_contact)
            and (due := _due(step, base, day, event, occurrence, rules)) is not None
        ]  # fmt: skip
    if limit and laid[0].base < entered:
        # Of the steps that were missed at the entry only the last is asked.
        missed = [due for due in asked if due.base_on == entered and due.chain]
        asked = [due for due in asked if due not in missed[:-1]]
    found += _not_closed(asked, facts) if named else asked


def _is_ended(facts: Facts, last: Laid, occurrence: str) -> bool:
    """Most chains of the past ended with an answer to their last step."""
    ended = facts.answered.get(f"{last.step.code}/{occurrence}") if last.step.chain else None
    return ended is not None and ended >= last.base


def _not_closed(asked: list[Due], facts: Facts) -> list[Due]:
    """An answered step answers those of its chain that were due by then."""
    answered = max((facts.answered.get(due.key, date.min) for due in asked), default=date.min)
    return [
        due for due in asked
        if not facts.is_closed(due.key) and (not due.chain or due.base_on > answered < due.on)
    ]


def _due(step: Step, base: date, day: date, event: Event, occurrence: str, rules: DueRules) -> Due | None:
    """A laid step as an item; one that lay before the entry is asked at once, while what it warns of is ahead."""
    entered = event.entered
    if base < entered:
        if not (event.limit and event.on >= entered):
            return None
        base, day = entered, rules.days.moved(entered, step.shift, earliest=entered)
    elif day < entered:
        day = rules.days.later[base]
    chain = f"{step.chain}:{occurrence}" if step.chain else ""
    return Due(day, "", step.code, occurrence, base, False, step.kind, "", chain)


def _maintenance(found: list[Due], facts: Facts, car: Car, rules: DueRules) -> None:
    """The first one is told from the others by the workshop not having seen the person yet."""
    due = maintenance_of(car)
    if due is None:
        return
    seen = facts.service.on if facts.service else None
    name = "first_maintenance" if seen is None else "maintenance"
    laid = rules.laid[name, due]
    if laid and (seen is None or seen < laid[0].base):  # else the car came for it
        _steps(found, facts, name, Event(car.id, due, car.entered, True), rules)


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


def _anniversaries(found: list[Due], facts: Facts, handed_over: list[Event], rules: DueRules) -> None:
    """The next one after the last effective contact, of every car; an owner without a car: of the day he became one."""
    began = _beginnings(facts, handed_over)
    if not began:
        return
    for step in rules.of_event("anniversary"):
        for subject, day, entered, _limit in began:
            after = max(entered, day, facts.last_effective or day)
            base = _in_year(day, after.year)
            if base <= after:
                base = _in_year(day, after.year + 1)
            occurrence = f"{subject}:{base}"
            while facts.names(occurrence) and facts.is_closed(f"{step.code}/{occurrence}"):
                base = _in_year(day, base.year + 1)
                occurrence = f"{subject}:{base}"
            on = rules.days.moved(base, step.shift, earliest=entered)
            found.append(Due(on, "", step.code, occurrence, base, False, step.kind))


def _festivals(found: list[Due], facts: Facts, rules: DueRules) -> None:
    """Every festival the next time after the last effective contact: one that was missed waits for a word."""
    after = max(facts.entered or facts.opened_on or date.min, facts.last_effective or date.min)
    if after == date.min:
        return
    asked: set[str] = set()
    for year in range(after.year - 1, after.year + 4):  # a lunar year ends in the next solar one
        for day, step in rules.festivals[year]:
            occurrence = f"{FESTIVAL}:{day}"
            if day <= after or step.code in asked or facts.is_closed(f"{step.code}/{occurrence}"):
                continue
            asked.add(step.code)
            base = day + step.after
            found.append(Due(
                rules.days.moved(base, step.shift, earliest=facts.entered), "", step.code, occurrence, base, False,
                step.kind))


def _beginnings(facts: Facts, handed_over: list[Event]) -> list[Event]:
    found = [Event(car.id, car.delivered_on, car.entered) for car in facts.cars if car.delivered_on]
    if found:
        found += [event for event in handed_over if all(event.on != one.on for one in found)]
    else:
        found = handed_over
    if not found and facts.status == DELIVERED:
        since = facts.status_since or facts.opened_on
        found = [Event(DELIVERED, since, date.min)] if since else []
    return found


def _in_year(day: date, year: int) -> date:
    """The anniversary of 29 February is kept on the 28th where there is none."""
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return day.replace(year=year)
