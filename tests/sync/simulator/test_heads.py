"""A server whose hello tells the heads saves the pull when there is no news, and nothing is missed for it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sync.core import pages
from sync.core.handshake import Hello, Welcome
from tests.sync.simulator.history import violations
from tests.sync.simulator.net import Net
from tests.sync.simulator.setting import USERS, Faults
from tests.sync.simulator.world import World


class TellingNet(Net):
    """Tells the heads, and counts the pulls."""

    pulls = 0

    def hello(self, said: Hello) -> Welcome:
        welcome = super().hello(said)
        return replace(welcome, heads=pages.heads(self.world.shop, self.user))

    def pull(self, *place):  # type: ignore[no-untyped-def]
        self.pulls += 1
        return super().pull(*place)


class TellingWorld(World):
    """The same chances, another server."""

    def __init__(self, seed: int, faults: Faults, *, clock: int = 0) -> None:
        super().__init__(seed, faults, clock=clock)
        self.nets = {user: TellingNet(self, user) for user in USERS}


@pytest.mark.parametrize("kind", ["network", "server"])
def test_nothing_is_missed_for_a_pull_that_was_saved(kind: str) -> None:
    seeds = random.Random(kind).sample(range(1_000_000), 60)

    broken = {seed: found for seed in seeds if (found := violations(seed, kind, of=TellingWorld))}

    assert not broken


def test_session_with_nothing_to_do_pulls_nothing() -> None:
    world = TellingWorld(1, Faults(wire=(0.0,), kill=(0.0,)))
    world.laptops["ann"].insert("contact", "c", {"owner": "ann", "name": "n", "phone": "p"}, at="")
    for _ in range(3):
        assert world.sync("ann")
    net = world.nets["ann"]
    assert isinstance(net, TellingNet)
    before = net.pulls

    assert world.sync("ann")

    assert net.pulls == before
