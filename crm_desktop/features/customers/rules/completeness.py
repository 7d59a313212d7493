"""How much of what matters about a person is known, and what to ask next. What matters is data of the shop."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from crm_desktop.features.customers.records import Completeness, Missing
from crm_desktop.features.settings.records import Fact


def facts_of(
    person: Any, *, customer: Any, opportunity: Any, vehicle: Any, ways: Collection[str]
) -> frozenset[str]:
    """Codes of the facts that are known; the arguments may be records or rows with those fields."""
    known = {
        "phone": "phone" in ways, "wechat": "wechat" in ways, "email": "email" in ways, "gender": person.gender,
        "birthday": person.birthday, "home": person.estate or person.address, "job": person.company or person.job,
        "source": person.source, "family": person.family, "preferences": person.preferences, "consent": person.consent,
        "ring": person.ring, "closeness": person.closeness, "occasion": person.occasion,
    }
    if customer is not None:
        known |= {"level": customer.level, "decision_maker": customer.decision_maker}
    if opportunity is not None:
        known |= {
            fact: getattr(opportunity, fact) for fact in ("model", "payment", "expected_on", "use", "rival", "concerns")
        }
        known["budget"] = opportunity.budget_low or opportunity.budget_high
    if vehicle is not None:
        known |= {"vehicle": vehicle.brand or vehicle.model, "plate": vehicle.plate, "vin": vehicle.vin}
        # An owner's car answers the question which car.
        known["model"] = known.get("model") or vehicle.model
    return frozenset(fact for fact, value in known.items() if value)


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
