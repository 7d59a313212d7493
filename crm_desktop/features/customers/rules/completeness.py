"""How much of what matters about a person is known, and what to ask next. What matters is data of the shop."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import compress
from operator import attrgetter
from typing import Any

from crm_desktop.features.customers.records import Completeness, Missing
from crm_desktop.features.settings.records import Fact

_OF_PERSON = ("gender", "birthday", "source", "family", "preferences", "consent", "ring", "closeness", "occasion")
_OF_CUSTOMER = ("level", "decision_maker")
_OF_NEED = ("model", "payment", "expected_on", "use", "rival", "concerns")
_OF_CAR = ("model", "plate", "vin")  # an owner's car answers the question which car
_PERSON, _CUSTOMER, _NEED, _CAR = (attrgetter(*names) for names in (_OF_PERSON, _OF_CUSTOMER, _OF_NEED, _OF_CAR))
_WAYS = frozenset({"phone", "wechat", "email"})


def facts_of(
    person: Any, *, customer: Any, opportunity: Any, vehicle: Any, ways: Collection[str]
) -> frozenset[str]:
    """Codes of the facts that are known; the arguments may be records or rows with those fields."""
    known = {*compress(_OF_PERSON, _PERSON(person)), *_WAYS.intersection(ways)}
    if person.estate or person.address:
        known.add("home")
    if person.company or person.job:
        known.add("job")
    if customer is not None:
        known.update(compress(_OF_CUSTOMER, _CUSTOMER(customer)))
    if opportunity is not None:
        known.update(compress(_OF_NEED, _NEED(opportunity)))
        if opportunity.budget_low or opportunity.budget_high:
            known.add("budget")
    if vehicle is not None:
        known.update(compress(_OF_CAR, _CAR(vehicle)))
        if vehicle.brand or vehicle.model:
            known.add("vehicle")
    return frozenset(known)


def score(known: frozenset[str], facts: Sequence[Fact], *, is_customer: bool) -> int:
    """0-100: the known share of what matters."""
    counting = [fact for fact in facts if is_customer or not fact.customer]
    whole = sum(fact.weight for fact in counting)
    return round(100 * sum(fact.weight for fact in counting if fact.code in known) / whole) if whole else 100


def completeness(
    known: frozenset[str],
    facts: Sequence[Fact],
    *,
    is_customer: bool,
    verified_on: date | None,
    today: date,
    stale_days: int = 180,
) -> Completeness:
    """The score with what is missing, the most useful first."""
    missing = sorted(
        (fact for fact in facts if fact.code not in known and (is_customer or not fact.customer)),
        key=lambda fact: -fact.weight,
    )
    return Completeness(
        score(known, facts, is_customer=is_customer), tuple(Missing(fact.code, fact.label) for fact in missing),
        fresh=verified_on is not None and today - verified_on <= timedelta(days=stale_days),
    )
