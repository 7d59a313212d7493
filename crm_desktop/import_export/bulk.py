"""Rows into tables in bulk: the fast way that still goes through the journal's triggers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.import_export.known import Row
from crm_desktop.store.tables import SYNCED

TABLES = {table.__tablename__: table for table in SYNCED}
ORDER = {name: place for place, name in enumerate(TABLES)}


@lru_cache
def defaults(table: str) -> dict[str, Any]:
    """Every column with its plain default; `created` and ids are given by the caller."""
    made: dict[str, Any] = {}
    for column in TABLES[table].__table__.columns:
        default = column.default
        made[column.name] = default.arg if default is not None and default.is_scalar else None
    return made


def insert_rows(session: Session, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows given as columns; missing ones get their defaults."""
    blank = defaults(table) | {"created": clock.now(), "row_seq": 0}
    names = list(blank)
    filled = [tuple(stored_form(row[name] if name in row else blank[name]) for name in names) for row in rows]
    if filled:
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        session.connection().exec_driver_sql(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', filled)


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
