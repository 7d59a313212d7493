"""Groups: kept, offered, shared; a private one stays private."""

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.contacts.commands import share
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import NewGroup
from crm_desktop.features.network.rules import offer_key
from crm_desktop.store.tables import Membership, PeopleGroup
from tests import make


def household(store, *people, **columns):
    key = store.write("Group", commands.save_group, NewGroup("household", "王家", **columns))
    store.write("Members", commands.add_members, key, people)
    return key


def names(members):
    return [member.name for member in members]


def private(session):
    groups = session.scalars(select(PeopleGroup.private)).all()
    return groups, session.scalars(select(Membership.private).order_by(Membership.root)).all()


def test_a_group_holds_its_people_once(store, clock):
    people = [make.contact(store, name=name, phone="") for name in ("王芳", "王强")]

    key = household(store, *people, *people)

    found = store.read(queries.group, key)
    assert names(found.members) == ["王芳", "王强"]
    assert (found.row.people, found.row.kind, found.row.private) == (2, "household", True)
    assert [row.key for row in store.read(queries.groups_of, people[0])] == [key]


def test_people_of_one_company_are_offered_as_a_group(store, clock):
    for name in ("王芳", "王强"):
        make.contact(store, name=name, phone="", company="远大")
    make.contact(store, name="李雷", phone="", company="单人公司")

    offered = store.read(queries.groups)

    assert [(row.kind, row.name, row.people, row.offered) for row in offered] == [("company", "远大", 2, True)]
    assert names(store.read(queries.group, offered[0].key).more) == ["王芳", "王强"]


def test_an_offer_becomes_a_group_in_one_step(store, clock):
    for name in ("王芳", "王强"):
        make.contact(store, name=name, phone="", company="远大")

    key = store.write("Group", commands.take_offer, "company", "远大")

    assert names(store.read(queries.group, key).members) == ["王芳", "王强"]
    assert [row.offered for row in store.read(queries.groups)] == [False]
    store.undo()
    assert [row.offered for row in store.read(queries.groups)] == [True]
    with pytest.raises(NotFound):
        store.read(queries.group, key)


def test_who_names_the_group_later_is_shown_and_added(store, clock):
    for name in ("王芳", "王强"):
        make.contact(store, name=name, phone="", company="远大")
    key = store.write("Group", commands.take_offer, "company", "远大")
    make.contact(store, name="赵六", phone="", company="远大")
    assert names(store.read(queries.group, key).more) == ["赵六"]

    assert store.write("Group", commands.take_offer, "company", "远大") == key

    found = store.read(queries.group, key)
    assert (names(found.more), found.row.people) == ([], 3)


def test_a_group_of_shop_customers_is_the_shops(store, clock):
    for name in ("王芳", "王强"):
        make.customer(store, name=name, phone="", company="远大")

    store.write("Group", commands.take_offer, "company", "远大")

    assert store.read(private) == ([False], [False, False])


def test_sharing_a_person_does_not_share_a_private_group(store, clock):
    key = household(store, make.contact(store, name="王芳"))
    person = store.read(queries.group, key).members[0].contact

    store.write("Share", share, person)
    assert store.read(private) == ([True], [True])

    store.write("Share", commands.share_group, key)
    assert store.read(private) == ([False], [False])


def test_sharing_a_group_keeps_its_private_people_here(store, clock):
    key = household(store, make.contact(store, name="王芳", id="a"), make.customer(store, name="王强", id="b"))

    store.write("Share", commands.share_group, key)
    assert store.read(private) == ([False], [True, False])

    store.write("Share", share, "a")
    assert store.read(private) == ([False], [False, False])


def test_two_groups_of_one_name_are_refused(store, clock):
    household(store)

    with pytest.raises(InvalidInput):
        store.write("Group", commands.save_group, NewGroup("household", "王家"))
    assert store.write("Group", commands.save_group, NewGroup("club", "王家"))


def test_a_group_that_is_dissolved_leaves_its_people(store, clock):
    person = make.contact(store, name="王芳")
    key = household(store, person)

    store.write("Group", commands.remove_group, key)

    assert store.read(queries.groups) == []
    assert store.read(queries.groups_of, person) == []
    store.undo()
    assert names(store.read(queries.group, key).members) == ["王芳"]


def test_a_member_has_a_role_and_can_leave(store, clock):
    key = household(store, make.contact(store, name="王芳"))
    member = store.read(queries.group, key).members[0]

    store.write("Role", commands.set_role, member.membership, "  户主 ")
    assert store.read(queries.group, key).members[0].role == "户主"
    store.write("Leave", commands.remove_member, member.membership)

    assert store.read(queries.group, key).members == ()


def test_a_merge_keeps_one_membership_of_each_group(store, clock):
    keep, other = (make.contact(store, name=name, phone="") for name in ("王芳", "王方"))
    both = household(store, keep, other)
    club = store.write("Group", commands.save_group, NewGroup("club", "汉车友会"))
    store.write("Members", commands.add_members, club, [other])

    store.write("Merge", merge, keep, other)

    assert [store.read(queries.group, key).row.people for key in (both, club)] == [1, 1]
    assert {row.key for row in store.read(queries.groups_of, keep)} == {both, club}


def test_the_key_of_an_offer_may_hold_any_name():
    from crm_desktop.features.network.rules import offered

    assert offered(offer_key("company", "甲:乙 公司")) == ("company", "甲:乙 公司")
    assert offered("0190-abc") is None
