"""Rows into the tables on behalf of sync, in bulk.

The capture triggers stay silent because `row_seq` changes with the values: no mode is switched on that a crash could
leave on.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from crm_desktop.base import clock
from crm_desktop.store.connection import AS_IS, OVERWRITTEN
from crm_desktop.store.replica.schema import INBOX
from crm_desktop.store.replica.shapes import AMONG, LEAVING, Shape, by_table, shapes
from sync.core.mutations import Row
from sync.core.values import Key, Value

NO_ROOT, NOT_ALLOWED = "no root", "not allowed"
"""Why the file cannot hold a row."""
_DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d([ T][0-2]\d:[0-5]\d(:[0-5]\d(\.\d+)?)?)?", re.ASCII)


def insert(raw: Any, rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Insert rows that are not here, parents first. Returns those that could not be, with the reason."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.table].append(row)
    refused: list[tuple[Row, str]] = []
    for table, shape in shapes().items():
        if table in grouped:
            sound, broken = _sound(shape, grouped[table])
            there, orphans = _with_roots(raw, shape, sound)
            refused += [*((row, NO_ROOT) for row in orphans), *((row, NOT_ALLOWED) for row in broken)]
            refused += _each(raw, shape.insert, [(row, _whole(shape, row)) for row in there])
    return refused


def _whole(shape: Shape, row: Row) -> tuple[Value, ...]:
    return (row.id, row.row_seq, *map(row.values.get, shape.columns))


def _sound(shape: Shape, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """A day that is none would stop everything that reckons with days, bytes in a text all that reads texts."""
    broken = [row for row in rows if not _is_sound(shape, row)]
    return ([row for row in rows if row not in broken] if broken else rows), broken


def _is_sound(shape: Shape, row: Row) -> bool:
    if not _are_of_their_kind(shape.name, tuple(map(type, map(row.values.get, shape.columns)))):
        return False
    return all(_is_day(row.values[column]) for column in shape.days)


@lru_cache(4096)
def _are_of_their_kind(table: str, kinds: tuple[type, ...]) -> bool:
    """Whether the values of all columns may stand there: most rows of a table are alike."""
    return all(kind in allowed for kind, allowed in zip(kinds, shapes()[table].allowed, strict=True))


def _is_day(value: Value) -> bool:
    if value is None:
        return True
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _with_roots(raw: Any, shape: Shape, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    if not shape.hangs:
        return rows, []
    roots = sorted({row.root for row in rows})
    found = {root for (root,) in raw.execute(f"SELECT id FROM contact WHERE id {AMONG}", (json.dumps(roots),))}
    return [row for row in rows if row.root in found], [row for row in rows if row.root not in found]


def _each(raw: Any, sql: str, rows: list[tuple[Row, tuple[Value, ...]]]) -> list[tuple[Row, str]]:
    """Run a statement for every row; when one of them is not allowed, row by row."""
    if not rows:
        return []
    raw.execute("SAVEPOINT rows")
    try:
        raw.executemany(sql, [values for _, values in rows])
        return []
    except sqlcipher.IntegrityError:
        raw.execute("ROLLBACK TO rows")
        return [(row, NOT_ALLOWED) for row, values in rows if not _one(raw, sql, values)]
    finally:
        raw.execute("RELEASE rows")


def _one(raw: Any, sql: str, values: tuple[Value, ...]) -> bool:
    raw.execute("SAVEPOINT one")
    try:
        raw.execute(sql, values)
    except sqlcipher.IntegrityError:
        raw.execute("ROLLBACK TO one")
        return False
    finally:
        raw.execute("RELEASE one")
    return True


def update(raw: Any, pairs: Iterable[tuple[Row | None, Row]]) -> list[tuple[Row, str]]:
    """Write rows that are here (without a row before: only their place is). Returns those that could not be."""
    grouped: dict[tuple[str, tuple[str, ...], bool], list[Row]] = defaultdict(list)
    for before, row in pairs:
        columns = _changed(before, row)
        same_state = before is not None and before.row_seq == row.row_seq
        if columns or not same_state:
            grouped[row.table, columns, same_state].append(row)
    refused: list[tuple[Row, str]] = []
    for (table, columns, same_state), rows in grouped.items():
        there, broken = _sound(shapes()[table], rows) if columns else (rows, [])
        refused += [(row, NOT_ALLOWED) for row in broken]
        if "root" in columns:
            there, orphans = _with_roots(raw, shapes()[table], there)
            refused += [(row, NO_ROOT) for row in orphans]
        # A changed `row_seq` keeps the triggers silent; it is put back by a second statement, which they ignore too.
        step = 1 if same_state else 0
        values = [(row, (*(row.values.get(column) for column in columns), row.row_seq + step, row.id)) for row in there]
        refused += _each(raw, _update_of(table, columns), values)
        if same_state:
            raw.executemany(_update_of(table, ()), [(row.row_seq, row.id) for row in there])
    return refused


def _changed(before: Row | None, after: Row) -> tuple[str, ...]:
    columns = shapes()[after.table].columns
    if before is None:
        return columns
    old, new = before.values, after.values
    if old == new and after.table not in INBOX:  # only there a column may hold 1 as well as 1.0
        return ()
    return tuple(column for column in columns if not _is_same(old.get(column), new.get(column)))


def _is_same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


@cache
def _update_of(table: str, columns: tuple[str, ...]) -> str:
    written = "".join(f'"{column}" = ?, ' for column in columns)
    return f'UPDATE "{table}" SET {written}row_seq = ? WHERE id = ?'


def remove(raw: Any, keys: Sequence[Key]) -> None:
    """Remove rows without a trace in the journal. A person of whom something is still here keeps an empty place."""
    if not keys:
        return
    found = by_table(keys)
    raw.execute(OVERWRITTEN).fetchall()
    for table in reversed(found):
        ids = json.dumps(found[table])
        _forget_told(raw, table, ids)
        raw.execute(f'UPDATE "{table}" SET row_seq = {LEAVING} WHERE id {AMONG}', (ids,))
        if table != "contact":
            raw.execute(f'DELETE FROM "{table}" WHERE id {AMONG}', (ids,))
    clear_places(raw)
    raw.execute(AS_IS).fetchall()


def _forget_told(raw: Any, table: str, ids: str) -> None:
    """What the shop told of their persons' past has their values, too; it is asked for again when somebody looks."""
    for told in ("derived_history", "derived_history_read"):
        raw.execute(f'DELETE FROM {told} WHERE root IN (SELECT root FROM "{table}" WHERE id {AMONG})', (ids,))
    raw.execute(f"DELETE FROM sync_extra WHERE tbl = ? AND id {AMONG}", (table, ids))


def clear_places(raw: Any) -> None:
    """Let persons go of whom nothing is here any more; of the others nothing shows."""
    raw.execute(f"DELETE FROM contact WHERE row_seq = {LEAVING} AND {_alone()}")
    left = f"SELECT id FROM contact WHERE row_seq = {LEAVING} AND deleted IS NULL"
    ids = raw.execute(left).fetchall()
    if ids:
        stamp = clock.now().isoformat(sep=" ", timespec="microseconds")
        raw.executemany("UPDATE contact SET deleted = ?, row_seq = 0 WHERE id = ?", [(stamp, row) for (row,) in ids])
        raw.executemany(f"UPDATE contact SET row_seq = {LEAVING} WHERE id = ?", ids)


@cache
def _alone() -> str:
    hanging = [shape.name for shape in shapes().values() if shape.hangs]
    return " AND ".join(f'NOT EXISTS (SELECT 1 FROM "{name}" h WHERE h.root = contact.id)' for name in hanging)
