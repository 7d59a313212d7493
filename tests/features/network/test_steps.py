"""The guided path: what counts for which step, and my own targets."""

from datetime import datetime

import pytest

from crm_desktop.base.dates import monday
from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import NewPerson
from tests import make


def done(store):
    return {step.code: step.done for step in store.read(queries.path).steps}


def targets(store):
    return {step.code: step.target for step in store.read(queries.path).steps}


def test_a_week_begins_on_monday(clock):
    assert str(monday(clock.now().date())) == "2026-11-16"


def test_each_step_counts_what_this_week_brought(store, clock):
    known = make.contact(store, name="表哥", phone="13800000001", ring=1)
    make.contact(store, name="技师", phone="13800000002", ring=3)
    gained = make.contact(store, name="表哥的朋友", phone="13800000003", ring=2)
    make.relation(store, gained, known, kind="introducer")
    make.contact(store, name="拼车的人", phone="13800000004", ring=4, occasion="transport")
    make.touch(store, known, opener="news", at=datetime(2026, 11, 20, 9))
    make.touch(store, known, opener="help", at=datetime(2026, 11, 21, 9))
    make.touch(store, gained, opener="help", result="no_answer", at=datetime(2026, 11, 21, 9))

    assert done(store) == {"inventory": 2, "build": 1, "extend": 1, "chances": 1}


def test_what_was_done_last_week_does_not_count(store, clock):
    known = make.contact(store, name="表哥", ring=1)
    make.touch(store, known, opener="news", at=datetime(2026, 11, 15, 23, 59))

    clock.forward(days=7)

    assert done(store) == {"inventory": 0, "build": 0, "extend": 0, "chances": 0}


def test_a_target_of_my_own_takes_the_place_of_the_shops(store, clock):
    shipped = targets(store)

    store.write("Target", commands.set_target, "inventory", "25")

    assert targets(store) == {**shipped, "inventory": 25}
    store.undo()
    assert targets(store) == shipped


@pytest.mark.parametrize(("step", "target"), [("inventory", "many"), ("inventory", "201"), ("dancing", "3")])
def test_a_target_that_cannot_be_is_refused(store, clock, step, target):
    with pytest.raises(InvalidInput):
        store.write("Target", commands.set_target, step, target)


def test_somebody_written_down_stands_in_the_ring_of_how_known(store, clock):
    from crm_desktop.features.contacts.queries import card

    person = store.write("Inventory", commands.note_down, NewPerson("张技师", "139 1111 2222", "colleague", 4))

    shown = store.read(card, person)
    assert (shown.ring, shown.closeness, shown.how_known, shown.private) == (3, 4, "colleague", True)
    assert [way.normal for way in shown.phones] == ["+8613911112222"]


def test_somebody_known_keeps_what_was_known(store, clock):
    from crm_desktop.features.contacts.queries import card

    person = make.contact(store, name="张技师", phone="13911112222", closeness=5)

    store.write("Inventory", commands.take_known, person, NewPerson("小张", "13911112222", "colleague", 2))

    shown = store.read(card, person)
    assert (shown.name, shown.ring, shown.closeness, shown.how_known) == ("张技师", 3, 5, "colleague")
    assert len(shown.phones) == 1


def test_nobody_is_written_down_without_name_and_number(store, clock):
    with pytest.raises(InvalidInput):
        store.write("Inventory", commands.note_down, NewPerson("  "))
