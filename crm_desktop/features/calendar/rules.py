"""When a person is due, and why: pure functions of what is known about the person."""

from collections.abc import Mapping
from datetime import date, timedelta

from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.calendar.records import Due, Facts
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import Cadence

COOLING = frozenset({"N", "P", "O", "F2"})
"""Statuses in which a long silence is a warning."""


def next_due(facts: Facts, cadences: Mapping[str, Cadence]) -> Due | None:
    """The earliest of what was planned and what the rhythm asks for; nothing for who asked for silence."""
    if facts.blocked:
        return None
    asked = asked_by_rhythm(facts, cadences)
    found = [asked] if asked else []
    for plan in facts.plans:
        if plan.rule in touches.CADENCE_RULES:
            if asked and (plan.rule, plan.occurrence) == (asked.rule, asked.occurrence):
                found[0] = Due(plan.due_on, plan.due_at, plan.rule, plan.occurrence, moved=True)
            continue  # a turn that is over, or of a status the person has left, asks for nothing
        own = plan.id if plan.rule == touches.PLANNED else plan.occurrence
        found.append(Due(plan.due_on, plan.due_at, plan.rule, own))
    return min(found, key=lambda due: (due.on, due.at or "99"), default=None)


def asked_by_rhythm(facts: Facts, cadences: Mapping[str, Cadence]) -> Due | None:
    """What the rhythm of status and level asks for, before anybody moved it."""
    if not facts.is_customer or facts.opened_on is None:
        return None
    cadence = touches.cadence_of(facts.status, facts.level, cadences)
    if cadence is None:
        return None
    if cadence.once:
        return _asked_once(facts, cadence)
    touched = facts.last_effective is not None
    anchor = touches.clock_start(
        facts.status, opened_on=facts.opened_on, last_effective=facts.last_effective, status_since=facts.status_since)
    days = cadence.days if touched or not cadence.first else cadence.first
    rule = touches.cadence_rule(facts.status, touched=touched)
    return Due(anchor + timedelta(days=days), "", rule, touches.occurrence(facts.status, anchor))


def cold_on(facts: Facts, cadences: Mapping[str, Cadence]) -> date | None:
    """From this day on the person counts as going cold: no effective contact for twice the interval."""
    if not facts.is_customer or facts.blocked or facts.opened_on is None or facts.status not in COOLING:
        return None
    cadence = touches.cadence_of(facts.status, facts.level, cadences)
    if cadence is None:
        return None
    start = touches.clock_start(
        facts.status, opened_on=facts.opened_on, last_effective=facts.last_effective, status_since=facts.status_since)
    return start + timedelta(days=cadence.cold)


def propose_next(
    status: str, level: str, shop: ShopRules, *, today: date, effective: bool = True
) -> date | None:
    """The day proposed for the next contact: by level after a real one, soon after a missed one."""
    if not effective:
        return today + timedelta(days=shop.numbers.call_again_days)
    cadence = touches.cadence_of(status, level, touches.cadences(shop))
    if cadence is None or cadence.once:
        return None
    return today + timedelta(days=cadence.days)


def reason_text(
    due: Due, facts: Facts, cadences: Mapping[str, Cadence], *, today: date, purpose: str = "", status_label: str = ""
) -> str:
    """Why the person is due, as one sentence."""
    if purpose:
        return purpose
    if due.rule not in touches.CADENCE_RULES:
        return _("Planned by you")
    cadence = touches.cadence_of(facts.status, facts.level, cadences)
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


def overdue_days(due_on: date, *, today: date) -> int:
    """Days since it was due; 0 when it is due today or later."""
    return max(0, (today - due_on).days)


def _situation(facts: Facts, status_label: str) -> str:
    if facts.status != "P":
        return status_label or facts.status
    return _("Level {level}").format(level=facts.level) if facts.level else _("Level not set")


def _asked_once(facts: Facts, cadence: Cadence) -> Due | None:
    """One question after the status began; answered by any effective contact since."""
    start = facts.status_since or facts.opened_on
    if start is None or (facts.last_effective is not None and facts.last_effective > start):
        return None
    return Due(start + timedelta(days=cadence.days), "", touches.STATUS, touches.occurrence(facts.status, start))
