"""The journal as edits of `sync.core`: what is pending of some rows, and writing back what became of it."""

import json
import operator
from collections.abc import Iterable, Sequence
from typing import Any

from sync.core.journal import DROPPED, Edit
from sync.core.values import Key

_COLUMNS = (
    "j.n, j.tbl, j.id, j.col, j.op, j.before, j.after, j.theirs, j.theirs_seq, j.base_seq, j.step, j.at, j.inc, j.lsn, "
    "j.saw_before"
)
ANSWERED = "EXISTS (SELECT 1 FROM sync_acked a WHERE a.inc = j.inc AND a.lsn = j.lsn)"
WAITS = "EXISTS (SELECT 1 FROM sync_outbox o WHERE o.inc = j.inc AND o.lsn = j.lsn)"
# The rows lead: CROSS JOIN keeps SQLite from walking through the journal.
_PENDING = (
    f"SELECT {_COLUMNS} FROM json_each(?) w CROSS JOIN journal j ON j.id = w.value "
    f"WHERE j.lsn IS NULL OR (j.lsn > 0 AND {WAITS})"
)
_N = operator.attrgetter("n")
_DROP = f"UPDATE journal SET lsn = {DROPPED} WHERE n = ?"
_ANSWER = "UPDATE journal SET before = ?, theirs = ?, theirs_seq = ?, base_seq = ?, inc = ?, lsn = ? WHERE n = ?"
# Of no step: what an insert becomes when its row is there already is nothing the user did, or could undo.
_ADD = (
    "INSERT INTO journal (step, at, tbl, id, col, op, before, after, theirs, theirs_seq, base_seq, inc, lsn) "
    "VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def pending(raw: Any, ids: Iterable[str]) -> dict[Key, list[Edit]]:
    """Every edit of these rows that is not answered yet, oldest first."""
    found: dict[Key, list[Edit]] = {}
    for told in raw.execute(_PENDING, (json.dumps(sorted(ids)),)):
        edit = Edit(*told)
        found.setdefault(edit.key, []).append(edit)
    for edits in found.values():  # as the index has them, mostly: that is quicker than to sort all of them at once
        edits.sort(key=_N)
    return found


def number(raw: Any, inc: str, numbered: Iterable[tuple[Edit, int]]) -> None:
    """Note the mutation each edit is frozen into, or that it was dropped."""
    runs: list[list[int]] = []
    for n, lsn in sorted((edit.n, lsn) for edit, lsn in numbered):
        if runs and runs[-1][0] == lsn and runs[-1][2] == n - 1:
            runs[-1][2] = n
        else:
            runs.append([lsn, n, n])
    raw.executemany(
        "UPDATE journal SET inc = ?, lsn = ? WHERE n BETWEEN ? AND ?", [(inc, *run) for run in runs]
    )


_EMPTY = "UPDATE journal SET before = NULL, after = NULL, theirs = NULL WHERE"


def empty(raw: Any, edits: Iterable[Edit]) -> None:
    """Keep no value of them."""
    raw.executemany(f"{_EMPTY} n = ?", [(edit.n,) for edit in edits])


def empty_dropped(raw: Any, keys: Iterable[Key]) -> None:
    """Keep no value of what came to nothing in some rows."""
    raw.executemany(f"{_EMPTY} tbl = ? AND id = ? AND lsn = {DROPPED}", list(keys))


def replace_edits(raw: Any, before: Sequence[Edit], after: Sequence[Edit], answered: set[tuple[str, int]]) -> bool:
    """Write what became of the pending edits of one row. Whether any was dropped without an answer."""
    known = {(edit.n, edit.column): edit for edit in before}
    kept = {(edit.n, edit.column): edit for edit in after}
    gone = [
        edit.n
        for name, edit in known.items()
        if name not in kept and not (edit.inc and edit.lsn and (edit.inc, edit.lsn) in answered)
    ]
    changed = [
        (one.before, one.theirs, one.theirs_seq, one.base_seq, one.inc, one.lsn, one.n)
        for name, one in kept.items()
        if name in known and one is not known[name]
    ]
    added = [
        (one.at, one.table, one.id, one.column, one.op, one.before, one.after, one.theirs, one.theirs_seq,
         one.base_seq, one.inc, one.lsn)
        for name, one in kept.items()
        if name not in known
    ]  # fmt: skip
    for sql, rows in ((_DROP, [(n,) for n in gone]), (_ANSWER, changed), (_ADD, added)):
        if rows:
            raw.executemany(sql, rows)
    return bool(gone)
