"""Which rows name which attachment: noted with each row that is written, so that access follows the row.

What is parked names what it would have written: its bytes come with it, for it may be let in, or taken in by somebody.
"""

import json
from collections.abc import Collection, Iterable

from sync.core.schema import Schema
from sync.core.shop import Record
from sync.core.values import Key, Patch
from sync.server.storage.coding import RECORD, record_of
from sync.server.storage.engine import Engine, Link

AT_ONCE = 1000
PARKED = "parked"


def named(schema: Schema, record: Record) -> set[str]:
    """The attachments a row names; an erased one names none."""
    if record.purged:
        return set()
    table, values = record.table, record.values
    if table == PARKED:
        table, values = str(values.get("tbl")), _asked(values.get("body"))
    known = schema.tables.get(table)
    told = (values.get(column) for column in known.blobs) if known else ()
    return {value for value in told if isinstance(value, str) and value}


def _asked(body: object) -> Patch:
    """The values of a parked change; none when they cannot be read."""
    try:
        told = json.loads(body) if isinstance(body, str) and body else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def note(link: Link, shop: str, schema: Schema, records: Collection[Record], new: Collection[Key]) -> None:
    """Keep what the rows of a transaction name now."""
    naming = [one for one in records if one.table == PARKED or _names_any(schema, one.table)]
    before: dict[str, list[str]] = {}
    for one in naming:
        if one.key not in new:
            before.setdefault(one.table, []).append(one.id)
    for table, ids in before.items():
        link.note("DELETE FROM blob_ref WHERE shop = ? AND tbl = ? AND id = ANY(?)", shop, table, ids)
    link.upsert("blob_ref", [(shop, name, *one.key) for one in naming for name in sorted(named(schema, one))])


def _names_any(schema: Schema, table: str) -> bool:
    return table in schema.tables and bool(schema.tables[table].blobs)


def complete(engine: Engine, schema: Schema) -> None:
    """Note what rows name that were written before this was noted."""
    for table in (name for name, one in schema.tables.items() if one.blobs):
        with engine.reading() as link:
            shops = [row[0] for row in link.rows("SELECT shop FROM shop")]
        for shop in shops:
            for records in _in_pieces(engine, shop, table):
                with engine.writing() as link:
                    note(link, shop, schema, records, {one.key for one in records})
                    _note_had(link, shop, schema, records)


def _note_had(link: Link, shop: str, schema: Schema, records: Collection[Record]) -> None:
    """Who wrote a name before it was noted who brought what is taken to have brought what is there."""
    writers = {
        (name, one.writer(column).user)
        for one in records
        for name in named(schema, one)
        for column in schema.tables[one.table].blobs
        if one.values.get(column) == name
    }
    names = sorted({name for name, _user in writers})
    sql = "SELECT sha256, size FROM blob WHERE shop = ? AND sha256 = ANY(?) AND state = 'ready'"
    sizes: dict[str, int] = dict(link.rows(sql, shop, names)) if names else {}
    link.upsert("blob_had", [(shop, name, user, sizes[name]) for name, user in sorted(writers) if name in sizes])


def _in_pieces(engine: Engine, shop: str, table: str) -> Iterable[list[Record]]:
    after = ""
    while True:
        with engine.reading() as link:
            sql = f"SELECT {RECORD} FROM record WHERE shop = ? AND tbl = ? AND id > ? ORDER BY id LIMIT ?"
            found = [record_of(row) for row in link.rows(sql, shop, table, after, AT_ONCE)]
        if not found:
            return
        yield found
        after = found[-1].id
