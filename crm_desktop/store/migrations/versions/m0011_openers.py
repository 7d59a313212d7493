"""Indexes for what came of openers: the touches with one, and those of somebody who came in.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
keeps_derived = True


def upgrade() -> None:
    """Add the two; nothing that was there changes."""
    op.execute("CREATE INDEX touch_opener ON touch (opener, root, at, effective, deleted) WHERE opener <> ''")
    op.execute("CREATE INDEX touch_came ON touch (root, at, deleted, kind) WHERE kind IN ('came_in', 'test_drive')")


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
