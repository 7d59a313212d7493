"""All open items of one person: what he was promised, what his rhythm asks for, what events ask for."""

from crm_desktop.features.calendar.records import Due, Facts, Plan
from crm_desktop.features.calendar.rules.cadence import asked_by_rhythm
from crm_desktop.features.calendar.rules.events import asked_by_events
from crm_desktop.features.calendar.rules.shop import DueRules
from crm_desktop.features.touches import rules as touches


def open_items(facts: Facts, rules: DueRules) -> list[Due]:
    """Every open item, the earliest first; nothing for who asked for silence. Does not depend on today."""
    if facts.blocked:
        return []
    found = asked_by_events(facts, rules)
    asked = asked_by_rhythm(facts, rules)
    if asked:
        found.append(asked)
    if facts.plans:
        found = _with_plans(found, facts.plans)
        found.sort(key=_order)
    elif len(found) > 1:
        found.sort()  # nothing has a time: as they stand, by day and rule
    return found


def next_due(facts: Facts, rules: DueRules) -> Due | None:
    """The earliest open item."""
    return next(iter(open_items(facts, rules)), None)


def _with_plans(asked: list[Due], plans: tuple[Plan, ...]) -> list[Due]:
    """A row under a rule's key moves its item, and asks for nothing once the rule no longer does."""
    found = {(due.rule, due.occurrence): due for due in asked}
    for plan in plans:
        if plan.rule == touches.PLANNED:
            found[plan.rule, plan.id] = Due(
                plan.due_on, plan.due_at, plan.rule, plan.id, base_on=plan.due_on, kind=plan.kind, plan=plan.id)
        elif due := found.get((plan.rule, plan.occurrence)):
            found[plan.rule, plan.occurrence] = due._replace(
                on=plan.due_on, at=plan.due_at, moved=True, plan=plan.id, kind=plan.kind or due.kind)
    return list(found.values())


def _order(due: Due) -> tuple[object, ...]:
    return due.on, due.at or "99", due.rule, due.occurrence
