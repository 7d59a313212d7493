"""Run seeded histories: `sh installer/test.sh --long --seeds 1-20000` adds a line to `tests/sync/RESULTS.md`."""

from __future__ import annotations

import subprocess
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

from tests.sync.simulator.checkers import finish
from tests.sync.simulator.setting import CLASSES
from tests.sync.simulator.world import World

STEPS = 100
RESULTS = Path(__file__).parents[1] / "RESULTS.md"


def violations(seed: int, kind: str, *, steps: int = STEPS, clock: int = 0, of: type[World] = World) -> list[str]:
    """What a history breaks; an error of the code breaks it too."""
    return run(seed, kind, steps=steps, clock=clock, of=of)[1]


def run(
    seed: int, kind: str, *, steps: int = STEPS, clock: int = 0, of: type[World] = World
) -> tuple[World, list[str]]:
    """A finished history and what it breaks."""
    world = of(seed, CLASSES[kind], clock=clock)
    try:
        world.run(steps)
        return world, finish(world)
    except Exception:  # noqa: BLE001 - whatever a broken variant raises, its history is broken
        return world, [traceback.format_exc(limit=-3)]
    finally:
        world.close()


def told(world: World) -> str:
    """All that happened in a history, but not when: the same for a seed, whenever and wherever it runs."""
    asked = [(one.author, replace(one.mutation, at="", sha256=""), one.outcome) for one in world.shop.history]
    return "\n".join([*world.log, *map(repr, asked)])


def main(arguments: list[str]) -> int:
    """Run a range of seeds in every class (or in those named) and record what was found; `--real`: with the store."""
    real = "--real" in arguments
    span, *named = [one for one in arguments if one != "--real"]
    kinds, of = named or list(CLASSES), _real() if real else World
    first, _, last = span.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    broken = 0
    lines: list[str] = []
    for kind in kinds:
        start = time.perf_counter()
        failed = {seed: found for seed in seeds if (found := violations(seed, kind, of=of))}
        seconds = time.perf_counter() - start
        broken += len(failed)
        which = ", ".join(map(str, list(failed)[:20])) or "none"
        name = f"{kind}, real store" if real else kind
        lines.append(f"| {_commit()} | {name} | {span} | {len(seeds)} | {len(failed)} | {which} | {seconds:.0f} |")
        print(lines[-1])
        for seed, found in list(failed.items())[:5]:
            print(f"  seed {seed}: {found[0]}")
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return 1 if broken else 0


def _real() -> type[World]:
    from tests.sync.simulator.real_world import RealWorld  # needs the program's store, which takes a while to load

    return RealWorld


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=RESULTS.parent)
    return told.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
