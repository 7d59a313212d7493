"""Attachments' bytes: content-addressed, in a second encrypted file under the same key."""

import hashlib
import json
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_desktop.base.errors import ProfileProblem
from crm_desktop.base.i18n import _
from crm_desktop.store.connection import OVERWRITTEN, connect, known_errors

_TABLES = (
    "CREATE TABLE IF NOT EXISTS blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)",
    # What comes from the shop in parts stays in them: putting a large one together would keep a save waiting.
    "CREATE TABLE IF NOT EXISTS fetched (sha256 TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS piece (sha256 TEXT, place INTEGER, data BLOB NOT NULL, PRIMARY KEY (sha256, place))",
    # What sync knows of the server: not in the data file, whose older copy would know it wrongly.
    "CREATE TABLE IF NOT EXISTS brought (id TEXT, sha256 TEXT, place TEXT, PRIMARY KEY (id, sha256))",
    "CREATE TABLE IF NOT EXISTS absent (sha256 TEXT PRIMARY KEY, arrived INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS wanted (sha256 TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS word (one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL)",
    # Decided: what a kill leaves of them goes at the next start, unless somebody keeps the same again before.
    "CREATE TABLE IF NOT EXISTS going (sha256 TEXT PRIMARY KEY)",
)
_OF_BYTES = ("blob", "piece", "fetched", "brought", "absent", "wanted", "going")
"""Where something stands under a name; what says that it goes comes last."""
_HERE = "SELECT sha256 FROM blob UNION ALL SELECT sha256 FROM fetched"


