"""Histories written by hand of what was erased: nothing of it may be left, on the server or on a laptop."""

from sync.client.session import pulled
from sync.core.values import Key
from tests.sync.simulator.calm import DAY, C, image, quiet
from tests.sync.simulator.world import World

T: Key = ("touch", "t")


def _note(world: World, user: str, value: str, root: str = "c") -> None:
    world.shadow.type(user, T, "note", root, value, None)
    world.laptops[user].insert(*T, {"root": root, "note": value}, at=DAY)


def _change(world: World, user: str, value: str, over: str, root: str = "c") -> None:
    world.shadow.type(user, T, "note", root, value, over)
    world.laptops[user].write(T, "note", value, at=DAY)


def _erase(world: World, user: str, key: Key = C) -> None:
    world.shadow.erased.add(key[1])
    world.laptops[user].remove(key, at=DAY)
    quiet(world, user)


def erased_before_it_was_answered(world: World) -> None:
    """Meg's note arrived, its answer did not; Ann erases the contact, and Meg reads that before she asks again."""
    meg = world.laptops["meg"]
    _note(world, "meg", "m1")
    meg.freeze()
    author, batch = meg.batch()
    world.nets["meg"].push(author, meg.file.epoch, batch)
    quiet(world, "ann")
    _erase(world, "ann")
    meg.apply(pulled(meg, world.nets["meg"]))


def erased_while_it_waited(world: World) -> None:
    """Meg changes a note the server has forgotten: it waits. The contact is erased, and only then the note comes."""
    server = world.back_up()
    _note(world, "ann", "a1")
    quiet(world, "ann", "meg")
    _change(world, "meg", "m1", "a1")
    world.restore(server)
    quiet(world, "meg")
    _erase(world, "meg")


def erased_where_nobody_brings_the_row(world: World) -> None:
    """The same, but who made the note lost his disk: it never comes, and the contact is erased without it."""
    server, disk = world.back_up(), image(world, "ann")
    _note(world, "ann", "a1")
    quiet(world, "ann", "meg")
    _change(world, "meg", "m1", "a1")
    world.restore(server)
    disk()
    quiet(world, "meg")
    _erase(world, "meg")


def changed_before_its_insert_was_answered(world: World) -> None:
    """Ann's note waits for a contact the server forgot, and what she typed after it waits for the note. Bo erases the
    contact, of which the server has nothing."""
    ann, d, server, disk = world.laptops["ann"], ("contact", "d"), world.back_up(), image(world, "meg")
    world.change_role("bo")
    world.laptops["meg"].insert(*d, {"owner": "ann", "name": None, "company": None}, at=DAY)
    quiet(world, "meg", "bo", "ann")
    _note(world, "ann", "a1", "d")
    world.restore(server)
    world.change_role("bo")
    disk()
    ann.adopt(world.nets["ann"].hello(ann.hello()))
    ann.freeze()
    author, batch = ann.batch()
    outcomes = world.nets["ann"].push(author, ann.file.epoch, batch)
    _change(world, "ann", "a2", "a1", "d")
    ann.acknowledge(batch, outcomes)
    quiet(world, "ann")
    _erase(world, "bo", d)


def erased_under_an_open_edit(world: World) -> None:
    """Ann reads that a contact was erased while she types in a note of it; then a restored server knows neither."""
    server, ann = world.back_up(), world.laptops["ann"]
    _note(world, "ann", "a1")
    quiet(world, "ann")
    _change(world, "ann", "a2", "a1")
    _erase(world, "meg")
    ann.apply(pulled(ann, world.nets["ann"]))
    world.restore(server)
    quiet(world, "ann", "meg")


ERASED = {
    "erased: an update does not say where its row hangs": erased_where_nobody_brings_the_row,
    "erased: what waits for a row that waits itself stays": changed_before_its_insert_was_answered,
    "erased: open edits stay with the laptop": erased_under_an_open_edit,
    "erased: what waited for a row that never came stays": changed_before_its_insert_was_answered,
}
HELD_TWICE = (erased_before_it_was_answered, erased_while_it_waited)
"""No single rule missing breaks these any more; they once were broken."""
