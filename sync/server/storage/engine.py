"""What a database must offer: snapshots to read, and one writer of a shop at a time.

Statements are written once, with `?` for a value and `= ANY(?)` for a list of names; each engine spells them in its own
way. `= EACH(?)` is such a list, too, each of whose names is looked up by itself: along the index of that column,
whatever the database takes the table for. What is found comes in any order.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

LOCK_SECONDS = 5

Found: TypeAlias = list[tuple[Any, ...]]
Asked: TypeAlias = tuple[str, tuple[Any, ...]]
"""A statement and its values."""
Question: TypeAlias = tuple[str, tuple[Any, ...], Callable[[Found], object]]
"""The same, and who takes what it finds."""


class Busy(Exception):
    """The shop is being written for longer than a request may wait: ask again."""


class Full(Exception):
    """The disk has no room left: nothing was written."""


class Twice(Exception):
    """What was written as new is there already: nothing was written."""


class Link(Protocol):
    """One transaction."""

    def rows(self, sql: str, *values: Any) -> Found:
        """What a statement finds."""

    def several(self, asked: Sequence[Asked]) -> list[Found]:
        """What several statements find, asked at once: there and back is one way for all."""

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement; how many rows it changed."""

    def note(self, sql: str, *values: Any) -> None:
        """Run a statement for which nobody waits: before the next one that somebody waits for, or the commit."""

    def insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write whole rows that are not there yet: the quickest way. They may be made meanwhile."""

    def upsert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write whole rows of one of our tables, many at once; nobody waits for it."""


class Engine(Protocol):
    """A database."""

    def reading(self) -> AbstractContextManager[Link]:
        """One snapshot: whoever sees a number sees every change up to it."""

    def writing(self) -> AbstractContextManager[Link]:
        """A transaction that ends in a commit, or in nothing."""

    def lock(self, link: Link, shop: str) -> tuple[int, int]:
        """Take a shop's counter and keep it to the commit: its epoch and its last number."""

    def close(self) -> None:
        """Let all connections go."""


class NoShop(LookupError):
    """There is no such shop."""


def counter(link: Link, shop: str, sql: str) -> tuple[int, int]:
    """The epoch and the last number of a shop."""
    found = link.rows(sql, shop)
    if not found:
        raise NoShop(shop)
    return int(found[0][0]), int(found[0][1])
