"""A change of the shop's rhythms for very many people is worked off in short transactions."""

import pytest

from crm_desktop.features.customers.queries import archive
from crm_desktop.features.search.derived import people_list
from crm_desktop.features.settings.commands import override
from crm_desktop.store import derived
from tests import make


@pytest.fixture
def crowd(store, clock, monkeypatch):
    monkeypatch.setattr(people_list, "AT_ONCE", 3)
    monkeypatch.setattr(derived, "LATER", 2)
    return [make.customer(store, name=f"客户{n}", level="A", status="P", phone=f"1390013900{n}") for n in range(7)]


def due(store, person):
    return store.read(archive, person).due.due


def test_everybody_is_right_once_it_is_settled(store, crowd):
    before = [due(store, person) for person in crowd]

    store.write("Rules", override, "levels", "A", {"interval_days": 9})
    assert store.settle() == 7

    assert [(due(store, person) - day).days for person, day in zip(crowd, before, strict=True)] == [5] * 7
    assert store.check() == []


def test_a_save_comes_between_and_a_crash_loses_nothing(store, crowd):
    store.write("Rules", override, "levels", "A", {"interval_days": 9})
    stops = iter([False, True])
    store.settle(lambda: next(stops))

    make.touch(store, crowd[0], kind="call", result="answered")

    assert store.settle() == 5
    assert store.check() == []
    assert store.settle() == 0
