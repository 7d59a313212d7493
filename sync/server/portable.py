"""A copy of the data as a stream of rows under zstd: of either database, and for either.

Lines of JSON: what it is, then rows of one table each, then how many there were. It is read whole before use.
"""

import base64
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sync.core.packing import read, spell
from sync.server.opening import LAYOUT, NotPossible, wall
from sync.server.storage.engine import Engine, Link
from sync.server.storage.tables import BYTES, TABLES, Table

FORMAT = 1
MAGIC = b"\x28\xb5\x2f\xfd"
LEVEL = 3
MANY, FEW = 1000, 8
"""Rows in a line, and of the parts of attachments, each of which may be large."""
Rows = list[tuple[Any, ...]]


def is_one(file: Path) -> bool:
    """Whether a file is such a copy, by how it begins."""
    with file.open("rb") as source:
        return source.read(len(MAGIC)) == MAGIC


def write(engine: Engine, to: Path) -> None:
    """Copy all of it as one moment shows it, while it is served. The file appears whole or not at all."""
    import zstandard

    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    # The keys of the shop are in it.
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with packer.stream_writer(out, closefd=False) as packed, engine.reading() as link:
            for line in _told(link):
                packed.write(spell(line) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, to)


def _told(link: Link) -> Iterator[dict[str, Any]]:
    columns = {name: list(table.columns) for name, table in TABLES.items()}
    yield {"format": FORMAT, "layout": LAYOUT, "made": wall(), "columns": columns}
    counted = Counter[str]()
    for table in TABLES.values():
        for rows in _pages(link, table):
            counted[table.name] += len(rows)
            yield {"table": table.name, "rows": [_spelled(table, row) for row in rows]}
    yield {"end": dict(counted)}


def _pages(link: Link, table: Table) -> Iterator[Rows]:
    """By key, so that no more than a page is in memory."""
    columns, key = ", ".join(table.columns), list(table.columns)[: table.key]
    keys, most = ", ".join(key), FEW if table.name == "blob_part" else MANY
    after, where = (), ""
    while rows := link.rows(f"SELECT {columns} FROM {table.name} {where} ORDER BY {keys} LIMIT {most}", *after):
        yield rows
        after, where = rows[-1][: table.key], f"WHERE ({keys}) > ({', '.join('?' * table.key)})"


def _spelled(table: Table, row: tuple[Any, ...]) -> list[Any]:
    kinds = table.columns.values()
    return [
        base64.b64encode(bytes(value)).decode() if kind == BYTES and value is not None else value
        for kind, value in zip(kinds, row, strict=True)
    ]


def _read(table: Table, row: list[Any]) -> tuple[Any, ...]:
    kinds = table.columns.values()
    return tuple(
        base64.b64decode(value) if kind == BYTES and value is not None else value
        for kind, value in zip(kinds, row, strict=True)
    )


def check(file: Path) -> None:
    """Raises NotPossible when it is not whole, or not of this program."""
    with file.open("rb") as source:
        for _table, _rows in _rows_of(source, file):
            pass


def fill(link: Link, file: Path) -> None:
    """Put its rows in the place of all that is there, in this transaction."""
    for name in TABLES:
        link.run(f"DELETE FROM {name}")
    with file.open("rb") as source:
        for table, rows in _rows_of(source, file):
            link.insert(table.name, rows)


def _rows_of(source: BinaryIO, file: Path) -> Iterator[tuple[Table, Rows]]:
    import zstandard

    try:
        yield from _believed(io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(source)))
    except (zstandard.ZstdError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotPossible(f"{file} is no whole copy of a shop's data: {error}") from error


def _believed(lines: Iterable[bytes]) -> Iterator[tuple[Table, Rows]]:
    counted, told = Counter[str](), iter(lines)
    head = read(next(told, b"null"))
    if head["format"] > FORMAT or head["layout"] > LAYOUT:
        raise ValueError("a newer version of this program made it")
    for name, columns in head["columns"].items():
        if columns != list(TABLES[name].columns):
            raise ValueError(f"another version of this program made it: {name}")
    for line in told:
        document = read(line)
        if "end" in document:
            if document["end"] != dict(counted):
                raise ValueError("rows are missing")
            return
        table = TABLES[document["table"]]
        rows = [_read(table, row) for row in document["rows"]]
        counted[table.name] += len(rows)
        yield table, rows
    raise ValueError("its end is missing")
