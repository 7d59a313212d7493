"""Attachments' bytes: content-addressed, in a second encrypted file under the same key."""

import hashlib
import json
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from crm_desktop.base.errors import ProfileProblem
from crm_desktop.base.i18n import _
from crm_desktop.store.connection import connect, known_errors

_TABLES = (
    "CREATE TABLE IF NOT EXISTS blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)",
    # What comes from the shop in parts stays in them: putting a large one together would keep a save waiting.
    "CREATE TABLE IF NOT EXISTS fetched (sha256 TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS piece (sha256 TEXT, place INTEGER, data BLOB NOT NULL, PRIMARY KEY (sha256, place))",
    # What sync knows of the server: not in the data file, whose older copy would know it wrongly.
    "CREATE TABLE IF NOT EXISTS brought (id TEXT, sha256 TEXT, place TEXT, PRIMARY KEY (id, sha256))",
    "CREATE TABLE IF NOT EXISTS absent (sha256 TEXT PRIMARY KEY, arrived INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS wanted (sha256 TEXT PRIMARY KEY)",
)
_HERE = "SELECT sha256 FROM blob UNION ALL SELECT sha256 FROM fetched"


class Blobs:
    """Bytes by their SHA-256. What is stored never changes; what nobody refers to is harmless."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self._path, self._key, self._read_only = path, key, read_only
        self._lock = threading.Lock()
        self._in_pieces, self._closed = True, False
        # Most sessions touch no attachment: the second file is opened when it is first needed.
        self._connection: Any = None if path.exists() or read_only else self._open()

    def put(self, content: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hex. Storing the same bytes again costs nothing."""
        name = hashlib.sha256(content).hexdigest()
        self.run("INSERT OR IGNORE INTO blob VALUES (?, ?, ?)", name, len(content), content)
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when they are not here (not yet synced)."""
        if not name or not self._is_there():
            return None
        with self._lock, known_errors():
            return self._content(self._raw(), name)

    def get_beside(self, name: str) -> bytes | None:
        """The same over a connection of its own: a large one keeps nobody waiting who stores another."""
        if not self._is_there():
            return None
        with known_errors():
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

    # In pieces -------------------------------------------------------------------------------------------------------

    def length(self, name: str) -> int:
        """How much of one came until now."""
        return int(self.rows("SELECT coalesce(sum(length(data)), 0) FROM piece WHERE sha256 = ?", name)[0][0])

    def add_piece(self, name: str, place: int, data: bytes) -> None:
        """Keep the next piece: one short transaction, so that no more than it is lost."""
        self.run("INSERT OR REPLACE INTO piece VALUES (?, ?, ?)", name, place, data)

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

    # Inside ----------------------------------------------------------------------------------------------------------

    def run(self, sql: str, *values: Any) -> None:
        """One statement, kept at once."""
        with self._lock, known_errors():
            self._raw().execute(sql, values)

    def run_many(self, sql: str, rows: Collection[tuple[Any, ...]]) -> None:
        """One statement for many rows, kept at once."""
        with self._lock, known_errors():
            raw = self._raw()
            raw.execute("BEGIN IMMEDIATE")
            try:
                raw.executemany(sql, rows)
                raw.execute("COMMIT")
            finally:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with self._lock, known_errors():
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
        with self._lock, known_errors():
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
            for statement in _TABLES:
                connection.execute(statement)
        return connection
