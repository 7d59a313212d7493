"""The attachments' bytes of a profile, when their file is damaged: those come along that are what their name says."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crm_desktop.store.blobs import Blobs
from crm_desktop.store.connection import connect
from crm_desktop.store.salvage.logs import Logs
from crm_desktop.store.salvage.pages import is_sealed
from crm_desktop.store.salvage.reading import DamagedFile

NAME, PART = "blobs.db", "blobs.part"


def is_whole(profile: Path, key: bytes, logs: Logs) -> bool:
    """Whether every page of their file is as it was written; also when there is no file."""
    return not (profile / NAME).exists() or is_sealed(profile / NAME, key, logs)


def named(raw: Any) -> set[str]:
    """Those that must be here: the shop has what it numbered, and it may not have come here yet."""
    told = raw.execute("SELECT sha256 FROM attachment WHERE deleted IS NULL AND coalesce(row_seq, 0) = 0")
    return {name for (name,) in told}


def renew(profile: Path, key: bytes, logs: Logs, named: set[str], keep_aside: Callable[[], Path]) -> int:
    """A new file takes the place of the damaged one, which is kept aside. How many are known to be lost.

    The damaged file may not tell any more what was in it; what is `named` in the data was. What belongs to the shop and
    is not here is fetched again with the next session.
    """
    for end in ("", "-wal", "-shm"):
        (profile / f"{PART}{end}").unlink(missing_ok=True)
    damaged, new = DamagedFile(profile / NAME, key, logs), Blobs(profile / PART, key)
    try:
        for name, body in _bodies(damaged):
            if hashlib.sha256(body).hexdigest() == name:
                new.keep({name: body})
        brought = [(row["id"], row["sha256"], row["place"]) for row in damaged.rows("brought")]
        new.run_many("INSERT OR IGNORE INTO brought VALUES (?, ?, ?)", brought)
        lost = damaged.known("blob") | damaged.known("fetched") | named
        lost -= set(new.names())
    finally:
        damaged.close()
        new.close()
    raw = connect(profile / PART, key)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    keep_aside()
    for end in ("-wal", "-shm"):
        (profile / f"{NAME}{end}").unlink(missing_ok=True)
    os.replace(profile / PART, profile / NAME)
    return len(lost)


def _bodies(damaged: DamagedFile) -> Iterator[tuple[str, bytes]]:
    for row in damaged.rows("blob"):
        yield row["sha256"], bytes(row["data"])
    pieces: dict[str, dict[int, bytes]] = {}
    whole = {row["sha256"] for row in damaged.rows("fetched")}
    for row in damaged.rows("piece"):
        if row["sha256"] in whole:
            pieces.setdefault(row["sha256"], {})[row["place"]] = bytes(row["data"])
    for name, parts in pieces.items():
        yield name, b"".join(parts[place] for place in sorted(parts))
