"""The histories written by hand, and what is to be seen of them."""

import pytest

from sync.core.push import Revoked
from tests.sync.simulator.by_hand import HISTORIES, C, calm, image, quiet, type_
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.variants import broken


@pytest.mark.parametrize("name", HISTORIES)
def test_the_protocol_survives_it_and_the_variant_does_not(name: str) -> None:
    world = calm()
    HISTORIES[name](world)
    assert not finish(world)

    with broken(name):
        world = calm()
        HISTORIES[name](world)
        assert finish(world)


def test_an_edit_undone_under_a_newer_value_shows_that_value() -> None:
    world = calm()
    type_(world, "ann", "name", "n1")
    type_(world, "meg", "name", "n2")
    quiet(world, "meg")
    ann = world.laptops["ann"]
    ann.apply(world.nets["ann"].pull(*ann.place()))
    assert ann.file.rows[C].values["name"] == "n1"

    for edit in ann.undo(at=""):
        world.shadow.undone.add(str(edit.after))

    assert ann.file.rows[C].values["name"] == "n2"
    assert not ann.waiting()
    assert not finish(world)


def test_a_revoked_laptop_hands_over_its_rest_but_nothing_private() -> None:
    world = calm()
    type_(world, "ann", "name", "n1")
    ann = world.laptops["ann"]
    ann.insert("contact", "secret", {"owner": "ann", "name": "s", "private": 1}, at="")
    world.shop.revoked.add("ann-pc")
    with pytest.raises(Revoked):
        world.nets["ann"].hello(ann.hello())

    world.wipe("ann")

    parked = [record for record in world.shop.records.values() if record.table == "parked"]
    assert [record.values["reason"] for record in parked] == ["revoked"]
    assert "n1" in str(parked[0].values["body"])
    assert world.shop.records[C].values["name"] == "n0"
    assert "secret" not in str(world.shop)


def test_two_copies_of_one_file_go_on_as_two() -> None:
    world = calm()
    disk = image(world, "ann")
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    before = world.laptops["ann"].file.inc
    disk()
    type_(world, "ann", "name", "n2")
    quiet(world, "ann")

    assert world.laptops["ann"].file.inc != before
    assert world.shop.records[C].values["name"] == "n1"
    assert [r.values["lost"] for r in world.shop.records.values() if r.table == "conflict"] == ["n2"]
    assert not finish(world)


def test_what_is_erased_on_a_restored_disk_is_erased_though_the_other_copy_sent_it() -> None:
    world, key = calm(), ("contact", "d")
    ann = world.laptops["ann"]
    ann.insert(*key, {"owner": "ann", "name": "d0", "company": None}, at="")
    disk = image(world, "ann")
    quiet(world, "ann")
    disk()
    ann.remove(key, at="")
    ann.apply(world.nets["ann"].pull(*ann.place()))

    assert not finish(world)
    assert world.shop.records[key].purged
