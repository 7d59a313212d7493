"""SQLite: one file, one process that serves it. The default."""

import contextlib
import functools
import queue
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from sync.server.storage.engine import LOCK_SECONDS, Asked, Busy, Found, Full, Link, Twice, counter
from sync.server.storage.folding import MOST_PAGES, Folding
from sync.server.storage.tables import SQLITE, TABLES, ddl

KEPT_OPEN = 8


@functools.cache
def _spelled(sql: str) -> str:
    for one in ("= ANY(?)", "= EACH(?)"):
        sql = sql.replace(one, "IN (SELECT value FROM json_each(?))")
    return sql


@functools.cache
def _upsert(table: str) -> str:
    return TABLES[table].upsert(f"VALUES ({', '.join('?' * len(TABLES[table].columns))})")


def _bound(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(orjson.dumps(value).decode() if type(value) is list else value for value in values)


def is_of_another(file: Path) -> bool:
    """Whether tables stand in a file, and ours are not among them. Nothing is changed by looking."""
    if not file.is_file():
        return False
    with contextlib.closing(sqlite3.connect(file, timeout=LOCK_SECONDS)) as seen:
        there = {row[0] for row in seen.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return bool(there) and not {"shop", "setting", "record"} <= there


class SqliteLink:
    """One transaction of the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, *values: Any) -> Found:
        """What a statement finds."""
        return self.connection.execute(_spelled(sql), _bound(values)).fetchall()

    def several(self, asked: Sequence[Asked]) -> list[Found]:
        """What several statements find: here there is no way to save."""
        return [self.rows(sql, *values) for sql, values in asked]

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement."""
        return self.connection.execute(_spelled(sql), _bound(values)).rowcount

    def note(self, sql: str, *values: Any) -> None:
        """Run a statement."""
        self.run(sql, *values)

    def insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write new rows."""
        self.connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(TABLES[table].columns))})", rows)

    def upsert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write whole rows."""
        if rows:
            self.connection.executemany(_upsert(table), rows)


class SqliteEngine:
    """A file in WAL mode: readers never wait, writers wait for each other here rather than in the file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._turn = threading.Lock()
        self._writer = self._connect()
        self._writer.execute(f"PRAGMA wal_autocheckpoint={MOST_PAGES}").fetchall()
        self._folding = Folding(self._connect)
        with self.writing() as link:
            for statement in ddl(SQLITE):
                link.run(statement)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.file, isolation_level=None, check_same_thread=False, timeout=LOCK_SECONDS, cached_statements=256
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Link]:
        """One snapshot of the file."""
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield SqliteLink(connection)
        finally:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            if self._readers.qsize() < KEPT_OPEN:
                self._readers.put(connection)
            else:
                connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Link]:
        """The one writer's transaction."""
        if not self._turn.acquire(timeout=LOCK_SECONDS):
            raise Busy
        try:
            self._begin()
            try:
                yield SqliteLink(self._writer)
                self._writer.execute("COMMIT")
                self._folding.written(self._writer.total_changes)
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
        except sqlite3.IntegrityError as error:
            raise Twice from error
        except sqlite3.OperationalError as error:
            if "full" in str(error):
                raise Full from error
            raise
        finally:
            self._turn.release()

    def _begin(self) -> None:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:  # another process writes: the command line, beside the server
            raise Busy from error

    def lock(self, link: Link, shop: str) -> tuple[int, int]:
        """The file is locked already."""
        return counter(link, shop, "SELECT epoch, n FROM shop WHERE shop = ?")

    def close(self) -> None:
        """Let all connections go."""
        self._folding.close()
        while not self._readers.empty():
            self._readers.get().close()
        self._writer.close()
