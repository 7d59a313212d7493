"""The triggers that write the journal, generated from the table definitions.

Triggers, because they also see bulk statements, raw SQL and cascades, and are one with the edit after a crash
(`sync.md` 5.2). A statement that also changes `row_seq` comes from sync and is not captured: there is no mode to
leave on by mistake.
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from crm_desktop.store.tables import Synced

# The bookkeeping of a row is not its content.
UNTRACKED = {"id", "row_seq", "created"}

INTO = "INSERT INTO journal (step, at, tbl, id, col, op, before, after, base_seq, saw_before) SELECT j.step, j.at,"
NOW = "FROM journal_now j"
LEFT = "capture"
"""In `local_value`: the hash of the triggers as they were left."""
OF_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'"


def expected() -> dict[str, str]:
    """Name and text of every capture trigger."""
    from crm_desktop.store.tables import SYNCED

    made: dict[str, str] = {}
    for table in SYNCED:
        made.update(_triggers_of(table))
    return made


def found(connection: "Connection") -> dict[str, str]:
    """Name and text of the capture triggers in the file."""
    return dict(connection.exec_driver_sql(OF_TRIGGERS).all())


def install(connection: "Connection") -> bool:
    """Bring the triggers to exactly the expected text. True when something had to be mended."""
    wanted, there = expected(), found(connection)
    for name in there:
        if there[name] != wanted.get(name):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for name, sql in wanted.items():
        if there.get(name) != sql:
            connection.exec_driver_sql(sql)
    as_left = (LEFT, _sum(wanted))
    if _left(connection) != as_left[1]:
        connection.exec_driver_sql("INSERT OR REPLACE INTO local_value (key, value) VALUES (?, ?)", as_left)
    return there != wanted


def is_sound(connection: "Connection") -> bool:
    """Whether the triggers are those of this version, or as the version that wrote the file last has left them.

    Who only reads brings nothing up to date, and an older text is no damage.
    """
    there, left = found(connection), _left(connection)
    if not left:  # by a version that noted nothing
        return expected().keys() <= there.keys()
    return left == _sum(there) or there == expected()


def _left(connection: "Connection") -> str:
    return str(connection.exec_driver_sql("SELECT value FROM local_value WHERE key = ?", (LEFT,)).scalar() or "")


def _sum(triggers: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(sql for _name, sql in sorted(triggers.items())).encode()).hexdigest()


def drop(connection: "Connection") -> None:
    """For migrations and for loading in bulk, which journal by themselves."""
    for name in found(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _triggers_of(table: "type[Synced]") -> dict[str, str]:
    name = table.__tablename__
    columns = [c.name for c in table.__table__.columns if c.name not in UNTRACKED]
    listed = ", ".join(f'"{column}"' for column in columns)
    inserted, removed = _stale(name, "NEW"), _stale(name, "OLD")
    heads = {
        "i": f'AFTER INSERT ON "{name}"',
        "u": f'AFTER UPDATE OF {listed} ON "{name}" WHEN NEW.row_seq IS OLD.row_seq',
        "s": f'AFTER UPDATE OF {listed} ON "{name}"',
        "id": f'BEFORE UPDATE OF id ON "{name}" WHEN NEW.id IS NOT OLD.id',
        "d": f'AFTER DELETE ON "{name}"',
    }
    bodies = {
        "i": [inserted, f"{INTO} '{name}', NEW.id, NULL, 'I', NULL, NULL, 0, 0 {NOW} WHERE NEW.row_seq = 0;"],
        "u": [_column_changes(name, columns)],
        "s": [inserted, removed],
        "id": ["SELECT RAISE(ABORT, 'the id of a row never changes');"],
        "d": [
            removed,
            f"{INTO} '{name}', OLD.id, NULL, 'X', NULL, NULL, OLD.row_seq, 0 {NOW} WHERE OLD.row_seq <> -1;",
        ],
    }
    return {
        f"journal_{name}_{kind}": f"CREATE TRIGGER journal_{name}_{kind} {head} BEGIN {' '.join(bodies[kind])} END"
        for kind, head in heads.items()
    }


def _stale(name: str, row: str) -> str:
    return f"INSERT INTO derived_stale VALUES ('{name}', {row}.id, {row}.root) ON CONFLICT DO NOTHING;"


def _column_changes(name: str, columns: list[str]) -> str:
    """One statement for all: each statement of a trigger opens the journal and its indexes, also for nothing."""
    changed = " UNION ALL ".join(
        f"SELECT '{column}' AS col, {_op_of(column)} AS op, OLD.\"{column}\" AS before, NEW.\"{column}\" AS after "
        f'WHERE OLD."{column}" IS NOT NEW."{column}"'
        for column in columns
    )
    # The base of an edit is what the page had on screen, when that is older than the row (R13). Then the value before
    # was not on screen either.
    seen = f"(SELECT s.row_seq FROM journal_seen s WHERE s.tbl = '{name}' AND s.id = NEW.id)"
    return (
        f"{INTO} '{name}', NEW.id, c.col, c.op, c.before, c.after, min(OLD.row_seq, coalesce({seen}, OLD.row_seq)), "
        f"coalesce({seen} >= OLD.row_seq, 1) {NOW}, ({changed}) c;"
    )


def _op_of(column: str) -> str:
    if column != "deleted":
        return "'U'"
    return "CASE WHEN NEW.deleted IS NULL THEN 'R' WHEN OLD.deleted IS NULL THEN 'D' ELSE 'U' END"
