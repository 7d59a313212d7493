"""Why somebody is due, as one sentence."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from crm_desktop.base.i18n import _, format_date, format_day, ngettext
from crm_desktop.features.calendar.records import Due, Facts
from crm_desktop.features.calendar.rules.shop import DueRules
from crm_desktop.features.calendar.rules.work_days import moved_text
from crm_desktop.features.scripts.records import FIRST_CONTACT, FOLLOW_UP
from crm_desktop.features.settings.records import EventRule, ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import Cadence


class Words(NamedTuple):
    """What an item is called, and why it is due on its day."""

    title: str
    reason: str


def words(due: Due, facts: Facts, shop: ShopRules, *, today: date, purpose: str = "") -> Words:
    """Title and reason of an item: a purpose the user wrote is the reason, else what asks and what moved it."""
    rules = DueRules.of(shop)
    title = title_of(due.rule, facts, shop)
    if purpose:
        return Words(title, purpose)
    parts = [reason_of(due, facts, shop, rules, today=today)]
    if due.moved:
        parts.append(_("put on this day by you"))
    else:
        parts.append(moved_text(due.base_on, due.on, rules.days, today))
    return Words(title, _("; ").join(part for part in parts if part))


def title_of(rule: str, facts: Facts, shop: ShopRules) -> str:
    """What an item is called: "Level A", "24 h after delivery"."""
    if rule == touches.PLANNED:
        return _("Planned contact")
    if rule == touches.FIRST:
        return _("First contact")
    if rule == touches.LEVEL:
        return _situation(facts, "")
    if rule == touches.STATUS:
        return shop.label_of("statuses", facts.status)
    return shop.label_of("event_rules", rule)


def _situation(facts: Facts, status_label: str) -> str:
    """Level or status, as it sets the rhythm."""
    if facts.status != "P":
        return status_label or facts.status
    return _("Level {level}").format(level=facts.level) if facts.level else _("Level not set")


def reason_of(due: Due, facts: Facts, shop: ShopRules, rules: DueRules, *, today: date) -> str:
    """What asks for the item, without what moved it."""
    if due.rule == touches.PLANNED:
        return _("Planned by you")
    event = next((rule for rule in shop.event_rules if rule.code == due.rule), None)
    agreed = due.rule == touches.REVIVAL and not due.occurrence.startswith(f"{facts.status}:")
    if event is not None and (due.rule != touches.REVIVAL or agreed):
        return _event_reason(due, event, today)
    label = shop.label_of("statuses", facts.status)
    if due.rule == touches.STATUS and due.base_on == (on := touches.anchor_of(due.occurrence)):
        return _("{rule}: agreed for {day}").format(rule=label, day=format_date(on, year=on.year != today.year))
    return _rhythm_reason(due, facts, rules.rhythm, today=today, status_label=label)


def _rhythm_reason(
    due: Due, facts: Facts, cadences: Mapping[str, Cadence], *, today: date, status_label: str
) -> str:
    cadence = touches.cadence_of(facts.status, facts.level, cadences, tier=facts.tier)
    if cadence is None:
        return _("Planned by you")
    if due.rule == touches.FIRST and facts.opened_on:
        return _("New since {day}: time for the first contact").format(day=format_day(facts.opened_on, today))
    situation = _situation(facts, status_label)
    if cadence.once:
        return _("{situation}: ask once").format(situation=situation)
    every = ngettext("once a day", "once every {n} days", cadence.days).format(n=cadence.days)
    if facts.last_effective is None:
        return _("{situation}, {every}, not reached yet").format(situation=situation, every=every)
    return _("{situation}, {every}, last reached {day}").format(
        situation=situation, every=every, day=format_day(facts.last_effective, today))


def _event_reason(due: Due, rule: EventRule, today: date) -> str:
    on = touches.anchor_of(due.occurrence)
    day = format_date(on, year=on.year != today.year) if on else ""
    said = {
        "delivery": _("{rule}: handed over {day}"),
        "delivery_day": _("{rule}: agreed for {day}"),
        "insurance": _("{rule}: insured until {day}"),
        "inspection": _("{rule}: inspection until {day}"),
        "first_maintenance": _("{rule}: maintenance about {day}"),
        "maintenance": _("{rule}: maintenance about {day}"),
        "anniversary": _("{rule}: {day}"),
        "festival": _("{rule}: {day}"),
        "service": _("{rule}: was there {day}"),
        "revival": _("{rule}: agreed for {day}"),
    }.get(rule.event, "{rule}")
    return said.format(rule=rule.label, day=day)


def situation_of(rule: str, shop: ShopRules) -> str:
    """The situation whose script stands beside an item of that rule."""
    event = next((one for one in shop.event_rules if one.code == rule), None)
    if event is not None and event.situation:
        return event.situation
    return FIRST_CONTACT if rule == touches.FIRST else FOLLOW_UP


def overdue_days(due_on: date, *, today: date) -> int:
    """Days since it was due; 0 when it is due today or later."""
    return max(0, (today - due_on).days)
