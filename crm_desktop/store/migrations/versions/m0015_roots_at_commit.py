"""Whether the person exists that a row hangs on is looked at when a transaction ends, not with every row.

Looked at with every row, SQLite keeps a copy of each page that the row and its triggers change, to be able to take back
that one row: a third of the time of an insert.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
keeps_derived = True
"""Nothing that was derived changes: it need not be made anew."""

_TOLD = "REFERENCES contact (id) ON DELETE CASCADE"
_SAID = f"{_TOLD} DEFERRABLE INITIALLY DEFERRED"


def upgrade() -> None:
    """Say it in the tables' texts, as SQLite advises where no row changes (lang_altertable.html, section 8)."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND instr(sql, ?)",
        (_TOLD, _SAID, _TOLD),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
