"""Rows only this laptop wrote to: a page tells their numbers, the values are here (R15)."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from crm_desktop.store.replica.shapes import LEAVING, shapes
from sync.core.own import Run

Tables = Mapping[Run, Collection[str]]
"""In which tables the rows of each run stand."""
_RANGE = "a.inc = ? AND a.lsn BETWEEN ? AND ? AND a.seq - a.lsn = ?"
_ROWS = f"SELECT a.tbl, a.id FROM sync_acked a WHERE {_RANGE}"
_TABLES = f"SELECT DISTINCT a.tbl FROM sync_acked a WHERE {_RANGE}"


def _bounds(inc: str, run: Run) -> tuple[str, int, int, int]:
    return inc, run.lsn, run.lsn + run.count - 1, run.seq - run.lsn


def known(raw: Any, inc: str, told: Iterable[Run]) -> Tables | None:
    """The tables, if each mutation was answered with this number, and its row is here with what others wrote before.

    None: another copy of this file wrote one, or it left the laptop meanwhile.
    """
    found: dict[Run, Collection[str]] = {}
    for run in told:
        ids: dict[str, list[str]] = {}
        for table, row in raw.execute(_ROWS, _bounds(inc, run)):
            ids.setdefault(table, []).append(row)
        if sum(map(len, ids.values())) != run.count or not ids.keys() <= shapes().keys():
            return None
        if any(_here(raw, table, rows, run.others) != len(rows) for table, rows in ids.items()):
            return None
        found[run] = ids.keys()
    return found


def _here(raw: Any, table: str, ids: list[str], others: int) -> int:
    sql = (
        f'SELECT count(*) FROM json_each(?) w CROSS JOIN "{table}" t ON t.id = w.value '
        f"WHERE t.row_seq <> {LEAVING} AND t.row_seq >= ? "
        "AND NOT EXISTS (SELECT 1 FROM sync_hidden h WHERE h.tbl = ? AND h.id = t.id)"
    )
    return int(raw.execute(sql, (json.dumps(ids), others, table)).fetchone()[0])


def number(raw: Any, inc: str, run: Run, tables: Tables) -> None:
    """Give the rows of a run their numbers. A statement that changes `row_seq` is not taken for an edit."""
    bounds = _bounds(inc, run)
    for table in tables.get(run) or [name for (name,) in raw.execute(_TABLES, bounds).fetchall()]:
        raw.execute(
            f'UPDATE "{table}" AS t SET row_seq = a.seq FROM sync_acked a '
            f"WHERE {_RANGE} AND a.tbl = ? AND t.id = a.id AND t.row_seq BETWEEN 0 AND a.seq - 1",
            (*bounds, table),
        )
