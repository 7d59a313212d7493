"""Reading by index: pages of the feed, whole scopes, single rows. The bytes of a row go out as they were stored.

The same answers as `sync.core.pages` gives; a test compares them.
"""

import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sync.core.own import Write, last_of, runs
from sync.core.packing import read
from sync.core.pages import Eviction
from sync.core.portions import BESIDE, end_of, how_many, parted
from sync.core.schema import ENDLESS, MADE_BY_SERVER, Schema
from sync.core.values import Key
from sync.core.wire import Document, column_wise, feed_document
from sync.server.storage.coding import wrote
from sync.server.storage.engine import Link

IN_ORDER = "tbl = ? AND id > ? AND scope || '' = ? AND purged = 0 ORDER BY id LIMIT ?"
"""Along the key: the index of the scope would be sorted anew for every page, so it is kept out of the way."""

AMONG = "tbl = ? AND id = ANY(?)"
RAW = "tbl, id, root, scope, row_seq, purged, data"
WITH_WRITERS = f"{RAW}, fver"
SIZE = f"length(data) + {BESIDE}"
"""Of a row in an answer: no database reads it for that."""
SIZED = f"tbl, id, root, scope, row_seq, purged, {SIZE}, fver"


class Raw(NamedTuple):
    """A row as it is stored."""

    table: str
    id: str
    root: str
    scope: str
    row_seq: int
    purged: int
    data: bytes
    fver: bytes = b""
    """Only where it was asked for."""

    @property
    def key(self) -> Key:
        """Its table and id."""
        return self.table, self.id


class Sized(NamedTuple):
    """A row without its values: how much of an answer it takes."""

    table: str
    id: str
    root: str
    scope: str
    row_seq: int
    purged: int
    size: int
    fver: bytes

    @property
    def key(self) -> Key:
        """Its table and id."""
        return self.table, self.id


