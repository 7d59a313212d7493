"""Rows a laptop wrote itself: a page tells it their numbers only, for it has the values (R15).

Without this the pull after a push would bring everything back that was just sent.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sync.core.packing import integer
from sync.core.shop import Writer


@dataclass(frozen=True, slots=True)
class Run:
    """Mutations of the asker whose numbers go on one by one: each the last that changed its row."""

    lsn: int
    seq: int
    count: int
    others: int = 0
    """The last that somebody else wrote to these rows: who has not seen that has not all of them."""


@dataclass(frozen=True, slots=True)
class Write:
    """One of them."""

    lsn: int
    seq: int
    others: int


Wrote: TypeAlias = tuple[int, str, int, Collection[str]]
"""Of a writer of a row: number, incarnation, lsn, and the columns he wrote last."""


def last_write(row_seq: int, fver: Mapping[str, Writer], inc: str) -> Write | None:
    """The write of an incarnation that made a row what it is; None when somebody else's did."""
    return last_of(row_seq, [(one.seq, one.inc, one.lsn, (column,)) for column, one in fver.items()], inc)


def last_of(row_seq: int, wrote: Iterable[Wrote], inc: str) -> Write | None:
    """The same, by writers.

    Who wrote `deleted` last counts as somebody else: a row's deletion is also taken back by a mutation of another row.
    """
    lsn = others = 0
    for seq, by, number, columns in wrote:
        if by != inc or "deleted" in columns:
            others = max(others, seq)
        if by == inc and seq == row_seq and ("deleted" not in columns or len(columns) > 1):
            lsn = number
    return Write(lsn, row_seq, others) if lsn and others < row_seq else None


def runs(writes: Iterable[Write]) -> tuple[Run, ...]:
    """Writes in as few runs as they make."""
    found: list[Run] = []
    for one in sorted(writes, key=lambda write: write.lsn):
        last = found[-1] if found else Run(0, 0, 0)
        if (one.lsn, one.seq, one.others) == (last.lsn + last.count, last.seq + last.count, last.others):
            found[-1] = Run(last.lsn, last.seq, last.count + 1, last.others)
        else:
            found.append(Run(one.lsn, one.seq, 1, one.others))
    return tuple(found)


def writes(told: Iterable[Run]) -> Iterator[Write]:
    """The same, one by one."""
    return (Write(run.lsn + n, run.seq + n, run.others) for run in told for n in range(run.count))


def own_document(told: Iterable[Run]) -> dict[str, list[list[int]]]:
    """Runs in a page; nothing where there are none."""
    listed = [[run.lsn, run.seq, run.count, run.others] for run in told]
    return {"own": listed} if listed else {}


def own_from(listed: Iterable[Iterable[int]]) -> tuple[Run, ...]:
    """Runs, read."""
    return tuple(_run(*one) for one in listed)


def _run(lsn: int, seq: int, count: int, others: int) -> Run:
    return Run(integer(lsn, least=1), integer(seq, least=1), integer(count, least=1), integer(others))
