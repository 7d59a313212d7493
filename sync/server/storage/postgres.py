"""PostgreSQL: many processes, one database. Citus is spoken to in the same way."""

import contextlib
import functools
import queue
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import psycopg
from psycopg import pq
from psycopg.abc import PQGen
from psycopg.copy import LibpqWriter
from psycopg.waiting import Wait

from sync.server.storage.engine import LOCK_SECONDS, Asked, Busy, Found, Full, Link, Twice, counter
from sync.server.storage.tables import ORDERED, POSTGRES, TABLES, ddl

KEPT_OPEN = 16
CONNECT_SECONDS = 10
"""So long a database may take to answer at all, unless its address says another time."""
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
TRANSACTION = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""After the wait for the counter every statement sees what was committed meanwhile."""

COUNTER_ROW = "SELECT epoch, n FROM shop WHERE shop = ? FOR UPDATE"
"""The lock: who comes next waits here, and sees what was committed meanwhile. The row is written once, at the end."""

EACH = "= EACH(?)"


@functools.cache
def _spelled(sql: str) -> tuple[str, int]:
    """As psycopg has it, and which value goes first: a list whose names are looked up one by one; -1 where none is.

    Left to itself the planner may read a whole shop instead, as long as it knows nothing of a new table.
    """
    sql = sql.replace("%", "%%").replace("ANY(?)", "ANY(?::text[])")
    head, each, tail = sql.partition(EACH)
    if each:
        looked_up = f"({head}= wanted.one{tail} OFFSET 0)"
        sql = f"SELECT found.* FROM unnest(?::text[]) AS wanted(one), LATERAL {looked_up} AS found"
    return sql.replace("?", "%s"), head.count("?") if each else -1


def _bound(values: tuple[Any, ...], first: int) -> list[Any]:
    bound = [_names(value) if type(value) is list else value for value in values]
    return bound if first < 0 else [bound.pop(first), *bound]


def _names(names: list[Any]) -> Any:
    """A list of names as the database spells it; made here, for psycopg looks at each of them several times."""
    if not names or type(names[0]) is not str:
        return names
    spelled = '","'.join(names)
    if "\\" in spelled or spelled.count('"') != 2 * len(names) - 2:
        spelled = '","'.join(name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return f'{{"{spelled}"}}'


@functools.cache
def _upsert(table: str) -> str:
    arrays = ", ".join(f"%s::{POSTGRES[kind]}[]" for kind in TABLES[table].columns.values())
    return TABLES[table].upsert(f"SELECT * FROM unnest({arrays})")


_Said: TypeAlias = tuple[str, Sequence[Any]]


class Stream(LibpqWriter):
    """A stream that ends without waiting until the database has taken it in: that is seen to before the next word."""

    def finish(self, exc: BaseException | None = None) -> None:
        """All was said."""
        if exc is None:
            self.connection.wait(_end_of(self.connection.pgconn))
        else:
            super().finish(exc)

    def taken_in(self) -> None:
        """Wait for it, and for what was wrong with it."""
        results = self.connection.wait(_results_of(self.connection.pgconn))
        for one in results:
            if one.status != pq.ExecStatus.COMMAND_OK:
                raise psycopg.errors.error_from_result(one)


def _end_of(pgconn: Any) -> PQGen[None]:
    for step, done in ((pgconn.put_copy_end, 1), (pgconn.flush, 0)):
        while step() != done:
            while not (yield Wait.W):
                continue


def _results_of(pgconn: Any) -> PQGen[list[Any]]:
    results: list[Any] = []
    while True:
        while pgconn.is_busy():
            while not (yield Wait.R):
                continue
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            return results
        results.append(result)


class PostgresLink:
    """One transaction of the database. What nobody waits for goes along with what somebody waits for."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], begin: str) -> None:
        self.connection = connection
        self._begin: _Said = (begin, ())
        self._noted: list[_Said] = [self._begin]
        self._stream: Stream | None = None

    def rows(self, sql: str, *values: Any) -> Found:
        """What a statement finds."""
        return self.several([(sql, values)])[0]

    def several(self, asked: Sequence[Asked]) -> list[Found]:
        """What several statements find, asked at once."""
        return [cursor.fetchall() for cursor in self._said(asked)]

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement."""
        return self._said([(sql, values)])[0].rowcount

    def _said(self, asked: Sequence[Asked]) -> list[psycopg.Cursor[tuple[Any, ...]]]:
        self.listen()
        noted, self._noted = self._noted, []
        said = [*noted, *(self.spelled(*one) for one in asked)]
        if len(said) < 2:
            return [self.connection.execute(*one) for one in said][len(noted) :]
        with self.connection.pipeline():
            cursors = [self.connection.execute(*one) for one in said]
        return cursors[len(noted) :]

    @staticmethod
    def spelled(sql: str, values: tuple[Any, ...]) -> _Said:
        """A statement and its values as psycopg takes them."""
        spelled, first = _spelled(sql)
        return spelled, _bound(values, first)

    def note(self, sql: str, *values: Any) -> None:
        """Run a statement with the next one."""
        self._noted.append(self.spelled(sql, values))

    def insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write new rows as a stream: the database takes them in while others are made, and while others are judged."""
        self._said([])
        columns = ", ".join(TABLES[table].columns)
        cursor = self.connection.cursor()
        stream = Stream(cursor)
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", writer=stream) as copy:
            copy.set_types([POSTGRES[kind] for kind in TABLES[table].columns.values()])
            for row in rows:
                copy.write_row(row)
        self._stream = stream

    def listen(self) -> None:
        """Whether the last stream was taken in."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.taken_in()

    def upsert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write whole rows: one statement, one array for each column."""
        if rows:
            self._noted.append((_upsert(table), [list(column) for column in zip(*rows, strict=True)]))

    def commit(self) -> None:
        """The end, if there was a beginning."""
        if self._noted != [self._begin]:
            self._noted.append(("COMMIT", ()))
            self._said([])


class NoAddress(ValueError):
    """What was given is no address of a database."""


def _connecting(url: str) -> dict[str, Any]:
    try:
        known = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise NoAddress from error
    return {} if "connect_timeout" in known else {"connect_timeout": CONNECT_SECONDS}


class PostgresEngine:
    """A database by its URL."""

    def __init__(self, url: str) -> None:
        self.url, self._more = url, _connecting(url)
        self._idle: queue.LifoQueue[psycopg.Connection[tuple[Any, ...]]] = queue.LifoQueue()
        with self._transaction(TRANSACTION) as link:
            link.run("SELECT pg_advisory_xact_lock(hashtext('showroom ddl'))")  # several workers start at once
            for statement in ddl(ORDERED):
                link.run(statement)

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            self.url, autocommit=True, application_name="showroom-sync", options=f"-c lock_timeout={LOCK_SECONDS}s",
            **self._more,
        )  # fmt: skip

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Link]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
        link = PostgresLink(connection, begin)
        try:
            yield link
            link.commit()
        except BaseException as error:
            with contextlib.suppress(psycopg.Error):
                link.listen()
            with contextlib.suppress(psycopg.Error):
                connection.execute("ROLLBACK")
            if isinstance(error, psycopg.errors.DiskFull):
                raise Full from error
            if isinstance(error, psycopg.errors.UniqueViolation):
                raise Twice from error
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
