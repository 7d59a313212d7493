"""What a team needs: reviews, and whose each person is in the list cache.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
keeps_derived = True
"""The new column is filled here: of what was derived nothing else changes."""

_TEXT = "VARCHAR DEFAULT '' NOT NULL"
_FILTERED = "level_rank, status, tier, source, ring, due_on, cold_on"
_ORDERS = {
    "dp_name": f"is_customer, sort_name, id, {_FILTERED}, owner",
    "dp_due": "is_customer, due_on, id, level_rank, status, tier, source, ring, cold_on, owner",
    "dp_level": "is_customer, level_rank, due_on, id, status, tier, source, ring, cold_on, owner",
    "dp_touch": f"is_customer, last_touch_at, id, {_FILTERED}, owner",
    "dp_opened": f"is_customer, opened_on, id, {_FILTERED}, owner",
    "dp_status": "is_customer, status, sort_name, id, level_rank, tier, source, ring, due_on, cold_on, owner",
    "dp_count": "is_customer, level_rank, status, ring, tier, source, due_on, cold_on, owner",
}

STEPS = (
    f"""CREATE TABLE review (
        kind VARCHAR NOT NULL, "of" VARCHAR NOT NULL, state VARCHAR DEFAULT 'asked' NOT NULL, asked_by {_TEXT},
        decided_by {_TEXT}, decided_on DATE, note TEXT DEFAULT '' NOT NULL, root VARCHAR NOT NULL, id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL, created DATETIME NOT NULL, deleted DATETIME, PRIMARY KEY (id),
        FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE)""",
    "CREATE INDEX ix_review_root ON review (root)",
    "CREATE INDEX review_state ON review (state, kind, asked_by)",
    f"ALTER TABLE derived_person ADD COLUMN owner {_TEXT}",
    "UPDATE derived_person SET owner = contact.owner FROM contact WHERE contact.id = derived_person.id "
    "AND contact.owner <> ''",
    *(f"DROP INDEX IF EXISTS {name}" for name in _ORDERS),
    *(f"CREATE INDEX {name} ON derived_person ({columns})" for name, columns in _ORDERS.items()),
)


def upgrade() -> None:
    """Add a table, a column and what finds it; nothing that was there changes."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
