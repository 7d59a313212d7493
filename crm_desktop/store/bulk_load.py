"""Very many rows at once into a file that nobody works with yet."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from crm_desktop.store import capture, derived, journal
from crm_desktop.store.connection import CACHE, MUCH_CACHE
from crm_desktop.store.derived import Deriver

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

R = TypeVar("R")


def load(
    session: "Session", label: str, load_rows: "Callable[[Session], R]", derivers: Sequence[Deriver]
) -> tuple[int, R]:
    """Load without triggers, then journal and derive in one go. The step, and what `load_rows` returned."""
    connection = session.connection()
    begin(connection)
    step = journal.begin_step(connection, label=label, kind="load")
    result = load_rows(session)
    session.flush()
    journal.mark_loaded(connection, step)
    journal.end_step(connection, step)
    finish(connection, derivers)
    return step, result


def begin(connection: "Connection") -> None:
    """From here to `finish` nothing is captured."""
    connection.exec_driver_sql(MUCH_CACHE)
    capture.drop(connection)


def finish(connection: "Connection", derivers: Sequence[Deriver]) -> None:
    """Capture again, and derive everything from what is there now."""
    capture.install(connection)
    # Before the rebuild: without statistics some of its queries would choose the wrong index.
    connection.exec_driver_sql("ANALYZE")
    for deriver in derivers:
        derived.rebuild(connection, deriver)
    connection.exec_driver_sql("DELETE FROM derived_stale")
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql(CACHE)
