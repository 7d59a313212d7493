"""The simulator's histories with a database behind the wire: it answers every request as the shop in memory does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from sync import protocol
from sync.core.compaction import Cut
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.shop import Author
from sync.core.values import Key
from sync.server.storage.engine import Engine
from tests.sync.server.mirror import Mirror, content, stored_content
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.net import PAGE, Net
from tests.sync.simulator.setting import CLASSES, SCHEMA
from tests.sync.simulator.world import World

SEEDS = {"sqlite": [*range(1, 9), 53, 215], "postgres": [1, 2, 53]}


class MirroredNet(Net):
    """A connection to both."""

    mirror: Mirror

    def hello(self, said: Hello) -> Welcome:
        def ask() -> Welcome:
            self.world.is_heard(self.user)
            return self.mirror.hello(self.world.shop, said)

        return self._call(ask)

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        return self._call(lambda: self.mirror.push(self.world.shop, author, epoch, batch))

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        return self._call(lambda: self.mirror.pull(self.world.shop, author, epoch, cursors, PAGE))

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        return self._call(lambda: self.mirror.digest(self.world.shop, author, epoch, ranges))

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        return self._call(lambda: self.mirror.inventory(self.world.shop, author, epoch, ranges))

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        return self._call(lambda: self.mirror.fetch(self.world.shop, author, epoch, keys))


class MirroredWorld(World):
    """Compacts both."""

    mirror: Mirror

    def compact(self) -> Cut:
        return self.mirror.compact(self.shop, [f"{user}-pc" for user in self.away])


@pytest.mark.parametrize("most", [400, protocol.MOST_ANSWER_BYTES], ids=["narrow", "wide"])
@pytest.mark.parametrize("kind", CLASSES)
def test_a_history_runs_alike_in_memory_and_in_a_database(
    engine: Engine, kind: str, most: int, request: pytest.FixtureRequest
) -> None:
    for seed in SEEDS["sqlite" if "sqlite" in request.node.name else "postgres"]:
        world, mirror = MirroredWorld(seed, CLASSES[kind]), Mirror(engine, SCHEMA, most)
        world.mirror = mirror
        for user, net in world.nets.items():
            world.nets[user] = MirroredNet(net.world, user)
            world.nets[user].mirror = mirror  # type: ignore[attr-defined]
        world.run(100)

        assert not finish(world)
        assert stored_content(engine) == content(world.shop)
