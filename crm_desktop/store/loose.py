"""Attachments' bytes that no row here names any more: noted when a row goes for good, let go as soon as it may be.

A trigger notes them, so that nobody looks through what is here. What a kill cuts short the next start finishes.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.errors import DiskFull
from crm_desktop.store.plain import Plain

if TYPE_CHECKING:
    from crm_desktop.store.blobs import Blobs
    from crm_desktop.store.store import Store

AT_ONCE = 500
"""Looked at in one transaction, for which a save waits."""
SPARED = timedelta(days=31)
"""So long the bytes of a row stay that may come back."""
NOTED = "blob_loose"
"""In `local_value`: what went before anything was noted is noted, too."""

# Taken away by sync, not by its user, and not private: what the shop may still lack goes there first.
_TO_SEND = "OLD.row_seq = -1 AND OLD.private = 0"
_AGAIN = "ON CONFLICT DO UPDATE SET to_send = excluded.to_send"
TABLES = (
    """CREATE TABLE IF NOT EXISTS blob_loose (
        id TEXT NOT NULL, sha256 TEXT NOT NULL, to_send INTEGER NOT NULL, PRIMARY KEY (id, sha256)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS attachment_sha256 ON attachment (sha256)",
    "CREATE INDEX IF NOT EXISTS attachment_thumbnail ON attachment (thumbnail) WHERE thumbnail <> ''",
    # Rows that went from here and may come back by way of the shop, where nobody may have their bytes.
    "CREATE TABLE IF NOT EXISTS blob_spared (id TEXT PRIMARY KEY, since TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TRIGGER IF NOT EXISTS blob_spared_i AFTER INSERT ON attachment BEGIN
        DELETE FROM blob_spared WHERE id = NEW.id; END""",
    f"""CREATE TRIGGER IF NOT EXISTS blob_loose_d AFTER DELETE ON attachment BEGIN
        INSERT INTO blob_loose SELECT OLD.id, OLD.sha256, {_TO_SEND} WHERE OLD.sha256 <> '' {_AGAIN};
        INSERT INTO blob_loose SELECT OLD.id, OLD.thumbnail, {_TO_SEND} WHERE OLD.thumbnail <> '' {_AGAIN};
        END""",
)
_NAMED = """EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = l.sha256)
    OR EXISTS (SELECT 1 FROM attachment a WHERE a.thumbnail = l.sha256 AND a.thumbnail <> '')"""
# A row that waits for its place here names its bytes as well, and may be the only one that has them.
_WAITS = "EXISTS (SELECT 1 FROM sync_quarantine q WHERE q.tbl = 'attachment' AND instr(CAST(q.body AS TEXT), l.sha256))"
_SPARED = "EXISTS (SELECT 1 FROM blob_spared s WHERE s.id = l.id AND s.since > ?)"
_LOOSE = f"""SELECT l.id, l.sha256, l.to_send, {_NAMED} FROM blob_loose l
    WHERE (l.id, l.sha256) > (?, ?) AND NOT {_WAITS} AND NOT {_SPARED} ORDER BY l.id, l.sha256 LIMIT {AT_ONCE}"""


def let_go(store: "Store") -> None:
    """Let go of what is loose, but for what the shop still lacks; nothing of it is left in the file."""
    if store.read_only or store.shut_out is not None or not store.blobs.moving.acquire(blocking=False):
        return
    try:
        with suppress(DiskFull):  # the next time
            if not store.look(_is_done):
                _note_earlier(store)
                _look_through(store)
            store.blobs.overwrite()
    finally:
        store.blobs.moving.release()


def _is_done(source: Plain) -> bool:
    """Whether nothing is loose, and what went earlier was noted."""
    noted = "EXISTS (SELECT 1 FROM local_value WHERE key = :key)"
    return bool(source.value(f"SELECT {noted} AND NOT EXISTS (SELECT 1 FROM blob_loose)", key=NOTED))


def _look_through(store: "Store") -> None:
    after: tuple[str, str] | None = ("", "")
    while after is not None and store.look(_are_any):
        with store._write_lock, store._transaction() as session:
            # Under the lock of whoever saves: a row that names them is there before, or its bytes are put anew.
            after = _part(session.connection().connection.driver_connection, store.blobs, after)


def _are_any(source: Plain) -> bool:
    return bool(source.rows("SELECT 1 FROM blob_loose LIMIT 1"))


def _part(raw: Any, blobs: "Blobs", after: tuple[str, str]) -> tuple[str, str] | None:
    """Look at some: where to go on, None at the end."""
    found = raw.execute(_LOOSE, (*after, _month_ago())).fetchall()
    unnamed = {name for _id, name, _to_send, named in found if not named}
    waiting = {(row, name) for row, name, to_send, named in found if to_send and not named}
    waiting = unsent(Plain(raw, {}), blobs, waiting)
    kept = {name for _id, name in waiting}
    blobs.let_go(unnamed - kept)
    done = [(row, name) for row, name, _to_send, named in found if named or name not in kept]
    raw.executemany("DELETE FROM blob_loose WHERE id = ? AND sha256 = ?", done)
    return found[-1][:2] if len(found) == AT_ONCE else None


def spare(raw: Any, ids: Collection[str]) -> None:
    """A restored server lost the rows of these files, or one waits with them: they may come, and no bytes with them."""
    if not ids:
        return
    today = clock.today().isoformat()
    raw.execute("DELETE FROM blob_spared WHERE since <= ?", (_month_ago(),))
    raw.executemany("INSERT OR REPLACE INTO blob_spared VALUES (?, ?)", [(row, today) for row in ids])


def spare_no_more(raw: Any, ids: Iterable[str]) -> None:
    """They were erased: nothing of them stays."""
    raw.executemany("DELETE FROM blob_spared WHERE id = ?", [(row,) for row in ids])


def _month_ago() -> str:
    return (clock.today() - SPARED).isoformat()


def unsent(source: Plain, blobs: "Blobs", pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that are here and that the shop is not known to have."""
    if not pairs:
        return pairs
    place = place_of(dict(source.rows("SELECT key, value FROM sync_state WHERE key IN ('server_id', 'epoch')")))
    names = {name for _row, name in pairs}
    sql = "SELECT id, sha256 FROM brought WHERE place = ? AND sha256 IN (SELECT value FROM json_each(?))"
    brought = {(row, name) for row, name in blobs.rows(sql, place, json.dumps(sorted(names)))}
    missing = blobs.missing(names)
    return {one for one in pairs if one not in brought and one[1] not in missing}


def place_of(facts: Mapping[str, str]) -> str:
    """The server and its epoch: of one that was restored nothing is known that was brought before."""
    return f"{facts.get('server_id', '')}/{facts.get('epoch', '1')}"


def _note_earlier(store: "Store") -> None:
    """Once: rows that went with an earlier version of the program, as far as it is known that they were here."""
    if store.look(lambda source: source.rows("SELECT 1 FROM local_value WHERE key = :key", key=NOTED)):
        return
    with store._write_lock, store._transaction() as session:
        raw: Any = session.connection().connection.driver_connection
        here = {row for (row,) in raw.execute("SELECT id FROM attachment")}
        gone = [(row, name) for row, name in store.blobs.brought() if row not in here]
        raw.executemany("INSERT OR IGNORE INTO blob_loose VALUES (?, ?, 0)", gone)
        raw.execute("INSERT OR REPLACE INTO local_value (key, value) VALUES (?, '1')", (NOTED,))
