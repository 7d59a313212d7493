"""The catalogue of cars and the showroom's register.

Revision ID: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = (
    """CREATE TABLE catalogue_model (
        brand VARCHAR NOT NULL,
        model VARCHAR NOT NULL,
        trim VARCHAR NOT NULL,
        colour VARCHAR NOT NULL,
        list_price INTEGER,
        first_months INTEGER,
        first_km INTEGER,
        later_months INTEGER,
        later_km INTEGER,
        active BOOLEAN NOT NULL,
        position INTEGER NOT NULL,
        root VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id)
    )""",
    """CREATE TABLE reception (
        private BOOLEAN NOT NULL,
        contact VARCHAR NOT NULL,
        touch VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        day DATE NOT NULL,
        time_in VARCHAR NOT NULL,
        time_out VARCHAR NOT NULL,
        party INTEGER,
        arrival VARCHAR NOT NULL,
        visit VARCHAR NOT NULL,
        purpose VARCHAR NOT NULL,
        models VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        level VARCHAR NOT NULL,
        rival VARCHAR NOT NULL,
        plate VARCHAR NOT NULL,
        survey BOOLEAN NOT NULL,
        quoted BOOLEAN NOT NULL,
        test_drive BOOLEAN NOT NULL,
        trade_in BOOLEAN NOT NULL,
        finance BOOLEAN NOT NULL,
        result VARCHAR NOT NULL,
        weather VARCHAR NOT NULL,
        note TEXT NOT NULL,
        root VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id)
    )""",
    "CREATE INDEX reception_contact ON reception (contact)",
    "CREATE INDEX reception_day ON reception (day, time_in)",
    "CREATE INDEX reception_touch ON reception (touch)",
)


def upgrade() -> None:
    """Two new tables; nothing that was there changes."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
