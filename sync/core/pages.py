"""PULL: the feed of the scopes a user reads, cut into pages; and the inventory that finds what a feed cannot.

A number belongs to one mutation and may stand on many rows (a moved customer): a page never ends inside a number.
What of it is more than an answer holds is named, and fetched before the page is taken in.
A child never comes before its root: a page brings the root along when its own place in the feed is still ahead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.core.access import reads, scopes_of
from sync.core.mutations import Row
from sync.core.own import Run, Write, last_write, runs
from sync.core.portions import Fetched, end_of, parted, size_of
from sync.core.schema import ENDLESS, MADE_BY_SERVER
from sync.core.shop import Exit, Record, Shop
from sync.core.values import Key

MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Eviction:
    """A row that is not the reader's any more. Only its id is told."""

    table: str
    id: str
    seq: int
    erased: bool = False
    """Not only out of reach: what the reader once asked about it must lose its values too."""

    @property
    def key(self) -> Key:
        """Its table and id."""
        return self.table, self.id


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a pull. Rows and cursors are saved in one transaction (R7)."""

    rows: tuple[Row, ...]
    evictions: tuple[Eviction, ...]
    cursors: Mapping[str, int]
    more: bool
    own: tuple[Run, ...] = ()
    """Rows the asker was the last to write to: their numbers."""
    rest: tuple[Key, ...] = ()
    """Rows of it that did not go into the answer: they are fetched before it is taken in."""


def pull(
    shop: Shop, user: str, cursors: Mapping[str, int], limit: int = MOST_ROWS, *, inc: str = "", size: int = ENDLESS
) -> Page:
    """The next page after the cursors, of the scopes the user reads; `inc`: whose own rows come as numbers only.

    `size`: how many bytes of rows go into an answer.
    """
    after = {scope: cursors.get(scope, 0) for scope in scopes_of(shop, user)}
    records, exits = list(shop.feed(after)), list(shop.left(after))
    seqs = sorted([*(one.row_seq for one in records), *(one.seq for one in exits)])
    more = len(seqs) > limit and seqs[limit - 1] < seqs[-1]
    end = seqs[limit - 1] if more else shop.head
    full = end_of(_sizes(records, exits, end).items(), size)
    end, more = (end, more) if full is None else (full, True)
    within = [one for one in records if one.row_seq <= end]
    own = {one.key: write for one in within if inc and (write := own_write(one, inc))}
    rows, rest = portion(shop, [one for one in within if one.key not in own], size, beyond=end)
    gone = {(one.table, one.id): one.seq for one in sorted(exits, key=lambda one: one.seq) if one.seq <= end}
    return Page(
        tuple(one.row() for one in rows),
        tuple(Eviction(*key, seq, is_erased(shop, key)) for key, seq in gone.items() if is_gone(shop, user, key)),
        {scope: max(cursor, end) for scope, cursor in after.items()},
        more,
        runs(own.values()),
        rest,
    )


def _sizes(records: Iterable[Record], exits: Iterable[Exit], end: int) -> dict[int, int]:
    """By number of a page what is on it, in bytes."""
    sizes = {one.seq: 0 for one in exits if one.seq <= end}
    for one in records:
        if one.row_seq <= end:
            sizes[one.row_seq] = sizes.get(one.row_seq, 0) + size_of(one.values)
    return sizes


def own_write(record: Record, inc: str) -> Write | None:
    """The write of this incarnation that made a row what it is (R15)."""
    if record.purged or record.table in MADE_BY_SERVER:
        return None
    return last_write(record.row_seq, record.fver, inc)


def heads(shop: Shop, user: str) -> dict[str, int]:
    """By scope of the user the number of its last change: where it is the cursor, there is nothing to pull."""
    found = dict.fromkeys(scopes_of(shop, user), 0)
    for record in shop.feed(found):
        found[record.scope] = max(found[record.scope], record.row_seq)
    for one in shop.left(dict.fromkeys(found, 0)):
        found[one.scope] = max(found[one.scope], one.seq)
    return found


def is_gone(shop: Shop, user: str, key: Key) -> bool:
    """A row that left a scope may be in another of the reader's: then it stays."""
    record = shop.record(key)
    return record is None or not reads(shop, user, record.scope)


def is_erased(shop: Shop, key: Key) -> bool:
    """Whether nothing of a row is left, or nothing of the row it was to hang on."""
    record = shop.record(key)
    return record is None or record.purged


@dataclass(frozen=True, slots=True)
class _Weighed:
    record: Record
    size: int


def portion(
    shop: Shop, records: Iterable[Record], size: int, *, beyond: int = 0
) -> tuple[list[Record], tuple[Key, ...]]:
    """Rows with the roots they need, parents first, as many as go into an answer; and the keys of the others.

    A feed needs only those roots whose place is beyond the page's end.
    """
    asked = {one.key: one for one in records}
    chosen, rest = parted(_weighed(shop, asked.values()), size)
    needed = [one for one in roots_of(shop, [one.record for one in chosen], beyond=beyond) if one.key not in asked]
    left = size - sum(one.size for one in chosen)
    brought, others = parted(_weighed(shop, needed), left, least=0)
    told = sorted([one.record for one in (*chosen, *brought)], key=lambda one: _order(shop, one))
    return told, tuple(one.record.key for one in (*rest, *others))


def roots_of(shop: Shop, records: Iterable[Record], *, beyond: int = 0) -> list[Record]:
    """The roots that rows hang on. A feed needs only those whose place is beyond the page's end."""
    roots: dict[Key, Record] = {}
    for one in records:
        root = shop.root_record(one.root)
        if root is not None and root.scope == one.scope and root.row_seq > beyond:
            roots[root.key] = root
    return list(roots.values())


def _weighed(shop: Shop, records: Iterable[Record]) -> list[_Weighed]:
    return [_Weighed(one, size_of(one.values)) for one in sorted(records, key=lambda one: _order(shop, one))]


def _order(shop: Shop, record: Record) -> tuple[int, int, str]:
    return shop.schema.place(record.table), record.row_seq, record.id


def inventory(shop: Shop, user: str) -> dict[Key, int]:
    """What the user's laptop should hold, by row: the state of each. The digests say the same in fewer bytes."""
    return {one.key: one.row_seq for one in shop.held(scopes_of(shop, user)) if not one.purged}


def fetch(shop: Shop, user: str, keys: Iterable[Key], size: int = ENDLESS) -> Fetched:
    """Rows by their keys, of the scopes the user reads, with the roots they need."""
    wanted = [one for key in keys if (one := shop.record(key)) is not None]
    rows, rest = portion(shop, [one for one in wanted if reads(shop, user, one.scope)], size)
    return Fetched([one.row() for one in rows], rest)


@dataclass(frozen=True, slots=True)
class Differences:
    """What a laptop must fetch, and what it must let go, to be what the server says."""

    fetch: frozenset[Key]
    drop: frozenset[Key]


def compare(theirs: Mapping[Key, int], mine: Mapping[Key, int]) -> Differences:
    """After a change of epoch the cursor says nothing: compare what both have (R11)."""
    return Differences(
        frozenset(key for key, seq in theirs.items() if mine.get(key) != seq),
        frozenset(key for key in mine if key not in theirs),
    )
