"""The store's write lane as sync takes it: short transactions on the open connection, announced like any write."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from crm_desktop.base.collecting import uncollected
from crm_desktop.store import derived
from crm_desktop.store.connection import write_little, write_much
from crm_desktop.store.long_step import Change, Turn

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

AT_ONCE = 100
"""Of so many people what is derived is brought up to date with their rows; of more, in short pieces afterwards."""
AIMED = 0.1
"""Seconds a piece of many should take: then it is looked whether a save waits."""
LONGEST = 0.5
"""Seconds of pieces kept with one commit where nobody waits: fewer write the same pages of an index again and again.
Whoever comes meanwhile waits for one piece, and for a commit of this much work."""
MOST_TIMES = 10
"""So many times what it begins with a piece may grow to, where the machine is quick."""
MUCH = 1000
"""Rows of one call from which on the file is written as by an import."""

Item = TypeVar("Item")


def nowhere(_point: str) -> None:
    """Nothing happens at the named points of a session; tests interrupt it there."""


class Lane:
    """Transactions of a session. A user's save never waits for more than one of them."""

    def __init__(self, store: "Store", at: Callable[[str], None] = nowhere, longest: float = LONGEST) -> None:
        self._store, self._longest = store, longest
        self.at = at

    @contextmanager
    def part(self, name: str) -> Iterator[Any]:
        """One transaction: all of it is kept or nothing."""
        store = self._store
        self.at(f"{name}: before")
        store._write_lock.let_others()
        with store._write_lock, store._transaction() as session:
            connection = session.connection()
            self.at(f"{name}: begun")
            with uncollected():
                yield connection.connection.driver_connection
                self.at(f"{name}: written")
                change = self._derive(connection)
            self.at(f"{name}: derived")
        self.at(f"{name}: kept")
        store._announce(change)

    @contextmanager
    def stretch(self, name: str) -> "Iterator[Callable[[], Any]]":
        """Transactions for many pieces: as many go into one as there is time for while nobody else waits to write.

        What is yielded is asked before each piece for the connection it is written by.
        """
        raw: Any = None
        turn: Turn | None = None
        with ExitStack() as opened:

            def next_piece() -> Any:
                nonlocal raw, turn
                if turn is None or not turn.may_go_on:
                    opened.close()
                    raw = opened.enter_context(self.part(name))
                    turn = self._turn()
                return raw

            yield next_piece

    def pieces(self, items: Sequence[Item], first: int) -> Iterator[Sequence[Item]]:
        """Some of many at a time: at first so many, then as many as the machine does in the time aimed."""
        start = 0
        for size in self.sizes(first):
            if start >= len(items):
                return
            yield items[start : start + size]
            start += size

    def sizes(self, first: int) -> Iterator[int]:
        """How many go into each piece: asked after one of them, how many into the next."""
        size = first
        while True:
            began = time.perf_counter()
            yield size
            size = _paced(size, time.perf_counter() - began, first)

    @contextmanager
    def much(self, rows: int) -> Iterator[None]:
        """While very many rows are written: pages stay in memory, the log is moved into the file less often."""
        if rows < MUCH:
            yield
            return
        with self._store._write_lock, self._store._transaction() as session:
            write_much(session.connection())
        try:
            yield
        finally:
            with self._store._write_lock, self._store._transaction() as session:
                write_little(session.connection())

    def _turn(self) -> Turn:
        return Turn(self._store._write_lock, self._longest)

    def _derive(self, connection: Any) -> Change:
        tables = frozenset(connection.exec_driver_sql("SELECT DISTINCT tbl FROM derived_stale").scalars())
        if tables and derived.set_aside(connection, AT_ONCE):
            return Change(0, "", frozenset())  # announced when it is worked off
        return Change(0, "", tables, derived.drain(connection, self._store.derivers))

    def work_off(self) -> None:
        """Derive what was set aside, in pieces, several of them kept together as in a stretch."""
        sizes = self.sizes(AT_ONCE)
        done = False
        while not done:
            tables, roots = frozenset[str](), frozenset[str]()
            turn, going = self._turn(), True
            with self._store._write_lock, self._store._transaction() as session, uncollected():
                while going:
                    some, people = derived.take_up(session.connection(), self._store.derivers, next(sizes))
                    tables, roots, done = tables | some, roots | people, not some
                    going = not done and turn.may_go_on
            if tables:
                self._store._announce(Change(0, "", tables, roots))
            self._store._write_lock.let_others()

    @contextmanager
    def look(self) -> Iterator[Any]:
        """Read what is kept, without waiting for whoever writes."""
        store = self._store
        with store._read_lock:
            raw = store._raw_reader
            raw.execute("BEGIN")
            try:
                yield raw
            finally:
                raw.execute("COMMIT")


def _paced(size: int, took: float, first: int) -> int:
    """How many the next piece takes, after one of this size took so long."""
    return max(first, min(MOST_TIMES * first, 2 * size, int(size * AIMED / max(took, 0.001))))
