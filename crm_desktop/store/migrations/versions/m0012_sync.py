"""What sync needs: who a person belongs to, the inbox, what came over a pending edit.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
keeps_derived = True
"""Nothing that was derived changes: it need not be made anew."""

_OWN = """root VARCHAR NOT NULL, id VARCHAR NOT NULL, row_seq INTEGER DEFAULT '0' NOT NULL, created DATETIME NOT NULL,
        deleted DATETIME, PRIMARY KEY (id)"""
_TEXT = "VARCHAR DEFAULT '' NOT NULL"

STEPS = (
    *(
        f"ALTER TABLE {table} ADD COLUMN owner VARCHAR DEFAULT '' NOT NULL"
        for table in ("contact", "people_group", "day_close", "segment", "reception")
    ),
    "CREATE INDEX contact_owner ON contact (owner)",
    f"""CREATE TABLE "conflict" (
        tbl VARCHAR NOT NULL, "row" VARCHAR NOT NULL, col {_TEXT}, kind VARCHAR NOT NULL, kept , kept_author {_TEXT},
        lost , lost_author {_TEXT}, base INTEGER DEFAULT '0' NOT NULL, state VARCHAR DEFAULT 'open' NOT NULL,
        {_OWN})""",
    'CREATE INDEX conflict_state ON "conflict" (state, "row")',
    f"""CREATE TABLE parked (
        uid {_TEXT}, tbl VARCHAR NOT NULL, "row" VARCHAR NOT NULL, op {_TEXT}, reason VARCHAR NOT NULL,
        body TEXT DEFAULT '' NOT NULL, state VARCHAR DEFAULT 'open' NOT NULL, {_OWN})""",
    'CREATE INDEX parked_state ON parked (state, "row")',
)


def upgrade() -> None:
    """Add columns, tables and indexes; nothing that was there changes."""
    for step in STEPS:
        op.execute(step)
    connection = op.get_bind()
    columns = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(journal)").all()}
    for column in ("theirs_seq", "saw_before") if columns else ():
        if column not in columns:
            op.execute(f"ALTER TABLE journal ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
