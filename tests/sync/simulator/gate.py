"""Find and record the seeds that catch each broken variant: `python -m tests.sync.simulator.gate [name]`.

Variants that a history written by hand catches need no seed.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from tests.sync.simulator.by_hand import HISTORIES
from tests.sync.simulator.history import violations
from tests.sync.simulator.setting import CLASSES
from tests.sync.simulator.variants import VARIANTS, broken

RECORDED = Path(__file__).with_name("seeds.toml")
BUDGET = 3000
WANTED = 2


def search(name: str, budget: int = BUDGET) -> list[tuple[str, int, str]]:
    """The first histories that show a variant: their class, seed, and what they break."""
    found: list[tuple[str, int, str]] = []
    for seed, kind in itertools.product(range(1, budget + 1), CLASSES):
        with broken(name):
            lines = violations(seed, kind)
        if lines and not is_its_own_fault(lines):
            if not violations(seed, kind):  # a history that breaks the whole protocol shows nothing
                found.append((kind, seed, lines[0].splitlines()[-1] if lines[0].startswith("Trace") else lines[0]))
            if len(found) == WANTED:
                break
    return found


def is_its_own_fault(lines: list[str]) -> bool:
    """Whether a variant was only written wrong: that shows nothing of the rule."""
    return any(one in lines[0] for one in ("TypeError", "AttributeError", "NameError"))


def main(names: list[str]) -> int:
    """Record them all, or show those of some variants."""
    text = ["# Written by `python -m tests.sync.simulator.gate`: which history catches which broken variant."]
    missed = []
    for name in names or [one for one in VARIANTS if one not in HISTORIES]:
        found = search(name)
        print(f"{name}: {found or 'NOT CAUGHT'}", flush=True)
        if not found:
            missed.append(name)
            continue
        histories = json.dumps([[kind, seed] for kind, seed, _ in found])
        text += [f"{json.dumps(name)} = {histories}"]
    if not names:
        RECORDED.write_text("\n".join(text) + "\n", "utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
