"""Whether this file notes every change: tried at each start on rows that are taken back at once.

An SQLite built otherwise, or a setting of the connection that got lost, would lose edits in silence.
"""

from typing import TYPE_CHECKING

from crm_desktop.base.errors import ProfileProblem
from crm_desktop.base.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ONE, _OTHER, _CHILD = "self-test/1", "self-test/2", "self-test/3"
_STEPS: tuple[tuple[str, tuple[str, ...], set[tuple[str, str, str | None]]], ...] = (
    ("INSERT INTO contact {contact}", (_ONE, _ONE), {(_ONE, "I", None)}),
    ("INSERT INTO contact {contact}", (_OTHER, _OTHER), {(_OTHER, "I", None)}),
    ("INSERT INTO tag {tag}", (_CHILD, _ONE), {(_CHILD, "I", None)}),
    ("UPDATE contact SET name = 'a', company = company WHERE id = ?", (_ONE,), {(_ONE, "U", "name")}),
    ("INSERT INTO contact {contact} ON CONFLICT (id) DO UPDATE SET company = 'b'", (_ONE, _ONE),
     {(_ONE, "U", "company")}),
    ("UPDATE contact SET ring = 1 WHERE id GLOB 'self-test/*'", (), {(_ONE, "U", "ring"), (_OTHER, "U", "ring")}),
    ("INSERT OR REPLACE INTO contact {contact}", (_OTHER, _OTHER), {(_OTHER, "X", None), (_OTHER, "I", None)}),
    ("UPDATE contact SET name = 'c', row_seq = 7 WHERE id = ?", (_ONE,), set()),
    ("UPDATE contact SET deleted = 'd' WHERE id = ?", (_ONE,), {(_ONE, "D", "deleted")}),
    ("DELETE FROM contact WHERE id GLOB 'self-test/*'", (),
     {(_ONE, "X", None), (_OTHER, "X", None), (_CHILD, "X", None)}),
)  # fmt: skip
"""A statement, and what the journal must say of it."""


def failures(connection: "Connection") -> list[str]:
    """The statements of which the journal does not say what it should. Nothing is left of them."""
    rows = {name: _row_of(name) for name in ("contact", "tag")}
    found: list[str] = []
    connection.exec_driver_sql("SAVEPOINT self_test")
    try:
        last = connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM journal").scalar_one()
        for sql, values, wanted in _STEPS:
            connection.exec_driver_sql(sql.format(**rows), values)
            noted = connection.exec_driver_sql(
                "SELECT n, id, op, col FROM journal WHERE n > ? ORDER BY n", (last,)
            ).all()
            last = noted[-1][0] if noted else last
            if sorted(map(str, ((row, op, column) for _n, row, op, column in noted))) != sorted(map(str, wanted)):
                found.append(sql)
    finally:
        connection.exec_driver_sql("ROLLBACK TO self_test")
        connection.exec_driver_sql("RELEASE self_test")
    return found


def check(connection: "Connection") -> None:
    """Raises ProfileProblem when a change would not be noted: then nothing may be changed here."""
    if failures(connection):
        raise ProfileProblem(
            _(
                "This program cannot note changes in the data file, so nothing can be changed. "
                "Install the program again."
            )
        )


def _row_of(name: str) -> str:
    """Columns and values of a row that has only an id and a root."""
    from crm_desktop.store.tables import Table

    columns = [
        one for one in Table.metadata.tables[name].columns if not one.nullable and one.name not in ("id", "root")
    ]
    listed = ", ".join(f'"{one.name}"' for one in columns)
    values = ", ".join("0" if one.type.python_type in (int, bool) else "''" for one in columns)
    return f"(id, root, {listed}) VALUES (?, ?, {values})"
