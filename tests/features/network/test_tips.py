"""Tips with colleagues and peers: balance, privacy, outcome."""

from datetime import date

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.contacts.commands import share
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import GIVEN, RECEIVED, NewTip
from crm_desktop.store.tables import Tip
from tests import make

DAY = date(2026, 11, 20)


def record(store, partner, direction=RECEIVED, about_name="隔壁老王", **values):
    return store.write("Tip", commands.record_tip, NewTip(partner, direction, DAY, about_name=about_name, **values))


def private(session):
    return session.scalars(select(Tip.private)).all()


def test_the_balance_of_each_partner_is_told(store, clock):
    technician = make.contact(store, name="张技师", phone="", how_known="colleague")
    make.contact(store, name="李顾问", phone="", how_known="peer")
    make.contact(store, name="表哥", phone="", how_known="relative")
    record(store, technician, outcome="ordered")
    record(store, technician)
    record(store, technician, GIVEN)

    found = store.read(queries.partners)

    assert [(one.name, one.received, one.given, one.ordered, one.owed) for one in found] == [
        ("张技师", 2, 1, 1, 1), ("李顾问", 0, 0, 0, 0),
    ]  # fmt: skip


def test_anybody_who_gave_a_tip_is_among_the_partners(store, clock):
    record(store, make.contact(store, name="表哥", how_known="relative"))

    assert [one.name for one in store.read(queries.partners)] == ["表哥"]


def test_a_tip_names_the_person_of_the_book(store, clock):
    partner, about = make.contact(store, name="张技师", phone=""), make.customer(store, name="王芳")
    record(store, partner, about=about, about_name="")

    found = store.read(queries.tips)[0]

    assert (found.partner_name, found.about, found.about_name) == ("张技师", about, "王芳")


def test_what_came_of_a_tip_is_noted(store, clock):
    tip = record(store, make.contact(store, name="张技师"))

    store.write("Outcome", commands.set_outcome, tip, "visited")

    assert store.read(queries.tip, tip).outcome_label == "已到店"


def test_a_tip_is_corrected_and_removed(store, clock):
    partner = make.contact(store, name="张技师")
    tip = record(store, partner)

    store.write("Tip", commands.record_tip, NewTip(partner, GIVEN, DAY, about_name="老李"), tip_id=tip)
    assert [(one.direction, one.about_name) for one in store.read(queries.tips)] == [(GIVEN, "老李")]
    store.write("Tip", commands.remove_tip, tip)

    assert store.read(queries.tips) == []


@pytest.mark.parametrize("wrong", [{"about_name": " "}, {"direction": "sideways"}, {"outcome": "married"}])
def test_a_tip_that_says_too_little_is_refused(store, clock, wrong):
    partner = make.contact(store, name="张技师")

    with pytest.raises(InvalidInput):
        record(store, partner, **wrong)


def test_a_tip_goes_along_only_if_ticked_and_about_nobody_private(store, clock):
    first, second = (make.contact(store, name=name, phone="") for name in ("张技师", "李顾问"))
    hidden = make.contact(store, name="王芳")
    record(store, first)
    record(store, second, about=hidden, about_name="")

    store.write("Share", share, first)
    assert store.read(private) == [True, True]
    store.write("Share", share, first, with_touches=True)
    store.write("Share", share, second, with_touches=True)

    assert sorted(store.read(private)) == [False, True]


def test_a_merge_moves_tips_on_both_ends(store, clock):
    keep, other, partner = (make.contact(store, name=name, phone="") for name in ("王芳", "王方", "张技师"))
    record(store, other)
    record(store, partner, about=other, about_name="")

    store.write("Merge", merge, keep, other)

    assert {(one.partner_name, one.about_name) for one in store.read(queries.tips)} == {
        ("王芳", "隔壁老王"), ("张技师", "王芳"),
    }  # fmt: skip
