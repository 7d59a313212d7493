"""How much of what was asked for goes into one answer: as much as a laptop reads at once, and never nothing.

What does not go in is named, and asked for again.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sync.core.mutations import Outcome, Row
from sync.core.packing import spell
from sync.core.values import Key, Patch, to_wire
from sync.protocol import MOST_ANSWER_BYTES

BESIDE = 100
"""Bytes of a row that are not its values: its id, its number."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows that were asked for by their keys, and the keys of those that did not go into the answer."""

    rows: Sequence[Row]
    rest: Sequence[Key] = ()


class Sized(Protocol):
    """Whatever has a size in an answer."""

    @property
    def size(self) -> int:
        """In bytes."""


One = TypeVar("One", bound=Sized)


def size_of(values: Patch) -> int:
    """How many bytes of an answer a row takes."""
    return BESIDE + len(spell({column: to_wire(value) for column, value in values.items()}))


def how_many(sizes: Iterable[int], most: int = MOST_ANSWER_BYTES, *, least: int = 1) -> int:
    """So many of them go into an answer, in their order."""
    count = 0
    for whole in itertools.accumulate(sizes):
        if whole > most and count >= least:
            break
        count += 1
    return count


def parted(rows: Sequence[One], most: int, *, least: int = 1) -> tuple[list[One], list[One]]:
    """What goes into an answer, and what does not."""
    count = how_many((one.size for one in rows), most, least=least)
    return list(rows[:count]), list(rows[count:])


def end_of(sizes: Iterable[tuple[int, int]], most: int) -> int | None:
    """The number with which an answer is full, of numbers with the sizes of what is on them; None if all goes in.

    A page never ends inside a number, and has at least one.
    """
    whole, end = 0, None
    for seq, size in sorted(sizes):
        whole += size
        if whole > most and end is not None:
            return end
        end = seq
    return None


def answers(outcomes: Sequence[Outcome], most: int = MOST_ANSWER_BYTES) -> Sequence[Outcome]:
    """The answers to a push, the rows they bring among them: those that are left out are asked again."""
    return outcomes[: how_many((size_of(one.row.values) if one.row else 0 for one in outcomes), most)]
