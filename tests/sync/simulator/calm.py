"""A world in which nothing goes wrong by itself, and what its users do on purpose."""

from collections.abc import Callable

from sync.core.values import Key
from tests.sync.simulator.setting import Faults
from tests.sync.simulator.world import World

C: Key = ("contact", "c")
DAY = "2026-01-01"


def calm(of: type[World] = World) -> World:
    """A world in which nothing goes wrong by itself; Ann's contact is on every laptop of hers and of Meg's."""
    world = of(1, Faults(wire=(0.0,), kill=(0.0,), laptops=True, server=True))
    ann = world.laptops["ann"]
    ann.insert(*C, {"owner": "ann", "name": "n0", "company": "p0"}, at=DAY)
    world.shadow.type("ann", C, "name", "c", "n0", None)
    world.shadow.type("ann", C, "company", "c", "p0", None)
    quiet(world, "ann", "meg", "ann")
    return world


def quiet(world: World, *users: str) -> None:
    for user in users:
        assert world.sync(user)


def type_(world: World, user: str, column: str, value: str) -> None:
    laptop = world.laptops[user]
    laptop.file.step += 1
    world.shadow.type(user, C, column, "c", value, laptop.file.rows[C].values[column])
    laptop.write(C, column, value, at=DAY)


def image(world: World, user: str) -> Callable[[], None]:
    """An image of a disk; call what is returned to bring it back, with its old key store."""
    laptop = world.laptops[user]
    file, known = laptop.file.copy(), set(world.shadow.typed)

    def restore() -> None:
        laptop.file = file.copy()
        laptop.keystore = laptop.file.token
        world.shadow.lose_disk(user, known)

    return restore
