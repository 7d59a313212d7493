"""The facts of orders, losses and freezes, and the answers to proposals.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

COLUMNS = (
    sa.Column("lost_truth", sa.String(), server_default="", nullable=False),
    sa.Column("frozen_until", sa.Date()),
    sa.Column("cancelled_on", sa.Date()),
)

TABLES = (
    """CREATE TABLE proposal_answer (
        code VARCHAR NOT NULL,
        occurrence VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        at DATETIME NOT NULL,
        root VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id),
        FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_proposal_answer_root ON proposal_answer (root)",
    """CREATE TABLE derived_proposal (
        n INTEGER NOT NULL,
        root VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        occurrence VARCHAR NOT NULL,
        from_on DATE NOT NULL,
        scale VARCHAR NOT NULL,
        "before" VARCHAR NOT NULL,
        "after" VARCHAR NOT NULL,
        base_on DATE NOT NULL,
        number INTEGER NOT NULL,
        level_rank INTEGER NOT NULL,
        PRIMARY KEY (n)
    )""",
    "CREATE INDEX dpr_root ON derived_proposal (root, from_on)",
    "CREATE INDEX dpr_from ON derived_proposal (from_on)",
    "CREATE INDEX dpr_rank ON derived_proposal (level_rank, from_on DESC)",
)


def upgrade() -> None:
    """New columns, empty in old rows, and two new tables."""
    for column in COLUMNS:
        op.add_column("opportunity", column)
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
