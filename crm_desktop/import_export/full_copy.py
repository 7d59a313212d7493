"""The full copy: every synced table and every attachment as one JSON document, lossless both ways.

One row stands on one line, rows in the order of their ids, so that a copy of a copy is the same byte for byte, and
neither writing nor reading needs memory for more than a row. Tombstones and the day of creation are kept; the journal
and the server's numbers (`row_seq`) belong to one laptop and stay there.
"""

import base64
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from crm_desktop.import_export.bulk import TABLES

FORMAT = "showroom-crm-full-copy"
VERSION = 1
Step = Callable[[int, int], None]


def is_full_copy(path: Path) -> bool:
    """Whether a file is a full copy; its first bytes say so, however it was laid out since."""
    try:
        with path.open("rb") as file:
            head = file.read(400)
    except OSError:
        return False
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and FORMAT.encode() in head


def columns_of(table: str) -> list[str]:
    """The columns that are copied."""
    return [column.name for column in TABLES[table].__table__.columns if column.name != "row_seq"]


def write_copy(session: Session, path: Path, step: Step) -> int:
    """Write everything; returns the number of living people."""
    import orjson

    connection = session.connection()
    names = sorted(session.info["blobs"].names())
    counts = {table: _scalar(connection, f'SELECT count(*) FROM "{table}"') for table in TABLES}
    total, done = sum(counts.values()) + len(names), 0
    with path.open("wb") as file:
        file.write(f'{{"format":"{FORMAT}","version":{VERSION},"tables":{{\n'.encode())
        for place, table in enumerate(TABLES):
            file.write(f'"{table}":[\n'.encode())
            done = _write_rows(file, _rows(connection, table), step, done=done, total=total)
            file.write(b"],\n" if place < len(TABLES) - 1 else b"]\n")
        file.write(b'},"blobs":{\n')
        for place, name in enumerate(names):
            content = base64.b64encode(session.info["blobs"].get(name) or b"")
            file.write(orjson.dumps(name) + b':"' + content + b'"' + (b",\n" if place < len(names) - 1 else b"\n"))
            step(done + place + 1, total)
        file.write(b"}}\n")
    return _scalar(connection, "SELECT count(*) FROM contact WHERE deleted IS NULL")


def _scalar(connection: Connection, sql: str) -> int:
    return int(connection.exec_driver_sql(sql).scalar_one())


def _rows(connection: Connection, table: str) -> Iterable[dict[str, Any]]:
    columns = columns_of(table)
    listed = ", ".join(f'"{name}"' for name in columns)
    sql = f'SELECT {listed} FROM "{table}" ORDER BY id'
    result = connection.exec_driver_sql(sql, execution_options={"yield_per": 500})
    return (dict(zip(columns, row, strict=True)) for row in result)


def _write_rows(file: BinaryIO, rows: Iterable[dict[str, Any]], step: Step, *, done: int, total: int) -> int:
    import orjson

    first = True
    for row in rows:
        file.write((b"" if first else b",\n") + orjson.dumps(row))
        first = False
        done += 1
        if done % 1000 == 0:
            step(done, total)
    file.write(b"" if first else b"\n")
    return done
