"""The store's write lane as sync takes it: short transactions on the open connection, announced like any write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crm_desktop.store import derived
from crm_desktop.store.long_step import Change

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

AT_ONCE = 100
"""Of so many people what is derived is brought up to date with their rows; of more, in short pieces afterwards."""


def nowhere(_point: str) -> None:
    """Nothing happens at the named points of a session; tests interrupt it there."""


class Lane:
    """Transactions of a session. A user's save never waits for more than one of them."""

    def __init__(self, store: "Store", at: Callable[[str], None] = nowhere) -> None:
        self._store = store
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
            yield connection.connection.driver_connection
            self.at(f"{name}: written")
            change = self._derive(connection)
            self.at(f"{name}: derived")
        self.at(f"{name}: kept")
        store._announce(change)

    def _derive(self, connection: Any) -> Change:
        tables = frozenset(connection.exec_driver_sql("SELECT DISTINCT tbl FROM derived_stale").scalars())
        if derived.set_aside(connection, AT_ONCE):
            return Change(0, "", frozenset())  # announced when it is worked off
        return Change(0, "", tables, derived.drain(connection, self._store.derivers))

    def work_off(self) -> None:
        """Derive what was set aside, in pieces as short as the parts."""
        while True:
            with self._store._write_lock, self._store._transaction() as session:
                tables, roots = derived.take_up(session.connection(), self._store.derivers, AT_ONCE)
            if not tables:
                return
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
