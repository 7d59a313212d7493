"""Run seeded histories: `python -m tests.sync.simulator.history 1-2000 [class …]` from the root of the project."""

from __future__ import annotations

import sys
import time
import traceback

from tests.sync.simulator.checkers import finish
from tests.sync.simulator.world import CLASSES, World

STEPS = 70


def violations(seed: int, kind: str, *, steps: int = STEPS, clock: int = 0) -> list[str]:
    """What a history breaks; an error of the code breaks it too."""
    return run(seed, kind, steps=steps, clock=clock)[1]


def run(seed: int, kind: str, *, steps: int = STEPS, clock: int = 0) -> tuple[World, list[str]]:
    """A finished history and what it breaks."""
    world = World(seed, CLASSES[kind], clock=clock)
    try:
        world.run(steps)
        return world, finish(world)
    except Exception:  # noqa: BLE001 - whatever a broken variant raises, its history is broken
        return world, [traceback.format_exc(limit=-3)]


def main(arguments: list[str]) -> int:
    first, _, last = arguments[0].partition("-")
    kinds = arguments[1:] or list(CLASSES)
    bad = 0
    for kind in kinds:
        start, failed = time.perf_counter(), []
        for seed in range(int(first), int(last or first) + 1):
            found = violations(seed, kind)
            if found:
                failed.append((seed, found[0]))
        bad += len(failed)
        seconds = time.perf_counter() - start
        print(f"{kind}: {len(failed)} of {int(last or first) - int(first) + 1} histories broken, {seconds:.1f} s")
        for seed, line in failed[:6]:
            print(f"  seed {seed}: {line}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
