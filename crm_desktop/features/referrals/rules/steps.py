"""How far somebody who was named has come, from what their records hold."""

from collections.abc import Iterable
from datetime import date

from crm_desktop.features.referrals.records import GainedFacts


def step_dates(facts: GainedFacts, named_on: date) -> tuple[date | None, ...]:
    """The dates of `STEPS`. What lies before the naming is not ours; a delivered car was ordered."""
    ordered = facts.ordered_on or facts.delivered_on
    days = (facts.contacted_on, facts.visited_on, facts.drove_on, ordered, facts.delivered_on)
    return (named_on, *(day if day is not None and day >= named_on else None for day in days))


def paying(namings: Iterable[tuple[str, str, date]], customers_since: "dict[str, date]") -> frozenset[str]:
    """Which referrals are rewarded: of each person the first, and only if nobody knew them as customer before.

    `namings` are (referral, person, day) in the order they were written. One link pays: whoever named the person
    directly and first; the tree above is for insight.
    """
    first: dict[str, tuple[date, str]] = {}
    for referral, person, day in namings:
        known = first.get(person)
        if known is None or day < known[0]:
            first[person] = (day, referral)
    return frozenset(
        referral for person, (day, referral) in first.items()
        if person not in customers_since or customers_since[person] >= day
    )
