"""When a person is due, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Due, Facts, Plan
from crm_desktop.features.settings.queries import shipped_rules

TODAY = date(2026, 11, 22)
OPENED = date(2026, 11, 10)
MET = date(2026, 11, 18)


@pytest.fixture
def rhythm() -> rules.DueRules:
    return rules.DueRules.of(shipped_rules())


def facts(status: str = "P", level: str = "A", **known: object) -> Facts:
    return Facts(**{"is_customer": True, "status": status, "level": level, "opened_on": OPENED, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "level", "days"),
    [
        ("P", "H", 2), ("P", "A", 4), ("P", "B", 7), ("P", "C", 15), ("P", "", 15),
        ("N", "", 3), ("O", "A", 3), ("F2", "", 30), ("F1", "H", 90),
    ],
)
def test_the_rhythm_counts_from_the_last_effective_contact(
    rhythm: rules.DueRules, status: str, level: str, days: int
) -> None:
    due = rules.next_due(facts(status, level, last_effective=MET), rhythm)

    assert due is not None
    assert due.on == MET + timedelta(days=days)


def test_a_new_customer_is_due_the_day_after(rhythm: rules.DueRules) -> None:
    due = rules.next_due(facts("N", ""), rhythm)

    assert due is not None
    assert (due.on, due.rule) == (OPENED + timedelta(days=1), "first")


def test_an_owner_is_due_when_planned_and_at_his_anniversary(rhythm: rules.DueRules) -> None:
    day = date(2027, 1, 5)
    plan = Plan("p1", "planned", "", day, "10:30")

    items = rules.open_items(facts("D", "", last_effective=MET, plans=(plan,)), rhythm)

    assert items[0] == Due(day, "10:30", "planned", "p1", base_on=day, plan="p1")
    assert [(item.rule, item.on) for item in items[1:]] == [("anniversary", date(2027, 11, 10))]


def test_a_network_contact_has_no_rhythm(rhythm: rules.DueRules) -> None:
    assert rules.next_due(Facts(is_customer=False), rhythm) is None


@pytest.mark.parametrize("status", ["L", "T"])
def test_the_lost_touch_is_asked_once(rhythm: rules.DueRules, status: str) -> None:
    since = date(2026, 11, 15)

    asked = rules.next_due(facts(status, "", status_since=since, last_effective=MET - timedelta(days=9)), rhythm)
    answered = rules.next_due(facts(status, "", status_since=since, last_effective=MET), rhythm)

    assert asked is not None
    assert asked.on > since
    assert answered is None


def test_a_loss_starts_the_long_rhythm_anew(rhythm: rules.DueRules) -> None:
    due = rules.next_due(facts("F1", "", last_effective=MET, status_since=TODAY), rhythm)

    assert due is not None
    assert due.on == TODAY + timedelta(days=90)


def test_a_moved_item_replaces_the_rhythm(rhythm: rules.DueRules) -> None:
    asked = rules.next_due(facts(last_effective=MET), rhythm)
    assert asked is not None
    plan = Plan("f1", asked.rule, asked.occurrence, date(2026, 12, 10))

    due = rules.next_due(facts(last_effective=MET, plans=(plan,)), rhythm)

    day = date(2026, 12, 10)
    assert due == Due(day, "", "level", "P:2026-11-18", base_on=date(2026, 11, 22), moved=True, plan="f1")


def test_a_moved_item_ends_with_the_next_contact(rhythm: rules.DueRules) -> None:
    plan = Plan("f1", "level", "P:2026-11-18", date(2026, 12, 10))

    due = rules.next_due(facts(last_effective=TODAY, plans=(plan,)), rhythm)

    assert due is not None
    assert due.on == TODAY + timedelta(days=4)


def test_an_order_stops_the_rhythm_of_selling(rhythm: rules.DueRules) -> None:
    plan = Plan("f1", "level", "P:2026-11-18", date(2026, 11, 19))

    due = rules.next_due(facts("O", last_effective=MET, status_since=TODAY, plans=(plan,)), rhythm)

    assert due is not None
    assert (due.rule, due.on) == ("status", TODAY + timedelta(days=3))


def test_the_earliest_plan_comes_first(rhythm: rules.DueRules) -> None:
    late, early = (
        Plan("b", "planned", "", date(2026, 11, 21), "15:00"),
        Plan("a", "planned", "", date(2026, 11, 21), "09:00"),
    )

    due = rules.next_due(facts(last_effective=MET, plans=(late, early)), rhythm)

    assert due is not None
    assert due.occurrence == "a"


def test_who_asked_for_silence_is_never_due(rhythm: rules.DueRules) -> None:
    silent = facts(blocked=True, plans=(Plan("a", "planned", "", TODAY),))

    assert rules.next_due(silent, rhythm) is None
    assert rules.cold_on(silent, rhythm) is None


def test_going_cold_is_twice_the_interval(rhythm: rules.DueRules) -> None:
    assert rules.cold_on(facts(last_effective=MET), rhythm) == MET + timedelta(days=8)
    assert rules.cold_on(facts(), rhythm) == OPENED + timedelta(days=8)
    assert rules.cold_on(facts("D"), rhythm) is None
    assert rules.cold_on(facts("F1", last_effective=MET), rhythm) is None


def test_the_next_day_is_proposed_by_level() -> None:
    shop = shipped_rules()

    assert rules.propose_next("P", "A", shop, today=TODAY) == date(2026, 11, 26)
    assert rules.propose_next("P", "A", shop, today=TODAY, effective=False) == date(2026, 11, 23)
    assert rules.propose_next("D", "", shop, today=TODAY) is None
    assert rules.propose_next("L", "", shop, today=TODAY) is None


def test_the_reason_says_level_interval_and_last_meeting(rhythm: rules.DueRules) -> None:
    known, shop = facts(last_effective=MET), shipped_rules()
    due = rules.next_due(known, rhythm)
    assert due is not None

    assert rules.words(due, known, shop, today=TODAY) == ("A 级", "A 级，每 4 天一次，上次联系：4 天前")
    assert rules.words(due, known, shop, today=TODAY, purpose="谈价").reason == "谈价"


statuses = st.sampled_from(["N", "P", "O", "D", "F1", "F2", "L", "T"])
levels = st.sampled_from(["", "H", "A", "B", "C"])
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
plans = st.lists(
    st.builds(
        Plan, st.uuids().map(str), st.sampled_from(["planned", "level", "status", "first"]),
        st.builds("{}:{}".format, statuses, days), days), max_size=3
).map(tuple)
people = st.builds(
    Facts, is_customer=st.just(True), status=statuses, level=levels, opened_on=days, last_effective=st.none() | days,
    status_since=st.none() | days, blocked=st.just(False), plans=plans)


@given(people)
def test_everybody_in_a_rhythm_has_a_due_day(person: Facts) -> None:
    due = rules.next_due(person, rules.DueRules.of(shipped_rules()))

    if person.status in {"N", "P", "O", "F1", "F2"}:
        assert due is not None


@given(people)
def test_a_plan_of_ones_own_never_disappears(person: Facts) -> None:
    due = rules.next_due(person, rules.DueRules.of(shipped_rules()))

    own = [plan.due_on for plan in person.plans if plan.rule == "planned"]
    if own:
        assert due is not None
        assert due.on <= min(own)


@given(people)
def test_moving_an_item_moves_it_there(person: Facts) -> None:
    rhythm = rules.DueRules.of(shipped_rules())
    alone = Facts(
        True, person.status, person.level, person.opened_on, person.last_effective, person.status_since)
    asked = rules.next_due(alone, rhythm)
    if asked is None:
        return
    wanted = asked.on + timedelta(days=11)
    moved = Facts(
        True, person.status, person.level, person.opened_on, person.last_effective, person.status_since,
        plans=(Plan("f", asked.rule, asked.occurrence, wanted, "11:00"),))

    due = rules.next_due(moved, rhythm)

    assert due is not None
    assert (due.on, due.at, due.key, due.moved) == (wanted, "11:00", asked.key, True)
