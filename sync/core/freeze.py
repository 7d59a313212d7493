"""FREEZE: the open edits of the journal become mutations, whose bytes never change again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sync.core.journal import DROPPED, Edit, base_of, chains, made_and_deleted, was_never_sent
from sync.core.mutations import Mutation, Op, Row, sealed
from sync.core.overlay import settle
from sync.core.schema import MADE_AT, Schema
from sync.core.seqs import lowest
from sync.core.values import Key, Patch, Value, canonical, to_wire
from sync.protocol import MOST_PUSH_BYTES

ROOM = 8_192
"""Of a push, for what goes beside the values: names, numbers, the bases of every column."""
_LONG = frozenset({str, bytes})
ORDER = (Op.INSERT, Op.RESTORE, Op.UPDATE, Op.MOVE, Op.DELETE, Op.PURGE)
"""An insert before what hangs on it, a child's move before the deletion of the root it leaves, a deletion last: its
author must have seen everything it deletes."""
_RANK = {op: rank for rank, op in enumerate(ORDER)}
_BACKWARDS = frozenset({Op.DELETE, Op.PURGE})


@dataclass(frozen=True)
class Local:
    """What the laptop has when it freezes."""

    schema: Schema
    rows: Mapping[Key, Row]
    edits: tuple[Edit, ...]
    """Every unacknowledged edit, open or frozen, in the order of the journal."""
    private: frozenset[Key] = frozenset()
    """Rows that never leave this laptop before they are promoted."""
    in_aggregate: Mapping[str, frozenset[Key]] = field(default_factory=dict)
    """The rows of an aggregate, by its root."""
    counted: Callable[[int], int] = int
    """How far a state is one of the server's history: all of it, where the server was never restored."""


@dataclass(frozen=True)
class Frozen:
    """The mutations to send, and what becomes of the open edits."""

    mutations: tuple[Mutation, ...]
    inc: str
    numbered: tuple[tuple[Edit, int], ...]
    """The edits that are frozen or dropped now, and the number each gets."""
    shown: Mapping[Key, Patch]
    """Columns that show the server's value again, for their edits came to nothing."""

    @property
    def edits(self) -> list[Edit]:
        """The edits with their numbers."""
        return [replace(edit, inc=self.inc, lsn=lsn) for edit, lsn in self.numbered]


@dataclass(frozen=True)
class Draft:
    """A mutation without its numbers, and the edits it covers."""

    op: Op
    key: Key
    covers: tuple[Edit, ...]
    patch: Patch = field(default_factory=dict)
    base: Mapping[str, int] = field(default_factory=dict)
    root_seq: int = 0
    at: str = ""
    was: Patch = field(default_factory=dict)
    root: str = ""


def freeze(local: Local, inc: str, next_lsn: int, new_uid: Callable[[], str]) -> Frozen:
    """Freeze every open edit that may leave the laptop."""
    by_row: dict[Key, list[Edit]] = {}
    for edit in local.edits:
        by_row.setdefault(edit.key, []).append(edit)
    drafts: list[Draft] = []
    dropped: list[Edit] = []
    shown: dict[Key, dict[str, Value]] = {}
    for key, edits in by_row.items():
        if key in local.private or not any(edit.lsn is None for edit in edits) or _waits(local, key, by_row):
            continue
        made, gone, values = _drafts_of(local, key, edits, by_row)
        drafts += made
        dropped += gone
        if values:
            shown[key] = values
    drafts.sort(key=lambda draft: _rank(local, draft))
    mutations: list[Mutation] = []
    numbered = [(edit, DROPPED) for edit in dropped]
    for lsn, draft in enumerate(drafts, next_lsn):
        table, row = draft.key
        asked = Mutation(
            inc, lsn, new_uid(), table, row, draft.op, draft.patch, draft.base, draft.root_seq, draft.at,
            was=draft.was, root=draft.root,
        )  # fmt: skip
        mutations.append(_sealed(asked))
        numbered += [(edit, lsn) for edit in draft.covers]
    return Frozen(tuple(mutations), inc, tuple(numbered), shown)


