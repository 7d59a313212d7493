"""Seeded histories of four laptops and a server, with everything that goes wrong, and the invariants I1 to I9."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.simulator.history import run, violations
from tests.sync.simulator.setting import CLASSES
from tests.sync.simulator.world import World

LONG = os.environ.get("CRM_LONG") == "1"
ROOT = Path(__file__).resolve().parents[3]
SEEDS = range(1, 5001 if LONG else 751)
CHUNK = 50
ONCE_BROKEN = [("network", 14644), ("laptop", 450), ("both", 450), ("network", 20799), ("laptop", 20761),
               ("both", 33551), ("both", 32536), ("laptop", 31916), ("laptop", 32129), ("laptop", 34559),
               ("network", 32892), ("server", 34324), ("both", 44752), ("server", 40153), ("server", 42901),
               ("both", 910300), ("both", 69829),
               ("server", 67093), ("both", 103622)]  # fmt: skip
CLOCKLESS = {
    "time",
    "datetime",
    "random",
    "secrets",
    "os",
    "uuid",
    "sqlite3",
    "socket",
    "asyncio",
    "pathlib",
    "threading",
}


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("first", SEEDS[::CHUNK])
def test_no_history_breaks_an_invariant(kind: str, first: int) -> None:
    broken = {seed: found for seed in range(first, first + CHUNK) if (found := violations(seed, kind))}

    assert not broken, "\n".join(f"{kind} {seed}: {line}" for seed, found in broken.items() for line in found)


class Narrow(World):
    """An answer holds next to nothing."""

    most = 400


@pytest.mark.parametrize("kind", CLASSES)
def test_no_answer_is_too_small(kind: str) -> None:
    broken = {seed: found for seed in range(1, 101) if (found := violations(seed, kind, of=Narrow))}

    assert not broken, "\n".join(f"{kind} {seed}: {line}" for seed, found in broken.items() for line in found)


@pytest.mark.parametrize(("kind", "seed"), ONCE_BROKEN)
def test_a_history_that_once_broke_an_invariant_does_not(kind: str, seed: int) -> None:
    assert not violations(seed, kind)


def _content(world: World) -> object:
    """What a shop holds, without the dates a user's clock wrote into it."""
    dated = {"deleted", "lost", "kept"}
    rows = {
        key: (record.scope, record.row_seq, {c: bool(v) if c in dated else v for c, v in record.values.items()})
        for key, record in world.shop.records.items()
    }
    return rows, [(one.mutation.op, one.mutation.key, one.outcome.result) for one in world.shop.history]


@pytest.mark.parametrize("kind", CLASSES)
def test_no_decision_reads_a_clock(kind: str) -> None:
    for seed in range(1, 41):
        assert _content(run(seed, kind, clock=1)[0]) == _content(run(seed, kind, clock=2)[0])


_TELL = """
from tests.sync.simulator.history import run, told
from tests.sync.simulator.real_world import RealWorld

for seed in range(1, 26):
    for kind in ("network", "both"):
        print(kind, seed, told(run(seed, kind)[0]))
print(told(run(1, "both", of=RealWorld)[0]))
"""


def test_a_history_is_the_same_in_every_process() -> None:
    """Sets have another order in each: nothing may depend on it."""
    asked = [sys.executable, "-c", _TELL]
    one, other = (
        subprocess.run(asked, capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": salt})
        for salt in "12"
    )

    assert one.stdout == other.stdout != b""


def test_the_core_knows_no_clock_no_chance_and_no_disk() -> None:
    found = [
        f"{path.name}: {name}"
        for path in sorted((ROOT / "sync" / "core").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        if name.split(".")[0] in CLOCKLESS
    ]

    assert not found


def test_the_histories_reach_every_outcome() -> None:
    """A simulator in which nothing happens would find nothing."""
    results: set[str] = set()
    reasons: set[str] = set()
    logged: set[str] = set()
    for seed in range(1, 121):
        for kind in CLASSES:
            world, _ = run(seed, kind)
            results |= {entry.outcome.result.value for entry in world.shop.history}
            reasons |= {entry.outcome.reason for entry in world.shop.history}
            logged |= {line.split(" ", 1)[1] for line in world.log}

    assert results == {"applied", "merged", "conflict", "resurrected", "refused_delete", "parked"}
    assert reasons >= {"", "access", "purged", "unknown row", "name is too long", "revoked"}
    assert logged >= {
        "sync: lost request", "sync: lost answer", "sync: killed", "restored", "image", "revoked", "wiped", "backup",
        "restored, epoch 2", "sync: quiet",
    }  # fmt: skip
