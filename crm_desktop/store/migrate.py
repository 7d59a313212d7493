"""The schema of the file: created whole when new, migrated by Alembic (imported only then) when older."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.errors import ProfileTooNew
from crm_desktop.base.i18n import _
from crm_desktop.store import capture, derived, journal
from crm_desktop.store.derived import Deriver
from crm_desktop.store.plain import plain

if TYPE_CHECKING:
    from alembic.runtime.migration import RevisionStep
    from sqlalchemy import Connection

    from crm_desktop.store.plain import Source

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0015"
"""The revision that the tables of this version stand for; a test compares it with the migrations folder."""


def create(connection: "Connection", derivers: Sequence[Deriver]) -> None:
    """The whole schema in an empty file, stamped with the current head."""
    from crm_desktop.store.tables import Table

    Table.metadata.create_all(connection)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    journal.create_tables(connection)
    capture.install(connection)
    derived.ensure(connection, derivers)


def revision(source: "Source") -> str:
    """The revision stamped in the file; "" when there is none."""
    reading = plain(source)
    if not reading.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"):
        return ""
    return str(reading.value("SELECT version_num FROM alembic_version") or "")


def check_not_newer(found: str) -> None:
    """Raises ProfileTooNew when a later version of the program wrote the file."""
    if found > HEAD:
        raise ProfileTooNew(
            _(
                "This profile was written by a newer version of the program. Nothing was changed; "
                "install the newer version."
            )
        )


def upgrade(
    connection: "Connection", found: str, derivers: Sequence[Deriver], progress: derived.Progress | None = None
) -> None:
    """Run the migrations from `found` to the head, then make triggers and derived data anew."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(FOLDER))
    capture.drop(connection)  # a backfill must not look like the user's edits
    steps = scripts._upgrade_revs(HEAD, found or "base")
    context = MigrationContext.configure(
        connection, opts={"fn": lambda _rev, _context: steps, "transactional_ddl": True}
    )
    with Operations.context(context):
        context.run_migrations()
    journal.create_tables(connection)
    capture.install(connection)
    for deriver in derivers if any(not _keeps_derived(step) for step in steps) else ():
        derived.rebuild(connection, deriver, progress=progress)


def _keeps_derived(step: "RevisionStep") -> bool:
    """Whether a migration says of itself that nothing derived changes by it: on a large profile that is minutes."""
    return bool(getattr(step.revision.module, "keeps_derived", False))