class Blobs:
    """Bytes by their SHA-256. What is stored never changes; `store.loose` lets go of what no row names any more."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self._path, self._key, self._read_only = path, key, read_only
        self._lock = threading.Lock()
        self.moving = threading.Lock()
        """Held by whoever brings bytes here or away: what is on its way has a row, or is let go of when it came."""
        self._in_pieces, self._closed = True, False
        # Most sessions touch no attachment: the second file is opened when it is first needed.
        self._connection: Any = None if path.exists() or read_only else self._open()

    def put(self, content: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hex. Storing the same bytes again costs nothing."""
        name = hashlib.sha256(content).hexdigest()
        self.keep({name: content})
        return name

    def keep(self, bodies: Mapping[str, bytes]) -> None:
        """Store several durably; their names are what was reckoned from them."""
        with self._changing() as raw:
            raw.executemany("DELETE FROM going WHERE sha256 = ?", [(name,) for name in bodies])
            raw.executemany(
                "INSERT OR IGNORE INTO blob VALUES (?, ?, ?)",
                [(name, len(body), body) for name, body in bodies.items()],
            )

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when they are not here (not yet synced)."""
        if not name or not self._is_there():
            return None
        with self._lock, known_errors(self._path.parent):
            return self._content(self._raw(), name)

    def get_beside(self, name: str) -> bytes | None:
        """The same over a connection of its own: a large one keeps nobody waiting who stores another."""
        if not self._is_there():
            return None
        with known_errors(self._path.parent):
            raw = connect(self._path, self._key, read_only=True)
            try:
                return self._content(raw, name)
            finally:
                raw.close()

    def names(self) -> Iterator[str]:
        """The SHA-256 of all that is stored."""
        if not self._is_there():
            return iter(())
        return (row[0] for row in self.rows(self._here()))

    def missing(self, names: Collection[str]) -> set[str]:
        """Those of some whose bytes are not here."""
        if not names or not self._is_there():
            return set(names)
        sql = f"SELECT value FROM json_each(?) WHERE value NOT IN ({self._here()})"
        return {row[0] for row in self.rows(sql, json.dumps(sorted(names)))}

    def sizes(self, names: Collection[str]) -> dict[str, int]:
        """How many bytes those have that are here."""
        if not names or not self._is_there():
            return {}
        asked = "IN (SELECT value FROM json_each(?1))"
        sql = f"SELECT sha256, size FROM blob WHERE sha256 {asked}"
        if self._here() == _HERE:
            sql += (
                " UNION ALL SELECT sha256, sum(length(data)) FROM piece JOIN fetched USING (sha256) "
                f"WHERE sha256 {asked} GROUP BY sha256"
            )
        return dict(self.rows(sql, json.dumps(sorted(names))))

    def wanted(self) -> set[str]:
        """Those that somebody asked for and that are not here yet."""
        there = self._is_there() and self._here() == _HERE
        return {row[0] for row in self.rows("SELECT sha256 FROM wanted")} if there else set()

    def word(self) -> str:
        """What this file has in common with the data file it belongs to (`store.unsettled`)."""
        there = self._is_there() and bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = 'word'"))
        found = self.rows("SELECT text FROM word") if there else []
        return str(found[0][0]) if found else ""

    def keep_word(self, word: str) -> None:
        """From now on it is this one."""
        self.run("INSERT OR REPLACE INTO word VALUES (1, ?)", word)

    # In pieces -------------------------------------------------------------------------------------------------------

    def length(self, name: str) -> int:
        """How much of one came until now."""
        return int(self.rows("SELECT coalesce(sum(length(data)), 0) FROM piece WHERE sha256 = ?", name)[0][0])

    def add_piece(self, name: str, place: int, data: bytes) -> None:
        """Keep the next piece: one short transaction, so that no more than it is lost."""
        with self._changing() as raw:
            raw.execute("DELETE FROM going WHERE sha256 = ?", (name,))
            raw.execute("INSERT OR REPLACE INTO piece VALUES (?, ?, ?)", (name, place, data))

    def finish(self, name: str) -> bool:
        """All pieces came: whether they are what the name says. If not they are thrown away."""
        found = hashlib.sha256()
        for (place,) in self.rows("SELECT place FROM piece WHERE sha256 = ? ORDER BY place", name):
            found.update(self.rows("SELECT data FROM piece WHERE sha256 = ? AND place = ?", name, place)[0][0])
        if found.hexdigest() != name:
            self.drop_pieces(name)
            return False
        self.run("INSERT OR REPLACE INTO fetched VALUES (?)", name)
        return True

    def drop_pieces(self, name: str) -> None:
        """Forget what came of one that is not whole."""
        self.run("DELETE FROM piece WHERE sha256 = ? AND sha256 NOT IN (SELECT sha256 FROM fetched)", name)

    # Letting go ------------------------------------------------------------------------------------------------------

    def brought(self) -> list[tuple[str, str]]:
        """The rows with the names of what travelled between here and the shop."""
        if not self._is_there():
            return []
        return [(row, name) for row, name in self.rows("SELECT id, sha256 FROM brought")]

    def let_go(self, names: Collection[str]) -> None:
        """No row names them any more: they go with `overwrite`, whenever that is."""
        if names and self._is_there():
            self.run_many("INSERT OR IGNORE INTO going VALUES (?)", [(name,) for name in names])

    def overwrite(self) -> None:
        """Remove what goes from the file, so that nothing of it can be read there by whoever has the key.

        Over a connection of its own, for a large one takes a while: who reads others meanwhile does not wait.
        """
        if not self._is_there() or not self.rows("SELECT 1 FROM going LIMIT 1"):
            return
        with known_errors(self._path.parent):
            raw = connect(self._path, self._key)
            try:
                raw.execute(OVERWRITTEN)
                while found := raw.execute("SELECT sha256 FROM going LIMIT 1").fetchone():
                    self._remove(raw, found[0])
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log had them, too
            finally:
                raw.close()

    def _remove(self, raw: Any, name: str) -> None:
        with _all_of_it(raw):
            if raw.execute("SELECT 1 FROM going WHERE sha256 = ?", (name,)).fetchone():  # nobody kept it since
                for table in _OF_BYTES:
                    raw.execute(f"DELETE FROM {table} WHERE sha256 = ?", (name,))

    # Inside ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        with self._lock, known_errors(self._path.parent), _all_of_it(self._raw()) as raw:
            yield raw

    def run(self, sql: str, *values: Any) -> None:
        """One statement, kept at once."""
        with self._lock, known_errors(self._path.parent):
            self._raw().execute(sql, values)

    def run_many(self, sql: str, rows: Collection[tuple[Any, ...]]) -> None:
        """One statement for many rows, kept at once."""
        with self._changing() as raw:
            raw.executemany(sql, rows)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with self._lock, known_errors(self._path.parent):
            found: list[tuple[Any, ...]] = self._raw().execute(sql, values).fetchall()
        return found

    def close(self) -> None:
        """Close the file. What a file on its way would still write comes too late, and is fetched again."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _content(self, raw: Any, name: str) -> bytes | None:
        row = raw.execute("SELECT data FROM blob WHERE sha256 = ?", (name,)).fetchone()
        if row is not None:
            return bytes(row[0])
        if not self._in_pieces or not raw.execute("SELECT 1 FROM fetched WHERE sha256 = ?", (name,)).fetchone():
            return None
        pieces = raw.execute("SELECT data FROM piece WHERE sha256 = ? ORDER BY place", (name,))
        return b"".join(data for (data,) in pieces)

    def _here(self) -> str:
        with self._lock, known_errors(self._path.parent):
            self._raw()  # which tells whether the file knows of pieces
        return _HERE if self._in_pieces else "SELECT sha256 FROM blob"

    def _is_there(self) -> bool:
        return self._connection is not None or not self._read_only or self._path.exists()

    def _raw(self) -> Any:
        if self._closed:
            raise ProfileProblem(_("The profile is closed."))
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> Any:
        fresh = not self._path.exists()
        connection = connect(self._path, self._key, create=fresh, read_only=self._read_only)
        if self._read_only:  # an older file has no pieces
            sql = "SELECT count(*) FROM sqlite_master WHERE name = 'piece'"
            self._in_pieces = bool(connection.execute(sql).fetchone()[0])
        else:
            connection.execute(OVERWRITTEN)  # pieces that are not whole, and wrong ones
            for statement in _TABLES:
                connection.execute(statement)
        return connection


@contextmanager
def _all_of_it(raw: Any) -> Iterator[Any]:
    """One transaction: all of it is kept or nothing."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield raw
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
