"""Rows into tables in bulk: the fast way that still goes through the journal's triggers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, DateTime
from sqlalchemy.orm import Session

from crm_desktop.import_export.known import Row
from crm_desktop.store.tables import SYNCED

TABLES = {table.__tablename__: table for table in SYNCED}
ORDER = {name: place for place, name in enumerate(TABLES)}


@dataclass(frozen=True)
class _Shape:
    """How a table's rows are written: its columns, their plain defaults, and which of them hold days."""

    statement: str
    names: tuple[str, ...]
    blank: tuple[Any, ...]
    days: tuple[int, ...]


@lru_cache
def _shape(table: str) -> _Shape:
    columns = TABLES[table].__table__.columns
    names = tuple(column.name for column in columns)
    scalars = (
        column.default.arg if column.default is not None and column.default.is_scalar else None for column in columns
    )
    days = tuple(n for n, column in enumerate(columns) if isinstance(column.type, Date | DateTime))
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    return _Shape(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', names, tuple(scalars), days)


def insert_rows(session: Session, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows given as columns; missing ones get their plain defaults. `id`, `root`, `created` must be there."""
    shape = _shape(table)
    pairs = list(zip(shape.names, shape.blank, strict=True))
    filled = []
    for row in rows:
        values = [row.get(name, blank) for name, blank in pairs]
        for n in shape.days:
            if values[n] is not None:
                values[n] = stored_form(values[n])
        filled.append(values)
    if filled:
        session.connection().exec_driver_sql(shape.statement, [tuple(values) for values in filled])


def insert_all(session: Session, rows: Sequence[Row]) -> None:
    """Insert rows of several tables, parents before children."""
    by_table: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row.values)
    for table in sorted(by_table, key=ORDER.__getitem__):
        insert_rows(session, table, by_table[table])


def update_row(connection: Connection, row: Row) -> None:
    """Write the changed columns of a stored row."""
    assignments = ", ".join(f'"{name}" = ?' for name in row.changed)
    values = (*map(stored_form, row.changed.values()), row.values["id"])
    connection.exec_driver_sql(f'UPDATE "{row.table}" SET {assignments} WHERE id = ? AND deleted IS NULL', values)


def stored_form(value: Any) -> Any:
    """A value as the tables' column types write it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def blank_row(table: str) -> dict[str, Any]:
    """Every column with its plain default."""
    shape = _shape(table)
    return dict(zip(shape.names, shape.blank, strict=True))
