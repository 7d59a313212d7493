"""The days that come with a new car: insurance, inspection, first service."""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from crm_desktop.features.customers.records import NewVehicle, OpportunityRecord
from crm_desktop.features.milestones.records import Terms
from crm_desktop.features.settings.records import InspectionRule, ShopRules


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def insurance_until(delivered_on: date, *, months: int) -> date | None:
    """The last day of a policy that begins with the delivery: one year less a day."""
    if months <= 0:
        return None
    end = months_later(delivered_on, months)
    # 29 February to 28 February is a whole year already.
    return end if end.day < delivered_on.day else end - timedelta(days=1)


def inspection_until(delivered_on: date, rules: Sequence[InspectionRule], *, after: date) -> date | None:
    """The end of the month in which the next inspection after that day is due, by the car's age."""
    found: list[date] = []
    for rule in rules:
        age = rule.age_months
        while True:
            due = _month_end(months_later(delivered_on, age))
            if due > after:
                found.append(due)
                break
            if rule.every_months <= 0:
                break
            age += rule.every_months
    return min(found, default=None)


def proposed_car(deal: OpportunityRecord | None, on: date, *, terms: Terms, shop: ShopRules) -> NewVehicle:
    """The car that is handed over, as far as the purchase tells it, with the days that come with it."""
    return NewVehicle(
        kind="own", brand=terms.brand, model=deal.model if deal else "", colour=deal.colour if deal else "",
        bought_on=(deal.ordered_on if deal else None) or on, delivered_on=on, sold_by_us=True,
        insurance_until=insurance_until(on, months=shop.numbers.insurance_months),
        inspection_until=inspection_until(on, shop.inspection_rules, after=on),
        maintenance_on=months_later(on, terms.months) if terms.months else None,
        maintenance_km=terms.km or None,
    )  # fmt: skip


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
