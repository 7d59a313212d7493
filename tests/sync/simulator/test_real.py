"""Seeded histories over the program's own store: real files, real triggers, the real replica, all faults."""

from __future__ import annotations

import os

import pytest

from tests.sync.simulator.by_hand import HISTORIES
from tests.sync.simulator.calm import calm
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.history import violations
from tests.sync.simulator.real_variants import REAL, broken
from tests.sync.simulator.real_world import RealWorld
from tests.sync.simulator.setting import CLASSES

LONG = os.environ.get("CRM_LONG") == "1"
SEEDS = range(1, 301) if LONG else range(1, 11)
ONCE_BROKEN = [("laptop", 1009), ("both", 1009), ("laptop", 3076), ("server", 3068)]


@pytest.mark.parametrize("name", HISTORIES)
def test_the_real_store_survives_a_history_written_by_hand(name: str) -> None:
    world = calm(RealWorld)
    try:
        HISTORIES[name](world)

        assert not finish(world)
    finally:
        world.close()


@pytest.mark.parametrize("name", [name for name in REAL if name in HISTORIES])
def test_the_store_without_a_rule_does_not_survive_it(name: str) -> None:
    with broken(name):
        world = calm(RealWorld)
        try:
            HISTORIES[name](world)

            assert finish(world)
        finally:
            world.close()


@pytest.mark.parametrize(("kind", "seed"), ONCE_BROKEN)
def test_a_history_that_once_broke_the_real_store_does_not(kind: str, seed: int) -> None:
    assert not violations(seed, kind, of=RealWorld)


@pytest.mark.parametrize("kind", CLASSES)
def test_nothing_is_lost_with_the_real_store(kind: str) -> None:
    broken = {seed: found[0] for seed in SEEDS if (found := violations(seed, kind, of=RealWorld))}

    assert not broken
