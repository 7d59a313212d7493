"""Keeps the derived tables (list cache, search index) true inside each transaction.

Triggers note changed rows in `derived_stale`; before every commit the store hands them to the derivers, which the
composition root passes in (the store knows no business).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from crm_desktop.store.plain import Plain, plain

if TYPE_CHECKING:
    from sqlalchemy import Connection

Progress = Callable[[int, int], None]
IN_SIGHT = "NOT EXISTS (SELECT 1 FROM sync_hidden h WHERE h.tbl = 'contact' AND h.id = {contact}.id)"
"""Whoever belongs to somebody else by now stays until what was edited here is judged, and no list shows him."""
VERSIONS = "SELECT key, value FROM local_value WHERE key LIKE 'deriver:%'"


class Deriver(Protocol):
    """Computes one kind of derived data. All methods run inside the store's transaction."""

    @property
    def name(self) -> str:
        """Under which its version is noted in the file."""

    @property
    def version(self) -> int:
        """Raised when the meaning changes: everything is rebuilt at the next start."""

    def create(self, connection: "Connection") -> None:
        """Make its own tables; nothing happens when they are there."""

    def refresh(self, connection: "Connection", stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """Bring up to date what hangs on these rows: ids per table name, and the contacts they belong to.

        To the contacts a deriver may add more whom those after it have to look at, too, when it has marked them.
        """

    def rebuild(self, connection: "Connection", progress: Progress | None = None) -> None:
        """Make everything anew, in bulk."""

    def problems(self, connection: "Connection") -> list[str]:
        """Differences between the derived data and the rows, as sentences; empty when all is well."""


class Stale(Mapping[str, set[str]]):
    """The ids of changed rows by table, read when asked for: of most tables it matters only that something changed."""

    def __init__(self, source: Plain) -> None:
        self._source = source
        self._tables = [table for (table,) in source.rows("SELECT DISTINCT tbl FROM derived_stale")]

    def __getitem__(self, table: str) -> set[str]:
        if table not in self._tables:
            raise KeyError(table)
        return {id_ for (id_,) in self._source.rows("SELECT id FROM derived_stale WHERE tbl = :tbl", tbl=table)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def roots(self) -> set[str]:
        """Whom all these rows belong to."""
        return {root for (root,) in self._source.rows("SELECT DISTINCT root FROM derived_stale")}


def drain(connection: "Connection", derivers: Sequence[Deriver]) -> frozenset[str]:
    """Refresh what became stale in this transaction. Returns the roots concerned."""
    stale = Stale(plain(connection))
    if not stale:
        return frozenset()
    roots = stale.roots()
    for deriver in derivers:
        known = len(roots)
        deriver.refresh(connection, stale, roots)
        if len(roots) > known:
            stale = Stale(plain(connection))
    connection.exec_driver_sql("DELETE FROM derived_stale")
    return frozenset(roots)


def mark(connection: "Connection", people: set[str]) -> None:
    """Have these people looked at with this transaction, though nothing of theirs was written."""
    noted = "INSERT INTO derived_stale VALUES ('contact', ?, ?) ON CONFLICT DO NOTHING"
    if people:
        connection.exec_driver_sql(noted, [(one, one) for one in people])


LATER = 250
"""People worked off in one transaction: a save that comes between waits no longer than that takes."""


def postpone(connection: "Connection", deriver: str, roots_query: str) -> None:
    """Note people, chosen by a SELECT of ids, to be refreshed soon in short transactions instead of in this one."""
    connection.exec_driver_sql(
        f"INSERT INTO derived_later SELECT ?, id FROM ({roots_query}) WHERE true ON CONFLICT DO NOTHING",
        (deriver,),
    )


def set_aside(connection: "Connection", most: int) -> bool:
    """Leave what is stale for later if it concerns more people than this. Whether it was left."""
    counted = "SELECT count(*) FROM (SELECT DISTINCT root FROM derived_stale LIMIT ?)"
    if connection.exec_driver_sql(counted, (most + 1,)).scalar_one() <= most:
        return False
    connection.exec_driver_sql("INSERT OR IGNORE INTO derived_waiting SELECT root, tbl, id FROM derived_stale")
    connection.exec_driver_sql("DELETE FROM derived_stale")
    return True


def take_up(
    connection: "Connection", derivers: Sequence[Deriver], most: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Refresh what was set aside of some people. Returns the tables and roots concerned; none when none is left."""
    chosen = "SELECT DISTINCT root FROM derived_waiting ORDER BY root LIMIT ?"
    last = connection.exec_driver_sql(f"SELECT max(root) FROM ({chosen})", (most,)).scalar()
    if last is None:
        return frozenset(), frozenset()
    stale = "INSERT OR IGNORE INTO derived_stale SELECT tbl, id, root FROM derived_waiting WHERE root <= ?"
    connection.exec_driver_sql(stale, (last,))
    connection.exec_driver_sql("DELETE FROM derived_waiting WHERE root <= ?", (last,))
    tables = frozenset(connection.exec_driver_sql("SELECT DISTINCT tbl FROM derived_stale").scalars())
    return tables, drain(connection, derivers)


def work_off(connection: "Connection", derivers: Sequence[Deriver]) -> int:
    """Refresh some of the postponed people. Returns how many; 0 when none is left."""
    _tables, waiting = take_up(connection, derivers, LATER)
    if waiting:
        return len(waiting)
    for deriver in derivers:
        chosen = "SELECT root FROM derived_later WHERE deriver = ? ORDER BY root LIMIT ?"
        roots = set(connection.exec_driver_sql(chosen, (deriver.name, LATER)).scalars())
        if roots:
            deriver.refresh(connection, {}, roots)
            connection.exec_driver_sql(
                "DELETE FROM derived_later WHERE deriver = ? AND root <= ?", (deriver.name, max(roots))
            )
            return len(roots)
    return 0


def is_current(source: Plain, derivers: Sequence[Deriver]) -> bool:
    """Whether this version of the program computed what is derived in the file."""
    known = dict(source.rows(VERSIONS))
    return all(known.get(f"deriver:{deriver.name}") == str(deriver.version) for deriver in derivers)


def ensure(connection: "Connection", derivers: Sequence[Deriver], *, progress: Progress | None = None) -> None:
    """At start: create what is missing and rebuild what an older version of the program computed."""
    known: dict[str, str] = dict(connection.exec_driver_sql(VERSIONS).all())
    for deriver in derivers:
        if known.get(f"deriver:{deriver.name}") != str(deriver.version):
            rebuild(connection, deriver, progress=progress)


def rebuild(connection: "Connection", deriver: Deriver, *, progress: Progress | None = None) -> None:
    """Compute one deriver's data from scratch and note its version."""
    deriver.create(connection)
    deriver.rebuild(connection, progress)
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO local_value (key, value) VALUES (?, ?)",
        (f"deriver:{deriver.name}", str(deriver.version)),
    )
