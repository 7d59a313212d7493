"""What was shared with the shop becomes private again: the server erases it, here it stays.

It is not sent a second time: the server would not take back what it has erased.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from crm_desktop.store.replica import outbox
from crm_desktop.store.replica.edits import ANSWERED, WAITS, pending
from crm_desktop.store.replica.shapes import AMONG, read_rows, shapes
from crm_desktop.store.replica.state import State
from sync.core.journal import DROPPED, is_known
from sync.core.mutations import Mutation, Op, sealed
from sync.core.values import Key


def withdraw(raw: Any, state: State, keys: Iterable[Key], name: Callable[[], str]) -> State:
    """Ask the server to erase these; here nothing of them was ever sent from now on."""
    asked: list[Mutation] = []
    for table, row in keys:
        (when,) = raw.execute(
            "SELECT max(at) FROM journal WHERE id = ? AND tbl = ? AND lsn IS NULL", (row, table)
        ).fetchone()
        family = _family(raw, table, row)
        known = _known(raw, family)
        for name_of, ids in family.items():
            _forget(raw, name_of, ids)
        raw.execute("INSERT OR IGNORE INTO sync_withdrawn VALUES (?)", (row,))
        for key in known:
            lsn = state.next_lsn + len(asked)
            asked.append(sealed(Mutation(state.inc, lsn, name(), *key, Op.PURGE, at=when or "")))
    outbox.post(raw, asked)
    return state.changed(next_lsn=state.next_lsn + len(asked))


def _known(raw: Any, family: dict[str, list[str]]) -> list[Key]:
    """Those the server may have, children first: one of them may hang on somebody else there meanwhile."""
    edits = pending(raw, {row for ids in family.values() for row in ids})
    keys = [(table, row) for table in reversed(family) for row in sorted(family[table])]
    rows, _leaving = read_rows(raw, keys)
    return [key for key in keys if key in rows and is_known(rows[key].row_seq, edits.get(key, ()))]


def _family(raw: Any, table: str, row: str) -> dict[str, list[str]]:
    """The row, and with a person all that hangs on him."""
    found = {table: [row]}
    for shape in shapes().values() if table == "contact" else ():
        if shape.hangs:
            found[shape.name] = [one for (one,) in raw.execute(f'SELECT id FROM "{shape.name}" WHERE root = ?', (row,))]
    return found


def _forget(raw: Any, table: str, ids: list[str]) -> None:
    """What waits about these rows, and what was answered, keeps its numbers only; they are as if new."""
    told = json.dumps(ids)
    raw.execute(
        f"UPDATE journal AS j SET lsn = {DROPPED}, theirs = NULL, theirs_seq = 0 WHERE j.tbl = ? AND j.id {AMONG} "
        f"AND (j.lsn IS NULL OR (j.lsn > 0 AND ({WAITS} OR {ANSWERED})))", (table, told),
    )  # fmt: skip
    for place in ("sync_outbox", "sync_acked"):
        emptied = f"UPDATE {place} SET op = 'V', tbl = '', id = '', body = x'' WHERE tbl = ? AND id {AMONG}"
        raw.execute(emptied, (table, told))
    raw.execute(f'UPDATE "{table}" SET row_seq = 0 WHERE id {AMONG}', (told,))
    raw.execute(f"DELETE FROM sync_hidden WHERE tbl = ? AND id {AMONG}", (table, told))
    raw.executemany(
        "INSERT INTO journal (step, at, tbl, id, op, base_seq) SELECT 0, j.at, ?, ?, 'I', 0 FROM journal_now j",
        [(table, row) for row in ids],
    )