class Reader:
    """One snapshot of a shop, for somebody who reads some scopes. `most`: how many bytes of rows go into an answer."""

    def __init__(
        self, link: Link, shop: str, schema: Schema, scopes: Collection[str], head: int, most: int = ENDLESS
    ) -> None:
        self.link, self.shop, self.schema, self.scopes, self.head = link, shop, schema, frozenset(scopes), head
        self.most = most

    def _raw(self, where: str, *values: Any, columns: str = RAW) -> list[Raw]:
        sql = f"SELECT {columns} FROM record WHERE shop = ? AND {where}"
        return [Raw(*row) for row in self.link.rows(sql, self.shop, *values)]

    def _sized(self, where: str, *values: Any) -> list[Sized]:
        sql = f"SELECT {SIZED} FROM record WHERE shop = ? AND {where}"
        return [Sized(*row) for row in self.link.rows(sql, self.shop, *values)]

    def _place(self, row: Raw | Sized) -> tuple[int, int, str]:
        return self.schema.place(row.table), row.row_seq, row.id

    # The feed --------------------------------------------------------------------------------------------------------

    def heads(self) -> dict[str, int]:
        """By scope, the number of its last change."""
        found = {}
        for scope in self.scopes:
            rows = self.link.rows("SELECT max(row_seq) FROM record WHERE shop = ? AND scope = ?", self.shop, scope)
            gone = self.link.rows("SELECT max(seq) FROM scope_exit WHERE shop = ? AND scope = ?", self.shop, scope)
            found[scope] = max(rows[0][0] or 0, gone[0][0] or 0)
        return found

    def pull(self, cursors: Mapping[str, int], limit: int, inc: str = "", *, rest: bool = False) -> Document:
        """The next page after the cursors; `inc`: whose own rows come as numbers only.

        `rest`: whether the asker fetches what does not go in. Else a number comes whole, however large it is.
        """
        after = {scope: cursors.get(scope, 0) for scope in self.scopes}
        end, more = self._end(after, limit)
        exits, sizes = self._exits(after, end), self._sizes(after, end)
        full = end_of({**dict.fromkeys((seq for *_, seq in exits), 0), **sizes}.items(), self.most)
        end, more = (end, more) if full is None else (full, True)
        fits = sum(size for seq, size in sizes.items() if seq <= end) <= self.most
        evictions = self._evictions({(table, row): seq for table, row, seq in exits if seq <= end})
        moved_on = {scope: max(seq, end) for scope, seq in after.items()}
        told, own = self._between(after, end, inc, self.most if rest else ENDLESS, fits=fits)
        return {**told, **feed_document(evictions, moved_on, runs(own.values()), more=more)}

    def _exits(self, after: Mapping[str, int], end: int) -> list[tuple[str, str, int]]:
        """Table, id and number of what left, the last exit of a row last."""
        sql = "SELECT tbl, id, seq FROM scope_exit WHERE shop = ? AND scope = ? AND seq > ? AND seq <= ? ORDER BY seq"
        found = [one for scope, seq in after.items() for one in self.link.rows(sql, self.shop, scope, seq, end)]
        return sorted(found, key=operator.itemgetter(2))

    def _sizes(self, after: Mapping[str, int], end: int) -> dict[int, int]:
        """By number how many bytes are on it."""
        sizes: dict[int, int] = {}
        sql = f"SELECT row_seq, {SIZE} FROM record WHERE shop = ? AND scope = ? AND row_seq > ? AND row_seq <= ?"
        for scope, begin in after.items():
            for seq, size in self.link.rows(sql, self.shop, scope, begin, end):
                sizes[seq] = sizes.get(seq, 0) + size
        return sizes

    def _between(
        self, after: Mapping[str, int], end: int, inc: str, most: int, *, fits: bool
    ) -> tuple[Document, dict[Key, Write]]:
        """The rows of a page, and those of them of which only the numbers are told. `fits`: all go into an answer."""
        where = "scope = ? AND row_seq > ? AND row_seq <= ? ORDER BY row_seq"
        if fits or most >= ENDLESS:
            columns = WITH_WRITERS if inc else RAW
            rows = [raw for scope, seq in after.items() for raw in self._raw(where, scope, seq, end, columns=columns)]
            own = _own(rows, inc) if inc else {}
            return self._portion([raw for raw in rows if raw.key not in own], (), most, beyond=end), own
        sized = [one for scope, seq in after.items() for one in self._sized(where, scope, seq, end)]
        own = _own(sized, inc) if inc else {}
        chosen, others = parted(sorted([one for one in sized if one.key not in own], key=self._place), most)
        return self._portion(self._by_key([one.key for one in chosen]), others, most, beyond=end), own

    def _portion(self, rows: list[Raw], others: Sequence[Sized], most: int, *, beyond: int = 0) -> Document:
        """Rows as they travel, with the roots they need as far as these go in. `others`: asked for, and no room."""
        asked = {*(raw.key for raw in rows), *(one.key for one in others)}
        roots, away = self._roots(rows, asked, most - sum(len(raw.data) + BESIDE for raw in rows), beyond)
        rest = [one.key for one in (*others, *away)]
        told = self.document(sorted([*rows, *roots], key=self._place))
        return {**told, "rest": rest} if rest else told

    def _end(self, after: Mapping[str, int], limit: int) -> tuple[int, bool]:
        """Where a page of so many rows ends, never inside a number, and whether there is more."""
        seqs: list[int] = []
        for what, table in (("row_seq", "record"), ("seq", "scope_exit")):
            sql = f"SELECT {what} FROM {table} WHERE shop = ? AND scope = ? AND {what} > ? ORDER BY {what} LIMIT ?"
            for scope, seq in after.items():
                seqs += [row[0] for row in self.link.rows(sql, self.shop, scope, seq, limit + 1)]
        seqs.sort()
        if len(seqs) <= limit:
            return self.head, False
        end = seqs[limit - 1]
        return (end, True) if seqs[-1] > end or self._goes_on(after, end) else (self.head, False)

    def _goes_on(self, after: Mapping[str, int], end: int) -> bool:
        return any(
            self.link.rows(
                f"SELECT 1 FROM {table} WHERE shop = ? AND scope = ? AND {what} > ? LIMIT 1", self.shop, scope, end
            )
            for what, table in (("row_seq", "record"), ("seq", "scope_exit"))
            for scope in after
        )

    def _evictions(self, gone: Mapping[Key, int]) -> list[Eviction]:
        """Of the rows that left a scope those the reader has in no other, and whether they are erased."""
        there = {raw.key: raw for raw in self._sized_by_key(gone)}
        stay = {key for key, raw in there.items() if raw.scope in self.scopes}
        living = {key for key, raw in there.items() if not raw.purged}
        return [Eviction(*key, seq, key not in living) for key, seq in gone.items() if key not in stay]

    def _by_key(self, keys: Iterable[Key]) -> list[Raw]:
        return [raw for table, ids in _by_table(keys) for raw in self._raw(AMONG, table, ids)]

    def _sized_by_key(self, keys: Iterable[Key]) -> list[Sized]:
        return [one for table, ids in _by_table(keys) for one in self._sized(AMONG, table, ids)]

    def _roots(self, rows: list[Raw], asked: Collection[Key], room: int, beyond: int) -> tuple[list[Raw], list[Sized]]:
        """The roots that rows need, and those of them for which there is no room.

        A feed needs only those whose place is beyond its end.
        """
        there = {raw.id for raw in rows if raw.root == raw.id}
        wanted = {(raw.root, raw.scope) for raw in rows if raw.root not in there}
        if not wanted:
            return [], []
        where, roots = "root = ANY(?) AND id = root AND row_seq > ?", list({root for root, _ in wanted})
        found = [one for one in self._sized(where, roots, beyond) if (one.root, one.scope) in wanted]
        needed = sorted([one for one in found if one.key not in asked], key=self._place)
        brought, away = parted(needed, room, least=0)
        return self._by_key([one.key for one in brought]), away

    def document(self, rows: Iterable[Raw]) -> Document:
        """Rows as they travel."""
        tables: dict[str, list[Raw]] = {}
        erased = []
        for raw in rows:
            if raw.purged:
                erased.append([raw.table, raw.id, raw.row_seq, raw.root])
            else:
                tables.setdefault(raw.table, []).append(raw)
        return {"rows": [_columns(table, group) for table, group in tables.items()], "erased": erased}

    # Whole scopes ----------------------------------------------------------------------------------------------------

    def scan(self, place: tuple[str, str, str], limit: int) -> tuple[Document, tuple[str, str, str] | None]:
        """The rows of all scopes in the order of their keys, parents' tables first, after a place (scope, table, id).

        For a first sync: it needs no cursor, and goes on where it was interrupted.
        """
        rows: list[Raw] = []
        room = self.most
        places = [
            (scope, table) for table in sorted(self._tables(), key=self.schema.place) for scope in sorted(self.scopes)
        ]
        began, after = (place[0], place[1]), place[2]
        if began in places:
            places = places[places.index(began) :]
        for scope, table in places:
            wanted = limit - len(rows)
            start = after if (scope, table) == began else ""
            sizes = [one.size for one in self._sized(IN_ORDER, table, start, scope, wanted)]
            fits = how_many(sizes, room, least=0 if rows else 1)
            rows += self._raw(IN_ORDER, table, start, scope, fits) if fits else []
            room -= sum(sizes[:fits])
            if len(rows) >= limit or fits < len(sizes):
                return self.document(rows), (scope, table, rows[-1].id if fits else start)
        return self.document(rows), None

    def _tables(self) -> list[str]:
        """Those of the schema, and those that are there besides; found step by step along the key."""
        others: list[str] = []
        last: str | None = ""
        while last is not None:
            last = self.link.rows("SELECT min(tbl) FROM record WHERE shop = ? AND tbl > ?", self.shop, last)[0][0]
            others += [last] if last and last not in self.schema.tables else []
        return [*self.schema.tables, *others]

    def states(self, table: str = "", low: str = "", high: str = "") -> list[tuple[str, str, int]]:
        """Table, id and number of what the reader should hold, all of it or a range of one table."""
        sql = "SELECT tbl, id, row_seq FROM record WHERE shop = ? AND scope = ANY(?) AND purged = 0"
        values: list[Any] = [self.shop, list(self.scopes)]
        for condition, value in (("tbl = ?", table), ("id >= ?", low), ("id < ?", high)):
            if value:
                sql += f" AND {condition}"
                values.append(value)
        return self.link.rows(f"{sql} ORDER BY tbl, id", *values)

    def contents(self, table: str, low: str, high: str) -> list[Raw]:
        """The rows of a range of one table, whole."""
        where = "tbl = ? AND id >= ? AND scope = ANY(?) AND purged = 0"
        values: list[Any] = [table, low, list(self.scopes)]
        return self._raw(f"{where} AND id < ?", *values, high) if high else self._raw(where, *values)

    def fetch(self, keys: Iterable[Key], *, rest: bool = False) -> Document:
        """Rows by their keys, if they are the reader's. `rest`: whether he asks again for what does not go in."""
        found = [one for one in self._sized_by_key(keys) if one.scope in self.scopes]
        most = self.most if rest else ENDLESS
        chosen, others = parted(sorted(found, key=self._place), most)
        return self._portion(self._by_key([one.key for one in chosen]), others, most)


def _own(rows: Iterable[Raw | Sized], inc: str) -> dict[Key, Write]:
    """The rows this incarnation was the last to write to."""
    mark = f'"{inc}"'.encode()
    found: dict[Key, Write] = {}
    for raw in rows:
        if mark in raw.fver and not raw.purged and raw.table not in MADE_BY_SERVER:
            write = last_of(raw.row_seq, wrote(raw.fver), inc)
            if write is not None:
                found[raw.key] = write
    return found


def _by_table(keys: Iterable[Key]) -> Iterable[tuple[str, list[str]]]:
    tables: dict[str, list[str]] = {}
    for table, row in keys:
        tables.setdefault(table, []).append(row)
    return tables.items()


def _columns(table: str, rows: list[Raw]) -> Document:
    values = read(b"[" + b",".join(raw.data for raw in rows) + b"]")
    return column_wise(table, [(raw.id, raw.row_seq, one) for raw, one in zip(rows, values, strict=True)])
