"""Days of a new car, and what is proposed when: pure tables."""

from datetime import date
from typing import Any

import pytest

from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.records import Answer, Deal, LevelStep, ProposalFacts, Subject
from crm_desktop.features.settings.queries import shipped_rules


@pytest.mark.parametrize(
    ("delivered", "until"),
    [
        (date(2026, 11, 22), date(2027, 11, 21)),
        (date(2027, 1, 1), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_policy_ends_the_day_before_its_birthday(delivered: date, until: date) -> None:
    assert rules.insurance_until(delivered, months=12) == until


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (date(2026, 11, 22), date(2028, 11, 30)),
        (date(2028, 11, 30), date(2030, 11, 30)),
        (date(2033, 1, 1), date(2034, 11, 30)),
        (date(2036, 12, 1), date(2037, 11, 30)),
        (date(2040, 12, 1), date(2041, 11, 30)),
    ],
)
def test_the_next_inspection_follows_the_age_of_the_car(after: date, due: date) -> None:
    assert rules.inspection_until(date(2026, 11, 22), shipped_rules().inspection_rules, after=after) == due


def test_a_dialog_is_told_for_whom_it_opens() -> None:
    for text in ("a", "a|b", "a|b|silent|PC:2026-11-22#1"):
        subject = Subject.of(text)
        assert Subject.of(subject.text()) == subject
    assert Subject.of("a|b|silent|PC:2026-11-22#1").proposal is not None


def facts(status: str = "P", level: str = "A", **more: Any) -> ProposalFacts:
    more.setdefault("opened_on", date(2026, 11, 1))
    return ProposalFacts(status, level, **more)


def proposed(known: ProposalFacts) -> list[tuple[str, date, str]]:
    return [(one.code, one.from_on, one.after) for one in rules.proposals(known, shipped_rules())]


SPOKEN = {"last_effective": date(2026, 11, 20)}


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        # Level A holds for 15 days; the one day more is when it is asked.
        (facts(last_effective=date(2026, 11, 14)), ("level_stale", date(2026, 11, 17), "B")),
        (facts(level="H", level_steps=(LevelStep(date(2026, 11, 10), "A", "H"),), **SPOKEN),
         ("level_stale", date(2026, 11, 18), "A")),
        (facts(level="C", last_effective=date(2027, 1, 20)), ("level_stale", date(2027, 1, 31), "F2")),
        # Nobody was reached for twice the four days of level A.
        (facts(last_effective=date(2026, 11, 2)), ("silent", date(2026, 11, 10), "B")),
        # At the lowest level it is not the level: nobody gets through, though somebody tried twice.
        (facts(level="C", attempts=2, last_attempt=date(2026, 12, 3)), ("silent", date(2026, 12, 3), "L")),
        (facts(status="N", level="", attempts=2, last_attempt=date(2026, 11, 3)), ("silent", date(2026, 11, 7), "L")),
        (facts(status="N", level="", **SPOKEN), ("level_unknown", date(2026, 11, 20), "")),
        (facts(status="L", status_since=date(2026, 11, 5), attempts=4, last_attempt=date(2026, 12, 5)),
         ("unanswered", date(2026, 12, 5), "F2")),
        (facts(status="O", deals=(Deal("d", "ordered", deliver_on=date(2026, 12, 1)),)),
         ("late_delivery", date(2026, 12, 2), "D")),
        (facts(status="F1", deals=(Deal("d", "lost", lost_on=date(2026, 11, 1), revive_on=date(2026, 12, 24)),)),
         ("revival", date(2026, 12, 24), "P")),
        (facts(status="F1", status_since=date(2026, 11, 10)), ("revival", date(2027, 2, 8), "P")),
        (facts(status="F2", deals=(Deal("d", "open", frozen_until=date(2027, 3, 1)),)),
         ("thaw", date(2027, 3, 1), "P")),
    ],
)  # fmt: skip
def test_what_is_proposed_and_from_when(known: ProposalFacts, wanted: tuple[str, date, str]) -> None:
    assert proposed(known)[0] == wanted


@pytest.mark.parametrize(
    "known",
    [
        facts(status="N", level="", attempts=1, last_attempt=date(2026, 11, 3)),
        facts(status="L", status_since=date(2026, 11, 5), attempts=4, last_attempt=date(2026, 11, 5)),
        facts(status="L", status_since=date(2026, 11, 5), last_effective=date(2026, 11, 8), attempts=1,
              last_attempt=date(2026, 12, 1)),
        facts(status="O", deals=(Deal("d", "ordered"),)),
        facts(status="D", deals=(Deal("e", "delivered"), Deal("d", "lost", revive_on=date(2026, 12, 1)))),
        facts(status="T"),
    ],
)  # fmt: skip
def test_nothing_is_proposed_without_a_reason(known: ProposalFacts) -> None:
    assert proposed(known) == []


def test_a_level_that_fell_twice_asks_for_a_talk() -> None:
    steps = (LevelStep(date(2026, 11, 5), "H", "A"), LevelStep(date(2026, 11, 19), "A", "B"))

    assert ("level_falling", date(2026, 11, 19), "") in proposed(facts(level="B", level_steps=steps))
    talked = facts(level="B", level_steps=steps, last_effective=date(2026, 11, 21))
    assert "level_falling" not in [code for code, *_rest in proposed(talked)]


def test_one_change_is_proposed_once_with_its_earliest_reason() -> None:
    known = facts(opened_on=date(2026, 10, 1), last_effective=date(2026, 10, 20))

    assert proposed(known) == [("level_stale", date(2026, 10, 17), "B")]


def test_a_refused_proposal_comes_back_one_term_later() -> None:
    spoken = {"last_effective": date(2026, 11, 30)}
    first = rules.proposals(facts(**spoken), shipped_rules())[0]
    no = Answer(first.code, first.occurrence, "declined", date(2026, 11, 18))

    again = rules.proposals(facts(answers=(no,), **spoken), shipped_rules())

    assert [(one.from_on, one.after) for one in again] == [(date(2026, 12, 4), "B")]
    assert again[0].occurrence != first.occurrence


def test_a_lowered_level_gets_its_whole_time() -> None:
    fallen = facts(
        level="B", opened_on=date(2026, 9, 1), level_steps=(LevelStep(date(2026, 11, 20), "A", "B"),),
        last_effective=date(2026, 10, 1))

    assert min(from_on for _code, from_on, _after in proposed(fallen)) == date(2026, 12, 4)
