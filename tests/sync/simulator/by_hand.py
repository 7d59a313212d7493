"""Histories written by hand: what chance would seldom throw, each with the variant that it catches."""

import contextlib
from collections.abc import Callable

from sync.client.session import pulled
from sync.core.push import Refusal
from sync.core.shop import Shop
from tests.sync.simulator.by_hand_aged import AGED
from tests.sync.simulator.by_hand_erased import ERASED
from tests.sync.simulator.calm import DAY, C, image, quiet, type_
from tests.sync.simulator.net import Interrupted
from tests.sync.simulator.shadow import lines_of
from tests.sync.simulator.world import World


def rolled_back_tail(world: World) -> None:
    """R11: Meg's edit is gone from the server and from her disk; Ann has seen it, and her cursor is beyond it."""
    server, disk = world.back_up(), image(world, "meg")
    type_(world, "meg", "name", "n1")
    quiet(world, "meg", "ann")
    world.restore(server)
    disk()


def killed_while_adopting(world: World) -> None:
    """R10b: the server forgot Ann's edit; her laptop goes off in the middle of the hello that finds it out."""
    server = world.back_up()
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    world.restore(server)
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
    ann.apply(pulled(ann, world.nets["ann"]))
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
    ann.apply(pulled(ann, world.nets["ann"]))


def restored_within_a_session(world: World) -> None:
    """R10a: Ann's disk and the server both went back, and on. Between her hello and her push the server comes back from
    a backup that knows, under the number of her last edit, one of the disk she lost."""
    ann, disk = world.laptops["ann"], image(world, "ann")
    older = world.back_up()
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    newer = world.back_up()
    world.restore(older)
    disk()
    type_(world, "ann", "company", "p1")
    quiet(world, "ann")
    type_(world, "ann", "name", "n2")
    ann.adopt(world.nets["ann"].hello(ann.hello()))
    ann.freeze()
    author, batch = ann.batch()
    world.restore(newer)
    with contextlib.suppress(Refusal):
        ann.acknowledge(batch, world.nets["ann"].push(author, ann.file.epoch, batch))


def numbers_taken(world: World) -> None:
    """R10d: what Ann sent in an earlier incarnation is gone from the server, and its number there another edit's."""
    ann, disk = world.laptops["ann"], image(world, "ann")
    older = world.back_up()
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    newer = world.back_up()
    world.restore(older)
    disk()
    type_(world, "ann", "company", "p1")
    quiet(world, "ann")
    ann.keystore = "of another copy"
    quiet(world, "ann")
    world.restore(newer)


def came_in_under_a_deletion(world: World) -> None:
    """R5: Ann deletes; then, before it is sent, a touch of Meg's comes in under the deleted contact."""
    ann, meg = world.laptops["ann"], world.laptops["meg"]
    world.shadow.delete("ann", C, world.seen(ann, C))
    ann.write(C, "deleted", DAY, at=DAY)
    meg.insert("touch", "t", {"root": "c", "note": "m1"}, at=DAY)
    world.shadow.type("meg", ("touch", "t"), "note", "c", "m1", None)
    quiet(world, "meg")
    ann.apply(pulled(ann, world.nets["ann"]))


def undone_under_a_newer_value(world: World) -> None:
    """Ann types, Meg's newer value comes in under it, Ann takes it back: Meg's is shown, and stays."""
    type_(world, "ann", "name", "n1")
    type_(world, "meg", "name", "n2")
    quiet(world, "meg")
    ann = world.laptops["ann"]
    ann.apply(pulled(ann, world.nets["ann"]))
    world.shadow.undone |= {str(edit.after) for edit in ann.undo(at=DAY)}


def write_story(world: World, user: str, *lines: str, seen: int | None = None) -> None:
    """A user leaves these lines in the long text; what he took out was on screen, unless a form hid it."""
    laptop = world.laptops[user]
    laptop.file.step += 1
    now = lines_of(laptop.file.rows[C].values.get("family"))
    for line in set(lines) - now:
        gone = "\n".join(now - set(lines)) if seen is None else None
        world.shadow.type(user, C, "family", "c", line, gone)
    laptop.write(C, "family", "\n".join(lines), at=DAY, seen=seen)


