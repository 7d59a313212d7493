"""Reading in plain SQL: people who lie side by side."""

import pytest

from crm_desktop.store.plain import FEW, stretches
from tests import make


@pytest.fixture
def people(store) -> list[str]:
    return sorted(make.contact(store, f"甲{n}", phone=f"138001{n:05}") for n in range(FEW + 2))


def parts(store, ids, size=20):
    return store.look(lambda source: [(len(part), alone) for part, alone in stretches(source, ids, size)])


def test_people_made_together_come_in_one_part(store, people):
    assert parts(store, people) == [(FEW + 2, True)]


def test_somebody_left_out_between_them_parts_them(store, people):
    assert parts(store, people[:7] + people[8:]) == [(20, False), (20, False), (11, False)]


def test_somebody_who_is_not_there_parts_them(store, people):
    gone = people[3][:-1] + ("0" if people[3][-1] != "0" else "1")

    assert all(not alone for _count, alone in parts(store, sorted([*people[:7], gone, *people[8:]])))


def test_few_come_as_they_are(store, people):
    assert parts(store, people[:3]) == [(3, False)]
    assert parts(store, []) == []


def test_what_is_derived_of_them_is_right_either_way(store, people):
    chosen = people[:7] + people[8:]

    store.write("Company", _everywhere, "company", people)
    store.write("Note", _everywhere, "note", chosen)

    assert store.check() == []
    renamed = "SELECT count(*) FROM derived_person WHERE subtitle = '新'"
    assert store.look(lambda source: source.count(renamed)) == len(people)


def _everywhere(session, column, ids):
    marks = ",".join("?" * len(ids))
    session.connection().exec_driver_sql(f"UPDATE contact SET {column} = '新' WHERE id IN ({marks})", tuple(ids))
