"""How I know a person; groups of people and their members; tips given and received.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = (
    """CREATE TABLE people_group (
        private BOOLEAN NOT NULL,
        kind VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        note TEXT NOT NULL,
        root VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id)
    )""",
    """CREATE TABLE membership (
        private BOOLEAN NOT NULL,
        people_group VARCHAR NOT NULL,
        role VARCHAR NOT NULL,
        since DATE,
        root VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id),
        FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_membership_root ON membership (root)",
    "CREATE INDEX ix_membership_people_group ON membership (people_group)",
    """CREATE TABLE tip (
        private BOOLEAN NOT NULL,
        direction VARCHAR NOT NULL,
        about VARCHAR NOT NULL,
        about_name VARCHAR NOT NULL,
        day DATE NOT NULL,
        outcome VARCHAR NOT NULL,
        note TEXT NOT NULL,
        root VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id),
        FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_tip_root ON tip (root)",
    "CREATE INDEX tip_about ON tip (about)",
    "CREATE INDEX tip_day ON tip (day)",
)


def upgrade() -> None:
    """A column that is empty for everybody, and three new tables."""
    op.execute("ALTER TABLE contact ADD COLUMN how_known VARCHAR DEFAULT '' NOT NULL")
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
