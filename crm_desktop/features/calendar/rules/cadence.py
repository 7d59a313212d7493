"""The rhythm of a person: one item at a time, restarted only by an effective contact."""

from datetime import date, timedelta

from crm_desktop.features.calendar.records import Due, Facts
from crm_desktop.features.calendar.rules.shop import DueRules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import Cadence

COOLING = frozenset({"N", "P", "O", "F2"})
"""Statuses in which a long silence is a warning."""

LOST = "F1"
FROZEN = "F2"
_RANKS = {"H": 0, "A": 1, "B": 2, "C": 3}
_NO_RANK = 9
_BEHIND = 10


def level_rank(level: str, status: str) -> int:
    """Where a customer stands in a list by level; who is not buying now comes behind all who are."""
    rank = _RANKS.get(level, _NO_RANK)
    return rank if status in ("N", "P") else rank + _BEHIND


def ranks_of(level: str) -> tuple[int, int]:
    """The ranks of everybody at that level, buying now or not."""
    rank = _RANKS.get(level, _NO_RANK)
    return rank, rank + _BEHIND


def asked_by_rhythm(facts: Facts, rules: DueRules) -> Due | None:
    """What the rhythm of status and level asks for, before anybody moved it."""
    status = facts.status
    if not facts.is_customer or facts.opened_on is None:
        return None
    if (status in (LOST, FROZEN)) and facts.deals and (agreed := _agreed(facts, rules)):
        return agreed
    cadence = rules.cadence(status, facts.level, facts.tier)
    if cadence is None:
        return None
    if cadence.once:
        return _asked_once(facts, cadence, rules)
    touched = facts.last_effective is not None
    anchor = _anchor(facts)
    days = cadence.days if touched or not cadence.first else cadence.first
    rule = touches.cadence_rule(status, touched=touched)
    if status == LOST and rules.of_event(touches.REVIVAL):
        rule = touches.REVIVAL
    return _due(anchor + timedelta(days), rule, f"{status}:{anchor}", rules)


def cold_on(facts: Facts, rules: DueRules) -> date | None:
    """From this day on the person counts as going cold: no effective contact for twice the interval."""
    if not facts.is_customer or facts.blocked or facts.opened_on is None or facts.status not in COOLING:
        return None
    cadence = rules.cadence(facts.status, facts.level, facts.tier)
    return _anchor(facts) + timedelta(cadence.cold) if cadence else None


def propose_next(
    status: str, level: str, shop: ShopRules, *, today: date, effective: bool = True, tier: int | None = None
) -> date | None:
    """The day proposed for the next contact: by level after a real one, soon after a missed one."""
    rules = DueRules.of(shop)
    if not effective:
        return rules.days.moved(today + timedelta(days=shop.numbers.call_again_days), "next")
    cadence = touches.cadence_of(status, level, rules.rhythm, tier=tier)
    if cadence is None or cadence.once:
        return None
    return rules.days.moved(today + timedelta(days=cadence.days), "next")


def _anchor(facts: Facts) -> date:
    assert facts.opened_on is not None
    return touches.clock_start(
        facts.status, opened_on=facts.opened_on, last_effective=facts.last_effective, status_since=facts.status_since)


def _due(base: date, rule: str, occurrence: str, rules: DueRules) -> Due:
    return Due(rules.days.later[base], "", rule, occurrence, base)


def _agreed(facts: Facts, rules: DueRules) -> Due | None:
    """The day agreed for trying again after a loss or a freeze, until somebody really spoke with the person then."""
    if facts.status == LOST and rules.of_event(touches.REVIVAL):
        lost = [deal for deal in facts.deals if deal.stage == "lost" and deal.revive_on]
        deal = max(lost, key=lambda one: (one.lost_on or date.min, one.id), default=None)
        day, rule = deal.revive_on if deal else None, touches.REVIVAL
        occurrence = f"{deal.id}:{day}" if deal else ""
    elif facts.status == FROZEN:
        day, rule = max((deal.frozen_until for deal in facts.deals if deal.frozen_until), default=None), touches.STATUS
        occurrence = touches.occurrence(FROZEN, day) if day else ""
    else:
        return None
    if day is None or (facts.last_effective is not None and facts.last_effective >= day):
        return None
    if facts.is_closed(touches.follow_key(rule, occurrence)):
        return None
    return _due(day, rule, occurrence, rules)


def _asked_once(facts: Facts, cadence: Cadence, rules: DueRules) -> Due | None:
    """One question after the status began; answered by any effective contact since."""
    start = facts.status_since or facts.opened_on
    if start is None or (facts.last_effective is not None and facts.last_effective > start):
        return None
    occurrence = touches.occurrence(facts.status, start)
    if facts.is_closed(touches.follow_key(touches.STATUS, occurrence)):
        return None
    return _due(start + timedelta(days=cadence.days), touches.STATUS, occurrence, rules)
