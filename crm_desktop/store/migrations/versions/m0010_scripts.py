"""Own and shop scripts with their versions; a touch keeps the version it used.

Revision ID: 0010
"""

import json
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_NAMES = uuid.UUID("5a0f4f0a-53c5-5a5e-9a3c-6b9a5a4b9f10")


def upgrade() -> None:
    """Add the table, the column and the index, and make the words a shop changed the first version."""
    op.create_table(
        "script",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("key", "scope", "situation", "stage", "opener", "channel", "statuses", "levels", "title")
        ),
        sa.Column("beats", sa.Text(), nullable=False),
        sa.Column("truth", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("row_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("deleted", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("script_key", "script", ["key", "version"])
    op.add_column("touch", sa.Column("script_version", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "CREATE INDEX touch_script ON touch (script, script_version, root, at, effective, deleted) WHERE script <> ''"
    )
    _take_over_changed_words()


def _take_over_changed_words() -> None:
    connection = op.get_bind()
    kept = connection.exec_driver_sql(
        "SELECT id, key, value, created FROM setting WHERE kind = 'scripts' AND deleted IS NULL"
    ).all()
    for setting_id, key, text, created in kept:
        if (words := _words(text)) is not None:
            # The same id on every laptop that has the same setting.
            row_id = uuid.uuid5(_NAMES, f"script/{key}/1").hex
            connection.exec_driver_sql(
                "INSERT INTO script (id, root, key, scope, situation, stage, opener, channel, statuses, levels, title, "
                "beats, truth, version, active, created) VALUES (?, ?, ?, 'shop', '', '', '', '', '', '', ?, ?, '', 1, "
                "1, ?)",
                (row_id, row_id, key, words[0], words[1], created),
            )
            connection.exec_driver_sql(
                "UPDATE touch SET script_version = 1 WHERE script = ? AND at >= ?", (key, created)
            )
        connection.exec_driver_sql("UPDATE setting SET deleted = created WHERE id = ?", (setting_id,))


def _words(text: str) -> tuple[str, str] | None:
    """Title and beats of a changed script; None when they cannot be read."""
    try:
        value = json.loads(text)
        beats = [[str(label), str(words)] for label, words in value["beats"]]
        return (str(value.get("title") or ""), json.dumps(beats, ensure_ascii=False)) if beats else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
