"""Histories written by hand: what chance would seldom throw, each with the variant that it catches."""

from collections.abc import Callable

import pytest

from sync.core.push import Revoked
from sync.core.values import Key
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.net import Interrupted
from tests.sync.simulator.setting import Faults
from tests.sync.simulator.variants import broken
from tests.sync.simulator.world import World

C: Key = ("contact", "c")


def calm() -> World:
    """A world in which nothing goes wrong by itself; Ann's contact is on every laptop of hers and of Meg's."""
    world = World(1, Faults(wire=(0.0,), kill=(0.0,), laptops=True, server=True))
    ann = world.laptops["ann"]
    ann.insert(*C, {"owner": "ann", "name": "n0", "phone": "p0"}, at="")
    world.shadow.type("ann", C, "name", "c", "n0", None)
    world.shadow.type("ann", C, "phone", "c", "p0", None)
    quiet(world, "ann", "meg", "ann")
    return world


def quiet(world: World, *users: str) -> None:
    for user in users:
        assert world.sync(user)


def type_(world: World, user: str, column: str, value: str) -> None:
    laptop = world.laptops[user]
    laptop.file.step += 1
    world.shadow.type(user, C, column, "c", value, laptop.file.rows[C].values[column])
    laptop.write(C, column, value, at="")


def back_up(world: World) -> Callable[[], None]:
    """A backup of the server; call what is returned to bring it back."""
    world.backup = None
    world.server_fault()

    def restore() -> None:
        while True:
            epoch = world.shop.epoch
            backup = world.backup
            world.server_fault()
            if world.shop.epoch != epoch:
                return
            world.backup = backup

    return restore


def image(world: World, user: str) -> Callable[[], None]:
    """An image of a disk; call what is returned to bring it back, with its old key store."""
    laptop = world.laptops[user]
    file, known = laptop.file.copy(), set(world.shadow.typed)

    def restore() -> None:
        laptop.file = file.copy()
        laptop.keystore = laptop.file.token
        world.shadow.risky |= {
            value for value, typed in world.shadow.typed.items() if typed.user == user and value not in known
        }

    return restore


def rolled_back_tail(world: World) -> None:
    """R11: Meg's edit is gone from the server and from her disk; Ann has seen it, and her cursor is beyond it."""
    server, disk = back_up(world), image(world, "meg")
    type_(world, "meg", "name", "n1")
    quiet(world, "meg", "ann")
    server()
    disk()


def killed_while_adopting(world: World) -> None:
    """R10b: the server forgot Ann's edit; her laptop goes off in the middle of the hello that finds it out."""
    server = back_up(world)
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    server()
    laptop, calls = world.laptops["ann"], iter(range(100))

    def interrupt() -> None:
        if next(calls) == 2:
            raise Interrupted("killed")

    laptop.interrupt = interrupt
    world.sync("ann")
    laptop.interrupt = lambda: None


def typed_while_asked_again(world: World) -> None:
    """R3: under a frozen edit a newer value came in; the user types again before the answer, and never saw it."""
    ann = world.laptops["ann"]
    type_(world, "ann", "name", "n1")
    ann.freeze()
    type_(world, "meg", "name", "n2")
    quiet(world, "meg")
    ann.apply(world.nets["ann"].pull(*ann.place()))
    author, batch = ann.batch()
    outcomes = world.nets["ann"].push(author, ann.file.epoch, batch)
    type_(world, "ann", "name", "n3")
    ann.acknowledge(batch, outcomes)


def answered_late(world: World) -> None:
    """R4b: the answer was lost, a newer value of Meg's was pulled, and then the old answer comes again."""
    ann = world.laptops["ann"]
    type_(world, "ann", "name", "n1")
    ann.freeze()
    author, batch = ann.batch()
    world.nets["ann"].push(author, ann.file.epoch, batch)
    quiet(world, "meg")
    type_(world, "meg", "name", "n2")
    quiet(world, "meg")
    ann.apply(world.nets["ann"].pull(*ann.place()))


HISTORIES = {
    "R4b an old ack is folded": answered_late,
    "R11 only the cursor is rewound": rolled_back_tail,
    "R10b the epoch is adopted before the forgotten is put back": killed_while_adopting,
    "R3 an answered edit passes no base on": typed_while_asked_again,
}


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
    ann.insert(*key, {"owner": "ann", "name": "d0", "phone": None}, at="")
    disk = image(world, "ann")
    quiet(world, "ann")
    disk()
    ann.remove(key, at="")
    ann.apply(world.nets["ann"].pull(*ann.place()))

    assert not finish(world)
    assert world.shop.records[key].purged
