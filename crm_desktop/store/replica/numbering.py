"""Rows only this laptop wrote to: a page tells their numbers, the values are here (R15)."""

from collections.abc import Iterable
from typing import Any

from crm_desktop.store.replica.shapes import LEAVING, shapes
from sync.core.own import Run

_RANGE = "a.inc = ? AND a.lsn BETWEEN ? AND ? AND a.seq - a.lsn = ?"
_TABLES = f"SELECT a.tbl, count(*) FROM sync_acked a WHERE {_RANGE} GROUP BY a.tbl"
_HIDDEN = "SELECT 1 FROM sync_hidden h WHERE h.tbl = a.tbl AND h.id = a.id"


def _bounds(inc: str, run: Run) -> tuple[str, int, int, int]:
    return inc, run.lsn, run.lsn + run.count - 1, run.seq - run.lsn


def knows(raw: Any, inc: str, told: Iterable[Run]) -> bool:
    """Whether each of these was answered with this number, and its row is here with what others wrote to it before.

    Else another copy of this file wrote it, or it left the laptop meanwhile.
    """
    return all(_is_known(raw, inc, run) for run in told)


def _is_known(raw: Any, inc: str, run: Run) -> bool:
    bounds = _bounds(inc, run)
    tables = dict(raw.execute(_TABLES, bounds).fetchall())
    if sum(tables.values()) != run.count or not tables.keys() <= shapes().keys():
        return False
    return all(_here(raw, table, bounds, run.others) == count for table, count in tables.items())


def _here(raw: Any, table: str, bounds: tuple[str, int, int, int], others: int) -> int:
    sql = (
        f'SELECT count(*) FROM sync_acked a CROSS JOIN "{table}" t ON t.id = a.id '
        f"WHERE {_RANGE} AND a.tbl = ? AND t.row_seq <> {LEAVING} AND t.row_seq >= ? AND NOT EXISTS ({_HIDDEN})"
    )
    return int(raw.execute(sql, (*bounds, table, others)).fetchone()[0])


def number(raw: Any, inc: str, run: Run) -> None:
    """Give the rows of a run their numbers. A statement that changes `row_seq` is not taken for an edit."""
    bounds = _bounds(inc, run)
    for table, _count in raw.execute(_TABLES, bounds).fetchall():
        raw.execute(
            f'UPDATE "{table}" AS t SET row_seq = a.seq FROM sync_acked a '
            f"WHERE {_RANGE} AND a.tbl = ? AND t.id = a.id AND t.row_seq BETWEEN 0 AND a.seq - 1",
            (*bounds, table),
        )