def _sealed(asked: Mutation) -> Mutation:
    """Frozen. Where that is too much for one push, without what stood there before: no merge by lines, then."""
    made = sealed(asked)
    return sealed(replace(asked, was={})) if asked.was and len(made.body) > MOST_PUSH_BYTES else made


def is_too_large(row: Row, opened: Sequence[Edit]) -> bool:
    """Whether what would be sent of a row is more than a push may hold: then it waits here until it is shortened."""
    if not may_be_too_large(row.values):
        return False
    whole = any(edit.op in ("I", "X") for edit in opened)
    columns = row.values if whole else {edit.column for edit in opened if edit.column is not None}
    said = {column: row.values.get(column) for column in columns}
    return len(canonical({column: to_wire(value) for column, value in said.items()})) > MOST_PUSH_BYTES - ROOM


def may_be_too_large(values: Patch) -> bool:
    """Whether it is worth counting exactly: no character takes more than six bytes."""
    texts: list[Any] = [value for value in values.values() if value.__class__ in _LONG]
    return sum(map(len, texts)) >= MOST_PUSH_BYTES // 8


def _rank(local: Local, draft: Draft) -> tuple[int, int, int]:
    place = local.schema.place(draft.key[0])
    return _RANK[draft.op], -place if draft.op in _BACKWARDS else place, draft.covers[0].n


def _waits(local: Local, key: Key, by_row: Mapping[Key, list[Edit]]) -> bool:
    """A row that was deleted before it was ever sent stays here, with all that hangs on it, until it is restored."""
    row = local.rows.get(key)
    if row is None:
        return False
    if made_and_deleted(by_row.get(key, [])):
        return True
    return row.root != row.id and made_and_deleted(by_row.get(_root_of(local, row), []))


def _root_of(local: Local, row: Row) -> Key:
    """The row it hangs on, as far as it is here; else itself."""
    root = row.root
    if root == row.id:
        return row.key
    return next((one for one in local.in_aggregate.get(root, ()) if one[1] == root), row.key)


def _drafts_of(
    local: Local, key: Key, edits: list[Edit], by_row: Mapping[Key, list[Edit]]
) -> tuple[list[Draft], list[Edit], dict[str, Value]]:
    opened = [edit for edit in edits if edit.lsn is None]
    row = local.rows.get(key)
    removed = next(iter([edit for edit in opened if edit.op == "X"]), None)
    if row is None:
        if removed is None:  # erased or refused meanwhile; the server says what becomes of the edits
            made, gone, shown = _changes(local, Row(*key, 0, {}), edits, by_row)
            return made, [*gone, *(edit for edit in opened if edit.op == "I")], shown
        if was_never_sent(opened) and not (removed.base_seq or removed.theirs_seq):
            return [], opened, {}  # with a state, or under a row that came in, another copy of this file has sent it
        return [Draft(Op.PURGE, key, tuple(opened), at=removed.at)], [], {}
    if removed is not None:  # removed and inserted again under one id: an edit of the row that was there
        patch = {column: value for column, value in row.values.items() if column not in ("deleted", MADE_AT)}
        base = dict.fromkeys(patch, removed.base_seq)
        return [Draft(Op.UPDATE, key, tuple(opened), patch, base, at=removed.at)], [], {}
    if was_never_sent(opened):
        return [_insert(local, row, opened)], [], {}
    return _changes(local, row, edits, by_row)


def _insert(local: Local, row: Row, opened: list[Edit]) -> Draft:
    root = _root_of(local, row)
    base = local.rows[root].row_seq if root != row.key else 0
    return Draft(Op.INSERT, row.key, tuple(opened), said_by_insert(row.values.items()), {}, base, opened[0].at)


