"""What was answered on a day is found by an index, however many touches there are.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """An index of the touches that answer something due."""
    op.execute("CREATE INDEX touch_answer ON touch (at, effective, deleted, root) WHERE follow_key <> ''")
