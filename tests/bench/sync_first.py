"""The first sync of a laptop that joins a shop of 500,000 rows: encrypted file, search index, one kill on the way.

Floor: the same rows into the same tables and indexes under SQLCipher, bare: no triggers, nothing derived, no wire.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

from tests.bench.line import Line
from tests.bench.processes import answer_of, resident

PEOPLE, TOUCHES = 50_000, 8
"""One contact, one customer and eight touches each: 500,000 rows."""
ROWS = PEOPLE * (2 + TOUCHES)
KILLED_AFTER = 100_000
MOST_SECONDS, MOST_GROWTH = 90, 100
PAGE = 5_000
CUT_OFF = 300
"""Seconds after which a session is stopped, and what came until then is told."""


def measure(_profile: Path) -> list[Line]:
    """In a process of its own, which starts those that are killed."""
    told = answer_of("sync_first.py", "run", timeout=900)
    floor = 1000 * told["bare"]
    most = max(1000 * MOST_SECONDS, 2 * floor) if told["ended"] else 0
    name = f"first sync of {ROWS:,} rows"
    if not told["ended"]:
        name += f", stopped after {told['received']:,} of them"
    return [
        Line(name, floor, 1000 * told["seconds"], "<= 90 s or 2 x", most),
        Line("its bytes on the wire", None, told["bytes"] / 1e6, "<= 32 MB", 32, "MB"),
        Line("memory it adds after its first 100,000 rows", None, told["growth"], "<= 100 MB", MOST_GROWTH, "MB"),
        Line("rows that came twice because of a kill", None, told["again"], "<= 5,000", PAGE, "rows"),
    ]


def rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Table, id and values, person by person: ids as the program makes them."""
    from crm_desktop.store.replica.shapes import shapes
    from tests.bench.floor_record import rec

    blank = {name: {**shape.empty, "created": "2026-01-01 00:00:00.000000"} for name, shape in shapes().items()}
    for number in range(PEOPLE):
        record = rec(number)
        root = _id(number, 0)
        told = {"root": root, "owner": "ann", "private": 0}
        yield "contact", root, {
            **blank["contact"], **told, "name": record["name"][-12:], "company": record["contact"],
            "address": record["address"], "note": record["remark"],
        }  # fmt: skip
        yield "customer", _id(number, 1), {
            **blank["customer"], "root": root, "status": "active", "opened_on": "2026-01-01",
        }  # fmt: skip
        for place in range(TOUCHES):
            yield "touch", _id(number, 2 + place), {
                **blank["touch"], "root": root, "private": 0,
                "at": f"2026-{place + 1:02}-{number % 28 + 1:02} 10:00:00", "kind": "call", "result": "answered",
                "effective": 1, "note": rec(number * 8 + place)["remark"],
            }  # fmt: skip


def _id(number: int, place: int) -> str:
    """As a UUIDv7: the time first, then what nobody can guess."""
    from hashlib import blake2b

    return f"0198{number:08x}" + blake2b(f"{number}/{place}".encode(), digest_size=10).hexdigest()


def main() -> None:
    """Serve, join, kill, go on; then the floor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CRM_HOME"] = str(folder / "home")
        print(json.dumps({**_first_sync(folder), "bare": _bare(folder / "bare")}))


def _first_sync(folder: Path) -> dict[str, float]:
    from tests.sync.loopback.office import Desk, Office

    office = Office(folder / "server")
    office.new_shop("first", {"ann": "consultant"})
    _fill(office)
    office.start()
    try:
        desk = Desk(folder / "laptop")
        desk.enrol(office.code("ann"))
        desk.close()
        began = _laptop(folder / "laptop", KILLED_AFTER)
        ended = _laptop(folder / "laptop", 10 * ROWS)
    finally:
        office.kill()
    return {
        "seconds": began["seconds"] + ended["seconds"], "bytes": began["bytes"] + ended["bytes"],
        "growth": ended["resident"] - began["resident"], "received": began["received"] + ended["received"],
        "again": max(0, began["received"] + ended["received"] - ROWS), "ended": ended["ended"],
    }  # fmt: skip


def _fill(office: Any) -> None:
    """As if somebody else's laptop had sent them: the rows as the server keeps them."""
    from itertools import islice

    from sync.core.shop import CREATED, Record, Writer
    from sync.server.storage.coding import record_row

    parts = office._parts()
    told = (
        Record(table, row, "own:ann", (1 << 40) + n, values, {CREATED: Writer((1 << 40) + n, "other", n, "ann")})
        for n, (table, row, values) in enumerate(rows(), 1)
    )
    while some := list(islice(told, 20_000)):
        with parts.engine.writing() as link:
            link.insert("record", [record_row(office.shop, one) for one in some])
    with parts.engine.writing() as link:
        link.run("UPDATE shop SET n = ? WHERE shop = ?", ROWS, office.shop)
    parts.close()


def _laptop(folder: Path, most: int) -> dict[str, float]:
    """A session in a process of its own, killed once so many rows came, or it takes too long; what it said last."""
    command = [sys.executable, __file__, "laptop", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        last: dict[str, float] = {}
        late = Timer(CUT_OFF, child.kill)
        late.start()
        for line in child.stdout:
            last = json.loads(line)
            if last["received"] >= most:
                child.kill()
                break
        late.cancel()
    assert last, "the session said nothing"
    return {**last, "ended": child.returncode == 0}


def laptop(folder: Path) -> None:
    """Says before each request, and at the end, what came so far."""
    from crm_desktop.features.sync.commands import run_sync
    from sync.client.backoff import Patience
    from tests.sync.loopback.office import Desk

    desk = Desk.reopened(folder)
    began = time.perf_counter()

    def say(receipt: Any) -> None:
        print(json.dumps({
            "received": receipt.received, "bytes": receipt.bytes_up + receipt.bytes_down,
            "seconds": time.perf_counter() - began, "resident": resident(),
        }), flush=True)  # fmt: skip

    receipt = run_sync(desk.store, say, patience=Patience())
    say(receipt)
    here = " + ".join(f"(SELECT count(*) FROM {table})" for table in ("contact", "customer", "touch"))
    assert desk.value(f"SELECT {here}") == ROWS
    assert desk.value("SELECT count(*) FROM derived_person") == PEOPLE
    desk.close()


def _bare(folder: Path) -> float:
    """Seconds for the bare inserts, in one transaction."""
    from crm_desktop.store import capture
    from crm_desktop.store.connection import write_much
    from crm_desktop.store.replica.shapes import shapes
    from crm_desktop.store.store import Store

    told: dict[str, list[tuple[Any, ...]]] = {}
    for n, (table, row, values) in enumerate(rows(), 1):
        told.setdefault(table, []).append((row, (1 << 40) + n, *map(values.get, shapes()[table].columns)))
    store = Store.create(folder, passphrase=None, derivers=())
    began = time.perf_counter()
    with store._transaction() as session:
        connection = session.connection()
        write_much(connection)
        capture.drop(connection)
        raw: Any = connection.connection.driver_connection
        for table, values in told.items():
            raw.executemany(shapes()[table].insert, values)
        capture.install(connection)
    took = time.perf_counter() - began
    store.close()
    return took


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    laptop(Path(sys.argv[2])) if sys.argv[1] == "laptop" else main()
