"""The histories written by hand, and what is to be seen of them."""

from collections.abc import Callable

import pytest

from sync.client.errors import Braked
from sync.client.session import pulled, sync
from sync.core import brakes
from sync.core.brakes import EMPTY, VANISHING, Brake
from sync.core.push import Revoked
from sync.core.shop import Shop
from tests.sync.simulator.by_hand import HISTORIES
from tests.sync.simulator.by_hand_aged import moved_while_away, typed_while_away
from tests.sync.simulator.by_hand_erased import HELD_TWICE
from tests.sync.simulator.calm import C, calm, image, quiet, type_
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.setting import SCHEMA, USERS
from tests.sync.simulator.variants import broken
from tests.sync.simulator.world import World


@pytest.mark.parametrize("name", HISTORIES)
def test_the_protocol_survives_it_and_the_variant_does_not(name: str) -> None:
    world = calm()
    HISTORIES[name](world)
    assert not finish(world)

    with broken(name):
        world = calm()
        HISTORIES[name](world)
        assert finish(world)


def test_an_edit_that_waited_while_its_laptop_was_away_is_in_the_inbox() -> None:
    world = calm()

    typed_while_away(world)

    (cut,) = [one for one in world.shop.records.values() if one.key == C]
    assert (len(cut.fver), world.shop.floor >= cut.row_seq) == (1, True)
    assert not finish(world)
    (card,) = [one.values for one in world.shop.records.values() if one.table == "conflict"]
    assert (card["col"], card["kept"], card["lost"], card["kept_author"]) == ("name", "m1", "a1", "")


def test_who_was_away_lets_go_what_left_meanwhile_though_the_server_has_forgotten_that_it_left() -> None:
    world = calm()

    moved_while_away(world)

    assert world.shop.exits == []
    assert not finish(world)
    assert C not in world.laptops["ann"].file.rows


@pytest.mark.parametrize("history", HELD_TWICE)
def test_nothing_of_what_was_erased_is_left(history: Callable[[World], None]) -> None:
    world = calm()

    history(world)

    assert not finish(world)


def test_an_edit_undone_under_a_newer_value_shows_that_value() -> None:
    world = calm()
    type_(world, "ann", "name", "n1")
    type_(world, "meg", "name", "n2")
    quiet(world, "meg")
    ann = world.laptops["ann"]
    ann.apply(pulled(ann, world.nets["ann"]))
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
    ann.apply(pulled(ann, world.nets["ann"]))

    assert not finish(world)
    assert world.shop.records[key].purged


def test_what_left_while_it_waits_with_a_deleted_contact_is_judged_when_that_is_brought_back() -> None:
    """Ann moves a note to a new contact and deletes it, all unsent; where the note hung goes to Bo."""
    world, touch, new = calm(), ("touch", "t"), ("contact", "d")
    ann, meg = world.laptops["ann"], world.laptops["meg"]
    world.shadow.type("ann", touch, "note", "c", "a1", None)
    ann.insert(*touch, {"root": "c", "note": "a1"}, at="")
    quiet(world, "ann", "meg")
    ann.insert(*new, {"owner": "ann", "name": None, "company": None}, at="")
    world.shadow.type("ann", touch, "note", "c", "a2", "a1")
    ann.write(touch, "note", "a2", at="")
    ann.write(touch, "root", "d", at="")
    ann.write(new, "deleted", "2026", at="")
    meg.write(C, "owner", "bo", at="")
    quiet(world, "meg", "ann", "bo")
    assert (world.shop.records[touch].scope, ann.file.hidden) == ("own:bo", {touch})

    ann.write(new, "deleted", None, at="")

    assert not finish(world)
    assert touch in ann.shown()
    assert world.shop.records[touch].scope == "own:ann"
    assert world.shop.records[touch].values["note"] == "a2"


def test_what_is_moved_to_somebody_private_leaves_the_shop() -> None:
    world, touch = calm(), ("touch", "t")
    ann = world.laptops["ann"]
    ann.insert("contact", "friend", {"owner": "ann", "name": None, "company": None, "private": 1}, at="")
    ann.insert(*touch, {"root": "c", "note": "secret"}, at="")
    quiet(world, "ann", "meg")
    assert touch in world.laptops["meg"].file.rows

    ann.write(touch, "root", "friend", at="")

    assert not finish(world)
    assert touch not in world.laptops["meg"].file.rows
    assert ann.file.rows[touch].values["note"] == "secret"
    assert "secret" not in str(world.shop)


def test_a_session_with_a_server_that_is_suddenly_empty_stops_and_asks() -> None:
    world = calm()
    world.restore(Shop(SCHEMA, dict(USERS), {f"{user}-pc": user for user in USERS}))
    meg = world.laptops["meg"]

    with pytest.raises(Braked) as stopped:
        sync(meg, world.nets["meg"])

    assert stopped.value.brake == Brake(EMPTY, 1, 1)
    assert C in meg.file.rows
    assert sync(meg, world.nets["meg"], confirmed=True)
    assert C not in meg.file.rows
    quiet(world, "ann", "meg")  # who typed it puts it back
    assert C in meg.file.rows
    assert not finish(world)


def test_a_session_stops_before_much_of_a_table_vanishes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted over pages: none of them takes so much alone."""
    monkeypatch.setattr(brakes, "MOST_ROWS", 6)
    world = calm()
    ann, meg = world.laptops["ann"], world.laptops["meg"]
    for n in range(7):
        ann.insert("contact", f"d{n}", {"owner": "ann"}, at="")
    quiet(world, "ann", "meg")
    for n in range(7):
        meg.write(("contact", f"d{n}"), "owner", "bo", at="")
    quiet(world, "meg")

    with pytest.raises(Braked) as stopped:
        sync(ann, world.nets["ann"])

    assert stopped.value.brake == Brake(VANISHING, 7, 8, "contact")
    assert 0 < len([key for key in ann.file.rows if key != C]) < 7
    assert sync(ann, world.nets["ann"], confirmed=True)
    assert list(ann.file.rows) == [C]
    assert not finish(world)