def form_over_a_newer_text(world: World) -> None:
    """R14: Ann opens a form; Meg's line comes in; Ann saves the text of her form, in which it is not."""
    write_story(world, "ann", "a1")
    quiet(world, "ann", "meg", "ann")
    opened = world.laptops["ann"].file.rows[C].row_seq
    write_story(world, "meg", "a1", "m1")
    quiet(world, "meg", "ann")
    write_story(world, "ann", "a1", "a2", seen=opened)


def merged_twice(world: World) -> None:
    """R14: Ann's line is merged with Meg's; she types on before the answer has shown her Meg's."""
    write_story(world, "ann", "a1")
    quiet(world, "ann", "meg", "ann")
    write_story(world, "meg", "a1", "m1")
    quiet(world, "meg")
    ann = world.laptops["ann"]
    write_story(world, "ann", "a2", "a1")
    ann.freeze()
    author, batch = ann.batch()
    world.nets["ann"].push(author, ann.file.epoch, batch)
    write_story(world, "ann", "a3", "a2", "a1")


def line_the_server_lost(world: World) -> None:
    """R14: a line of Ann's is gone with the server's tail and with her disk. Meg, who has it on screen, adds one."""
    write_story(world, "ann", "a1", "z")
    quiet(world, "ann", "meg", "ann")
    server, disk = world.back_up(), image(world, "ann")
    write_story(world, "ann", "a1", "a2", "z")
    quiet(world, "ann", "meg")
    write_story(world, "meg", "a1", "a2", "z", "m1")
    world.restore(server)
    disk()
    write_story(world, "ann", "a0", "a1", "z")
    quiet(world, "ann", "meg")


def waits_in_an_earlier_incarnation(world: World) -> None:
    """R10e: what the server forgot waits in an earlier incarnation, and is not asked before it forgets that, too."""
    server = _sent_in_an_earlier_incarnation(world)[0]
    world.restore(server)
    _killed_before_it_asks(world)
    world.restore(server)


def waits_under_a_number_taken(world: World) -> None:
    """R10e: the same, but an older copy of the disk has meanwhile asked something else under its number."""
    server, older = _sent_in_an_earlier_incarnation(world)
    world.restore(server)
    _killed_before_it_asks(world)
    newer = image(world, "ann")
    older()
    type_(world, "ann", "company", "p1")
    quiet(world, "ann")
    newer()


def _sent_in_an_earlier_incarnation(world: World) -> tuple[Shop, Callable[[], None]]:
    """Ann is in her third incarnation, her edit in the second; the server and her disk as they were before it."""
    ann, server = world.laptops["ann"], world.back_up()
    ann.keystore = "of another copy"
    quiet(world, "ann")
    disk = image(world, "ann")
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    ann.keystore = "of another copy"
    quiet(world, "ann")
    return server, disk


def _killed_before_it_asks(world: World) -> None:
    ann = world.laptops["ann"]
    ann.adopt(world.nets["ann"].hello(ann.hello()))


def sent_by_another_copy_and_private(world: World) -> None:
    """Ann's disk comes back from before a contact was sent; it comes from the server, and she makes it private."""
    ann, key = world.laptops["ann"], ("contact", "d")
    ann.insert(*key, {"owner": "ann", "name": None, "company": None}, at=DAY)
    disk = image(world, "ann")
    quiet(world, "ann")
    disk()
    ann.apply(pulled(ann, world.nets["ann"]))
    world.shadow.erased.add("d")
    ann.write(key, "private", 1, at=DAY)


