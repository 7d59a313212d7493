"""A damaged profile gets a new data file with all that could be read; the damaged one is kept aside.

The same laptop goes on with it, under a new history: what waited is sent, what is missing comes from the shop, and what
is private has never left. Nothing is changed in the profile until the new file is whole.
"""

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from crm_desktop.base import clock
from crm_desktop.base.errors import ProfileDamaged, Refused
from crm_desktop.base.i18n import _
from crm_desktop.store import backup, bulk_load, keys, migrate, opening, wipe
from crm_desktop.store.connection import connect, known_errors, when_full
from crm_desktop.store.derived import Deriver
from crm_desktop.store.replica import state
from crm_desktop.store.salvage import bytes_beside, filling, mending
from crm_desktop.store.salvage.logs import Logs
from crm_desktop.store.salvage.pages import is_sealed
from crm_desktop.store.salvage.reading import DamagedFile

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from crm_desktop.store.store import Store

ASIDE = "damaged"
"""The folder of a profile where its damaged files are kept."""
NEEDED = frozenset({"inc", "server_id", "device", "user"})
"""Without these of `sync_state` nobody knows whose laptop this is."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read, and what was not."""

    read: int
    """Records."""
    lost: int
    """Records that are known to have been there."""
    files_lost: int
    """Attachments' bytes."""
    to_decide: int
    """Values of lost records that the user decides about."""
    connected: bool
    """Whether the shop has the rest."""
    aside: Path
    """Where the damaged file is."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A profile whose data is damaged, and its key."""

    profile: Path
    key: bytes = field(repr=False)
    whose: dict[str, str] = field(repr=False)
    """What of `sync_state` can be read; empty when it belongs to no shop."""
    logs: Logs = field(repr=False)

    @property
    def connected(self) -> bool:
        """Whether it belongs to a shop, as far as that can be read."""
        return bool(self.whose)


def look(profile: Path, passphrase: str | None) -> Damaged:
    """What a damaged profile is; raises what hinders it to be known. Nothing is changed."""
    opening.require(profile)
    with known_errors(profile):
        wipe.check(profile, may_wait=False)
        return _looked(profile, keys.load_key(profile, passphrase))


def look_at_open(store: "Store") -> Damaged:
    """The same of one that was found to be damaged while it was open; it is closed."""
    store.close()
    with known_errors(store.profile):
        return _looked(store.profile, store._key)


def _looked(profile: Path, key: bytes) -> Damaged:
    logs = Logs()
    return Damaged(profile, key, _whose(profile, key, logs), logs)


def salvage(
    found: Damaged, derivers: Sequence[Deriver], progress: filling.Progress = lambda _done, _total: None
) -> Salvaged:
    """Do it. Raises Refused when nothing is damaged, ProfileDamaged when nothing can be read, ProfileLocked."""
    profile, key = found.profile, found.key
    with _no_room(), known_errors(profile):
        lock = opening.lock(profile)
        try:
            rows = not _is_whole(profile / "data.db", key, found.logs)
            files = not bytes_beside.is_whole(profile, key, found.logs)
            if not rows and not files:
                raise Refused(_("The data of this profile is whole. Nothing was changed."))
            return _salvage(found, derivers, progress, files=files)
        finally:
            lock.release()


def _no_room() -> "AbstractContextManager[None]":
    return when_full(
        _(
            "The disk is full, so nothing was saved from the damaged file; it is as it was. Free some space, as much "
            "as the profile takes, then try again."
        )
    )


def _is_whole(file: Path, key: bytes, logs: Logs) -> bool:
    if not is_sealed(file, key, logs):
        return False
    try:
        raw = connect(file, key, read_only=True)
    except sqlcipher.Error:
        return False
    try:
        return bool(raw.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlcipher.Error:
        return False
    finally:
        raw.close()


def _salvage(found: Damaged, derivers: Sequence[Deriver], progress: filling.Progress, *, files: bool) -> Salvaged:
    profile, key = found.profile, found.key
    damaged = DamagedFile(profile / "data.db", key, found.logs)
    told: list[Any] = []

    def fill(connection: "Connection") -> None:
        told.append(_fill(connection, damaged, found.whose, derivers, progress))

    try:
        migrate.check_not_newer(next((str(row["version_num"]) for row in damaged.rows("alembic_version")), ""))
        part = opening.make_file(profile, key, derivers, fill)
    finally:
        damaged.close()
    count, cards, connected, named = told[0]
    aside = _keep_aside(profile, "data.db")
    files_lost = 0
    if files:
        files_lost = bytes_beside.renew(profile, key, found.logs, named, lambda: _keep_aside(profile, "blobs.db"))
    opening.put_in_place(profile, part)
    keys.settle_folder(profile)
    return Salvaged(count.read, count.lost, files_lost, cards, connected, aside)


def _fill(
    connection: "Connection", damaged: DamagedFile, whose: dict[str, str], derivers: Sequence[Deriver],
    progress: filling.Progress,
) -> tuple[filling.Count, int, bool, set[str]]:  # fmt: skip
    raw: Any = connection.connection.driver_connection
    bulk_load.begin(connection)
    count = filling.fill(raw, damaged, progress)
    if not count.read and not whose:
        raise ProfileDamaged(
            _("Nothing of the data file can be read. Restore the last backup from the backups folder of the profile.")
        )
    filling.add_missing(raw, "sync_state", [{"key": name, "value": value} for name, value in whose.items()])
    named = bytes_beside.named(raw)
    cards = mending.mend(raw)
    connection.exec_driver_sql("INSERT OR IGNORE INTO blob_unsettled SELECT id FROM attachment")
    bulk_load.finish(connection, derivers)
    return count, cards, state.read(raw).enrolled, named


def _whose(profile: Path, key: bytes, logs: Logs) -> dict[str, str]:
    """Whose laptop this is: from the damaged file, else from the newest backup that tells it."""
    backups = sorted((profile / backup.FOLDER).glob("*.db"), reverse=True)
    for file in (profile / "data.db", *backups):
        told = {str(row["key"]): str(row["value"]) for row in _rows(file, key, logs, "sync_state")}
        if told.keys() >= NEEDED:
            return told
    return {}


def _rows(file: Path, key: bytes, logs: Logs, table: str) -> list[dict[str, Any]]:
    damaged = DamagedFile(file, key, logs)
    try:
        return list(damaged.rows(table))
    finally:
        damaged.close()


def _keep_aside(profile: Path, name: str) -> Path:
    """The damaged file stays, with its log: somebody may read more of it one day."""
    folder = profile / ASIDE
    folder.mkdir(exist_ok=True, mode=0o700)
    kept = folder / f"{clock.now():%Y%m%d-%H%M%S}-{name}"
    for end in ("", "-wal"):
        file = profile / f"{name}{end}"
        if file.exists():
            _copy(file, kept.with_name(f"{kept.name}{end}"))
    return kept


def _copy(file: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not every disk knows a file under two names
        os.link(file, to)
        return
    shutil.copy2(file, to)
