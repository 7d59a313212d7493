"""What is owed for referrals by the shop's rules, under what was decided already."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from crm_desktop.base.ids import SHOP_DATA
from crm_desktop.features.referrals.records import (
    EVENTS,
    Line,
    RewardLine,
    RewardState,
    Step,
    StoredReward,
    Totals,
)
from crm_desktop.features.settings.records import RewardRule


def ledger(
    lines: Sequence[Line], stored: Iterable[StoredReward], rules: Sequence[RewardRule],
    gifts: Mapping[str, str] | None = None,
) -> tuple[RewardLine, ...]:
    """Every reward: promised, due, approved, paid or void; at most one for a person and an event."""
    decided = {(one.referral, one.event): one for one in stored}
    by_introducer: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_introducer[line.introducer].append(line)
    found: list[RewardLine] = []
    for own in by_introducer.values():
        for event in EVENTS:
            found += _of_event(own, event, decided, [rule for rule in rules if rule.event == event],
                               gifts or {})  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.promised_on, one.referral, one.event)))


def _of_event(
    lines: Sequence[Line], event: Step, decided: Mapping[tuple[str, str], StoredReward], rules: Sequence[RewardRule],
    gifts: Mapping[str, str],
) -> list[RewardLine]:
    """The rewards of one introducer for one event, in the order it was reached."""
    there = {line.id: line.on(event) for line in lines}
    ordered = sorted(lines, key=lambda line: (there[line.id] or date.max, line.named_on, line.id))
    months: Counter[tuple[int, int]] = Counter()
    found, nth = [], 0
    for line in ordered:
        day = there[line.id]
        counts = line.pays and not line.gone
        if day is not None and counts:
            nth += 1
        known = decided.get((line.id, event))
        if known is not None:
            found.append(_decided(line, known, day if counts else None, gifts))
            if known.state != RewardState.VOID and day is not None:
                months[day.year, day.month] += 1
            continue
        rule = applying(rules, nth if day is not None else nth + 1, line.named_on)
        if rule is None or not counts or (day is None and line.lost_on is not None):
            continue
        if day is not None:
            if rule.month_cap and months[day.year, day.month] >= rule.month_cap:
                continue
            months[day.year, day.month] += 1
        found.append(_by_rule(line, event, rule, day))
    return found


def applying(rules: Iterable[RewardRule], nth: int, named_on: date) -> RewardRule | None:
    """The rule for an introducer's so manieth one: of those in force on the day of naming the highest step reached."""
    fitting = [rule for rule in rules if rule.from_nth <= nth and rule.holds(named_on)]
    return max(fitting, key=lambda rule: rule.from_nth, default=None)


def _by_rule(line: Line, event: Step, rule: RewardRule, day: date | None) -> RewardLine:
    return RewardLine(
        line.id, event, line.introducer, line.introducer_name, line.contact, line.name, rule.code, rule.kind,
        rule.amount, rule.quantity, RewardState.DUE if day else RewardState.PROMISED, line.named_on, day,
        private=line.private,
    )


def _decided(line: Line, known: StoredReward, day: date | None, gifts: Mapping[str, str]) -> RewardLine:
    state = RewardState(known.state) if known.state in set(RewardState) else RewardState.PROMISED
    if state == RewardState.PROMISED and day is not None:
        state = RewardState.DUE
    if state == RewardState.DUE and day is None:
        state = RewardState.PROMISED
    settled = state in (RewardState.APPROVED, RewardState.PAID)
    due_on = (known.due_on or day) if settled else day
    return RewardLine(
        line.id, known.event, line.introducer, line.introducer_name, line.contact, line.name, known.rule, known.kind,
        known.amount, known.quantity, state, known.promised_on or line.named_on, due_on, known.approved_on,
        known.approved_by, known.paid_on, known.gift, gifts.get(known.gift, ""), known.evidence, known.note,
        known.row_seq, known.id, fallen=settled and day is None, private=line.private,
    )


def totals(rewards: Iterable[RewardLine]) -> Totals:
    """The sums by state; what is void counts nowhere."""
    sums: Counter[str] = Counter()
    for one in rewards:
        sums[one.state] += one.amount
    return Totals(sums["promised"], sums["due"], sums["approved"], sums["paid"])


def reward_id(referral_id: str, event: str) -> str:
    """The id of the row of a reward: the same on every laptop."""
    return uuid.uuid5(SHOP_DATA, f"reward/{referral_id}/{event}").hex