def taken_where_a_row_was_forgotten(world: World) -> None:
    """R4d: two shops' scripts of one id. Meg's comes in under Ann's, a restored server forgets it and takes Ann's. She
    types on, never having seen Meg's, and then the server comes back from a backup that has it."""
    key, ann, older = ("script", "s"), world.laptops["ann"], world.back_up()
    _script(world, "meg", "m1")
    quiet(world, "meg")
    newer = world.back_up()
    _script(world, "ann", "a1")
    ann.apply(pulled(ann, world.nets["ann"]))
    world.restore(older)
    ann.adopt(world.nets["ann"].hello(ann.hello()))
    ann.freeze()
    author, batch = ann.batch()
    ann.acknowledge(batch, world.nets["ann"].push(author, ann.file.epoch, batch))
    world.shadow.type("ann", key, "title", "s", "a2", "a1")
    ann.write(key, "title", "a2", at=DAY)
    ann.freeze()
    world.restore(newer)
    quiet(world, "ann")


def _two_pasts(world: World) -> Shop:
    """Ann has on screen what Cy typed after the server was restored; a backup, from before, has Meg's value there."""
    older = world.back_up()
    type_(world, "meg", "name", "m1")
    quiet(world, "meg")
    newer = world.back_up()
    world.restore(older)
    world.change_role("cy")
    quiet(world, "cy")
    type_(world, "cy", "name", "y1")
    quiet(world, "cy", "ann")
    return newer


def form_over_a_state_that_was_rolled_back(world: World) -> None:
    """R13: Ann opens a form, the server comes back from that backup, and she saves over a value she never saw."""
    newer, ann = _two_pasts(world), world.laptops["ann"]
    opened = ann.file.rows[C].row_seq
    world.restore(newer)
    quiet(world, "ann")
    world.shadow.type("ann", C, "name", "c", "a1", "y1")
    ann.write(C, "name", "a1", at=DAY, seen=opened)


def typed_over_two_pasts(world: World) -> None:
    """R3: Ann types, the server comes back from that backup, Meg's value comes in under hers, and she types again."""
    newer, ann = _two_pasts(world), world.laptops["ann"]
    type_(world, "ann", "name", "a1")
    world.restore(newer)
    ann.adopt(world.nets["ann"].hello(ann.hello()))
    author, epoch, _ = ann.place()
    ann.reconcile(world.nets["ann"].fetch(author, epoch, [C]).rows, [])
    type_(world, "ann", "name", "a2")


def _script(world: World, user: str, value: str) -> None:
    world.shadow.type(user, ("script", "s"), "title", "s", value, None)
    world.laptops[user].insert("script", "s", {"title": value, "beats": ""}, at=DAY)


HISTORIES = {
    **ERASED,
    **AGED,
    "texts: what a restored server never had counts as taken out": line_the_server_lost,
    "R10e where something only waits is not named": waits_in_an_earlier_incarnation,
    "R10e what only waits cannot be forked": waits_under_a_number_taken,
    "private: what another copy has sent counts as never sent": sent_by_another_copy_and_private,
    "an undone edit does not show what came meanwhile": undone_under_a_newer_value,
    "texts: a form saved over a newer state is merged": form_over_a_newer_text,
    "texts: a merged one is its last author's own": merged_twice,
    "R5 what came in under a deletion is not noted": came_in_under_a_deletion,
    "R10c a base counts by the number of its epoch": restored_within_a_session,
    "R10d only the current incarnation may be forked": numbers_taken,
    "R4d a fold leaves a row in a state that was rolled back": taken_where_a_row_was_forgotten,
    "R13 a form's state counts by the number of its epoch": form_over_a_state_that_was_rolled_back,
    "R3 the first base counts by the number of its epoch": typed_over_two_pasts,
    "R10a no gate on the epoch": restored_within_a_session,
    "R4b an old ack is folded": answered_late,
    "R11 only the cursor is rewound": rolled_back_tail,
    "R10b the epoch is adopted before the forgotten is put back": killed_while_adopting,
    "R3 an answered edit passes no base on": typed_while_asked_again,
}
