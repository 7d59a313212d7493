"""Attachments' bytes: content-addressed, in a second encrypted file under the same key."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_desktop.store.connection import connect, known_errors


class Blobs:
    """Bytes by their SHA-256. What is stored never changes; what nobody refers to is harmless."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self._path, self._key, self._read_only = path, key, read_only
        self._lock = threading.Lock()
        # Most sessions touch no attachment: the second file is opened when it is first needed.
        self._connection: Any = None if path.exists() or read_only else self._open()

    def put(self, content: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hex. Storing the same bytes again costs nothing."""
        name = hashlib.sha256(content).hexdigest()
        with self._lock, known_errors():
            self._raw().execute("INSERT OR IGNORE INTO blob VALUES (?, ?, ?)", (name, len(content), content))
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when they are not here (not yet synced)."""
        if not name or (self._read_only and not self._path.exists()):
            return None
        with self._lock, known_errors():
            row = self._raw().execute("SELECT data FROM blob WHERE sha256 = ?", (name,)).fetchone()
        return bytes(row[0]) if row else None

    def names(self) -> Iterator[str]:
        """The SHA-256 of all that is stored."""
        with self._lock, known_errors():
            rows = self._raw().execute("SELECT sha256 FROM blob").fetchall() if self._path.exists() else []
        return (row[0] for row in rows)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _raw(self) -> Any:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> Any:
        fresh = not self._path.exists()
        connection = connect(self._path, self._key, create=fresh, read_only=self._read_only)
        if not self._read_only:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)"
            )
        return connection
