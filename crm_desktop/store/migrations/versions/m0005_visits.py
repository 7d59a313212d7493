"""Visits: what is planned beside the follow-up, and the report.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "visit",
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("preparation", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("touch", sa.String(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("row_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("deleted", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["root"], ["contact.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_visit_root", "visit", ["root"])
    op.create_index("visit_follow_up", "visit", ["follow_up"])
    op.create_index("visit_reported", "visit", ["reported_at"])
    op.create_index("visit_touch", "visit", ["touch"])


def downgrade() -> None:
    """Old versions of the program do not open newer files."""
    raise NotImplementedError
