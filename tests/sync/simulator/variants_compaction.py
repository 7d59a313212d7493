"""The protocol that forgets too much, or that does not notice what was forgotten: one careless step at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync.core import compaction, handshake
from sync.core.schema import Schema
from sync.core.shop import CREATED, Record, Shop, Writer


def _above_a_reader(floor: int, reached: Iterable[int]) -> int:
    return max(floor, max(reached, default=floor))


def _unchanged_since_it_was_made(schema: Schema, record: Record, floor: int) -> Record:
    """What has no writer of its own any more counts as never changed."""
    cut = _COLLAPSED(schema, record, floor)
    return cut if cut is record else replace(cut, fver={**cut.fver, CREATED: record.fver[CREATED]})


_COLLAPSED = compaction.collapsed


def _the_last_wrote_all(writers: Iterable[Writer]) -> Writer:
    return max(writers, key=lambda one: one.seq)


def _and(shop: Shop, reached: Iterable[int], which: Any) -> compaction.Cut:
    """Compact, and forget some rows as well."""
    cut = _COMPACT(shop, reached)
    gone = [one for one in shop.records.values() if one.row_seq <= shop.floor and which(one)]
    for record in gone:
        del shop.records[record.key]
        del shop.aggregates[record.root][record.id]
    return cut


_COMPACT = compaction.compact


def _purged_too(shop: Shop, reached: Iterable[int]) -> compaction.Cut:
    return _and(shop, reached, lambda one: one.purged)


def _deleted_too(shop: Shop, reached: Iterable[int]) -> compaction.Cut:
    return _and(shop, reached, lambda one: one.dead)


def _every_exit(_shop: Shop, left: Any, floor: int) -> bool:
    return bool(left.seq <= floor)


def _whatever_it_says(shop: Shop, said: handshake.Hello, heads: Mapping[str, int]) -> handshake.Welcome:
    """A hello that tells how far it has read is not listened to."""
    before = dict(shop.reached)
    welcome = _HELLO(shop, said, heads)
    shop.reached[said.author.device] = max(before.get(said.author.device, 0), shop.head)
    return welcome


_HELLO = handshake.hello

COMPACTION: Mapping[str, Sequence[tuple[Any, str, Any]]] = {
    "compaction: the floor is above a laptop in use": [(compaction, "raised", _above_a_reader)],
    "compaction: a laptop counts as far as it was answered": [(handshake, "hello", _whatever_it_says)],
    "compaction: a column without a writer was never changed": [
        (compaction, "collapsed", _unchanged_since_it_was_made)
    ],
    "compaction: the last one wrote all columns": [(compaction, "together", _the_last_wrote_all)],
    "compaction: the ids of erased rows are cut": [(compaction, "compact", _purged_too)],
    "compaction: deletions are cut": [(compaction, "compact", _deleted_too)],
    "compaction: exits that tell of an erasure are cut": [(compaction, "is_cut", _every_exit)],
    "compaction: who was away trusts his cursors": [(compaction, "is_behind", lambda *_: False)],
}
