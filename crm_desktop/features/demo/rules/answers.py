"""Deliveries, renewals and inspections of the past were followed up too, or they would all be overdue today."""

from collections.abc import Iterable
from datetime import date

from crm_desktop.features.calendar.records import Due, Facts
from crm_desktop.features.calendar.rules import DueRules, open_items
from crm_desktop.features.demo.records import Row, World
from crm_desktop.features.demo.rules import said
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.touches.rules import CADENCE_RULES, PLANNED

RECENT = 30
"""Days: nobody leaves the call after a delivery open for years."""


def answers(people: Iterable[tuple[str, Facts]], rules: DueRules, world: World, dice: Dice) -> list[Row]:
    """Touches that answered what events asked for until today; a few are left open, however large the book."""
    left_open = min(0.3, 0.02 + 60 / world.people)
    found: list[Row] = []
    for root, facts in people:
        if facts.last_effective is None:
            continue
        closed: dict[str, date] = {}
        # The latest step first: it answers those of its chain that were due before.
        for due in reversed(open_items(facts, rules)):
            if due.on > world.today or due.rule in CADENCE_RULES or due.rule == PLANNED:
                continue
            if (world.today - due.on).days <= RECENT and dice.chance(left_open):
                continue
            day = min(due.on, facts.last_effective)
            if due.chain and due.base_on <= closed.get(due.chain, date.min):
                continue
            closed[due.chain] = max(day, closed.get(due.chain, date.min))
            found.append(_touch(root, due, day, dice))
    return found


def _touch(root: str, due: Due, day: date, dice: Dice) -> Row:
    moment = f"{day.isoformat()} {dice.between(9, 18):02}:{dice.between(0, 59):02}:00.000000"
    script = said.in_answer(due.rule)
    return dice.new_id(), root, moment, 0, moment, "call", "answered", 1, "", None, None, "", due.key, script
