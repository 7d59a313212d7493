"""What is between me and an introducer at the end of a month, or by now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from crm_desktop.features.referrals.records import RewardLine, RewardState, Statement

_EARNED = frozenset({RewardState.DUE, RewardState.APPROVED, RewardState.PAID})


def statement(
    rewards: Sequence[RewardLine], *, introducer: str = "", name: str = "", month: date | None = None
) -> Statement:
    """The account of one introducer or all (""), of a month or of all time."""
    own = [one for one in rewards if introducer in ("", one.introducer)]
    first, last = _span(month)
    earned = [one for one in own if one.state in _EARNED]
    opening = sum(one.amount for one in earned if _earned_on(one) < first)
    opening -= sum(one.amount for one in earned if one.paid_on is not None and _paid_on(one) < first)
    in_month = sum(one.amount for one in earned if first <= _earned_on(one) < last)
    paid = sum(one.amount for one in earned if one.paid_on is not None and first <= _paid_on(one) < last)
    return Statement(
        introducer, name, month, opening, in_month, paid, opening + in_month - paid,
        sum(one.amount for one in own if one.state == RewardState.PROMISED),
        tuple(one for one in own if _stands_in(one, first, last, month)),
    )


def by_introducer(rewards: Iterable[RewardLine], month: date | None) -> tuple[Statement, ...]:
    """One statement an introducer who has a line or an open account in it, by name."""
    own: dict[str, list[RewardLine]] = defaultdict(list)
    for one in rewards:
        own[one.introducer].append(one)
    made = [
        statement(lines, introducer=introducer, name=lines[0].introducer_name, month=month)
        for introducer, lines in own.items()
    ]
    kept = [one for one in made if one.lines or one.opening]
    return tuple(sorted(kept, key=lambda one: (one.name, one.introducer)))


def _earned_on(one: RewardLine) -> date:
    return one.due_on or one.approved_on or one.promised_on


def _paid_on(one: RewardLine) -> date:
    """Never before it was earned, whatever day was typed."""
    return max(one.paid_on or date.max, _earned_on(one))


def _span(month: date | None) -> tuple[date, date]:
    if month is None:
        return date.min, date.max
    first = month.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _stands_in(one: RewardLine, first: date, last: date, month: date | None) -> bool:
    if month is None:
        return True
    if one.state not in _EARNED:
        return False
    if first <= _earned_on(one) < last:
        return True
    return one.paid_on is not None and first <= _paid_on(one) < last
