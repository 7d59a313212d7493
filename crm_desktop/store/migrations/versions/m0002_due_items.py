"""Many due items a person, what a delivery and a loss are planned for, and the changes of the shop's rules.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_STEPS = (
    "ALTER TABLE opportunity ADD COLUMN deliver_on DATE",
    "ALTER TABLE opportunity ADD COLUMN revive_on DATE",
    "ALTER TABLE follow_up ADD COLUMN closed_at DATETIME",
    """CREATE TABLE derived_due (
        n INTEGER NOT NULL, root VARCHAR NOT NULL, rule VARCHAR NOT NULL, occurrence VARCHAR NOT NULL,
        due_on DATE NOT NULL, due_at VARCHAR NOT NULL, level_rank INTEGER NOT NULL, kind VARCHAR NOT NULL,
        "plan" VARCHAR NOT NULL, base_on DATE NOT NULL, chain VARCHAR NOT NULL, PRIMARY KEY (n))""",
    "CREATE INDEX dd_root ON derived_due (root)",
    "CREATE INDEX dd_due ON derived_due (due_on, due_at, level_rank)",
    """CREATE TABLE rule_change (
        at DATETIME NOT NULL, kind VARCHAR NOT NULL, "key" VARCHAR NOT NULL, before TEXT NOT NULL,
        after TEXT NOT NULL, root VARCHAR NOT NULL, id VARCHAR NOT NULL, row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL, deleted DATETIME, PRIMARY KEY (id))""",
    "DROP INDEX touch_root_at",
    "CREATE INDEX touch_root_at ON touch (root, at, deleted, effective, kind, follow_key)",
)


def upgrade() -> None:
    """Empty new columns; what is due is derived right after."""
    for step in _STEPS:
        op.execute(step)


def downgrade() -> None:
    """Older versions of the program do not open newer files."""
    raise NotImplementedError
