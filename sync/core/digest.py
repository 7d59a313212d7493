"""Sums that do not depend on the order: whether two sides hold the same rows, in a few bytes."""

import hashlib
import itertools
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.core.values import Key, canonical

ROUND = 2**64


def seq_sum(states: Iterable[tuple[str, int]]) -> int:
    """Over ids and numbers: finds rows that are missing or old."""
    return sum(_mix(f"{row}\n{seq}".encode()) for row, seq in states) % ROUND


def content_sum(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Over ids and the values that are there, as they travel: finds rows that were changed behind the sync's back."""
    return sum(_mix(canonical({"id": row, "v": _there(values)})) for row, values in rows) % ROUND


def _there(values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in values.items() if value is not None}


def _mix(body: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(body, digest_size=8).digest(), "big")


# Narrowing down ------------------------------------------------------------------------------------------------------

LEAF = 256
"""Ranges with more rows on both sides are split before the states of their rows are told."""
PARTS = 16

Range = tuple[str, str, str]
"""A table, and its ids from the first (empty: from the start) up to but not with the second (empty: to the end)."""
Sum = tuple[int, int]
"""How many rows a range has, and their sum."""
Held = Mapping[str, Mapping[str, int]]
"""By table, the state of each row by its id; also tables without rows."""


def by_table(states: Mapping[Key, int], tables: Iterable[str] = ()) -> dict[str, dict[str, int]]:
    """States by table; also of tables that have none."""
    held: dict[str, dict[str, int]] = {table: {} for table in tables}
    for (table, row), seq in states.items():
        held.setdefault(table, {})[row] = seq
    return held


def whole(held: Held) -> list[Range]:
    """The ranges to begin with: one for each table."""
    return [(table, "", "") for table in held]


def within(held: Held, asked: Range) -> dict[str, int]:
    """The rows of a range."""
    table, low, high = asked
    return {row: seq for row, seq in held.get(table, {}).items() if low <= row and (not high or row < high)}


def sum_of(held: Held, asked: Range) -> Sum:
    """How many rows of a range are held, and their sum."""
    states = within(held, asked)
    return len(states), seq_sum(states.items())


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Where two sides differ: the ranges to look at closer, and those whose rows are to be told."""

    split: tuple[Range, ...]
    leaves: tuple[Range, ...]


def narrow(held: Held, told: Iterable[tuple[Range, Sum]], leaf: int = LEAF) -> Narrowed:
    """Compare the sums of some ranges with one's own. Where a side has only few rows, splitting would find no more."""
    split: list[Range] = []
    leaves: list[Range] = []
    order: dict[str, list[str]] = {}
    for asked, sums in told:
        table, low, high = asked
        ids = order.get(table) or order.setdefault(table, sorted(held.get(table, ())))
        mine = ids[bisect_left(ids, low) : bisect_left(ids, high) if high else None]
        if sums == (len(mine), seq_sum((row, held[table][row]) for row in mine)):
            continue
        if min(len(mine), sums[0]) <= leaf:
            leaves.append(asked)
        else:
            split += _parts(asked, mine)
    return Narrowed(tuple(split), tuple(leaves))


def _parts(asked: Range, rows: list[str]) -> list[Range]:
    """A range cut at one's own ids, so that the parts are of one size whatever the ids look like."""
    table, low, high = asked
    step = -(-len(rows) // PARTS)
    cuts = [low, *rows[step::step], high]
    return [(table, start, end) for start, end in itertools.pairwise(cuts)]


def inventory(held: Held, leaves: Iterable[Range], told: Mapping[Key, int]) -> dict[Key, int]:
    """What the other side holds: one's own states, but in the leaves what was told of them."""
    mine = {(table, row): seq for table, rows in held.items() for row, seq in rows.items()}
    for asked in leaves:
        for row in within(held, asked):
            del mine[asked[0], row]
    return {**mine, **told}
