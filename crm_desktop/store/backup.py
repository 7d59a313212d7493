"""A verified, encrypted copy of the data file."""

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.base.errors import ProfileProblem
from crm_desktop.base.i18n import _
from crm_desktop.store.connection import connect, known_errors, when_full

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

FOLDER, KEPT = "backups", 10


def copy_before(profile: Path, key: bytes, reason: str) -> Path:
    """Copy `data.db` into `backups/` and read the copy whole; the newest ten are kept.

    Raises ProfileProblem when the copy cannot be made or does not verify: the caller must not go on.
    """
    folder = profile / FOLDER
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    target = folder / f"{stamp}-{reason}.db"
    with no_room(), known_errors(profile):
        folder.mkdir(exist_ok=True)
        _copy(profile / "data.db", target, key)
        copy = connect(target, key, read_only=True)
        try:
            verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
            whole = not copy.execute("PRAGMA cipher_integrity_check").fetchall()
        finally:
            copy.close()
    if verdict != "ok" or not whole:
        target.unlink(missing_ok=True)
        raise ProfileProblem(
            _("The safety copy could not be verified, so nothing was changed. Check the disk, then try again.")
        )
    for old in sorted(folder.glob("*.db"))[:-KEPT]:
        old.unlink()
    return target


def _copy(source: Path, target: Path, key: bytes) -> None:
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with closing(connect(source, key)) as raw, closing(connect(part, key, create=True)) as copy:
            raw.backup(copy)
    except BaseException:
        part.unlink(missing_ok=True)  # or what there was no room for would take all the room there is
        raise
    finally:
        for side in ("-wal", "-shm"):
            Path(f"{part}{side}").unlink(missing_ok=True)
    os.replace(part, target)


def no_room() -> "AbstractContextManager[None]":
    """What a full disk means for a copy."""
    return when_full(
        _("The disk is full, so no backup was made; the data itself is safe. Free some space, then try again.")
    )
