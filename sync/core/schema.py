"""What the protocol must know of a table: its root, who owns it, what a value may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.core.packing import is_text
from sync.core.values import Patch, Value

SHOP = "shop"
"""The scope of what everybody in the shop reads."""

MADE_BY_SERVER = frozenset({"conflict", "parked"})
"""The inbox: rows the server adds. They move with their aggregate and never stand in the way of a deletion."""
UNKNOWN_TABLE = "unknown table"


PRIVATE = "private"
"""The column that keeps a row, and all that hangs on it, on the laptop."""

MADE_AT = "created"
"""When a row was made: an insert carries it, nothing changes it, and it is no reason for a conflict."""


_TEXTS = (str, bytes)
ENDLESS = 2**63


def own(user: str) -> str:
    """The scope of a consultant's customers."""
    return f"own:{user}"


@dataclass(frozen=True, slots=True)
class Table:
    """One synced table. Without a parent its rows are roots."""

    name: str
    parent: str | None = None
    owner: str | None = None
    """Of a root: the column that names the consultant; without one it is shop data."""
    longest: Mapping[str, int] = field(default_factory=dict)
    """Texts and bytes by column: how long they may be."""
    transitions: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """Workflow columns: from each value, the values that may follow."""
    open_to_all: bool = False
    """Shop data a consultant may add to."""
    insert_only: bool = False
    """What was noted stays as it was: it may be deleted, brought back and moved, but not changed."""
    texts: frozenset[str] = frozenset()
    """Long texts: merged line by line where two changed them. Every other column is one value."""
    blobs: frozenset[str] = frozenset()
    """Columns that name an attachment by its SHA-256: who may read such a row may have the bytes."""


class Schema:
    """The tables in their order: parents before children."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        known = (*tables, Table("conflict", parent="*"), Table("parked", parent="*"))
        self.tables = {table.name: table for table in known}
        self._shortest = {table.name: min(table.longest.values(), default=ENDLESS) for table in known}
        self._place = {table.name: place for place, table in enumerate(known)}

    def place(self, table: str) -> int:
        """Where a table stands in the order; a table this version does not know comes last."""
        return self._place.get(table, len(self._place))

    def movers(self, table: str) -> frozenset[str]:
        """The columns whose change is a move."""
        owner = self.tables[table].owner if table in self.tables else None
        return frozenset({"root", owner} if owner else {"root"})

    def scope_of_root(self, table: str, values: Patch) -> str:
        """The scope of an aggregate, read from its root and from nothing else."""
        owner = self.tables[table].owner
        return own(str(values[owner])) if owner and values.get(owner) else SHOP

    def fault(self, table: str, patch: Patch, most: int = ENDLESS) -> str:
        """Why values may not stand in a table; empty when they may. `most`: none of them is longer than this."""
        known = self.tables.get(table)
        if known is None or (table in MADE_BY_SERVER and not patch.keys() <= {"state"}):
            return UNKNOWN_TABLE
        if known.owner and patch.get(known.owner) and not is_text(patch[known.owner]):
            return f"{known.owner} is no name"  # a scope is made of it
        return "" if most <= self._shortest[table] else _too_long(known.longest, patch)

    def texts(self, table: str) -> frozenset[str]:
        """The columns that are merged line by line."""
        return self.tables[table].texts if table in self.tables else frozenset()

    def may_follow(self, table: str, column: str, before: Value, after: Value) -> bool:
        """Whether a workflow column may go from one value to the other."""
        allowed = self.tables[table].transitions.get(column)
        return allowed is None or before is None or str(after) in allowed.get(str(before), frozenset())


def _too_long(longest: Mapping[str, int], patch: Patch) -> str:
    """The first column of a table whose value is too long."""
    for column, most in longest.items():
        value = patch.get(column)
        if isinstance(value, _TEXTS) and len(value) > most:
            return f"{column} is too long"
    return ""
