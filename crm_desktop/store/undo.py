"""One step back or forward over the journal, as an ordinary new change that is journaled and synced like any edit."""

from functools import cache
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Connection


@cache
def columns() -> dict[str, set[str]]:
    """The columns of each table whose changes can be taken back."""
    from crm_desktop.store.tables import SYNCED

    return {table.__tablename__: {column.name for column in table.__table__.columns} for table in SYNCED}


def invert(connection: "Connection", step: int) -> int:
    """Write the inverse of a step into the current one. Returns how many changes were taken back.

    Raises Refused, with nothing changed by the caller's rollback, when a field was changed again since.
    """
    rows = connection.exec_driver_sql(
        "SELECT tbl, id, col, op, before, after FROM journal WHERE step = ? ORDER BY n DESC", (step,)
    )
    count = 0
    for change in rows.all():
        if not _invert_one(connection, change):
            raise Refused(_("This cannot be undone any more: something in it was changed since. Nothing was changed."))
        count += 1
    _show_theirs(connection, step)
    return count


def _show_theirs(connection: "Connection", step: int) -> None:
    """An edit that was taken back before it was sent shows what the server has meanwhile, not what it had then."""
    if connection.exec_driver_sql("SELECT 1 FROM sync_state WHERE key = 'inc'").first() is None:
        return
    from crm_desktop.store.replica.freezing import settle_column
    from crm_desktop.store.replica.state import forget

    raw = connection.connection.driver_connection
    changed = connection.exec_driver_sql(
        "SELECT DISTINCT tbl, id, col FROM journal WHERE step = ? AND col IS NOT NULL", (step,)
    )
    shown = [settle_column(raw, (table, row), column) for table, row, column in changed.all()]
    if any(shown):
        forget(raw, "looked")


def _invert_one(connection: "Connection", change: Any) -> bool:
    table, row, column, op, before, after = change
    if table not in columns() or (column is not None and column not in columns()[table]):
        return False
    if op == "I":
        # A row that a later part of the same step removed again is gone already.
        return _run(connection, f'UPDATE "{table}" SET deleted = coalesce(deleted, ?) WHERE id = ?', (_stamp(), row))
    if op == "X":
        return False
    if op == "D":
        return _run(connection, f'UPDATE "{table}" SET deleted = NULL WHERE id = ? AND deleted IS NOT NULL', (row,))
    return _run(
        connection, f'UPDATE "{table}" SET "{column}" = ? WHERE id = ? AND "{column}" IS ?', (before, row, after)
    )


def _run(connection: "Connection", sql: str, values: tuple[Any, ...]) -> bool:
    return connection.exec_driver_sql(sql, values).rowcount == 1


def _stamp() -> str:
    # The text form that the tables' DateTime columns use.
    return clock.now().isoformat(sep=" ", timespec="microseconds")


def mark_undone(connection: "Connection", step: int, by: int) -> None:
    """Note that `by` took `step` back."""
    connection.exec_driver_sql("UPDATE step SET undone_by = ? WHERE id = ?", (by, step))
