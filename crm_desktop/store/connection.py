"""Open connections to a SQLCipher file, with the settings every connection needs.

Nothing here needs SQLAlchemy: the first page is read before that is loaded.
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from crm_desktop.base import disk
from crm_desktop.base.errors import DiskFull, ProfileDamaged, ProfileLocked, ProfileProblem
from crm_desktop.base.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Connection

SILENT = "PRAGMA cipher_log_level = NONE"
"""For the whole process: SQLCipher writes of each damaged page to stderr, where our own sentence stands."""
CACHE = "PRAGMA cache_size = -600"
"""In KB, for each of the two connections. More makes no step of the user faster, and stays taken."""
# FULL: with NORMAL a committed edit can vanish on power loss in WAL mode.
PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE would skip the delete triggers
    "PRAGMA busy_timeout = 5000",
    "PRAGMA temp_store = MEMORY",  # nothing decrypted may reach a temporary file
    CACHE,
)
APART_CACHE = "PRAGMA cache_size = -1000"
"""For a connection that reads through whole tables once: what it leaves behind is not given back to the system."""
LONG_CACHE = "PRAGMA cache_size = -32000"
"""While an import writes: what it fills is not written out and read again before its transaction ends."""
# Into the file goes what is in the log after so many pages; one index page is written by many transactions.
FEW_CHECKPOINTS, USUAL_CHECKPOINTS = "PRAGMA wal_autocheckpoint = 8000", "PRAGMA wal_autocheckpoint = 1000"
OVERWRITTEN, AS_IS = "PRAGMA secure_delete = ON", "PRAGMA secure_delete = OFF"
"""Where somebody's data goes for good: what is deleted is not left in pages that are free."""
_LITTLE_ROOM = 1 << 20
"""Less than SQLite needs beside the data: with so little, a fault of the disk is a want of room."""
MUCH_CACHE = "PRAGMA cache_size = -64000"
"""For filling a whole file, where no window waits."""


def connect(path: Path, key: bytes, *, create: bool = False, read_only: bool = False) -> Any:
    """A raw connection in autocommit mode; transactions are begun by the engine. Usable from any thread."""
    if path.is_dir():  # SQLite only says that it cannot open it
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    mode = "rwc" if create else "rw"
    uri = path.absolute().as_uri() + f"?mode={mode}"
    raw = sqlcipher.connect(
        uri, uri=True, check_same_thread=False, isolation_level=None, cached_statements=400, timeout=5
    )
    try:
        raw.execute(SILENT)
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in PRAGMAS:
            raw.execute(pragma)
        if read_only:
            raw.execute("PRAGMA query_only = ON")
        else:
            raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException as error:
        raw.close()
        if read_only and _is_full(error, path.absolute().parent):
            raise DiskFull(
                _("The disk is full, so this cannot be read now; the data is safe. Free some space, then try again.")
            ) from error
        raise
    return raw


def write_much(connection: "Connection") -> None:
    """Until `write_little`: an import writes."""
    connection.exec_driver_sql(LONG_CACHE)
    connection.exec_driver_sql(FEW_CHECKPOINTS)


def write_little(connection: "Connection") -> None:
    """As usual again."""
    connection.exec_driver_sql(CACHE)
    connection.exec_driver_sql(USUAL_CHECKPOINTS)


@contextmanager
def known_errors(folder: Path | None = None) -> Iterator[None]:
    """Turn what is nobody's bug (full disk, locked or damaged file) into sentences; `folder`: where the file is."""
    try:
        yield
    except Exception as error:  # what is not known goes on as it is
        # SQLAlchemy wraps the driver's error, which it keeps as `orig`.
        origin = getattr(error, "orig", error)
        if isinstance(origin, sqlcipher.Error | OSError):
            raise translated(origin, folder) or error from error
        raise


@contextmanager
def when_full(sentence: str) -> Iterator[None]:
    """What a full disk means here, where it is not a change of the user's that was not saved."""
    try:
        yield
    except DiskFull as problem:
        raise DiskFull(sentence) from problem


def _is_full(error: BaseException | None, folder: Path | None) -> bool:
    """Whether there was no room. Of the file beside the data SQLite only says that the disk has a fault."""
    text = str(error).lower()
    if disk.is_full(error) or "disk is full" in text or "no space left" in text:
        return True
    if folder is None or not any(words in text for words in ("disk i/o error", "unable to open database")):
        return False
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())  # a new one is gone again
    return shutil.disk_usage(there).free < _LITTLE_ROOM


def translated(error: BaseException | None, folder: Path | None = None) -> ProfileProblem | None:
    """The sentence for a known failure of the file, or None when it is a bug."""
    text = str(error).lower()
    if _is_full(error, folder):
        return DiskFull(
            _(
                "The disk is full, so the last change was not saved; all that was saved before is safe. "
                "Free some space, then try again."
            )
        )
    if "database is locked" in text or "database table is locked" in text:
        return ProfileLocked(_("Another program is using this profile. Close it, then try again."))
    if "malformed" in text or "file is not a database" in text or "file is encrypted" in text:
        return ProfileDamaged(
            _(
                "The data file is damaged and was not changed. Restore the last backup from the "
                "backups folder of the profile."
            )
        )
    if isinstance(error, IsADirectoryError):
        return ProfileProblem(
            _("In the profile folder {name} is a folder, not a file. Move it elsewhere, then try again.").format(
                name=Path(str(error.filename)).name
            )
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        said = _("A part of the path {path} is a file, not a folder, so no profile can be there. Name another one.")
        return ProfileProblem(said.format(path=error.filename))
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return ProfileProblem(_("The name of the profile's folder is too long. Choose a shorter one."))
    no_place = (
        "unable to open database",
        "readonly",
        "read-only",
        "permission denied",
    )
    if any(words in text for words in no_place):
        return ProfileProblem(
            _("The profile folder cannot be written. Check the folder's permissions, then try again.")
        )
    if "disk i/o error" in text:
        return ProfileProblem(
            _(
                "The disk did not answer, so the last change was not saved; all that was saved before is "
                "safe. Check the disk, then try again."
            )
        )
    return None
