"""Freezing rows that are plainly new, many at a time: inserted, and nothing else is open of them.

What is sent is what `sync.core.freeze` makes of them, byte for byte. Whatever is not plainly so ends the run, and goes
the general way: what is private or hangs on somebody who is, what was edited or deleted since, what may be too large,
and what hangs on somebody who is not on his way to the shop.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.store.replica import outbox
from crm_desktop.store.replica.shapes import AMONG, is_kept, shapes
from sync.core.freeze import may_be_too_large, said_by_insert
from sync.core.mutations import Mutation, Op, sealed
from sync.core.schema import Schema
from sync.core.values import Key, Value

# Lazily: SQLite looks at no edit behind the first that is none.
_OPEN = (
    "SELECT j.n, j.tbl, j.id, j.at, j.op = 'I' AND NOT EXISTS (SELECT 1 FROM journal o WHERE o.id = j.id "
    "AND o.tbl = j.tbl AND o.n <> j.n AND (o.lsn IS NULL OR o.lsn > 0)) "
    "FROM journal j INDEXED BY journal_open WHERE j.lsn IS NULL AND j.n > ? ORDER BY j.n LIMIT ?"
)
_ROOTS = (
    "SELECT c.id, c.row_seq, EXISTS (SELECT 1 FROM journal j WHERE j.id = c.id AND j.tbl = 'contact' AND j.op = 'I' "
    f"AND j.lsn IS NULL) FROM contact c WHERE c.id {AMONG} AND c.row_seq >= 0 AND c.deleted IS NULL AND c.private = 0"
)
_Patch = dict[str, Value]


@dataclass(slots=True)
class New:
    """One of them: the edit that inserted it, what is sent of it, and the state of what it hangs on."""

    n: int
    table: str
    id: str
    at: str
    patch: _Patch
    root_seq: int = 0


def find(raw: Any, after: int, most: int) -> list[New]:
    """The open edits after this one, as far as each is the insert of a plainly new row."""
    told: list[tuple[int, str, str, str]] = []
    for n, table, row, at, is_new in raw.execute(_OPEN, (after, most)):
        if not is_new or table not in shapes():
            break
        told.append((n, table, row, at))
    if not told or raw.execute("SELECT 1 FROM sync_withdrawn LIMIT 1").fetchone():
        return []
    patches = _patches(raw, told)
    return _on_their_way(raw, _plain(told, patches))


def _patches(raw: Any, told: Iterable[tuple[int, str, str, str]]) -> dict[Key, _Patch]:
    """What is sent of rows that neither are known to the shop nor are being removed."""
    ids: dict[str, list[str]] = {}
    for _n, table, row, _at in told:
        ids.setdefault(table, []).append(row)
    return {
        (table, row): said_by_insert(zip(shapes()[table].columns, values, strict=True))
        for table in ids
        for row, seq, *values in raw.execute(shapes()[table].select, (json.dumps(ids[table]),))
        if seq == 0
    }


def _plain(told: Iterable[tuple[int, str, str, str]], patches: dict[Key, _Patch]) -> list[New]:
    found: list[New] = []
    for n, table, row, at in told:
        patch = patches.get((table, row))
        if patch is None or is_kept(table, patch) or may_be_too_large(patch):
            break
        found.append(New(n, table, row, at, patch))
    return found


def _on_their_way(raw: Any, found: list[New]) -> list[New]:
    """As far as each hangs on nobody, or on somebody who is with the shop or goes there before it."""
    hanging = {str(one.patch.get("root") or one.id) for one in found if one.patch.get("root") != one.id}
    roots = _roots(raw, hanging)
    before: set[str] = set()
    for place, one in enumerate(found):
        root = one.patch.get("root") or one.id
        if root == one.id:
            before.add(one.id)
            continue
        seq, is_open = roots.get(str(root), (0, True))
        if is_open and root not in before:
            return found[:place]
        one.root_seq = seq
    return found


def _roots(raw: Any, roots: Collection[str]) -> dict[str, tuple[int, bool]]:
    """Of those who are here, shared and not deleted: the state, and whether the insert is open still."""
    if not roots:
        return {}
    return {row: (seq, bool(is_open)) for row, seq, is_open in raw.execute(_ROOTS, (json.dumps(sorted(roots)),))}


def freeze(
    raw: Any, schema: Schema, inc: str, first: int, new_uid: Callable[[], str], found: Sequence[New]
) -> tuple[Mutation, ...]:
    """They become mutations, numbered from the first."""
    ordered = sorted(found, key=lambda one: (schema.place(one.table), one.n))
    made = tuple([
        sealed(Mutation(inc, lsn, new_uid(), one.table, one.id, Op.INSERT, one.patch, {}, one.root_seq, one.at))
        for lsn, one in enumerate(ordered, first)
    ])  # fmt: skip
    outbox.post(raw, made)
    for place, count in _neighbours(ordered):
        n = ordered[place].n
        raw.execute(
            "UPDATE journal SET inc = ?, lsn = n + ? WHERE n BETWEEN ? AND ? AND lsn IS NULL",
            (inc, first + place - n, n, n + count - 1),
        )
    return made


def _neighbours(ordered: Sequence[New]) -> list[tuple[int, int]]:
    """Where stretches begin whose edits follow each other, and how long they are."""
    found: list[tuple[int, int]] = []
    for place, one in enumerate(ordered):
        if found and one.n == ordered[place - 1].n + 1:
            found[-1] = found[-1][0], found[-1][1] + 1
        else:
            found.append((place, 1))
    return found
