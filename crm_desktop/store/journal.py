"""What each step changed, column by column, captured by triggers (`sync.md`, decision 1).

One journal, four uses: undo, history, refresh, sync. Value columns have no declared type, because an affinity would
change integers and floats. An insert is one marker row (op I), a tombstone op D, its removal op R, a physical delete
op X, any other change one row per column (op U). A change that also moves `row_seq` comes from sync: not captured.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.store import loose, unsettled

if TYPE_CHECKING:
    from sqlalchemy import Connection

SYNC_TABLES = (
    """CREATE TABLE IF NOT EXISTS sync_outbox (
        inc TEXT NOT NULL, lsn INTEGER NOT NULL, uid TEXT NOT NULL, tbl TEXT NOT NULL, id TEXT NOT NULL,
        op TEXT NOT NULL, body BLOB NOT NULL, sha256 TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (inc, lsn)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_acked (
        inc TEXT NOT NULL, lsn INTEGER NOT NULL, uid TEXT NOT NULL, tbl TEXT NOT NULL, id TEXT NOT NULL,
        op TEXT NOT NULL, body BLOB NOT NULL, sha256 TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (inc, lsn)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS sync_acked_row ON sync_acked (id, tbl)",
    "CREATE TABLE IF NOT EXISTS sync_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sync_cursor (scope TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS sync_hidden (
        tbl TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_quarantine (
        tbl TEXT NOT NULL, id TEXT NOT NULL, row_seq INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (tbl, id)) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS sync_withdrawn (id TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS sync_extra (
        tbl TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID""",
)
"""Frozen mutations that wait (`sync_outbox`) and those that were answered, and where this copy stands."""

TABLES = (
    """CREATE TABLE IF NOT EXISTS step (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL,
        undo_of INTEGER, undone_by INTEGER)""",
    """CREATE TABLE IF NOT EXISTS journal (
        n INTEGER PRIMARY KEY, step INTEGER NOT NULL, at TEXT NOT NULL, tbl TEXT NOT NULL, id TEXT NOT NULL, col TEXT,
        op TEXT NOT NULL, before, after, theirs, base_seq INTEGER NOT NULL DEFAULT 0, inc TEXT, lsn INTEGER,
        theirs_seq INTEGER NOT NULL DEFAULT 0, saw_before INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS journal_step ON journal (step)",
    "CREATE INDEX IF NOT EXISTS journal_row ON journal (id, tbl)",
    # What was never frozen, in its order; and what belongs to a frozen mutation.
    "CREATE INDEX IF NOT EXISTS journal_open ON journal (n) WHERE lsn IS NULL",
    "CREATE INDEX IF NOT EXISTS journal_frozen ON journal (inc, lsn) WHERE lsn > 0",
    """CREATE TABLE IF NOT EXISTS journal_now (
        one INTEGER PRIMARY KEY CHECK (one = 1), step INTEGER NOT NULL, at TEXT NOT NULL)""",
    "INSERT INTO journal_now VALUES (1, 0, '') ON CONFLICT DO NOTHING",
    """CREATE TABLE IF NOT EXISTS journal_seen (
        tbl TEXT NOT NULL, id TEXT NOT NULL, row_seq INTEGER NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID""",
    *SYNC_TABLES,
    """CREATE TABLE IF NOT EXISTS derived_stale (
        tbl TEXT NOT NULL, id TEXT NOT NULL, root TEXT NOT NULL, PRIMARY KEY (tbl, id, root)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS derived_later (
        deriver TEXT NOT NULL, root TEXT NOT NULL, PRIMARY KEY (deriver, root)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS derived_waiting (
        root TEXT NOT NULL, tbl TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (root, tbl, id)) WITHOUT ROWID""",
    # Persons of whom only the place is left, for something that stays on this laptop hangs on it.
    "CREATE INDEX IF NOT EXISTS contact_leaving ON contact (id) WHERE row_seq = -1",
    *loose.TABLES,
    *unsettled.TABLES,
)


@dataclass(frozen=True)
class Step:
    """One action of the user (or of an import): what Undo names and takes back."""

    id: int
    label: str
    at: datetime


def create_tables(connection: "Connection") -> None:
    """The journal's own tables; nothing happens when they are there."""
    for statement in TABLES:
        connection.exec_driver_sql(statement)


def begin_step(connection: "Connection", *, label: str, kind: str = "do", undo_of: int | None = None) -> int:
    """Open a step: what the triggers note from now on in this transaction belongs to it."""
    at = clock.now().isoformat(sep=" ")
    step = connection.exec_driver_sql(
        "INSERT INTO step (at, label, kind, undo_of) VALUES (?, ?, ?, ?) RETURNING id", (at, label, kind, undo_of)
    ).scalar_one()
    return resume_step(connection, int(step))


def resume_step(connection: "Connection", step: int) -> int:
    """Continue a step in another transaction."""
    connection.exec_driver_sql("UPDATE journal_now SET step = ?, at = ?", (step, clock.now().isoformat(sep=" ")))
    return step


_HIDDEN = """SELECT DISTINCT j.base_seq FROM journal j LEFT JOIN sync_acked a ON a.inc = j.inc AND a.lsn = j.lsn
    WHERE j.id = ?2 AND j.tbl = ?1 AND (j.lsn IS NULL OR (j.lsn > 0 AND (
        a.seq IS NULL OR a.seq > ?3 OR j.theirs_seq BETWEEN 1 AND ?3)))"""


def note_seen(connection: "Connection", seen: dict[tuple[str, str], int], counted: Callable[[int], int]) -> None:
    """The row_seq each edited record had on screen; the triggers take the smaller (R13).

    An edit that was pending then hid what was under it: what it stood on is all that was seen. Whether it was pending
    then is not known of those that were answered meanwhile; who is doubted gets a conflict to decide, no lost value.
    Of a state that the server lost since, when it was restored, what it has in common with what counts was seen.
    """
    for (table, row), seq in seen.items():
        hidden = connection.exec_driver_sql(_HIDDEN, (table, row, seq)).scalars()
        state = min(map(counted, [seq, *hidden]))
        connection.exec_driver_sql("INSERT OR REPLACE INTO journal_seen VALUES (?, ?, ?)", (table, row, state))


def end_step(connection: "Connection", step: int, *, keep_empty: bool = False) -> None:
    """Close the step for this transaction; an empty step leaves no trace."""
    connection.exec_driver_sql("DELETE FROM journal_seen")
    connection.exec_driver_sql("UPDATE journal_now SET step = 0")
    if not keep_empty:
        connection.exec_driver_sql(
            "DELETE FROM step WHERE id = ? AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.step = step.id)", (step,)
        )


def user_of(connection: "Connection") -> str:
    """Whose laptop this is; empty before it is enrolled."""
    told = connection.exec_driver_sql("SELECT value FROM sync_state WHERE key = 'user'").scalar()
    return str(told or "")


def last_undoable(connection: "Connection") -> Step | None:
    """The step Undo would take back."""
    return _one(connection, "kind IN ('do', 'redo') AND undone_by IS NULL ORDER BY id DESC")


def last_redoable(connection: "Connection") -> Step | None:
    """The undo that Redo would take back: only while nothing new was done after it."""
    return _one(
        connection,
        "kind = 'undo' AND undone_by IS NULL AND NOT EXISTS (SELECT 1 FROM step AS later WHERE later.kind = 'do' "
        "AND later.id > step.id) ORDER BY id DESC",
    )


def step_of(connection: "Connection", step: int) -> Step | None:
    """A step by its number, if it is there and not yet undone."""
    return _one(connection, f"id = {int(step)} AND undone_by IS NULL")


def mark_loaded(connection: "Connection", step: int) -> None:
    """Journal rows that were loaded in bulk without triggers, as the insert triggers would have."""
    from crm_desktop.store.tables import SYNCED

    at = clock.now().isoformat(sep=" ")
    for table in SYNCED:
        connection.exec_driver_sql(
            "INSERT INTO journal (step, at, tbl, id, op, base_seq) "
            f"SELECT ?, ?, '{table.__tablename__}', id, 'I', 0 FROM {table.__tablename__} "
            "WHERE id NOT IN (SELECT id FROM journal WHERE op = 'I')",
            (step, at),
        )


def _one(connection: "Connection", where: str) -> Step | None:
    row: Any = connection.exec_driver_sql(f"SELECT id, label, at FROM step WHERE {where} LIMIT 1").first()
    return Step(int(row[0]), str(row[1]), datetime.fromisoformat(row[2])) if row else None
