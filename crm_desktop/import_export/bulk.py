"""Rows into tables in bulk: the fast way that still goes through the journal's triggers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, DateTime
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.import_export.known import Row
from crm_desktop.store.tables import SYNCED

TABLES = {table.__tablename__: table for table in SYNCED}
ORDER = {name: place for place, name in enumerate(TABLES)}


@dataclass(frozen=True)
class _Shape:
    """A table's columns with their plain defaults, and which of them hold days."""

    blank: dict[str, Any]
    days: frozenset[str]


@lru_cache
def _shape(table: str) -> _Shape:
    columns = TABLES[table].__table__.columns
    blank = {
        column.name: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in columns
    }
    return _Shape(blank, frozenset(c.name for c in columns if isinstance(c.type, Date | DateTime)))


def insert_rows(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as columns; missing ones get their plain defaults. `id` and `root` must be there."""
    if not rows:
        return
    shape = _shape(table)
    told = set[str]().union(*rows)
    marks: list[str] = []
    bound: list[Iterable[Any]] = []
    plains = shape.blank | {"created": clock.now()}
    for name, plain in plains.items():
        values = [row.get(name, plain) for row in rows] if name in told else [plain] * len(rows)
        if name == "owner":
            values = [value or session.info.get("user", "") for value in values]
        literal = _literal(values)
        marks.append(literal or "?")
        if not literal:
            bound.append(_stored_days(values) if name in shape.days else values)
    listed = ", ".join(f'"{name}"' for name in shape.blank)
    # A row that cannot be kept ends the whole transaction in any case: so SQLite need not be able to take back one row
    # with what its triggers wrote, for which it would copy every page before each of them.
    statement = f'INSERT OR ROLLBACK INTO "{table}" ({listed}) VALUES ({", ".join(marks)})'
    session.connection().exec_driver_sql(statement, list(zip(*bound, strict=True)))


def _literal(values: list[Any]) -> str:
    """A column that is empty in every row is written into the statement: binding it would take most of the time."""
    first = values[0]
    if not (first is None or first in ("", 0)) or values.count(first) != len(values):
        return ""
    return "NULL" if first is None else "''" if first == "" else "0"


def _stored_days(values: list[Any]) -> list[Any]:
    """Most rows of a batch share their days."""
    known = {value: stored_form(value) for value in set(values)}
    return [known[value] for value in values]


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
    return dict(_shape(table).blank)
