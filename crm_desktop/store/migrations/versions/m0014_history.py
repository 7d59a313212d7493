"""Where what the shop's server tells of a person's history is kept.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
keeps_derived = True
"""Nothing that was derived changes: it need not be made anew."""

_ROOT = "FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE"
STEPS = (
    f"""CREATE TABLE derived_history (
        root VARCHAR NOT NULL, inc VARCHAR NOT NULL, lsn INTEGER NOT NULL, seq INTEGER NOT NULL, tbl VARCHAR NOT NULL,
        "row" VARCHAR NOT NULL, op VARCHAR NOT NULL, user VARCHAR NOT NULL, laptop VARCHAR NOT NULL,
        at VARCHAR NOT NULL, result VARCHAR NOT NULL, refused VARCHAR NOT NULL, patch VARCHAR NOT NULL,
        PRIMARY KEY (root, inc, lsn), {_ROOT})""",
    f"CREATE TABLE derived_history_read (root VARCHAR NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (root), {_ROOT})",
)


def upgrade() -> None:
    """Add two tables; nothing that was there changes."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
