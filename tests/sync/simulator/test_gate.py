"""The mutation gate: the protocol without one of its rules must be seen to fail, by the histories recorded for it."""

import tomllib

import pytest

from tests.sync.simulator.by_hand import HISTORIES
from tests.sync.simulator.gate import RECORDED, is_its_own_fault
from tests.sync.simulator.history import violations
from tests.sync.simulator.variants import VARIANTS, broken

SEEDS: dict[str, list[tuple[str, int]]] = {
    name: [(kind, seed) for kind, seed in found] for name, found in tomllib.loads(RECORDED.read_text("utf-8")).items()
}


def test_every_broken_variant_has_a_history_that_catches_it() -> None:
    assert SEEDS.keys() | HISTORIES.keys() == VARIANTS.keys()
    assert not SEEDS.keys() & HISTORIES.keys()


@pytest.mark.parametrize("name", SEEDS)
def test_a_broken_variant_is_caught(name: str) -> None:
    for kind, seed in SEEDS[name]:
        assert not violations(seed, kind), f"{kind} {seed} breaks the whole protocol: it shows nothing"

        with broken(name):
            found = violations(seed, kind)

        assert found, f"{kind} {seed} catches it no more: record again with `python -m tests.sync.simulator.gate`"
        assert not is_its_own_fault(found)
