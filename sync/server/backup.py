"""A copy of the data while the server runs, and the way back, which begins a new epoch."""

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from sync.core.seqs import epoch_of
from sync.server import epochs
from sync.server.opening import NotPossible, opened
from sync.server.settings import Settings


def back_up(settings: Settings, to: Path | None) -> Path:
    """Copy the data file, whole and checked."""
    if settings.database:
        raise NotPossible("Back PostgreSQL up with pg_dump. After pg_restore run: crm-sync-server restore --mark")
    if not settings.file.exists():
        raise NotPossible(f"There is no data in {settings.data}.")
    target = to or settings.data / "backups" / f"shop-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    _copy(settings.file, part)
    _check(part)
    os.replace(part, target)
    return target


def _copy(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE").fetchall()


def restore(settings: Settings, source: Path) -> dict[str, int]:
    """Put a copy in the place of the data, which is set aside. Revoked laptops stay revoked. The epochs begun."""
    if settings.database:
        raise NotPossible("PostgreSQL is restored with pg_restore; then run: crm-sync-server restore --mark")
    if not source.exists():
        raise NotPossible(f"{source} is not there.")
    _check(source)
    revoked = _set_aside(settings)
    part = settings.file.with_suffix(".part")
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _copy(source, part)
    os.replace(part, settings.file)
    return mark(settings, revoked)


def mark(settings: Settings, revoked: list[tuple[str, str, str]] | None = None) -> dict[str, int]:
    """Begin a new epoch in every shop: after a restore by other means."""
    parts = opened(settings)
    highest = epochs.Highest(settings.data)
    try:
        known = highest.read()
        begun = {
            name: epochs.begin(parts, shop, above=epoch_of(known.get(shop, 0)), reason="restored")
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


def _set_aside(settings: Settings) -> list[tuple[str, str, str]]:
    """Move the data out of the way; which laptops were revoked in it, if it can still be read."""
    revoked: list[tuple[str, str, str]] = []
    if not settings.file.exists():
        return revoked
    with contextlib.suppress(sqlite3.Error):
        parts = opened(settings)
        epochs.Highest(settings.data).note(epochs.heads(parts))
        with parts.engine.reading() as link:
            revoked = link.rows("SELECT shop, id, wipe FROM device WHERE state <> ?", "active")
        parts.close()
    _nobody_serves(settings)
    aside = settings.file.with_name(f"shop-before-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.db")
    for end in ("", "-wal", "-shm"):
        one = settings.file.with_name(settings.file.name + end)
        if one.exists():
            os.replace(one, aside.with_name(aside.name + end))
    return revoked


def _nobody_serves(settings: Settings) -> None:
    from filelock import FileLock, Timeout

    try:
        with FileLock(settings.data / "serving.lock", timeout=0):
            pass
    except Timeout:
        raise NotPossible("A server is running with this data: stop it first.") from None


def _check(file: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.execute("SELECT count(*) FROM record").fetchone()
    except sqlite3.Error as error:
        raise NotPossible(f"{file} is no backup of a shop: {error}") from error
    if found != "ok":
        raise NotPossible(f"{file} is damaged: {found}")
