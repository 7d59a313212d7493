"""Forgets what every laptop in use has read: in short transactions, each under the shop's lock, as pushes are.

What is forgotten stands in `sync.core.compaction`. The floor is raised first, in a transaction of its own: whoever says
hello before it counts, whoever says it afterwards is told. It may be cut off anywhere; the next round goes on.
"""

import contextlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sync.core.compaction import collapsed, raised
from sync.core.schema import Schema
from sync.core.seqs import seq_of
from sync.core.values import Key
from sync.server import logs
from sync.server.opening import Opened
from sync.server.regularly import every
from sync.server.storage import readers
from sync.server.storage.coding import RECORD, record_of, record_row, writers_of
from sync.server.storage.engine import Engine, Link

HOUR, DAY = 3600, 86400
REPLACED_DAYS = 2
"""So long a laptop that was enrolled again is waited for under its old name: longer than any session it began there."""
SERVER = "server"
AT_ONCE = 200
"""Rows or exits in one transaction: pushes wait for it."""
DONE = "compacted"
"""Under this name the shop keeps up to which floor all was forgotten."""

_LIVING = (
    "EXISTS (SELECT 1 FROM record r WHERE r.shop = scope_exit.shop AND r.tbl = scope_exit.tbl"
    " AND r.id = scope_exit.id AND r.purged = 0)"
)


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a round did."""

    floor: int
    rows: int = 0
    exits: int = 0


def since(seconds: float, days: int) -> str:
    """The first of so many days: who was here since then is counted on."""
    return time.strftime("%Y-%m-%d", time.gmtime(max(0.0, seconds - days * DAY)))


def spans(seconds: float, days: int) -> tuple[str, str]:
    """The first of so many days, and since when one that was enrolled again is waited for."""
    return since(seconds, days), since(seconds, REPLACED_DAYS)


def compact(engine: Engine, schema: Schema, shop: str, first_day: str, recent: str = "") -> Compacted:
    """One round. `recent`: since which day one that was enrolled again is waited for under its old name."""
    with engine.writing() as link:
        engine.lock(link, shop)
        before, done = readers.floor(link, shop), readers.floor(link, shop, DONE)
        floor = raised(before, readers.reached(link, shop, first_day, recent))
        if floor > before:
            readers.keep_floor(link, shop, floor)
    if floor == done:
        return Compacted(floor)
    exits = sum(_cut_exits(engine, shop, scope, floor) for scope in _scopes(engine, shop, "scope_exit"))
    rows = 0
    for scope in _scopes(engine, shop, "record"):
        for keys in _collapsible(engine, (shop, scope), (done, floor)):
            rows += _collapse(engine, schema, shop, keys, floor)
    with engine.writing() as link:
        readers.keep_floor(link, shop, floor, DONE)
    return Compacted(floor, rows, exits)


def _scopes(engine: Engine, shop: str, table: str) -> list[str]:
    """Those that are there; found step by step along the index."""
    found: list[str] = []
    last: str | None = ""
    with engine.reading() as link:
        while last is not None:
            last = link.rows(f"SELECT min(scope) FROM {table} WHERE shop = ? AND scope > ?", shop, last)[0][0]
            found += [last] if last is not None else []
    return found


def _cut_exits(engine: Engine, shop: str, scope: str, floor: int) -> int:
    """Ordinary exits; those that tell of an erasure stay."""
    gone, after = 0, 0
    while after < floor:
        with engine.reading() as link:
            where = "shop = ? AND scope = ? AND seq > ? AND seq <= ?"
            sql = f"SELECT seq FROM scope_exit WHERE {where} ORDER BY seq LIMIT ?"
            seqs = [row[0] for row in link.rows(sql, shop, scope, after, floor, AT_ONCE)]
        end = seqs[-1] if len(seqs) == AT_ONCE else floor
        if seqs:
            with engine.writing() as link:
                engine.lock(link, shop)
                gone += link.run(f"DELETE FROM scope_exit WHERE {where} AND {_LIVING}", shop, scope, after, end)
        after = end
    return gone


def _collapsible(
    engine: Engine, place: tuple[str, str], between: tuple[int, int]
) -> Iterator[list[Key]]:
    """Rows that have something to forget, some at a time. What did not change since the last round has nothing."""
    after, floor = between
    more = True
    while more:
        with engine.reading() as link:
            sql = "SELECT row_seq FROM record WHERE shop = ? AND scope = ? AND row_seq > ? ORDER BY row_seq LIMIT ?"
            seqs = [row[0] for row in link.rows(sql, *place, after, AT_ONCE)]
            rows = _between(link, place, after, seqs[-1]) if seqs else []
        after, more = seqs[-1] if seqs else after, bool(seqs)
        keys = [(table, row) for table, row, fver in rows if _may_collapse(fver, floor)]
        if keys:
            yield keys


def _between(link: Link, place: tuple[str, str], after: int, end: int) -> list[tuple[str, str, bytes]]:
    where = "shop = ? AND scope = ? AND row_seq > ? AND row_seq <= ? AND purged = 0"
    rows = link.rows(f"SELECT tbl, id, fver FROM record WHERE {where}", *place, after, end)
    return [(table, row, bytes(fver)) for table, row, fver in rows]


def _may_collapse(fver: bytes, floor: int) -> bool:
    """Looked at beside the lock; most rows have one writer."""
    return len({one for one in writers_of(fver).values() if one.seq <= floor}) > 1


def _collapse(engine: Engine, schema: Schema, shop: str, keys: list[Key], floor: int) -> int:
    changed = 0
    tables: dict[str, list[str]] = {}
    for table, row in keys:
        tables.setdefault(table, []).append(row)
    with engine.writing() as link:
        engine.lock(link, shop)
        for table, ids in tables.items():
            sql = f"SELECT {RECORD} FROM record WHERE shop = ? AND tbl = ? AND id = EACH(?)"
            there = map(record_of, link.rows(sql, shop, table, ids))
            shorter = [after for one in there if (after := collapsed(schema, one, floor)) is not one]
            link.upsert("record", [record_row(shop, one) for one in shorter])
            changed += len(shorter)
    return changed


def note(engine: Engine, shop: str, done: Compacted, at: str) -> None:
    """Say in the audit that somebody asked for it. It is of no row, so no laptop ever reads it."""
    said = f"floor {done.floor}: {done.rows} rows, {done.exits} exits"
    uid = secrets.token_hex(16)
    with engine.writing() as link:
        seq = seq_of(*engine.lock(link, shop))
        entry = shop, uid, seq, "", 0, "", SERVER, SERVER, "", "", "compact", b"", "applied", said, "", at
        link.insert("history", [entry])


@contextlib.contextmanager
def compacted(parts: Opened, days: int) -> Iterator[None]:
    """Look every hour while the server runs; not at all when nobody is ever given up (0 days)."""

    def look() -> None:
        for shop, _name in parts.registry.shops():
            with contextlib.suppress(Exception):  # one shop that is busy must not keep the others waiting
                done = compact(parts.engine, parts.service.schema, shop, *spans(time.time(), days))
                logs.event("compacted", floor=done.floor, rows=done.rows, exits=done.exits)

    with every(HOUR, look) if days else contextlib.nullcontext():
        yield
