"""What is too much to be taken for granted: the session stops before it does it, and the user is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.core.digest import Held, Range, Sum

MOST_ROWS = 200
MOST_SHARE = 0.3

EMPTY = "empty server"
VANISHING = "vanishing rows"


@dataclass(frozen=True, slots=True)
class Brake:
    """Why to stop: how many of how many rows would go, and of which table."""

    reason: str
    rows: int
    of: int
    table: str = ""


def emptied(held: Held, told: Iterable[tuple[Range, Sum]]) -> Brake | None:
    """The server has no row at all for a laptop that holds rows it once confirmed."""
    confirmed = sum(1 for rows in held.values() for seq in rows.values() if seq > 0)
    left = sum(count for _, (count, _) in told)
    return Brake(EMPTY, confirmed, confirmed) if confirmed and not left else None


def vanishing(leaving: Mapping[str, int], held: Mapping[str, int]) -> Brake | None:
    """So many rows of a table would go that it has to be meant: by table, how many go and how many are here."""
    for table, rows in leaving.items():
        here = held.get(table, 0)
        if is_many(rows) and rows > MOST_SHARE * here:
            return Brake(VANISHING, rows, here, table)
    return None


def is_many(rows: int) -> bool:
    """Whether it is worth counting what is here."""
    return rows > MOST_ROWS
