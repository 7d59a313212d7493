"""What may be forgotten once every laptop in use has read it: who wrote which column, and what left a scope.

The *floor* is the number up to which that holds. Never cut: the id of an erased row, an exit that tells of an erasure,
a deletion. A laptop that was away for so long that it does not count any more compares what it holds with the server.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sync.core.schema import Schema
from sync.core.shop import CREATED, Exit, Record, Shop, Writer

KEPT = "deleted"
"""Who deleted a row, or brought it back, stays known: a deletion is never cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How much was forgotten."""

    rows: int = 0
    exits: int = 0


def raised(floor: int, reached: Iterable[int]) -> int:
    """The floor after a look at how far the laptops in use have read. Without one it stays; it never goes down."""
    return max(floor, min(reached, default=floor))


def is_behind(floor: int, known: int, cursors: Iterable[int]) -> bool:
    """Whether what left a laptop's scopes may have been forgotten before it read so far: then it compares.

    `known`: the floor it was told last. While that stands nothing was forgotten meanwhile; so a first reading, which
    begins below it, just goes on.
    """
    return floor > known and any(cursor < floor for cursor in cursors)


def read_to(cursors: Mapping[str, int], scopes: Iterable[str]) -> int:
    """How far a laptop has read, in all its scopes."""
    return min((cursors.get(scope, 0) for scope in scopes), default=0)


def counts_as(read: int, heads: Mapping[str, int], head: int) -> int:
    """How far a laptop counts as having read: as far as there is anything, where nothing of its scopes is news to it.

    Such a one does not pull, and its cursors stay where they are while the others go on.
    """
    return head if heads and max(heads.values()) <= read else read


def collapsed(schema: Schema, record: Record, floor: int) -> Record:
    """A row with one writer in the place of all up to the floor.

    It has the number of the last of them: of no column one can say any more that it was not changed up to there. An
    edit that began before is in conflict unless the value is the same; more conflicts, no losses.
    """
    table = schema.tables.get(record.table)
    if record.purged or (table is not None and table.blobs):  # who named an attachment says who may have it
        return record
    old = {column: one for column, one in record.fver.items() if one.seq <= floor and column != KEPT}
    if CREATED not in old or len(set(old.values())) < 2:
        return record
    kept = {column: one for column, one in record.fver.items() if column not in old}
    return replace(record, fver={CREATED: together(old.values()), **kept})


def together(writers: Iterable[Writer]) -> Writer:
    """One for all. It is somebody's own only where all were his, in one history: none of it was hidden from him."""
    all_ = list(writers)
    last = max(all_, key=lambda one: one.seq)
    if all(one.inc == last.inc and one.lsn <= last.lsn for one in all_):
        return last
    return Writer(last.seq, "", 0, last.user if len({one.user for one in all_}) == 1 else "")


def is_cut(shop: Shop, left: Exit, floor: int) -> bool:
    """Whether an exit may be forgotten: not one that tells of an erasure, which a comparison would not tell."""
    record = shop.record((left.table, left.id))
    return left.seq <= floor and record is not None and not record.purged


def compact(shop: Shop, reached: Iterable[int]) -> Cut:
    """Raise the floor to what all laptops in use have read, and forget what stands below it."""
    shop.floor = floor = raised(shop.floor, reached)
    before = len(shop.exits)
    shop.exits = [one for one in shop.exits if not is_cut(shop, one, floor)]
    rows = [after for one in shop.records.values() if (after := collapsed(shop.schema, one, floor)) is not one]
    for record in rows:
        shop.put(record)
    return Cut(len(rows), before - len(shop.exits))
