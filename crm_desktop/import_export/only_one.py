"""Rows of which a person has one, whichever laptop makes them: their ids are derived from the person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from crm_desktop.base.ids import new_id
from crm_desktop.import_export.bulk import blank_row, stored_form
from crm_desktop.import_export.known import ONLY, Row

_CHUNK = 400


def fresh_only(session: Session, rows: Iterable[Row]) -> list[Row]:
    """The rows that are to be inserted. Of the others one was here before: it was removed and comes back, or somebody
    made it since the preview, and then only what it does not say is filled in.
    """
    by_table: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    connection, fresh = session.connection(), []
    for table, wanted in by_table.items():
        here = dict(_here(connection, table, wanted)) if table in ONLY else {}
        for row in wanted:
            known = here.get(row.values["id"])
            if known is None:
                fresh.append(row)
            elif known["root"] != row.values["root"]:  # a merge took it along to another person
                row.values["id"] = new_id()
                fresh.append(row)
            elif known["deleted"] is None:
                _fill(connection, row, known)
            else:
                _write(connection, row, {**blank_row(table), **row.values, "deleted": None})
    return fresh


def _here(connection: Connection, table: str, rows: list[Row]) -> Iterator[tuple[str, dict[str, Any]]]:
    ids = [row.values["id"] for row in rows]
    for start in range(0, len(ids), _CHUNK):
        chunk = tuple(ids[start : start + _CHUNK])
        marks = ", ".join("?" * len(chunk))
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}" WHERE id IN ({marks})', chunk).mappings():
            yield row["id"], dict(row)


def _fill(connection: Connection, row: Row, known: dict[str, Any]) -> None:
    empty = {name: value for name, value in row.values.items() if known[name] in (None, "") and value is not None}
    if empty:
        _write(connection, row, empty)


def _write(connection: Connection, row: Row, values: dict[str, Any]) -> None:
    said = {name: value for name, value in values.items() if name not in ("id", "root", "created", "row_seq")}
    assignments = ", ".join(f'"{name}" = ?' for name in said)
    bound = (*map(stored_form, said.values()), row.values["id"])
    connection.exec_driver_sql(f'UPDATE "{row.table}" SET {assignments} WHERE id = ?', bound)
