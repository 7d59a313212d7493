"""What came and has no place here yet: rows of tables this version does not know, rows the file cannot hold, columns
this version does not know. It is kept as it came, tried again in each session, and never sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm_desktop.store.replica.shapes import shapes
from sync.core.mutations import Row
from sync.core.values import Key, Patch, Value, canonical, from_wire, to_wire

UNKNOWN_TABLE = "unknown table"
_ROW = "SELECT tbl, id, row_seq, body FROM sync_quarantine"


def _body(values: Patch) -> bytes:
    return canonical({column: to_wire(value) for column, value in values.items()})


def _values(body: bytes) -> dict[str, Value]:
    from json import loads

    return {column: from_wire(value) for column, value in loads(body.decode("utf-8", "surrogatepass")).items()}


def note(raw: Any, refused: Iterable[tuple[Row, str]]) -> None:
    """Keep rows that cannot be shown, with the reason."""
    raw.executemany(
        "INSERT OR REPLACE INTO sync_quarantine VALUES (?, ?, ?, ?, ?)",
        [(row.table, row.id, row.row_seq, _body(row.values), reason) for row, reason in refused],
    )


def clear(raw: Any, keys: Iterable[Key]) -> None:
    """These rows are here now, or are no more."""
    if raw.execute("SELECT 1 FROM sync_quarantine LIMIT 1").fetchone():
        raw.executemany("DELETE FROM sync_quarantine WHERE tbl = ? AND id = ?", list(keys))


def held(raw: Any) -> dict[Key, int]:
    """Every row that waits, with its state."""
    return {(table, row): seq for table, row, seq in raw.execute("SELECT tbl, id, row_seq FROM sync_quarantine")}


def waiting(raw: Any) -> list[Row]:
    """The rows that wait and whose table is known, to be tried again."""
    return [
        Row(table, row, seq, _values(body))
        for table, row, seq, body in raw.execute(f"{_ROW} ORDER BY row_seq")
        if table in shapes()
    ]


def keep_extras(raw: Any, extras: Mapping[Key, Patch | None]) -> None:
    """Columns of a later version: a later version of the program finds them."""
    told = [(table, row, _body(values)) for (table, row), values in extras.items() if values]
    raw.executemany("INSERT OR REPLACE INTO sync_extra VALUES (?, ?, ?)", told)
    if raw.execute("SELECT 1 FROM sync_extra LIMIT 1").fetchone():
        raw.executemany(
            "DELETE FROM sync_extra WHERE tbl = ? AND id = ?", [key for key, values in extras.items() if not values]
        )


def extras_of(raw: Any, key: Key) -> dict[str, Value]:
    """The columns of a row that this version does not know."""
    found = raw.execute("SELECT body FROM sync_extra WHERE tbl = ? AND id = ?", key).fetchone()
    return _values(found[0]) if found else {}


def fill_from_extras(raw: Any) -> None:
    """After an update of the program: what was put aside goes into the columns that are there now."""
    for table, row, body in raw.execute("SELECT tbl, id, body FROM sync_extra").fetchall():
        shape = shapes().get(table)
        values = _values(body)
        known = {column: value for column, value in values.items() if shape and column in shape.places}
        if not known:
            continue
        written = "".join(f'"{column}" = ?, ' for column in known)
        # Two statements, so that the journal does not take it for the user's edit.
        raw.execute(f'UPDATE "{table}" SET {written}row_seq = row_seq + 1 WHERE id = ?', (*known.values(), row))
        raw.execute(f'UPDATE "{table}" SET row_seq = row_seq - 1 WHERE id = ?', (row,))
        rest = {column: value for column, value in values.items() if column not in known}
        raw.execute("DELETE FROM sync_extra WHERE tbl = ? AND id = ?", (table, row))
        keep_extras(raw, {(table, row): rest} if rest else {})
