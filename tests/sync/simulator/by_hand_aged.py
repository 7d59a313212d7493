"""Histories written by hand of laptops that were away for very long, and of a server that compacts meanwhile."""

from sync.client.session import pulled
from tests.sync.simulator.calm import DAY, C, quiet, type_
from tests.sync.simulator.world import World


def _goes_by(world: World, *away: str) -> None:
    """The others sync as ever: they send, read what all have sent, and tell in a hello that they have."""
    world.away.update(away)
    here = [user for user in world.laptops if user not in away]
    quiet(world, *here, *here, *here)
    world.compact()


def compacted_before_the_page(world: World) -> None:
    """Ann says hello; before her page comes, her contact goes to Bo, and the server compacts."""
    ann, meg = world.laptops["ann"], world.laptops["meg"]
    quiet(world, "bo", "cy")
    ann.adopt(world.nets["ann"].hello(ann.hello()))
    meg.write(C, "owner", "bo", at=DAY)
    quiet(world, "meg", "meg")
    world.compact()
    ann.apply(pulled(ann, world.nets["ann"]))


def compacted_after_a_hello_alone(world: World) -> None:
    """Ann's contact has gone to Bo. She says hello, and goes off before she has read it; then the server compacts."""
    ann, meg = world.laptops["ann"], world.laptops["meg"]
    meg.write(C, "owner", "bo", at=DAY)
    quiet(world, *["meg", "bo", "cy"] * 2)
    ann.adopt(world.nets["ann"].hello(ann.hello()))
    world.compact()
    ann.apply(pulled(ann, world.nets["ann"]))


def typed_beside_what_was_not_seen(world: World) -> None:
    """Meg types a name. Ann, who has not seen it, sends a company after it, types a name, too, and goes away."""
    ann = world.laptops["ann"]
    type_(world, "meg", "name", "m1")
    quiet(world, "meg")
    type_(world, "ann", "company", "p1")
    ann.freeze()
    author, batch = ann.batch()
    ann.acknowledge(batch, world.nets["ann"].push(author, ann.file.epoch, batch))
    type_(world, "ann", "name", "a1")
    _goes_by(world, "ann")


def typed_while_away(world: World) -> None:
    """Ann goes away with an edit; meanwhile Meg types in the same column."""
    type_(world, "ann", "name", "a1")
    type_(world, "meg", "name", "m1")
    _goes_by(world, "ann")


def erased_while_away(world: World) -> None:
    """Ann goes away with an edit; meanwhile Meg erases the contact."""
    type_(world, "ann", "name", "a1")
    world.shadow.erased.add("c")
    world.laptops["meg"].remove(C, at=DAY)
    _goes_by(world, "ann")


def moved_while_away(world: World) -> None:
    """Ann goes away; meanwhile her contact goes to Bo."""
    world.laptops["meg"].write(C, "owner", "bo", at=DAY)
    _goes_by(world, "ann")


AGED = {
    "compaction: the floor is above a laptop in use": compacted_before_the_page,
    "compaction: a laptop counts as far as it was answered": compacted_after_a_hello_alone,
    "compaction: the last one wrote all columns": typed_beside_what_was_not_seen,
    "compaction: the ids of erased rows are cut": erased_while_away,
}
AWAY = (typed_while_away, moved_while_away)
