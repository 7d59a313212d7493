"""What rings when, and what never rings twice."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.reminders.records import Appointment, Habits, Morning, Waiting
from crm_desktop.features.reminders.rules import is_quiet, to_ring, together

DAY = date(2026, 11, 25)
VISIT = Appointment("planned/1", "c1", "王芳", datetime(2026, 11, 25, 15, 0), "看车")
NOTHING = Morning(DAY, 0, 0, 0)
HABITS = Habits()


def waiting(*appointments, morning=NOTHING, rung=()):
    return Waiting(appointments, morning, frozenset(rung))


def at(hour, minute=0):
    return datetime.combine(DAY, time(hour, minute))


def test_an_appointment_rings_before_its_time_and_not_sooner():
    assert to_ring(waiting(VISIT), at(14, 44), HABITS) == []
    assert [one.title for one in to_ring(waiting(VISIT), at(14, 45), HABITS)] == ["15:00 王芳"]


def test_what_a_sleeping_laptop_missed_rings_when_it_wakes_that_day():
    assert to_ring(waiting(VISIT), at(17, 30), HABITS)
    assert to_ring(waiting(VISIT), datetime(2026, 11, 26, 9, 0), HABITS) == []


def test_quiet_hours_only_put_off():
    late = replace(VISIT, at=at(7, 50))

    assert to_ring(waiting(late), at(7, 45), HABITS) == []
    assert to_ring(waiting(late), at(8, 0), HABITS)


def test_an_appointment_that_was_moved_rings_again_at_its_new_time():
    (first,) = to_ring(waiting(VISIT), at(14, 50), HABITS)
    moved = replace(VISIT, at=at(16, 0))

    assert to_ring(waiting(moved, rung=[first.key]), at(15, 50), HABITS)


def test_the_day_is_said_once_in_the_morning():
    morning = Morning(DAY, 12, 3, 1)
    (said,) = to_ring(waiting(morning=morning), at(8, 30), HABITS)

    assert "12" in said.text
    assert to_ring(waiting(morning=morning, rung=[said.key]), at(9, 0), HABITS) == []


def test_nothing_rings_when_it_is_switched_off():
    assert to_ring(waiting(VISIT), at(14, 50), replace(HABITS, on=False)) == []


@pytest.mark.parametrize(
    ("moment", "quiet"), [(time(22), True), (time(7, 59), True), (time(8), False), (time(12), False)]
)
def test_quiet_hours_go_over_midnight(moment, quiet):
    assert is_quiet(moment, HABITS) is quiet


def test_many_at_once_are_one_message():
    many = [replace(VISIT, key=f"planned/{n}") for n in range(6)]

    (one,) = together(to_ring(waiting(*many), at(15), HABITS))

    assert one.text.count("王芳") == 3
    assert "3" in one.text


@given(
    st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(0, 3 * 24 * 60), min_size=1, max_size=40),
    st.integers(0, 120),
)
def test_each_thing_rings_at_most_once_whatever_the_clock_does(minutes, looks, before):
    appointments = [
        replace(VISIT, key=f"planned/{n}", at=datetime.combine(DAY, time()) + timedelta(minutes=minute))
        for n, minute in enumerate(minutes)
    ]
    rung: list[str] = []
    for look in looks:
        now = datetime.combine(DAY, time()) + timedelta(minutes=look)
        found = to_ring(waiting(*appointments, rung=rung), now, replace(HABITS, minutes_before=before))
        rung += [one.key for one in found]

    assert len(rung) == len(set(rung))
