"""Keeping people."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.features.contacts import commands, queries
from crm_desktop.features.contacts.records import NewContact, NewWay
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock


def test_a_new_person_is_kept_whole(store: "Store") -> None:
    new = NewContact(
        "王秀英",
        (NewWay("phone", "13800138000"), NewWay("wechat", "wxy_82")),
        ("老客户", "#车友"),
        (("车牌情况", "外地"),),
        gender="female",
        birthday="农历六月十五",
        company="阳光小学",
        ring=1,
        source="walk_in",
        note="爱喝茶",
    )

    person = store.write("New", commands.create_contact, new)

    card = store.read(queries.card, person)
    assert (card.name, card.private, card.gender, card.ring, card.source) == ("王秀英", True, "female", 1, "walk_in")
    assert str(card.birthday) == "lunar:--06-15"
    assert [way.shown for way in card.ways] == ["138 0013 8000", "wxy_82"]
    assert card.tags == ("老客户", "车友")
    assert [(custom.field, custom.value) for custom in card.customs] == [("车牌情况", "外地")]


def test_one_wrong_field_keeps_nothing(store: "Store") -> None:
    with pytest.raises(InvalidInput):
        store.write("New", commands.create_contact, NewContact("王秀英", (NewWay("email", "no address"),)))

    assert store.read(queries.names_like, "王秀英") == []


def test_a_field_is_changed_and_undone(store: "Store") -> None:
    person = make.contact(store, name="王芳")

    store.write("Rename", commands.set_field, person, "name", "王小芳")
    assert store.read(queries.card, person).name == "王小芳"
    store.undo()

    assert store.read(queries.card, person).name == "王芳"


def test_consent_notes_its_day(store: "Store") -> None:
    person = make.contact(store)

    store.write("Consent", commands.set_field, person, "consent", "given")

    assert store.read(queries.card, person).consent_on == date(2026, 11, 22)


def test_the_history_tells_who_changed_what(store: "Store") -> None:
    person = make.contact(store, name="王芳")
    store.write("Rename", commands.set_field, person, "name", "王小芳")
    way = store.read(queries.ways, person)[0]
    store.write("Phone", commands.edit_way, way.id, NewWay("phone", "13900139000"))

    changes = store.read(queries.history, person)

    assert [(c.label, c.field, c.before, c.after) for c in changes if c.field in ("name", "value")] == [
        ("Phone", "value", "13800138000", "13900139000"), ("Rename", "name", "王芳", "王小芳")]


def test_the_same_number_twice_is_kept_once(store: "Store") -> None:
    person = make.contact(store, phone="13800138000")

    first = store.read(queries.ways, person)[0].id
    again = store.write("Way", commands.add_way, person, NewWay("phone", "+86 138-0013-8000"))

    assert again == first
    assert len(store.read(queries.ways, person)) == 1


def test_the_preferred_number_comes_first(store: "Store") -> None:
    person = make.contact(store, phone=["13800138000", "13900139000", "13700137000"])
    third = store.read(queries.ways, person)[2]

    store.write("Prefer", commands.prefer_way, third.id)

    assert [way.value for way in store.read(queries.ways, person)] == ["13700137000", "13800138000", "13900139000"]


def test_a_removed_way_is_gone_and_comes_back(store: "Store") -> None:
    person = make.contact(store)
    store.write("Remove", commands.remove_way, store.read(queries.ways, person)[0].id)
    assert store.read(queries.ways, person) == ()

    store.undo()

    assert len(store.read(queries.ways, person)) == 1


def test_tags_are_put_on_many_at_once(store: "Store") -> None:
    people = [make.contact(store, name=name) for name in ("王芳", "李雷", "韩梅梅")]
    store.write("Tag", commands.tag, people[:1], "车友会")

    added = store.write("Tag", commands.tag, people, " #车友会 ")

    assert added == 2
    assert store.read(queries.tag_counts) == [("车友会", 3)]
    assert store.write("Untag", commands.untag, people, "车友会") == 3
    assert store.read(queries.tag_counts) == []


def test_a_tag_is_renamed_without_doubling(store: "Store") -> None:
    both, old = make.contact(store, tags=("车友", "车友会")), make.contact(store, tags=("车友",))

    store.write("Rename", commands.rename_tag, "车友", "车友会")

    assert store.read(queries.tags, both) == ("车友会",)
    assert store.read(queries.tags, old) == ("车友会",)


def test_a_relation_reads_from_both_sides(store: "Store") -> None:
    mother, son = make.contact(store, name="周敏"), make.customer(store, name="刘伟", level="B")

    store.write("Relation", commands.add_relation, son, mother, kind="parent", note="同住")

    assert [(link.kind, link.other_name, link.outgoing) for link in store.read(queries.links, son)] == [
        ("parent", "周敏", True)]
    assert [(link.kind, link.other_name, link.other_level) for link in store.read(queries.links, mother)] == [
        ("child", "刘伟", "B")]


def test_nobody_is_related_to_himself(store: "Store") -> None:
    person = make.contact(store)

    with pytest.raises(InvalidInput):
        store.write("Relation", commands.add_relation, person, person, kind="friend")


def test_a_trashed_friend_leaves_the_relations(store: "Store") -> None:
    person, friend = make.contact(store), make.contact(store, name="周敏")
    store.write("Relation", commands.add_relation, person, friend, kind="friend")

    store.write("Trash", commands.trash, [friend])

    assert store.read(queries.links, person) == ()


def test_an_empty_custom_value_is_removed(store: "Store") -> None:
    person = make.contact(store)
    store.write("Custom", commands.set_custom_value, person, "血型", value="A")
    store.write("Custom", commands.set_custom_value, person, "血型", value="B")
    assert [custom.value for custom in store.read(queries.customs, person)] == ["B"]

    store.write("Custom", commands.set_custom_value, person, "血型", value="")

    assert store.read(queries.customs, person) == ()


def test_trash_keeps_everything_for_the_way_back(store: "Store") -> None:
    person = make.customer(store, name="王芳", tags=("老客户",))
    make.touch(store, person)

    assert store.write("Trash", commands.trash, [person]) == 1
    with pytest.raises(NotFound):
        store.read(queries.card, person)
    assert [gone.name for gone in store.read(queries.trashed)] == ["王芳"]

    assert store.write("Restore", commands.restore, [person]) == 1
    assert store.read(queries.card, person).tags == ("老客户",)
    assert store.read(queries.trashed) == []


def test_who_came_by_a_mistake_that_was_undone_is_no_trash(store: "Store") -> None:
    store.write("Capture", commands.capture, name="王芳", phone="13800138000", occasion="")
    store.undo()

    assert store.read(queries.trashed) == []


def test_editing_a_trashed_person_says_so(store: "Store") -> None:
    person = make.contact(store)
    store.write("Trash", commands.trash, [person])

    with pytest.raises(NotFound):
        store.write("Rename", commands.set_field, person, "name", "王小芳")


def test_capture_takes_a_name_or_a_number(store: "Store") -> None:
    named = store.write("Capture", commands.capture, name="王芳", phone="", occasion="meal")
    numbered = store.write("Capture", commands.capture, name="", phone="138 0013 8000", occasion="")

    assert store.read(queries.card, named).met_on == date(2026, 11, 22)
    assert store.read(queries.card, numbered).name == "138 0013 8000"
    with pytest.raises(InvalidInput):
        store.write("Capture", commands.capture, name=" ", phone="", occasion="")


def test_sharing_takes_notes_along_only_when_asked(store: "Store") -> None:
    person, friend = make.contact(store), make.contact(store)
    make.touch(store, person)
    store.write("Relation", commands.add_relation, person, friend, kind="friend")
    assert store.read(queries.promotion, person).touches == 1

    store.write("Share", commands.share, person)

    assert not store.read(queries.card, person).private
    assert store.read(queries.promotion, person).touches == 1
    store.write("Share", commands.share, person, with_touches=True)
    assert store.read(queries.promotion, person).touches == 0


def test_verified_today(store: "Store", clock: "FrozenClock") -> None:
    person = make.contact(store)
    clock.set(2026, 12, 1)

    store.write("Verify", commands.verify, person)

    assert store.read(queries.card, person).verified_on == date(2026, 12, 1)


def test_withdrawn_consent_blocks_contact(store: "Store") -> None:
    person = make.contact(store, consent="withdrawn")

    with pytest.raises(Refused):
        store.write("Call", commands.refuse_if_blocked, person)


def test_people_are_offered_while_typing(store: "Store") -> None:
    make.contact(store, name="王秀英", phone="13800138000")

    assert [found.name for found in store.read(queries.names_like, "秀")] == ["王秀英"]
    assert [found.name for found in store.read(queries.names_like, "wangx")] == ["王秀英"]
    assert [found.name for found in store.read(queries.names_like, "138000")] == ["王秀英"]
    assert store.read(queries.names_like, " ") == []
