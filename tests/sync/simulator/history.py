"""Run seeded histories: `sh installer/test.sh --long --seeds 1-20000` adds a line to `tests/sync/RESULTS.md`."""

from __future__ import annotations

import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.sync.simulator.checkers import finish
from tests.sync.simulator.setting import CLASSES
from tests.sync.simulator.world import World

STEPS = 100
RESULTS = Path(__file__).parents[1] / "RESULTS.md"


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
    """Run a range of seeds in every class (or in those named) and record what was found."""
    span, kinds = arguments[0], arguments[1:] or list(CLASSES)
    first, _, last = span.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    broken = 0
    lines: list[str] = []
    for kind in kinds:
        start = time.perf_counter()
        failed = {seed: found for seed in seeds if (found := violations(seed, kind))}
        seconds = time.perf_counter() - start
        broken += len(failed)
        which = ", ".join(map(str, list(failed)[:20])) or "none"
        lines.append(f"| {_commit()} | {kind} | {span} | {len(seeds)} | {len(failed)} | {which} | {seconds:.0f} |")
        print(lines[-1])
        for seed, found in list(failed.items())[:5]:
            print(f"  seed {seed}: {found[0]}")
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return 1 if broken else 0


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=RESULTS.parent)
    return told.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
