"""Proposals are found without a scan, shown with their reason, answered by one key, and never act by themselves."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.calendar.commands import see_day
from crm_desktop.features.calendar.queries import follow_ups
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.milestones import commands, glance
from crm_desktop.features.milestones.glance import FIRST
from crm_desktop.features.milestones.records import Proposal
from crm_desktop.features.settings.commands import override
from crm_desktop.features.touches.queries import timeline
from crm_desktop.store.tables import DerivedProposal
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock


def of(store: "Store", person: str, clock: "FrozenClock") -> list[Proposal]:
    return list(store.read(glance.proposals_of, person, clock.now().date()))


def scales(store: "Store", person: str) -> tuple[str, str]:
    part = store.read(archive, person).customer
    assert part is not None
    return part.status, part.level


def test_time_alone_brings_a_proposal_and_changes_nothing(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="H")
    make.touch(store, person)
    assert of(store, person, clock) == []

    clock.forward(days=8)

    found = of(store, person, clock)[0]
    assert (found.code, found.before, found.after) in {("level_stale", "H", "A"), ("silent", "H", "A")}
    assert found.reason
    assert scales(store, person) == ("P", "H")


def test_accepting_changes_the_level_for_that_reason(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="H")
    clock.forward(days=8)

    store.write("Yes", commands.accept, person, of(store, person, clock)[0].key)

    assert scales(store, person) == ("P", "A")
    assert of(store, person, clock) == []
    told = next(entry for entry in store.read(timeline, person) if entry.after == "A")
    assert "建议" in told.text


def test_declining_is_remembered(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="C")
    clock.forward(days=91)
    make.touch(store, person)
    one = of(store, person, clock)[0]

    store.write("No", commands.decline, person, one.key)

    assert of(store, person, clock) == []
    assert scales(store, person) == ("P", "C")
    with pytest.raises(NotFound):
        store.write("Yes", commands.accept, person, one.key)


def test_two_missed_calls_and_silence_lead_out_of_contact(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="C")
    make.touch(store, person)
    clock.forward(days=31)
    make.touch(store, person, result="no_answer")
    assert of(store, person, clock) == []
    make.touch(store, person, result="busy")

    one = of(store, person, clock)[0]
    store.write("Yes", commands.accept, person, one.key)

    assert scales(store, person) == ("L", "C")


def test_a_talk_takes_the_proposal_back(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 22))
    clock.forward(days=9)
    assert [one.code for one in of(store, person, clock)] == ["silent"]

    make.touch(store, person)

    assert of(store, person, clock) == []


def test_a_level_nobody_knows_is_chosen_not_guessed(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, status="N", level="")
    make.touch(store, person)
    one = of(store, person, clock)[0]
    assert one.choices == ("H", "A", "B", "C")

    with pytest.raises(InvalidInput):
        store.write("Yes", commands.accept, person, one.key)
    store.write("Yes", commands.accept, person, one.key, choice="B")

    assert scales(store, person) == ("P", "B")


def test_a_talk_is_planned_when_the_level_falls_twice(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="H")
    for level in ("A", "B"):
        clock.forward(days=1)
        store.write("Level", customers.set_level, person, level)
    one = next(each for each in of(store, person, clock) if each.code == "level_falling")

    store.write("Yes", commands.accept, person, one.key)

    plans = store.read(follow_ups, person)
    assert [(plan.due_on, plan.purpose) for plan in plans] == [(date(2026, 11, 24), one.reason)]
    assert scales(store, person) == ("P", "B")


def test_a_lost_customer_comes_back_on_the_day(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store)
    store.write("Lose", commands.lose, person, reason="own_slow", revive_on=date(2026, 12, 24))
    clock.set(2026, 12, 24, 9)

    store.write("Yes", commands.accept, person, of(store, person, clock)[0].key)

    assert scales(store, person) == ("P", "C")


def test_the_list_begins_with_the_hottest_and_counts_all(store: "Store", clock: "FrozenClock") -> None:
    cold, hot = make.customer(store, "周敏", level="B"), make.customer(store, "王芳", level="H")
    clock.forward(days=40)

    today = clock.now().date()
    found = store.read(glance.open_proposals, today, limit=1)

    assert [one.contact_id for one in found.first] == [hot]
    assert found.total == store.read(glance.count_proposals, today)
    assert store.read(glance.count_proposals, today) == len(of(store, cold, clock)) + len(of(store, hot, clock)) >= 2


def test_who_goes_into_the_trash_has_no_proposals(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="H")
    clock.forward(days=40)

    store.write("Trash", contacts.trash, [person])

    assert store.read(glance.count_proposals, clock.now().date()) == 0
    store.undo()
    assert of(store, person, clock)


def test_other_rules_of_the_shop_give_other_proposals(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="H")
    make.touch(store, person)

    store.write("Rule", override, "levels", "H", {"horizon_days": 3, "interval_days": 2})

    clock.forward(days=4)
    assert of(store, person, clock)


def test_check_finds_a_proposal_that_should_not_be(store: "Store") -> None:
    person = make.customer(store, level="H")
    assert store.check() == []

    def spoil(session: Any) -> None:
        session.query(DerivedProposal).filter_by(root=person).delete()

    store.write("Spoil", spoil)

    assert any("建议" in problem for problem in store.check())
    store.rebuild_derived()
    assert store.check() == []


def test_the_first_proposals_are_found_without_sorting_all(store: "Store") -> None:
    first = FIRST.replace(":today", "'2026-11-22'").replace(":limit", "20")

    plan = store.read(lambda s: " ".join(row[3] for row in s.execute(text(f"EXPLAIN QUERY PLAN {first}"))))

    assert "dpr_rank" in plan
    assert "TEMP B-TREE" not in plan


def test_a_clock_put_back_takes_back_what_a_day_to_come_proposed(store: "Store", clock: "FrozenClock") -> None:
    spoken, other = make.customer(store, status="N", level=""), make.customer(store)
    store.write("Look", see_day)
    clock.forward(days=30)
    make.touch(store, spoken)
    assert [one.code for one in of(store, spoken, clock)] == ["level_unknown"]

    clock.forward(days=-30)
    make.vehicle(store, other)

    assert of(store, spoken, clock) == []
    assert store.check() == []
