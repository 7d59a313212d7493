"""A manager's calendar: each entry with its consultant, and of some consultants alone."""

from datetime import date

import pytest

from crm_desktop.features.calendar import queries
from crm_desktop.features.calendar.records import EntryFilter
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"))):
        person = make.customer(store, name, f"1380013800{n}", owner=owner)
        make.follow_up(store, person, date(2026, 11, 20))
        make.commitment(store, person, due_on=TODAY)


def read(store, **filters):
    span = (date(2026, 11, 16), date(2026, 11, 29))
    return store.read(queries.entries, *span, today=TODAY, filters=EntryFilter(**filters))


def test_entries_say_whose_they_are(store, shop):
    assert {(one.name, one.owner) for one in read(store)} == {("王芳", "李娜"), ("李雷", "王强")}


def test_entries_days_and_the_overdue_are_narrowed(store, shop):
    wang = frozenset({"wang"})

    assert {one.name for one in read(store, owners=wang)} == {"李雷"}
    late = store.read(queries.overdue_entries, TODAY, filters=EntryFilter(owners=wang))
    assert [(one.name, one.owner) for one in late] == [("李雷", "王强")]
    load = store.read(queries.workload, TODAY, TODAY, today=TODAY, filters=EntryFilter(owners=wang))
    whole = store.read(queries.workload, date(2026, 11, 20), date(2026, 11, 20), today=TODAY)
    assert load[TODAY].due <= whole[date(2026, 11, 20)].due == 2


def test_a_consultant_reads_of_no_owner(store, shop):
    make.enrolled(store, "li", role="consultant")

    assert {one.owner for one in read(store)} == {""}
