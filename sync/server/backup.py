"""A copy of the data while the server runs, and the way back, which begins a new epoch."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sync.core.seqs import epoch_of
from sync.server import epochs, portable
from sync.server.opening import LAYOUT, NotPossible, must_be_ours, must_be_there, opened
from sync.server.settings import Settings
from sync.server.storage.sqlite import SqliteEngine
from sync.server.storage.tables import TABLES

PORTABLE = ".zst"
ENDS = ("", "-wal", "-shm")
"""Of the files of one data file."""
_REVOKED = "SELECT shop, id, wipe FROM device WHERE state <> ?"
_SERVED = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name = 'showroom-sync' LIMIT 1"
)


def back_up(settings: Settings, to: Path | None) -> Path:
    """Copy the data, whole and checked: the file as it is; PostgreSQL, or what is named *.zst, as rows of either."""
    must_be_there(settings)
    must_be_ours(settings)
    end = PORTABLE if settings.database else ".db"
    target = to or _unused(settings.data / "backups" / f"shop-{_stamp()}{end}")
    _must_take(settings, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if settings.database or target.suffix == PORTABLE:
        with contextlib.closing(opened(settings)) as parts:
            portable.write(parts.engine, target)
        portable.check(target)
        return target
    with _arriving(target) as part:
        _copy(settings.file, part)
        _check(part, settings.file)
    return target


def _must_take(settings: Settings, target: Path) -> None:
    """A copy goes into a file of its own: what else is there stays."""
    if target.exists() and not target.is_file():
        raise NotPossible(f"{target} is no file: name the file the copy goes to.")
    own = [settings.file.with_name(settings.file.name + end).resolve() for end in ENDS]
    if not settings.database and target.resolve() in own:
        raise NotPossible(f"{target} is the data itself: name another file.")


@contextlib.contextmanager
def _arriving(target: Path) -> Iterator[Path]:
    """A file that takes the target's place when it is whole, or leaves nothing behind."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # the keys of the shop are in it
        yield part
        with part.open("rb+") as out:
            os.fsync(out.fileno())
        os.replace(part, target)
    finally:
        for end in ENDS:
            part.with_name(part.name + end).unlink(missing_ok=True)


def _stamp() -> str:
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime())


def _unused(file: Path) -> Path:
    """A name beside this one that is free: two within a second are two."""
    names = (file.with_stem(f"{file.stem}{end}") for end in ("", *(f"-{n}" for n in range(2, 10_000))))
    return next(one for one in names if not one.exists())


def _copy(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE").fetchall()


def restore(settings: Settings, source: Path, above: int = 0) -> dict[str, int]:
    """Put a copy in the place of the data, which is set aside. Revoked laptops stay revoked. The epochs begun."""
    if source.is_dir():
        raise NotPossible(f"{source} is a folder: name the file of the copy.")
    if not source.is_file():
        raise NotPossible(f"{source} is not there.")
    rows = portable.is_one(source)
    (portable.check if rows else _check)(source)
    if not rows:
        _check_layout(source)
    if settings.database:
        if not rows:
            raise NotPossible("A database takes a copy that `backup FILE.zst` or a database made, or pg_restore's.")
        return mark(settings, _fill_database(settings, source), above)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _nobody_serves(settings):
        revoked = _revoked(settings)
        with _arriving(settings.file) as part:  # whole before the data gives way to it
            if rows:
                _fill_file(source, part)
            else:
                _copy(source, part)
            _set_aside(settings)
        return mark(settings, revoked, above)


def _fill_file(source: Path, file: Path) -> None:
    with contextlib.closing(SqliteEngine(file)) as engine, engine.writing() as link:
        portable.fill(link, source)


def _fill_database(settings: Settings, source: Path) -> list[tuple[str, str, str]]:
    """All in one transaction, after what is there was copied aside; which laptops were revoked in it."""
    with contextlib.closing(opened(settings)) as parts:
        epochs.Highest(settings.data).note(epochs.heads(parts))
        if parts.registry.shops():
            aside = _unused(settings.data / "backups" / f"shop-before-{_stamp()}{PORTABLE}")
            portable.write(parts.engine, aside)
        with parts.engine.writing() as link:
            if link.rows(_SERVED):
                raise NotPossible("A server is running with this database: stop it first.")
            revoked: list[tuple[str, str, str]] = link.rows(_REVOKED, "active")
            portable.fill(link, source)
    return revoked


def mark(settings: Settings, revoked: list[tuple[str, str, str]] | None = None, above: int = 0) -> dict[str, int]:
    """Begin a new epoch in every shop: after a restore by other means. `above`: laptops say they were in this one."""
    parts = opened(settings)
    highest = epochs.Highest(settings.data)
    try:
        known = highest.read()
        begun = {
            name: epochs.begin(parts, shop, above=max(above, epoch_of(known.get(shop, 0))), reason="restored")
            for shop, name in parts.registry.shops()
        }
        with parts.engine.writing() as link:
            for shop, device, wipe in revoked or []:
                link.run(
                    "UPDATE device SET state = ?, wipe = ? WHERE shop = ? AND id = ?", "revoked", wipe, shop, device
                )
        highest.note(epochs.heads(parts))
    finally:
        parts.close()
    return begun


def _revoked(settings: Settings) -> list[tuple[str, str, str]]:
    """Which laptops were revoked in the data that is there, if it can still be read; its highest numbers are noted."""
    revoked: list[tuple[str, str, str]] = []
    if settings.file.exists():
        with contextlib.suppress(sqlite3.Error), contextlib.closing(opened(settings)) as parts:
            epochs.Highest(settings.data).note(epochs.heads(parts))
            with parts.engine.reading() as link:
                revoked = link.rows(_REVOKED, "active")
    return revoked


def _set_aside(settings: Settings) -> None:
    """Move the data out of the way."""
    aside = _unused(settings.file.with_name(f"shop-before-{_stamp()}.db"))
    for end in ENDS:
        one = settings.file.with_name(settings.file.name + end)
        if one.exists():
            os.replace(one, aside.with_name(aside.name + end))


@contextlib.contextmanager
def _nobody_serves(settings: Settings) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(settings.data / "serving.lock", timeout=0):
            yield
    except Timeout:
        raise NotPossible("A server is running with this data: stop it first.") from None


def _check(file: Path, of: Path | None = None) -> None:
    """`of`: what it was copied from, if it was just made."""
    named = of or file
    try:
        with _looked_into(file) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            for table in (TABLES[name] for name in ("shop", "record", "setting")):
                copy.execute(f"SELECT {', '.join(table.columns)} FROM {table.name} LIMIT 1").fetchone()
    except sqlite3.Error as error:
        what = "cannot be copied" if of else "is no backup of a shop"
        raise NotPossible(f"{named} {what}: {error}") from error
    if found != "ok":
        raise NotPossible(f"{named} is damaged: {found.splitlines()[0]}")


def _check_layout(file: Path) -> None:
    with _looked_into(file) as copy:
        told = copy.execute("SELECT value FROM setting WHERE shop = '' AND name = 'layout'").fetchone()
    if told and int(told[0]) > LAYOUT:
        raise NotPossible(f"{file} was made by a newer version of this program. Nothing was changed.")


def _looked_into(file: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True))
