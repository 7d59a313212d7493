"""Run a range of seeds and say what broke: `python -m tests.sync.showroom.history 1-50 [steps]`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.sync.codes import serving
from tests.sync.showroom.looking import finish
from tests.sync.showroom.shop import Shop

STEPS = 150


def run(seed: int, folder: Path, steps: int = STEPS) -> tuple[Shop, list[str]]:
    """A finished history, and what it breaks."""
    with serving(folder / "shop.db") as served:
        shop = Shop(served, folder, seed)
        try:
            shop.run(steps)
            return shop, finish(shop)
        finally:
            shop.close()


def main(arguments: list[str]) -> int:
    first, _, last = arguments[0].partition("-")
    steps = int(arguments[1]) if len(arguments) > 1 else STEPS
    done: Counter[str] = Counter()
    inbox: Counter[str] = Counter()
    broken = 0
    began = time.perf_counter()
    for seed in range(int(first), int(last or first) + 1):
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
            shop, wrong = run(seed, Path(folder), steps)
        done += shop.done
        inbox += shop.inbox
        if wrong:
            broken += 1
            print(f"seed {seed}: {len(wrong)} wrong", *wrong[:6], sep="\n  ", flush=True)
            if first == (last or first):
                print(*shop.log, sep="\n")
    print(f"{broken} broken, {time.perf_counter() - began:.0f} s")
    print("in the inbox", dict(inbox.most_common()))
    print("done", dict(sorted(done.items())))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
