"""The evening: what happened, what has no result yet, what tomorrow brings."""

from datetime import date, datetime
from typing import Any

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.commitments import commands as commitments
from crm_desktop.features.commitments.records import NewCommitment
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.day_close import commands, queries
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from crm_desktop.store.store import Store
from tests import make

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def evening(clock: Any) -> None:
    clock.set(2026, 11, 25, 18, 30)


def plan(store: Store, person: str, day: date, at: str = "") -> str:
    return str(store.write("plan", calendar.plan_follow_up, person, NextFollowUp(day, at, "visit", "看车")))


def test_the_days_touches_are_counted_and_listed(store: Store) -> None:
    person = make.customer(store, "王芳", opened_on=date(2026, 11, 1), level="A", status="P")
    store.write("log", touches.log_touch, person, NewTouch("call", "answered", note="想看白色"))
    store.write("log", touches.log_touch, person, NewTouch("call", "no_answer", at=datetime(2026, 11, 24, 9)))

    found = store.read(queries.day_summary, TODAY)

    assert (found.figures.touches, found.figures.effective, found.figures.people_reached) == (1, 1, 1)
    assert [(line.name, line.sort) for line in found.changes] == [("王芳", "touch")]
    assert "想看白色" in found.changes[0].text


def test_new_people_levels_and_promises_are_told(store: Store, clock: Any) -> None:
    clock.set(2026, 11, 20, 9)
    person = make.customer(store, "王芳", level="A", status="P")
    clock.set(2026, 11, 25, 18, 30)
    make.customer(store, "李强", "13800138005")
    store.write("level", customers.set_level, person, "H")
    store.write("promise", commitments.add_commitment, person, NewCommitment("二万定金不涨价"))

    found = store.read(queries.day_summary, TODAY)

    assert {line.sort for line in found.changes} == {"new", "level", "promise"}
    assert (found.figures.new_customers, found.figures.level_changes, found.figures.promises_made) == (1, 1, 1)


def test_an_appointment_without_result_is_unlogged(store: Store) -> None:
    person = make.customer(store, "王芳")
    key = plan(store, person, TODAY, "15:00")
    plan(store, person, TODAY)  # no time: due, but no appointment

    found = store.read(queries.day_summary, TODAY)

    assert [(item.name, item.due_at, item.key) for item in found.unlogged] == [("王芳", "15:00", f"planned/{key}")]


def test_a_logged_result_leaves_nothing_unlogged(store: Store) -> None:
    person = make.customer(store, "王芳")
    key = plan(store, person, TODAY, "15:00")

    store.write("log", touches.log_touch, person, NewTouch("visit", "met", answers=f"planned/{key}"))

    assert store.read(queries.day_summary, TODAY).unlogged == ()


def test_tomorrow_lists_what_is_due_then(store: Store) -> None:
    person = make.customer(store, "王芳")
    plan(store, person, date(2026, 11, 26))

    found = store.read(queries.day_summary, TODAY)

    assert "王芳" in [item.name for item in found.tomorrow]
    assert found.tomorrow_total == len(found.tomorrow)


def test_closing_notes_the_day_and_can_be_done_again(store: Store) -> None:
    person = make.customer(store, "王芳")
    closed = store.write("close", commands.close_day, TODAY, note="明天带资料")
    store.write("log", touches.log_touch, person, NewTouch("call", "answered"))

    again = store.write("close", commands.close_day, TODAY)

    assert (closed.note, again.note) == ("明天带资料", "明天带资料")
    assert again.figures.touches == 1
    assert again.closed_at == datetime(2026, 11, 25, 18, 30)


def test_undo_opens_the_day_again(store: Store) -> None:
    store.write("close", commands.close_day, TODAY, note="x")

    store.undo()

    assert store.read(queries.day_summary, TODAY).closed_at is None


def test_a_day_to_come_cannot_be_closed(store: Store) -> None:
    with pytest.raises(InvalidInput):
        store.write("close", commands.close_day, date(2026, 11, 26))
