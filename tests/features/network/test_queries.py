"""The rings of the network, and the way out of privacy."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.customers.queries import customer_page
from crm_desktop.features.customers.records import Filter
from crm_desktop.features.network import commands, queries
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def test_the_rings_count_their_people(store: "Store") -> None:
    near = make.contact(store, name="周敏", ring=1, occasion="meal")
    make.customer(store, name="王芳", ring=1)
    make.contact(store, name="李雷")
    make.touch(store, near, at=datetime(2026, 11, 20, 9))

    overview = store.read(queries.rings)

    first = next(ring for ring in overview.rings if ring.ring == 1)
    assert (first.people, first.customers, first.reached) == (2, 1, 1)
    assert [ring.people for ring in overview.rings if ring.ring in (2, 3, 4, 0)] == [0, 0, 0, 1]
    assert (overview.people, overview.private, store.read(queries.occasions)) == (3, 2, {"meal": 1})
    assert store.read(queries.rings, today=date(2027, 6, 1)).rings[0].reached == 0


def test_promoting_makes_a_customer(store: "Store") -> None:
    person = make.contact(store, name="周敏")

    store.write("Promote", commands.promote, person, level="B")

    assert not store.read(contacts.card, person).private
    assert store.read(customer_page, Filter(), is_customer=False).rows == ()
    store.undo()
    assert store.read(contacts.card, person).private


def test_many_are_shared_or_put_in_a_ring(store: "Store") -> None:
    people = [make.contact(store, name=name) for name in ("周敏", "李雷")]

    assert store.write("Ring", commands.put_in_ring, people, 2) == 2
    assert store.write("Share", commands.share, people) == 2

    assert store.read(queries.rings).private == 0
    assert store.read(contacts.card, people[0]).ring == 2


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("1985-08-15", "生日：1985年8月15日"), ("--08-15", "生日：8月15日"), ("lunar:--06-15", "生日：农历六月十五")],
)
def test_promoting_shows_the_birthday_in_words(store: "Store", kept: str, shown: str) -> None:
    person = make.contact(store, name="周敏", birthday=kept)

    assert shown in store.read(contacts.promotion, person).facts


def test_promoting_shows_all_that_goes(store: "Store") -> None:
    from crm_desktop.features.network.records import NewGroup

    person = make.contact(
        store, name="周敏", company="远大", how_known="friend", note="爱喝茶", family="两个孩子", tags=["自驾"])
    make.vehicle(store, person, plate="粤B12345", model="途观")
    make.commitment(store, person, "送脚垫")
    make.touch(store, person)
    shared, own = (
        store.write("Group", commands.save_group, NewGroup("club", name)) for name in ("车友会", "牌友"))  # fmt: skip
    for key in (shared, own):
        store.write("Members", commands.add_members, key, [person])
    store.write("Share", commands.share_group, shared)

    found = store.read(contacts.promotion, person)

    assert {"远大", "朋友"} <= set(found.facts)
    assert {"爱喝茶", "两个孩子", "自驾", "送脚垫"} <= set(found.needs)
    assert any("粤B12345" in one for one in found.needs)
    assert (found.touches, found.tips, found.groups) == (1, 0, ("车友会",))
