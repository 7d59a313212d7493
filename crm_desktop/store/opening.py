"""How a profile's data file comes to be open: the lock, a new file, an old one brought up to date."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.errors import NotFound, ProfileDamaged, ProfileLocked, Refused
from crm_desktop.base.i18n import _
from crm_desktop.store import backup, capture, derived, journal, keys, migrate, self_test
from crm_desktop.store.connection import when_full
from crm_desktop.store.derived import Deriver
from crm_desktop.store.plain import Plain

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from filelock import FileLock
    from sqlalchemy import Connection, Engine

SALVAGED = "data.salvaged"
"""A whole new data file that is about to take the place of a damaged one."""


def lock(profile: Path) -> "FileLock":
    """Take the profile's one writer's lock, or raise ProfileLocked. What a kill cut short is done now."""
    from filelock import FileLock, Timeout

    taken = FileLock(profile / "lock", thread_local=False)
    try:
        taken.acquire(blocking=False)
    except Timeout:
        raise ProfileLocked(
            _("Another window or program has this profile open. Close it, then try again. Nothing was changed.")
        ) from None
    try:
        _put_in_place(profile)
    except BaseException:
        taken.release()
        raise
    return taken


@dataclass(frozen=True, slots=True)
class Before:
    """What there was of a profile's folder before a profile was made in it."""

    profile: Path
    files: frozenset[Path]
    missing: tuple[Path, ...]
    """The folders that were not there, the innermost first."""

    @classmethod
    def of(cls, profile: Path) -> "Before":
        """As it is now."""
        missing = tuple(one for one in (profile, *profile.parents) if not one.exists())
        return cls(profile, frozenset() if missing else frozenset(profile.iterdir()), missing)

    def back(self, held: "FileLock | None") -> None:
        """As it was, given what nobody else can have made: the lock is `held`, if there is a folder for it."""
        lock_file = Path(held.lock_file) if held is not None else None
        if held is not None:
            with contextlib.suppress(OSError):  # what went wrong is what has to be told
                for one in set(self.profile.iterdir()) - self.files - {lock_file}:
                    shutil.rmtree(one) if one.is_dir() else one.unlink()
            held.release()
        with contextlib.suppress(OSError):  # somebody else's file keeps the folder, too
            if lock_file is not None and lock_file not in self.files:
                lock_file.unlink(missing_ok=True)
            for one in self.missing:
                if one.exists():
                    one.rmdir()


@contextlib.contextmanager
def making(profile: Path) -> "Iterator[FileLock]":
    """A folder and its lock for a new profile; if that is not made, what there is of it goes again."""
    before, held = Before.of(profile), None
    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = lock(profile)
        yield held
    except BaseException:
        before.back(held)
        raise


def no_room_to_make() -> "AbstractContextManager[None]":
    """What a full disk means for a new profile."""
    return when_full(
        _("The disk is full, so no profile was made, and nothing of it was left. Free some space, then try again.")
    )


def no_room_to_open() -> "AbstractContextManager[None]":
    """What a full disk means for a profile that is there."""
    return when_full(
        _("The disk is full, so the profile cannot be opened; its data is safe. Free some space, then try again.")
    )


def only_looked_at() -> ProfileLocked:
    """Another process holds the profile, and this one may only look."""
    return ProfileLocked(
        _(
            "Another window or program has this profile open, so here it can only be read. "
            "Close the other one, then try again."
        )
    )


def require(profile: Path) -> None:
    """Raise NotFound where no profile is, Refused where only its data file is gone."""
    if not (profile / "data.db").exists():
        refuse_remains(profile)
        raise NotFound(_("There is no profile in this folder."))


def refuse_remains(profile: Path) -> None:
    """No new key where the old one is still needed: it alone opens the backups, and the data file if it comes back."""
    remains = ("data.db", "blobs.db", f"{backup.FOLDER}/*", "damaged/*")
    if any((profile / name).exists() for name in keys.COPIES) and any(any(profile.glob(name)) for name in remains):
        raise Refused(
            _(
                "The data file of this profile is gone, but its key and its attachments or backups are still here. Put "
                "data.db back, from the backups folder if need be, or choose another folder. Nothing was changed."
            )
        )


def create_file(profile: Path, key: bytes, derivers: Sequence[Deriver]) -> None:
    """The data file appears whole or not at all."""
    shutil.move(make_file(profile, key, derivers), profile / "data.db")


def make_file(
    profile: Path, key: bytes, derivers: Sequence[Deriver],
    fill: "Callable[[Connection], object]" = lambda _connection: None,
) -> Path:  # fmt: skip
    """A whole new data file beside the profile's own, with what `fill` puts into it."""
    from crm_desktop.store.engine import make_engine

    part = profile / "data.part"
    _forget(part)
    engine = make_engine(part, key, create=True)
    try:
        with engine.begin() as connection:
            migrate.create(connection, derivers)
            fill(connection)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    except BaseException:
        engine.dispose()
        with contextlib.suppress(OSError):  # what went wrong is what has to be told
            _forget(part)
        raise
    engine.dispose()
    return part


def _forget(part: Path) -> None:
    for name in (part.name, f"{part.name}-wal", f"{part.name}-shm"):
        part.with_name(name).unlink(missing_ok=True)


def put_in_place(profile: Path, part: Path) -> None:
    """What was salvaged from a damaged file takes its place, at the latest with the next opening."""
    os.replace(part, profile / SALVAGED)
    _put_in_place(profile)


def _put_in_place(profile: Path) -> None:
    whole = profile / SALVAGED
    if whole.exists():
        for name in ("data.db-wal", "data.db-shm"):  # of the damaged file, which is kept aside with them
            (profile / name).unlink(missing_ok=True)
        os.replace(whole, profile / "data.db")


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


def open_writer(
    profile: Path, key: bytes, found: str, derivers: Sequence[Deriver], progress: derived.Progress | None = None
) -> tuple["Engine", bool]:
    """Open the data file for writing: migrated, with its triggers and derived data as this version wants them.

    Says also whether anything had to be mended: what was read before may be wrong then.
    """
    from crm_desktop.store.engine import make_engine

    engine = make_engine(profile / "data.db", key)
    try:
        if found != migrate.HEAD:
            backup.copy_before(profile, key, f"before-{migrate.HEAD}")
            with engine.begin() as connection:
                migrate.upgrade(connection, found, derivers, progress)
        with engine.begin() as connection:
            journal.create_tables(connection)
            mended = capture.install(connection)
            self_test.check(connection)
            if mended:
                for deriver in derivers:
                    derived.rebuild(connection, deriver, progress=progress)
            derived.ensure(connection, derivers, progress=progress)
    except BaseException:
        engine.dispose()
        raise
    return engine, mended
