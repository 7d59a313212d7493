"""The rows in the pages of a tree, as SQLite's file format says: those in pages that are damaged are left out."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.store.salvage.pages import HEAD, USABLE, Pages

LEAF, INNER, INDEX_LEAF, INDEX_INNER = 13, 5, 10, 2
LEAVES = {True: LEAF, False: INDEX_LEAF}
_NUMBERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST_CELLS = USABLE // 4


class Broken(Exception):
    """What stands here is no row."""


@dataclass
class Met:
    """What a walk through the trees has come by."""

    seen: set[int] = field(default_factory=set)
    torn: set[int] = field(default_factory=set)
    """The roots of the trees of which a page is damaged."""
    rows: int = 0
    """Rows that are there and not whole."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row as it stands in its page."""

    rowid: int
    values: tuple[Any, ...]


def walk(pages: Pages, root: int, met: Met, *, decode: bool = True) -> Iterator[Cell]:
    """The rows of a tree, in no order; without `decode` only its pages are met."""
    waiting = [root]
    while waiting:
        number = waiting.pop()
        if number in met.seen:
            continue
        met.seen.add(number)
        page = pages.page(number)
        kind = page[_start(page)] if page is not None else 0
        if page is None or kind not in (LEAF, INNER, INDEX_LEAF, INDEX_INNER):
            met.torn.add(root)
            continue
        try:
            if kind in (INNER, INDEX_INNER):
                waiting += _children(page)
        except (struct.error, IndexError):
            met.torn.add(root)
        if decode and kind != INNER:
            yield from cells(pages, page, met)


def cells(pages: Pages, page: bytes, met: Met) -> Iterator[Cell]:
    """The rows that stand in one page."""
    kind = page[_start(page)]
    for place in _places(page):
        try:
            yield _cell(pages, page, kind, place)
        except (Broken, IndexError, struct.error, UnicodeDecodeError):
            met.rows += 1


def free(pages: Pages) -> set[int] | None:
    """The pages that are not in use; None when that cannot be known."""
    head = pages.page(1)
    found: set[int] = set()
    if head is None:
        return None
    (trunk,) = struct.unpack(">I", head[32:36])
    while trunk and trunk not in found:
        page = pages.page(trunk)
        if page is None:
            return None
        found.add(trunk)
        trunk, count = struct.unpack(">II", page[:8])
        found.update(struct.unpack(f">{count}I", page[8 : 8 + 4 * count]) if count < USABLE // 4 else ())
    return found


def is_leaf(page: bytes, *, table: bool) -> bool:
    """Whether a page holds rows of a table, or of a table that is its own index."""
    return page[_start(page)] == LEAVES[table] and bool(_places(page))


def _start(page: bytes) -> int:
    return 100 if page.startswith(HEAD) else 0


def _places(page: bytes) -> tuple[int, ...]:
    start = _start(page)
    (count,) = struct.unpack(">H", page[start + 3 : start + 5])
    first = start + (8 if page[start] in (LEAF, INDEX_LEAF) else 12)
    if count > _MOST_CELLS or first + 2 * count > len(page):
        return ()
    return struct.unpack(f">{count}H", page[first : first + 2 * count])


def _children(page: bytes) -> Iterable[int]:
    last = page[_start(page) + 8 : _start(page) + 12]
    told = [page[place : place + 4] for place in _places(page)] + [last]
    return [struct.unpack(">I", one)[0] for one in told]


def _cell(pages: Pages, page: bytes, kind: int, place: int) -> Cell:
    if kind == INDEX_INNER:
        place += 4
    size, place = _varint(page, place)
    rowid = 0
    if kind == LEAF:
        rowid, place = _varint(page, place)
    most = USABLE - 35 if kind == LEAF else (USABLE - 12) * 64 // 255 - 23
    if size <= most:
        payload = page[place : place + size]
    else:
        least = (USABLE - 12) * 32 // 255 - 23
        local = least + (size - least) % (USABLE - 4)
        local = local if local <= most else least
        (further,) = struct.unpack(">I", page[place + local : place + local + 4])
        payload = page[place : place + local] + _overflow(pages, further, size - local)
    if len(payload) != size:
        raise Broken
    return Cell(rowid - (1 << 64) if rowid >= 1 << 63 else rowid, tuple(_values(payload)))


def _overflow(pages: Pages, number: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        page = pages.page(number)
        if page is None:
            raise Broken
        parts.append(page[4 : 4 + min(size, USABLE - 4)])
        size -= len(parts[-1])
        (number,) = struct.unpack(">I", page[:4])
    return b"".join(parts)


def _values(payload: bytes) -> Iterator[Any]:
    until, at = _varint(payload, 0)
    place = until
    while at < until:
        kind, at = _varint(payload, at)
        size = _NUMBERS.get(kind, 8 if kind == 7 else (kind - 12) // 2 if kind >= 12 else 0)
        body = payload[place : place + size]
        if len(body) != size or kind in (10, 11):
            raise Broken
        place += size
        yield _value(kind, body)


def _value(kind: int, body: bytes) -> Any:
    if kind == 0:
        return None
    if kind in _NUMBERS:
        return int.from_bytes(body, "big", signed=True)
    if kind == 7:
        return struct.unpack(">d", body)[0]
    if kind in (8, 9):
        return kind - 8
    return body.decode("utf-8") if kind % 2 else body


def _varint(body: bytes, place: int) -> tuple[int, int]:
    value = 0
    for count in range(8):
        one = body[place + count]
        value = value << 7 | one & 0x7F
        if one < 0x80:
            return value, place + count + 1
    return value << 8 | body[place + 8], place + 9
