"""MERGE: the one decision about a mutation. The server makes it, once; no laptop ever merges.

What it must never lose stands in `rules`, why it may have to wait in `parking`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sync.core import rules
from sync.core.inbox import Lost, add_conflict, add_parked, forget
from sync.core.mutations import Mutation, Op, Result, voided
from sync.core.parking import ERASED, PURGED, scope_after, why_not
from sync.core.schema import MADE_AT, MADE_BY_SERVER, own
from sync.core.shop import CREATED, Author, Entry, Exit, Record, Shop, Writer
from sync.core.values import Key, same


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided: the result, the columns in conflict, the reason if it is parked."""

    result: Result
    columns: tuple[str, ...] = ()
    reason: str = ""


def merge(shop: Shop, author: Author, mutation: Mutation, seq: int) -> Verdict:
    """Judge a mutation and write what follows from it."""
    if mutation.op is Op.VOID:
        return Verdict(Result.APPLIED)
    record = shop.record(mutation.key)
    if rules.taken_back(shop, mutation, record):
        record = None
    reason = why_not(shop, author, mutation, record)
    if reason:
        add_parked(shop, author, mutation, seq, reason=reason)
        if reason == PURGED and record is None and mutation.op is Op.INSERT:
            _bury(shop, author, mutation, seq)
        return Verdict(Result.PARKED, reason=reason)
    if record is None:
        return (_purge_unknown if mutation.op is Op.PURGE else _create)(shop, author, mutation, seq)
    return _JUDGES[mutation.op](shop, author, mutation, record, seq)


def _writer(author: Author, mutation: Mutation, seq: int) -> Writer:
    return Writer(seq, mutation.inc, mutation.lsn, author.user)


def _create(shop: Shop, author: Author, mutation: Mutation, seq: int) -> Verdict:
    values = {"root": mutation.id, **mutation.patch, "deleted": None}
    root_id = str(values["root"])
    root = shop.root_record(root_id)
    scope = root.scope if root and not root.purged else shop.schema.scope_of_root(mutation.table, values)
    writer = _writer(author, mutation, seq)
    record = Record(mutation.table, mutation.id, scope, seq, values, {CREATED: writer})
    erased = shop.record(mutation.key)
    if erased is not None and erased.scope != scope:  # who has not heard yet that it was erased there
        rules.log_exits(shop, erased, seq)
    shop.put(record)
    return Verdict(_wake(shop, author, mutation, record, seq))


def _wake(shop: Shop, author: Author, mutation: Mutation, record: Record, seq: int) -> Result:
    """An edit beats a deletion: take back the tombstone of the row, and of its root."""
    result = Result.APPLIED
    for row in (record,) if record.root == record.id else (record, shop.root_record(record.root)):
        if row is not None and row.dead:
            deleted = row.values.get("deleted")
            add_conflict(shop, author, mutation, seq, row, Lost("resurrected", "deleted", deleted))
            fver = {**row.fver, "deleted": _writer(author, mutation, seq)}
            shop.put(replace(row, row_seq=seq, values={**row.values, "deleted": None}, fver=fver))
            result = Result.RESURRECTED
    return result


def _change(shop: Shop, author: Author, mutation: Mutation, record: Record, seq: int) -> Verdict:
    """Each column by itself: written, there already, or in conflict."""
    woken = _wake(shop, author, mutation, record, seq)
    record = _again(shop, record)
    values, fver = dict(record.values), dict(record.fver)
    lost: list[str] = []
    there, writer, unseen = False, _writer(author, mutation, seq), _Unseen(shop, record, mutation)
    for column, value in mutation.patch.items():
        if column == MADE_AT:
            continue
        if same(values.get(column), value):
            there = there or unseen.of(column)
        elif not unseen.of(column):
            values[column] = value
            fver[column] = writer
        elif (text := rules.both_texts(shop, record, mutation, column)) is not None:
            there = True
            if text != values[column]:
                values[column] = text
                fver[column] = rules.writer_of_both(author, seq)
        else:
            add_conflict(shop, author, mutation, seq, record, Lost("field", column, value))
            lost.append(column)
    if fver != record.fver:
        _write(shop, record, replace(record, row_seq=seq, values=values, fver=fver), seq)
    if values["root"] != record.values["root"]:
        woken = _either(woken, _wake(shop, author, mutation, _again(shop, record), seq))
    if lost:
        return Verdict(Result.CONFLICT, tuple(lost))
    return Verdict(Result.MERGED if woken is Result.APPLIED and there else woken)


class _Unseen:
    """Whether somebody else wrote a column meanwhile. Most of those of an edit have one writer and one base."""

    __slots__ = ("_base", "_is_unseen", "_mutation", "_record", "_shop", "_writer")

    def __init__(self, shop: Shop, record: Record, mutation: Mutation) -> None:
        self._shop, self._record, self._mutation = shop, record, mutation
        self._writer: Writer | None = None
        self._base, self._is_unseen = 0, False

    def of(self, column: str) -> bool:
        """This one; asked anew when it differs from the one before."""
        writer, base = self._record.writer(column), self._mutation.base.get(column, 0)
        if writer is not self._writer or base != self._base:
            self._writer, self._base = writer, base
            self._is_unseen = rules.was_unseen(self._shop, writer, base, self._mutation)
        return self._is_unseen


