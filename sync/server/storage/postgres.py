"""PostgreSQL: many processes, one database. Citus is spoken to in the same way."""

import contextlib
import functools
import queue
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from sync.server.storage.engine import LOCK_SECONDS, Busy, Full, Link, counter
from sync.server.storage.tables import ORDERED, POSTGRES, TABLES, ddl

KEPT_OPEN = 16
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
TRANSACTION = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""After the wait for the counter every statement sees what was committed meanwhile."""

COUNTER_ROW = "SELECT epoch, n FROM shop WHERE shop = ? FOR UPDATE"
"""The lock: who comes next waits here, and sees what was committed meanwhile. The row is written once, at the end."""

Found = list[tuple[Any, ...]]


@functools.cache
def _spelled(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


@functools.cache
def _upsert(table: str) -> str:
    arrays = ", ".join(f"%s::{POSTGRES[kind]}[]" for kind in TABLES[table].columns.values())
    return TABLES[table].upsert(f"SELECT * FROM unnest({arrays})")


class PostgresLink:
    """One transaction of the database."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.connection = connection

    def rows(self, sql: str, *values: Any) -> Found:
        """What a statement finds."""
        return self.connection.execute(_spelled(sql), values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement."""
        return self.connection.execute(_spelled(sql), values).rowcount

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write new rows as a stream, which the database takes in together."""
        if not rows:
            return
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(TABLES[table].columns)}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types([POSTGRES[kind] for kind in TABLES[table].columns.values()])
            for row in rows:
                copy.write_row(row)

    def upsert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write whole rows: one statement, one array for each column."""
        if rows:
            self.connection.execute(_upsert(table), [list(column) for column in zip(*rows, strict=True)])


class PostgresEngine:
    """A database by its URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._idle: queue.LifoQueue[psycopg.Connection[tuple[Any, ...]]] = queue.LifoQueue()
        with self._transaction(TRANSACTION) as link:
            link.run("SELECT pg_advisory_xact_lock(hashtext('showroom ddl'))")  # several workers start at once
            for statement in ddl(ORDERED):
                link.run(statement)

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            self.url, autocommit=True, application_name="showroom-sync", options=f"-c lock_timeout={LOCK_SECONDS}s"
        )

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Link]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            connection.execute(begin)
            yield PostgresLink(connection)
            connection.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(psycopg.Error):
                connection.execute("ROLLBACK")
            if isinstance(error, psycopg.errors.DiskFull):
                raise Full from error
            if isinstance(error, psycopg.OperationalError):  # the lock took too long, or the database went away
                raise Busy from error
            raise
        finally:
            if connection.closed or self._idle.qsize() >= KEPT_OPEN:
                connection.close()
            else:
                self._idle.put(connection)

    def reading(self) -> contextlib.AbstractContextManager[Link]:
        """One snapshot: never two statements that see different heads."""
        return self._transaction(SNAPSHOT)

    def writing(self) -> contextlib.AbstractContextManager[Link]:
        """A transaction of one writer among many."""
        return self._transaction(TRANSACTION)

    def lock(self, link: Link, shop: str) -> tuple[int, int]:
        """Wait for the shop's counter."""
        return counter(link, shop, COUNTER_ROW)

    def close(self) -> None:
        """Let all connections go."""
        while not self._idle.empty():
            self._idle.get().close()
