"""What is proposed for one customer, from facts alone: the same answer today and tomorrow, on every laptop.

Each proposal begins to hold on a day of its own (`from_on`); lists show those whose day has come. A declined one is
remembered for its occurrence; where the reason goes on, the next occurrence begins one term later.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from crm_desktop.features.customers.records import Stage
from crm_desktop.features.milestones.records import TALK, Answer, Code, Deal, ProposalFacts, Proposed
from crm_desktop.features.milestones.rules.losses import revival_day
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import Cadence

ORDER = ("H", "A", "B", "C")
ATTEMPTS = 2
"""So many contacts in vain before somebody counts as out of reach: one missed call says nothing."""
LATE_AGAIN_DAYS = 3
ASK_AGAIN_DAYS = 30


TOLD_BY_DEALS = frozenset({"O", "D", "F1", "F2"})
"""Statuses in which the deals decide; in any other they are not looked at."""


def proposals(facts: ProposalFacts, shop: ShopRules) -> list[Proposed]:
    """Everything that is proposed and not answered, each change once, the earliest reason first."""
    found = list(_all(facts, shop))
    if facts.answers:
        found = [one for one in found if not _answered(facts.answers, one)]
    if len(found) < 2:
        return found
    kept: dict[tuple[str, str], Proposed] = {}
    for one in sorted(found, key=lambda each: (each.from_on, each.code)):
        kept.setdefault((one.scale, one.after), one)
    return list(kept.values())


def _all(facts: ProposalFacts, shop: ShopRules) -> Iterator[Proposed]:
    match facts.status:
        case "N" | "P":
            yield from _level_unknown(facts)
            if facts.status == "P":
                yield from _level_stale(facts, shop)
                yield from _level_falling(facts)
            yield from _silent(facts, shop)
        case "F2":
            yield from _thaw(facts)
            yield from _silent(facts, shop)
        case "F1":
            yield from _revival(facts, shop)
        case "D":
            yield from _revival(facts, shop)
        case "L":
            yield from _unanswered(facts)
        case "O":
            yield from _late_delivery(facts)


# Levels ---------------------------------------------------------------------------------------------------------------


def lower(level: str) -> str:
    """The level below; "" below the lowest."""
    below = ORDER[ORDER.index(level) + 1 :] if level in ORDER else ()
    return below[0] if below else ""


def _level_since(facts: ProposalFacts) -> date:
    """Since when the level holds; a customer who is back in progress begins anew."""
    set_on = facts.level_steps[-1].on if facts.level_steps else facts.opened_on
    return max(set_on, facts.status_since or set_on)


def _level_unknown(facts: ProposalFacts) -> Iterator[Proposed]:
    """Somebody spoke with the customer, and nobody knows how soon he buys."""
    if not facts.level and facts.last_effective is not None:
        day = facts.last_effective
        yield Proposed(Code.LEVEL_UNKNOWN, day.isoformat(), day, "level", "", "", day)


def _level_stale(facts: ProposalFacts, shop: ShopRules) -> Iterator[Proposed]:
    """The level says how soon; the time is over and nothing happened."""
    horizon = next((one.horizon_days for one in shop.levels if one.code == facts.level), 0)
    if not horizon:
        return
    since = _level_since(facts)
    base = f"{facts.level}:{since.isoformat()}"
    turn, start = _turn(facts.answers, Code.LEVEL_STALE, base, since)
    after = lower(facts.level)
    yield Proposed(
        Code.LEVEL_STALE, turn, start + timedelta(days=horizon + 1), "level" if after else "status",
        facts.level if after else facts.status, after or "F2", since, horizon,
    )  # fmt: skip


def _level_falling(facts: ProposalFacts) -> Iterator[Proposed]:
    """Down and down again: a talk, before the customer is gone."""
    if len(facts.level_steps) < 2 or facts.blocked:
        return
    steps = facts.level_steps[-2:]
    day = steps[-1].on
    if all(_falls(step.before, step.after) for step in steps) and (
        facts.last_effective is None or facts.last_effective <= day
    ):
        yield Proposed(Code.LEVEL_FALLING, f"{facts.level}:{day.isoformat()}", day, TALK, "", "", day)


def _falls(before: str, after: str) -> bool:
    return before in ORDER and after in ORDER and ORDER.index(after) > ORDER.index(before)


# Silence --------------------------------------------------------------------------------------------------------------


def _silent(facts: ProposalFacts, shop: ShopRules) -> Iterator[Proposed]:
    """No real contact for twice the interval: a lower level, and at the lowest out of contact, if somebody tried."""
    cadence: Cadence | None = touches.cadence_of(
        facts.status, facts.level, touches.cadences(shop), tier=facts.tier)
    if cadence is None or not cadence.cold:
        return
    anchor = touches.clock_start(
        facts.status, opened_on=facts.opened_on, last_effective=facts.last_effective, status_since=facts.status_since)
    start = max(anchor, _level_since(facts)) if facts.status == "P" else anchor
    base = f"{facts.status}{facts.level}:{start.isoformat()}"
    turn, start = _turn(facts.answers, Code.SILENT, base, start)
    from_on = start + timedelta(days=cadence.cold)
    after = lower(facts.level) if facts.status == "P" else ""
    if after:
        yield Proposed(Code.SILENT, turn, from_on, "level", facts.level, after, anchor, cadence.cold)
    elif facts.attempts >= ATTEMPTS and facts.last_attempt is not None:
        from_on = max(from_on, facts.last_attempt)
        yield Proposed(Code.SILENT, turn, from_on, "status", facts.status, "L", anchor, facts.attempts)


def _unanswered(facts: ProposalFacts) -> Iterator[Proposed]:
    """Out of contact, asked once more, and no answer again."""
    since, asked = facts.status_since or facts.opened_on, facts.last_attempt
    if asked is None or asked <= since or (facts.last_effective is not None and facts.last_effective > since):
        return
    turn, start = _turn(facts.answers, Code.UNANSWERED, since.isoformat(), asked, again=ASK_AGAIN_DAYS)
    yield Proposed(Code.UNANSWERED, turn, start, "status", "L", "F2", asked)


# Orders, losses, freezes ----------------------------------------------------------------------------------------------


def _newest(facts: ProposalFacts, stage: str) -> Deal | None:
    return next((deal for deal in facts.deals if deal.stage == stage), None)


def _late_delivery(facts: ProposalFacts) -> Iterator[Proposed]:
    """The car should have been handed over by now."""
    deal = _newest(facts, Stage.ORDERED)
    if deal is None or deal.deliver_on is None:
        return
    base = f"{deal.id}:{deal.deliver_on.isoformat()}"
    late = deal.deliver_on + timedelta(days=1)
    turn, start = _turn(facts.answers, Code.LATE_DELIVERY, base, late, again=LATE_AGAIN_DAYS)
    yield Proposed(Code.LATE_DELIVERY, turn, start, "status", "O", "D", deal.deliver_on)


def _revival(facts: ProposalFacts, shop: ShopRules) -> Iterator[Proposed]:
    """The day has come to ask a lost customer again; an owner only where a later purchase was lost."""
    deal = _newest(facts, Stage.LOST)
    if facts.status == "D" and (deal is None or deal.revive_on is None or deal is not facts.deals[0]):
        return
    lost_on = (deal.lost_on if deal else None) or facts.status_since or facts.opened_on
    day = (deal.revive_on if deal else None) or revival_day(lost_on, shop)
    base = f"{deal.id if deal else facts.status}:{day.isoformat()}"
    turn, start = _turn(facts.answers, Code.REVIVAL, base, day, again=ASK_AGAIN_DAYS)
    yield Proposed(Code.REVIVAL, turn, start, "status", facts.status, "P", lost_on)


def _thaw(facts: ProposalFacts) -> Iterator[Proposed]:
    """The rest that was agreed is over."""
    deal = next((one for one in facts.deals if one.frozen_until is not None), None)
    if deal is None or deal.frozen_until is None:
        return
    base = f"{deal.id}:{deal.frozen_until.isoformat()}"
    turn, start = _turn(facts.answers, Code.THAW, base, deal.frozen_until, again=ASK_AGAIN_DAYS)
    yield Proposed(Code.THAW, turn, start, "status", "F2", "P", deal.frozen_until)


# Answers --------------------------------------------------------------------------------------------------------------


def _turn(
    answers: tuple[Answer, ...], code: str, base: str, start: date, *, again: int | None = None
) -> tuple[str, date]:
    """The occurrence that is open, and the day from which it counts: each refusal begins another one."""
    if not answers:
        return base, start
    refused = [
        one for one in answers
        if one.code == code and one.state == "declined"
        and (one.occurrence == base or one.occurrence.startswith(f"{base}#"))
    ]  # fmt: skip
    if not refused:
        return base, start
    last = max(one.on for one in refused)
    return f"{base}#{len(refused)}", max(start, last + timedelta(days=again or 0))


def _answered(answers: tuple[Answer, ...], one: Proposed) -> bool:
    return any((each.code, each.occurrence) == (one.code, one.occurrence) for each in answers)
