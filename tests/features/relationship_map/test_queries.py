"""The map read from a real profile, and what of it is remembered."""

import pytest

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.relationship_map import commands, queries
from crm_desktop.features.relationship_map.records import Kept, Spot, TieKind
from crm_desktop.features.relationship_map.rules.layout import GivenUpError
from tests import make


def read(store, **more):
    return store.read(queries.network, **more)


def test_people_and_ties_come_from_the_records(store):
    owner = make.customer(store, "周敏", phone="13800138001", status="D")
    friend = make.contact(store, "郑洁", phone="13800138002", ring=3)
    make.relation(store, friend, owner, kind="introducer")
    make.opportunity(store, owner, model="汉 EV")
    make.tag(store, owner, "车友会")

    found = read(store)

    people = {one.name: one for one in found.people}
    assert (people["周敏"].ring, people["郑洁"].ring) == (1, 3)
    assert (people["周敏"].tags, people["周敏"].needs) == (("车友会",), ("汉 EV",))
    assert people["郑洁"].private
    assert not people["周敏"].private
    [tie] = found.ties
    assert (found.people[tie.a].name, found.people[tie.b].name, tie.kind) == ("周敏", "郑洁", TieKind.INTRODUCED)


def test_the_same_company_makes_colleagues(store):
    for number, name in enumerate(("甲", "乙")):
        make.contact(store, name, phone=f"1380013800{number}", company=" 宏达贸易 ")

    [tie] = read(store).ties

    assert (tie.kind, tie.via) == (TieKind.COLLEAGUE, "宏达贸易")


def test_who_is_in_the_trash_is_not_on_the_map(store):
    gone = make.contact(store, "甲", phone="13800138001")
    kept = make.contact(store, "乙", phone="13800138002")
    make.relation(store, kept, gone)
    store.write("trash", contacts.trash, [gone])

    found = read(store)

    assert [one.name for one in found.people] == ["乙"]
    assert found.ties == ()


def test_it_reads_the_same_few_statements_for_more_people(store):
    def statements() -> int:
        seen = []

        def counted(session):
            raw = session.connection().connection.driver_connection
            raw.set_trace_callback(lambda sql: seen.append(sql))
            queries.network(session)
            raw.set_trace_callback(None)

        store.read(counted)
        return len(seen)

    make.contact(store, "甲", phone="13800138001")
    few = statements()
    for number in range(12):
        make.contact(store, f"乙{number}", phone=f"138001381{number:02}")

    assert statements() == few <= 8


def test_places_are_kept_on_this_laptop_and_are_no_step_to_undo(store):
    make.contact(store, "甲", phone="13800138001")
    before = store.peek_undo()
    kept = Kept((1, 1, 1, 1), {"a": Spot(1, 0, 1.5)})

    store.write("Lay out the map", commands.keep_places, kept)

    assert store.read(queries.kept_places) == kept
    assert store.peek_undo() == before


def test_places_can_be_forgotten(store):
    store.write("keep", commands.keep_places, Kept((1, 1, 1, 1), {"a": Spot(1, 0, 1.5)}))

    store.write("forget", commands.forget_places)

    assert store.read(queries.kept_places) == Kept()


def test_a_reading_nobody_waits_for_is_given_up_amid_the_people(store):
    for number in range(5):
        make.contact(store, f"人{number}", phone=f"1380013800{number}")
    asked = []

    def after_two() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(GivenUpError):
        read(store, cancelled=after_two)

    assert len(asked) == 3
