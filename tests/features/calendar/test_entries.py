"""What stands on the calendar, by day: everything, or so many of each day."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from crm_desktop.features.calendar import commands, queries
from crm_desktop.features.calendar.queries.entries import SORTS
from crm_desktop.features.calendar.records import EntryFilter
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from tests import make

TODAY = date(2026, 11, 22)
DAYS = [TODAY + timedelta(days=n) for n in range(3)]


@pytest.fixture
def busy(store, clock):
    """Five plans on each of three days, and five birthdays on the first."""
    for day in DAYS:
        for n in range(5):
            person = make.contact(store, name=f"{day.day}-{n}", birthday=f"199{n}-11-22" if day == TODAY else "")
            store.write("Plan", commands.plan_follow_up, person, NextFollowUp(day, f"1{n}:00"))
    return store


def on(store, **more):
    return store.read(queries.entries, DAYS[0], DAYS[-1], today=TODAY, **more)


def test_everything_stands_on_its_day_by_time(busy):
    found = on(busy)

    assert Counter(one.on for one in found) == {DAYS[0]: 10, DAYS[1]: 5, DAYS[2]: 5}
    assert [one.at for one in found if one.on == DAYS[1]] == ["10:00", "11:00", "12:00", "13:00", "14:00"]


def test_so_many_of_each_day_are_the_first_of_each_sort(busy):
    found = on(busy, per_day=2)

    assert Counter((one.on, one.sort) for one in found) == {
        (DAYS[0], "appointment"): 2, (DAYS[0], "occasion"): 2, (DAYS[1], "appointment"): 2, (DAYS[2], "appointment"): 2
    }  # fmt: skip
    assert [one.at for one in found if one.on == DAYS[1]] == ["10:00", "11:00"]


def test_so_many_of_each_day_keep_to_the_filter(busy):
    found = on(busy, per_day=2, filters=EntryFilter(sorts=frozenset({"occasion"})))

    assert Counter(one.sort for one in found) == {"occasion": 2}


def test_what_was_answered_stands_on_the_day_it_was_done(busy, clock):
    late = on(busy)[0]
    clock.set(datetime(2026, 11, 23, 9, 0))
    answer = NewTouch("call", "answered", answers=late.key)

    busy.write("Log", touches.log_touch, late.contact_id, answer)

    for more in ({}, {"per_day": 3}):
        done = [one for one in on(busy, **more) if one.done]
        assert [(one.contact_id, one.key, one.on) for one in done] == [(late.contact_id, late.key, DAYS[1])]
    load = busy.read(queries.workload, DAYS[0], DAYS[1], today=DAYS[1])
    assert (load[DAYS[0]].due, load[DAYS[1]].due, load[DAYS[1]].done) == (4, 5, 1)


def test_days_are_counted_by_the_sorts_that_are_shown(busy, clock):
    late = on(busy)[0]
    visitor = make.contact(busy, name="visitor")
    busy.write("Plan", commands.plan_follow_up, visitor, NextFollowUp(DAYS[0], "09:00", "visit"))
    clock.set(datetime(2026, 11, 23, 9, 0))
    busy.write("Log", touches.log_touch, late.contact_id, NewTouch("call", "answered", answers=late.key))

    def load(*sorts):
        days = busy.read(queries.workload, DAYS[0], DAYS[1], today=DAYS[1], filters=EntryFilter(sorts=frozenset(sorts)))
        return [(one.due, one.done) for one in days.values()]

    assert load() == load("appointment", "visit") == [(5, 0), (5, 1)]
    assert load("appointment") == [(4, 0), (5, 1)]
    assert load("visit") == [(1, 0), (0, 0)]
    assert load("promise") == load("occasion") == [(0, 0), (0, 0)]
    assert not busy.read(queries.overdue_entries, DAYS[2], filters=EntryFilter(sorts=frozenset({"promise"})))


@pytest.mark.parametrize("rule", ["birthday", "planned", "delivery_day", "new_lead", "first_service"])
@pytest.mark.parametrize("kind", ["call", "visit"])
def test_what_was_done_is_counted_as_it_is_shown(store, rule, kind):
    person = make.contact(store, name="x", birthday="1990-11-22")
    make.touch(store, person, kind=kind, at=datetime(2026, 11, 22, 10, 0), follow_key=f"{rule}/2026", effective=True)
    shown = [one.sort for one in on(store) if one.done]

    counted = [
        sort
        for sort in SORTS
        if store.read(
            queries.workload, TODAY, TODAY, today=TODAY, filters=EntryFilter(sorts=frozenset({sort}))
        )[TODAY].done
    ]

    assert counted == shown


def test_the_overdue_come_in_pages_the_longest_first(busy):
    later = DAYS[-1] + timedelta(days=1)

    first = busy.read(queries.overdue_entries, later, limit=6)
    rest = busy.read(queries.overdue_entries, later, limit=20, offset=6)

    assert len({one.contact_id for one in (*first, *rest)}) == 15
    assert [one.overdue_days for one in (*first, *rest)] == [3] * 5 + [2] * 5 + [1] * 5
