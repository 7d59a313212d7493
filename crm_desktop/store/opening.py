"""How a profile's data file comes to be open: the lock, a new file, an old one brought up to date."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.errors import ProfileDamaged, ProfileLocked
from crm_desktop.base.i18n import _
from crm_desktop.store import backup, capture, derived, journal, migrate, self_test
from crm_desktop.store.derived import Deriver
from crm_desktop.store.plain import Plain

if TYPE_CHECKING:
    from filelock import FileLock
    from sqlalchemy import Engine


def lock(profile: Path) -> "FileLock":
    """Take the profile's one writer's lock, or raise ProfileLocked."""
    from filelock import FileLock, Timeout

    taken = FileLock(profile / "lock", thread_local=False)
    try:
        taken.acquire(blocking=False)
    except Timeout:
        raise ProfileLocked(
            _("Another window or program has this profile open. Close it, then try again. Nothing was changed.")
        ) from None
    return taken


def only_looked_at() -> ProfileLocked:
    """Another process holds the profile, and this one may only look."""
    return ProfileLocked(
        _(
            "Another window or program has this profile open, so here it can only be read. "
            "Close the other one, then try again."
        )
    )


def create_file(profile: Path, key: bytes, derivers: Sequence[Deriver]) -> None:
    """The data file appears whole or not at all."""
    from crm_desktop.store.engine import make_engine

    part = profile / "data.part"
    for name in ("data.part", "data.part-wal", "data.part-shm"):
        (profile / name).unlink(missing_ok=True)
    engine = make_engine(part, key, create=True)
    try:
        with engine.begin() as connection:
            migrate.create(connection, derivers)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    finally:
        engine.dispose()
    shutil.move(part, profile / "data.db")


def is_current(reader: Plain, derivers: Sequence[Deriver]) -> bool:
    """Whether this very version of the program left the file as it is; else it must be opened for writing first.

    Raises ProfileDamaged and ProfileTooNew.
    """
    found = migrate.revision(reader)
    if not found:
        raise ProfileDamaged(
            _(
                "The data file is damaged and was not changed. Restore the last backup from the "
                "backups folder of the profile."
            )
        )
    migrate.check_not_newer(found)
    return found == migrate.HEAD and derived.is_current(reader, derivers)


def open_writer(profile: Path, key: bytes, found: str, derivers: Sequence[Deriver]) -> tuple["Engine", bool]:
    """Open the data file for writing: migrated, with its triggers and derived data as this version wants them.

    Says also whether anything had to be mended: what was read before may be wrong then.
    """
    from crm_desktop.store.engine import make_engine

    engine = make_engine(profile / "data.db", key)
    try:
        if found != migrate.HEAD:
            backup.copy_before(profile, key, f"before-{migrate.HEAD}")
            with engine.begin() as connection:
                migrate.upgrade(connection, found, derivers)
        with engine.begin() as connection:
            journal.create_tables(connection)
            mended = capture.install(connection)
            self_test.check(connection)
            if mended:
                for deriver in derivers:
                    derived.rebuild(connection, deriver)
            derived.ensure(connection, derivers)
    except BaseException:
        engine.dispose()
        raise
    return engine, mended
