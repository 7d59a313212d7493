"""How a server on SQLite grows: pushes a second of 1 to 64 laptops, and beside 10,000 to 1,000,000 rows.

Reported, without limits: what to expect of one small machine, and whether anything grows that should not.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sync import protocol
from sync.core import packing, wire
from sync.core.mutations import Mutation, Op, body_of, sealed
from sync.core.schema import Schema, Table
from sync.core.shop import CREATED, Author, Record, Writer
from tests.bench.line import Line, reported

LAPTOPS, PUSHES, MUTATIONS = (1, 8, 64), 128, 50
SIZES = (10_000, 100_000, 1_000_000)
CHANGED = 100
SCHEMA = Schema((Table("contact", owner="owner"),))


def measure(_profile: Path) -> list[Line]:
    """Over loopback for the laptops; without a wire for the rows."""
    return [*_laptops(), *_rows()]


def _values(n: int) -> dict[str, Any]:
    return {"owner": "ann", "note": "下周回访" * 5, **{f"c{place}": f"value {n} {place}" for place in range(8)}}


def _batch(author: Author, number: int) -> bytes:
    """A push of new rows."""
    made = []
    for place in range(MUTATIONS):
        row, lsn = os.urandom(16).hex(), number * MUTATIONS + place + 1
        patch = {"root": row, **_values(place), "owner": author.user}
        made.append(sealed(Mutation(author.inc, lsn, os.urandom(16).hex(), "contact", row, Op.INSERT, patch)))
    return packing.pack(wire.push_document(author, 1, made, [body_of(one) for one in made]))


# Laptops -------------------------------------------------------------------------------------------------------------


def _laptops() -> list[Line]:
    from sync.server.storage.sqlite import SqliteEngine
    from tests.sync.server.serving import Served

    lines = []
    with tempfile.TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / "shop.db")
        with Served(engine, SCHEMA).running() as served:
            pcs = [_laptop(served) for _ in range(max(LAPTOPS))]
            for laptops in LAPTOPS:
                rate = _rate(pcs[:laptops])
                lines.append(reported(f"pushes of {MUTATIONS} a second, {laptops} laptops at once", rate, "/s"))
        engine.close()
    return lines


def _laptop(served: Any) -> Any:
    """One that has joined; whoever joins too quickly from one address has to wait."""
    while not (pc := served.laptop("ann")).device:
        time.sleep(1)
    pc.hello()
    return pc


def _rate(pcs: Sequence[Any]) -> float:
    bodies = {}
    for pc in pcs:
        author, many = Author(pc.user, pc.device, pc.inc), max(2, PUSHES // len(pcs))
        bodies[pc.device] = [_batch(author, pc.lsn + number) for number in range(many)]
        pc.lsn += many

    def push(pc: Any) -> None:
        for body in bodies[pc.device]:
            answer = pc.ask(protocol.PUSH, body)
            assert answer.status == 200, answer

    with ThreadPoolExecutor(len(pcs)) as pool:
        began = time.perf_counter()
        list(pool.map(push, pcs))
    return sum(map(len, bodies.values())) / (time.perf_counter() - began)


# Rows ----------------------------------------------------------------------------------------------------------------


def _rows() -> list[Line]:
    from sync.server.service import Service
    from sync.server.storage.sqlite import SqliteEngine

    lines = []
    with tempfile.TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / "shop.db")
        with engine.writing() as link:
            link.upsert("shop", [("s", "shop", 1, 0, "")])
            link.upsert("usr", [("s", "ann", "consultant", "")])
            link.upsert("device", [("s", "d", "ann", "", "", "active", "", "", "")])
            link.upsert("incarnation", [("s", "i", "d", "", 0, 0, "")])
        service, pushes, there = Service(engine, SCHEMA, lambda: ""), 0, 0
        for size in SIZES:
            _fill(engine, there, size)
            there = size
            lines += _beside(service, size, pushes)
            pushes += PUSHES
        engine.close()
    return lines


def _fill(engine: Any, start: int, end: int) -> None:
    from sync.server.storage.coding import record_row

    for first in range(start, end, 20_000):
        some = range(first, min(first + 20_000, end))
        with engine.writing() as link:
            head = link.rows("SELECT n FROM shop WHERE shop = ?", "s")[0][0]
            made = [_record(number, (1 << 40) + head + place) for place, number in enumerate(some, 1)]
            link.insert("record", [record_row("s", one) for one in made])
            link.run("UPDATE shop SET n = ? WHERE shop = ?", head + len(some), "s")


def _record(number: int, seq: int) -> Record:
    row = f"{number * 2654435761 % 2**32:08x}{number:024x}"
    values = {"root": row, **_values(number), "deleted": None}
    return Record("contact", row, "own:ann", seq, values, {CREATED: Writer(seq, "other", 1, "ann")})


def _beside(service: Any, size: int, pushes: int) -> list[Line]:
    author = Author("ann", "d", "i")
    bodies = [_batch(author, pushes + number) for number in range(PUSHES)]
    began = time.perf_counter()
    for body in bodies:
        packing.pack(service.push("s", "d", packing.unpack(body)))
    rate = PUSHES / (time.perf_counter() - began)
    head = service.pull("s", "d", {"epoch": 1, "cursors": {}, "limit": 1})["head"]
    asked = {"epoch": 1, "cursors": {"own:ann": head - CHANGED, "shop": head}}
    began = time.perf_counter()
    for _ in range(20):
        packing.pack(service.pull("s", "d", asked))
    pulled = (time.perf_counter() - began) / 20
    return [
        reported(f"pushes of {MUTATIONS} a second, {size:,} rows on the server", rate, "/s"),
        reported(f"pull of {CHANGED} changes, {size:,} rows on the server", 1000 * pulled, "ms"),
    ]