def said_by_insert(values: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """The values of a new row that are sent."""
    patch: dict[str, Value] = {column: value for column, value in values if value is not None}
    patch.pop("deleted", None)
    return patch


def _changes(
    local: Local, row: Row, edits: list[Edit], by_row: Mapping[Key, list[Edit]]
) -> tuple[list[Draft], list[Edit], dict[str, Value]]:
    """The patch, the move and the deletion of one row; and the columns whose edits came to nothing."""
    dropped: list[Edit] = []
    shown: dict[str, Value] = {}
    patches: dict[Op, dict[str, Value]] = {Op.UPDATE: {}, Op.MOVE: {}}
    bases: dict[Op, dict[str, int]] = {Op.UPDATE: {}, Op.MOVE: {}}
    covers: dict[Op, list[Edit]] = {Op.UPDATE: [], Op.MOVE: []}
    texts: dict[Op, dict[str, Value]] = {Op.UPDATE: {}, Op.MOVE: {}}
    drafts: list[Draft] = []
    movers, long = local.schema.movers(row.table), local.schema.texts(row.table)
    for column, chain in chains(edits).items():
        opened = [edit for edit in chain if edit.lsn is None]
        if not opened:
            continue
        settled = settle(opened)
        if settled is not None:
            dropped += opened
            shown[column] = settled.value
        elif column == "deleted":
            drafts.append(_deletion(local, row, chain, opened, by_row))
        else:
            op = Op.MOVE if column in movers else Op.UPDATE
            patches[op][column] = opened[-1].after
            bases[op][column] = base_of(chain, local.counted)
            covers[op] += opened
            if column in long:
                texts[op] |= _text_before(local, row, column, chain, opened[0])
    drafts += [
        Draft(
            op, row.key, tuple(covers[op]), patch, bases[op], at=covers[op][-1].at, was=texts[op],
            root=_hangs_on(row, edits) if op is Op.UPDATE else "",
        )
        for op, patch in patches.items()
        if patch
    ]  # fmt: skip
    return drafts, dropped, shown


def _hangs_on(row: Row, edits: Iterable[Edit]) -> str:
    """On which row an updated one hangs, before the move that is sent after the update."""
    moves = [edit for edit in edits if edit.column == "root" and edit.lsn is None]
    root = str(moves[0].before) if moves else row.root
    return "" if root == row.id else root


def _text_before(local: Local, row: Row, column: str, chain: list[Edit], first: Edit) -> dict[str, Value]:
    """What the open edits of a long text began with, if it was on screen: their change is merged, line by line.

    Not where some of them stood on a state that was rolled back and some did not: what they began with is of neither.
    """
    known = column in local.schema.texts(row.table) and first.saw_before and isinstance(first.before, str)
    bases = {edit.base_seq for edit in chain}
    mixed = len(bases) > 1 and any(local.counted(base) != base for base in bases)
    return {column: first.before} if known and not mixed else {}


def _deletion(local: Local, row: Row, chain: list[Edit], opened: list[Edit], by_row: Mapping[Key, list[Edit]]) -> Draft:
    last = opened[-1]
    if last.after is None:
        return Draft(Op.RESTORE, row.key, tuple(opened), base={"deleted": base_of(chain, local.counted)}, at=last.at)
    bound = min((edit.theirs_seq for edit in opened if edit.theirs_seq), default=0)
    keys = local.in_aggregate.get(row.id, frozenset()) if row.root == row.id else frozenset()
    base = {
        "/".join(one): _seen(local.rows.get(one, row), by_row.get(one, ()), bound, local.counted)
        for one in sorted({*keys, row.key})
    }
    return Draft(Op.DELETE, row.key, tuple(opened), base=base, at=str(last.after))


def _seen(row: Row, unacknowledged: Iterable[Edit], bound: int, counted: Callable[[int], int]) -> int:
    """The state of a row its deleter had seen: not what came later, nor what a pending edit hid."""
    states = [row.row_seq, *(edit.base_seq for edit in unacknowledged)]
    return lowest([*states, bound - 1] if bound else states, counted)