def _again(shop: Shop, record: Record) -> Record:
    """A record as it stands now."""
    return shop.record(record.key) or record


def _either(one: Result, other: Result) -> Result:
    return Result.RESURRECTED if Result.RESURRECTED in (one, other) else one


def _write(shop: Shop, before: Record, after: Record, seq: int) -> None:
    """Write a changed row; a root that changes its scope takes its whole aggregate along, in one number."""
    if before.table in MADE_BY_SERVER:
        shop.put(after)
        return
    scope = scope_after(shop, {}, after)
    if scope == before.scope:
        shop.put(after)
        return
    for row in list(shop.rows_of(before.id)) if before.root == before.id else [before]:
        rules.log_exits(shop, row, seq)
        moved = after if row.key == before.key else row
        shop.put(replace(moved, scope=scope, row_seq=seq))


def _delete(shop: Shop, author: Author, mutation: Mutation, record: Record, seq: int) -> Verdict:
    if record.dead:
        return Verdict(Result.MERGED)
    if rules.hidden_edit(shop, record, mutation):
        add_conflict(shop, author, mutation, seq, record, Lost("refused_delete", "deleted", mutation.at))
        return Verdict(Result.REFUSED_DELETE)
    fver = {**record.fver, "deleted": _writer(author, mutation, seq)}
    shop.put(replace(record, row_seq=seq, values={**record.values, "deleted": mutation.at}, fver=fver))
    return Verdict(Result.APPLIED)


def _restore(shop: Shop, author: Author, mutation: Mutation, record: Record, seq: int) -> Verdict:
    if not record.dead:
        return Verdict(Result.MERGED)
    fver = {**record.fver, "deleted": _writer(author, mutation, seq)}
    shop.put(replace(record, row_seq=seq, values={**record.values, "deleted": None}, fver=fver))
    return Verdict(Result.APPLIED)


def _purge(shop: Shop, author: Author, mutation: Mutation, record: Record, seq: int) -> Verdict:
    """Erase a row, and with a root all that belongs to it, here and in the history; it stays known by its id."""
    rows = list(shop.rows_of(record.id)) if record.root == record.id else [record]
    writer = _writer(author, mutation, seq)
    for row in rows:
        shop.put(replace(row, row_seq=seq, purged=True, values={"root": row.root}, fver={CREATED: writer}))
    _forget_all(shop, {row.key for row in rows}, record.scope, seq)
    return Verdict(Result.APPLIED)


def _purge_unknown(shop: Shop, author: Author, mutation: Mutation, seq: int) -> Verdict:
    """What is not here stays away: the server may have forgotten the row, and others may ask for it again.

    Not so where the id of a row can be guessed: nobody may keep the shop from making it.
    """
    table = shop.schema.tables.get(mutation.table)
    if table is not None and (table.parent or table.owner):
        _bury(shop, author, mutation, seq)
    return Verdict(Result.APPLIED)


def _bury(shop: Shop, author: Author, mutation: Mutation, seq: int) -> None:
    """Of a row that never came, or is not here any more, its id is kept: what follows it is of an erased row too.

    So is what waited for it: of that nobody knew until now which aggregate it belongs to.
    """
    root = shop.root_record(mutation.hangs_on)
    values = {"root": root.id if root else mutation.id}
    scope, fver = root.scope if root else own(author.user), {CREATED: _writer(author, mutation, seq)}
    shop.put(Record(mutation.table, mutation.id, scope, seq, values, fver, purged=True))
    _forget_all(shop, {mutation.key}, scope, seq)


def _forget_all(shop: Shop, keys: set[Key], scope: str, seq: int) -> None:
    """Whatever was asked about erased rows, or waits for them."""
    asked = [one for one in (*shop.about(keys), *_waits(shop, keys)) if one.mutation.op not in (Op.PURGE, Op.VOID)]
    for entry in asked:
        forget(shop, entry, seq)
        shop.amend(entry.mutation.uid, mutation=voided(entry.mutation))
    # An author who sees no row of it is told by an exit: of what he asked only the number may be left with him, too.
    unseen = [one for one in asked if own(one.author.user) != scope or shop.record(one.mutation.key) is None]
    told = {Exit(seq, own(one.author.user), *one.mutation.key): None for one in unseen}
    for left in told:
        shop.log_exit(left)


def _waits(shop: Shop, keys: set[Key]) -> Iterator[Entry]:
    """What waits for erased rows, and what waits for that. What was let in meanwhile is of a row that is not erased."""
    rows = [row for _, row in sorted(keys)]
    for row in rows:
        waited = [uid for name in (row, ERASED.format(row)) for uid in shop.woken(name)]
        for entry in filter(None, map(shop.answered, waited)):
            if entry.outcome.result is Result.PARKED:
                rows += [] if entry.mutation.id in rows else [entry.mutation.id]
                yield entry


_Judge = Callable[[Shop, Author, Mutation, Record, int], Verdict]
_JUDGES: Mapping[Op, _Judge] = {
    Op.INSERT: _change,
    Op.UPDATE: _change,
    Op.MOVE: _change,
    Op.DELETE: _delete,
    Op.RESTORE: _restore,
    Op.PURGE: _purge,
}
