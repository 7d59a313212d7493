"""Which history written by hand shows each variant of the program's own store: to search by chance takes too long."""

import contextlib
from collections.abc import Callable, Mapping

from sync.client.session import pulled
from sync.core.values import Key
from tests.sync.simulator.by_hand import (
    HISTORIES,
    form_over_a_newer_text,
    restored_within_a_session,
    rolled_back_tail,
    typed_over_two_pasts,
    undone_under_a_newer_value,
    waits_in_an_earlier_incarnation,
    waits_under_a_number_taken,
)
from tests.sync.simulator.by_hand_aged import moved_while_away
from tests.sync.simulator.by_hand_erased import erased_where_nobody_brings_the_row
from tests.sync.simulator.calm import DAY, C, quiet, type_
from tests.sync.simulator.net import Interrupted
from tests.sync.simulator.world import World

D: Key = ("contact", "d")


def moved_away_under_an_edit(world: World) -> None:
    """R6c: Ann's contact goes to Bo while an edit of hers waits; she reads that before she sends it."""
    ann = world.laptops["ann"]
    type_(world, "ann", "name", "n1")
    world.laptops["meg"].write(C, "owner", "bo", at=DAY)
    quiet(world, "meg")
    ann.apply(pulled(ann, world.nets["ann"]))


def killed_between_adopting_and_putting_back(world: World) -> None:
    """R10b: the server forgot Ann's edit; her laptop goes off just when it has adopted the epoch."""
    server = world.back_up()
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")
    world.restore(server)
    lane = world.laptops["ann"]._replica._lane  # type: ignore[attr-defined]
    before = lane.at

    def off(point: str) -> None:
        if point == "adopt: adopted":
            raise Interrupted("killed")

    lane.at = off
    world.sync("ann")
    lane.at = before


def killed_while_reading(world: World) -> None:
    """R7: Ann's laptop goes off in every page."""
    ann, meg = world.laptops["ann"], world.laptops["meg"]

    def off() -> None:
        raise Interrupted("killed")

    for n in range(20):
        note = ("touch", f"t{n}")
        world.shadow.type("meg", note, "note", "c", f"m{n}", None)
        meg.insert(*note, {"root": "c", "note": f"m{n}"}, at=DAY)
        quiet(world, "meg")
        ann.interrupt = off
        with contextlib.suppress(Interrupted):
            ann.apply(pulled(ann, world.nets["ann"]))
        ann.interrupt = lambda: None


def manager_for_one_page(world: World) -> None:
    """Bo is a manager between his hello and his page, and then no more."""
    bo = world.laptops["bo"]
    bo.adopt(world.nets["bo"].hello(bo.hello()))
    world.change_role("bo")
    bo.apply(pulled(bo, world.nets["bo"]))
    world.change_role("bo")


def written_beside(world: World) -> None:
    """R15: Meg changes one column, Ann another; of the row Ann is told her number, and has not seen Meg's."""
    type_(world, "meg", "company", "p1")
    quiet(world, "meg")
    type_(world, "ann", "name", "n1")
    quiet(world, "ann")


def withdrawn(world: World) -> None:
    """Ann makes a shared contact private: the shop forgets it, she does not."""
    world.shadow.erased.add("c")
    world.shadow.withdrawn.add(("ann", C))
    world.laptops["ann"].write(C, "private", 1, at=DAY)


def erased_out_of_sight_before_a_restore(world: World) -> None:
    """R11: a contact Ann gave away is erased, another row changes after that, and then the server is restored."""
    meg = world.laptops["meg"]
    world.shadow.type("ann", D, "name", "d", "d0", None)
    world.laptops["ann"].insert(*D, {"owner": "ann", "name": "d0", "company": None}, at=DAY)
    quiet(world, "ann", "meg")
    meg.write(D, "owner", "bo", at=DAY)
    quiet(world, "meg", "ann")
    world.shadow.erased.add("d")
    meg.remove(D, at=DAY)
    quiet(world, "meg")
    type_(world, "meg", "name", "m1")
    quiet(world, "meg")
    world.restore(world.back_up())


SHOWN: Mapping[str, Callable[[World], None]] = {
    **HISTORIES,
    "compaction: who was away trusts his cursors": moved_while_away,
    "R2 a pull moves the base of a pending edit": typed_over_two_pasts,
    "R3 a column takes its newest edit's base": typed_over_two_pasts,
    "R4a an ack raises row_seq": waits_under_a_number_taken,
    "R4c a refusal brings no row, only its number": form_over_a_newer_text,
    "R6c an eviction takes pending edits along": moved_away_under_an_edit,
    "R7 the cursor is saved before the rows": killed_while_reading,
    "R8a forks are not seen": restored_within_a_session,
    "R9 nothing is put back": waits_in_an_earlier_incarnation,
    "R10b the epoch is adopted before the forgotten is put back": killed_between_adopting_and_putting_back,
    "R11 a comparison only counts the rows": rolled_back_tail,
    "R11 after a comparison one reads on at the head": erased_out_of_sight_before_a_restore,
    "R12 a pull replaces pending edits": undone_under_a_newer_value,
    "R13 what a form had on screen is forgotten": form_over_a_newer_text,
    "R15 what others wrote to one's own rows is not looked at": written_beside,
    "erased: the laptop keeps what it asked": erased_where_nobody_brings_the_row,
    "a page's scopes are not looked at": manager_for_one_page,
    "private: what the server never knew or was to forget goes when it says so": withdrawn,
}
