"""Find and record the seeds that catch each broken variant: `python -m tests.sync.simulator.gate [--real] [name]`.

Variants that a history written by hand catches need no seed. `--real`: those of the program's own store.
"""

from __future__ import annotations

import itertools
import json
import sys
import tomllib
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.sync.simulator import variants
from tests.sync.simulator.by_hand import HISTORIES
from tests.sync.simulator.history import violations
from tests.sync.simulator.setting import CLASSES
from tests.sync.simulator.variants import VARIANTS
from tests.sync.simulator.world import World


@dataclass(frozen=True)
class Gate:
    """Which variants must be caught, over which laptops, and where it stands what catches them."""

    names: Collection[str]
    broken: Callable[[str], AbstractContextManager[object]]
    recorded: Path
    of: type[World] = World
    budget: int = 3000
    wanted: int = 2

    def seeds(self) -> dict[str, list[tuple[str, int]]]:
        """What is recorded."""
        told = tomllib.loads(self.recorded.read_text("utf-8"))
        return {name: [(kind, seed) for kind, seed in found] for name, found in told.items()}

    def search(self, name: str) -> list[tuple[str, int, str]]:
        """The first histories that show a variant: their class, seed, and what they break."""
        found: list[tuple[str, int, str]] = []
        for seed, kind in itertools.product(range(1, self.budget + 1), CLASSES):
            with self.broken(name):
                lines = violations(seed, kind, of=self.of)
            if lines and not violations(seed, kind, of=self.of):  # what breaks the whole protocol shows nothing
                found.append((kind, seed, lines[0].splitlines()[-1] if lines[0].startswith("Trace") else lines[0]))
            if len(found) == self.wanted:
                break
        return found


PURE = Gate(VARIANTS, variants.broken, Path(__file__).with_name("seeds.toml"))


def real() -> Gate:
    """The gate of the program's own store, which takes a while to load."""
    from tests.sync.simulator import real_variants
    from tests.sync.simulator.real_world import RealWorld

    recorded = Path(__file__).with_name("seeds_real.toml")
    return Gate(real_variants.REAL, real_variants.broken, recorded, RealWorld, budget=300, wanted=1)


def main(arguments: list[str]) -> int:
    """Record them all, or show those of some variants."""
    gate = real() if "--real" in arguments else PURE
    names = [one for one in arguments if one != "--real"]
    text = ["# Written by `python -m tests.sync.simulator.gate`: which history catches which broken variant."]
    missed = []
    for name in names or [one for one in gate.names if one not in HISTORIES]:
        found = gate.search(name)
        print(f"{name}: {found or 'NOT CAUGHT'}", flush=True)
        if not found:
            missed.append(name)
            continue
        histories = json.dumps([[kind, seed] for kind, seed, _ in found])
        text += [f"{json.dumps(name)} = {histories}"]
    if not names:
        gate.recorded.write_text("\n".join(text) + "\n", "utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
