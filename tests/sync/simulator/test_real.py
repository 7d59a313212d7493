"""Seeded histories over the program's own store: real files, real triggers, the real replica, all faults."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.sync.simulator.by_hand_aged import AWAY
from tests.sync.simulator.by_hand_erased import HELD_TWICE
from tests.sync.simulator.by_hand_real import SHOWN
from tests.sync.simulator.calm import calm
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.history import violations
from tests.sync.simulator.real_variants import REAL, broken
from tests.sync.simulator.real_world import RealWorld
from tests.sync.simulator.setting import CLASSES
from tests.sync.simulator.world import World

LONG = os.environ.get("CRM_LONG") == "1"
SEEDS = range(1, 301) if LONG else range(1, 31)
CHUNK = 10
BY_HAND = {history.__name__: history for history in (*SHOWN.values(), *HELD_TWICE, *AWAY)}
ONCE_BROKEN = [("laptop", 1009), ("both", 1009), ("laptop", 3076), ("server", 3068)]


def _broken(history: Callable[[World], None]) -> list[str]:
    world = calm(RealWorld)
    try:
        history(world)
        return finish(world)
    finally:
        world.close()


@pytest.mark.parametrize("history", BY_HAND.values(), ids=BY_HAND)
def test_the_real_store_survives_a_history_written_by_hand(history: Callable[[World], None]) -> None:
    assert not _broken(history)


@pytest.mark.parametrize("name", REAL)
def test_the_store_without_a_rule_of_the_laptop_does_not_survive_it(name: str) -> None:
    with broken(name):
        assert _broken(SHOWN[name])


@pytest.mark.parametrize(("kind", "seed"), ONCE_BROKEN)
def test_a_history_that_once_broke_the_real_store_does_not(kind: str, seed: int) -> None:
    assert not violations(seed, kind, of=RealWorld)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("first", SEEDS[::CHUNK])
def test_nothing_is_lost_with_the_real_store(kind: str, first: int) -> None:
    seeds = range(first, first + CHUNK)
    broken = {seed: found[0] for seed in seeds if (found := violations(seed, kind, of=RealWorld))}

    assert not broken
