"""Which situation applies, and what forbids asking."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.referrals.records import AskFacts, Situation
from crm_desktop.features.referrals.rules import asking
from crm_desktop.features.settings.queries import shipped_rules

TODAY = date(2026, 11, 22)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
FACTS = st.builds(
    AskFacts,
    status=st.sampled_from(["", "N", "P", "O", "D", "F1", "F2", "L", "T"]), level=st.sampled_from(["", *"HABC"]),
    ordered_on=DAYS, delivered_on=DAYS, asked_on=DAYS,
    asked_result=st.sampled_from(["", "named", "will_think", "later", "refused"]), do_not_contact=st.booleans(),
    consent=st.sampled_from(["", "given", "refused", "withdrawn"]), mood=st.none() | st.integers(1, 5), mood_on=DAYS,
    broken_since=DAYS, talked_on=DAYS, brought=st.integers(0, 5), asks=st.integers(0, 5),
    complaint_since=DAYS,
)  # fmt: skip


def situation(facts: AskFacts) -> Situation:
    return asking.situation(facts, today=TODAY, just_closed_days=7)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (AskFacts("D", delivered_on=date(2026, 3, 1)), "owner"),
        (AskFacts("D"), "owner"),
        (AskFacts("D", delivered_on=date(2026, 11, 15)), "just_closed"),
        (AskFacts("D", delivered_on=date(2026, 11, 14)), "owner"),
        (AskFacts("O", "H", ordered_on=date(2026, 11, 20)), "just_closed"),
        (AskFacts("P", "H"), "strong"),
        (AskFacts("N", "A"), "strong"),
        (AskFacts("P", "B"), "weak"),
        (AskFacts("F1", "H"), "weak"),
        (AskFacts(), "weak"),
    ],
)
def test_the_situation_follows_from_status_level_and_delivery(facts: AskFacts, wanted: str) -> None:
    assert situation(facts) == wanted


@given(FACTS)
def test_everybody_is_in_one_situation_with_a_reason_to_show(facts: AskFacts) -> None:
    kind = situation(facts)

    assert kind in set(Situation)
    assert asking.reason(facts, kind, today=TODAY)
    assert (kind == Situation.OWNER) <= (facts.status == "D")


@given(FACTS)
def test_who_asked_not_to_be_contacted_is_never_asked(facts: AskFacts) -> None:
    codes = [block.code for block in asking.blocks(facts, today=TODAY, shop=shipped_rules())]

    if facts.do_not_contact or facts.consent in ("refused", "withdrawn"):
        assert codes[0] == "do_not_contact"
    assert ("promise" in codes) == (facts.broken_since is not None)
    assert ("complaint" in codes) == (facts.complaint_since is not None)


@given(FACTS.filter(lambda facts: facts.asked_on is not None))
def test_the_cool_down_ends_on_the_day_it_says(facts: AskFacts) -> None:
    shop = shipped_rules()
    until = asking.asked_again_from(facts, shop)
    assert until is not None

    def cooling(today: date) -> bool:
        return "cool_down" in [block.code for block in asking.blocks(facts, today=today, shop=shop)]

    assert cooling(until - timedelta(days=1))
    assert not cooling(until)


def test_a_refusal_cools_longer_than_names() -> None:
    shop = shipped_rules()
    asked = date(2026, 11, 1)

    named, refused = (
        asking.asked_again_from(AskFacts(asked_on=asked, asked_result=result), shop) for result in ("named", "refused")
    )

    assert (named, refused) == (date(2026, 12, 31), date(2027, 4, 30))


def test_an_unhappy_talk_blocks_until_it_is_long_ago() -> None:
    shop = shipped_rules()
    facts = AskFacts("D", mood=1, mood_on=TODAY)

    assert [block.code for block in asking.blocks(facts, today=TODAY, shop=shop)] == ["unhappy"]
    assert asking.blocks(facts, today=TODAY + timedelta(days=31), shop=shop) == ()
