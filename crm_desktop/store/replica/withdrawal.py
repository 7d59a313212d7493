"""What was shared with the shop becomes private again: the server erases it, here it stays.

Shared once more it is sent as new; the server takes it from who has asked it to erase it, and from nobody else.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from crm_desktop.store.replica import outbox, writing
from crm_desktop.store.replica.edits import ANSWERED, WAITS, pending
from crm_desktop.store.replica.schema import INBOX
from crm_desktop.store.replica.shapes import AMONG, is_kept, read_rows, shapes
from crm_desktop.store.replica.state import State
from crm_desktop.store.replica.withdrawn import AGAIN, FOR_GOOD
from sync.core.journal import DROPPED, is_known
from sync.core.mutations import Mutation, Op, Row, sealed
from sync.core.values import Key

_WITHDRAWN = (
    f"SELECT w.id FROM sync_withdrawn w WHERE w.id NOT LIKE '{FOR_GOOD}%' AND w.id NOT LIKE '{AGAIN}%' "
    f"AND NOT EXISTS (SELECT 1 FROM sync_withdrawn k WHERE k.id = '{FOR_GOOD}' || w.id)"
)

_SHARED = (
    f"SELECT id FROM contact WHERE id {AMONG} AND private = 0 AND row_seq >= 0 AND deleted IS NULL "
    "AND id NOT IN (SELECT id FROM sync_withdrawn)"
)


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
    for place in ("sync_outbox", "sync_acked"):
        emptied = f"UPDATE {place} SET op = 'V', tbl = '', id = '', body = x'' WHERE tbl = ? AND id {AMONG}"
        raw.execute(emptied, (table, told))
    _as_new(raw, table, ids)


def _as_new(raw: Any, table: str, ids: list[str]) -> None:
    """Rows that were never sent: entered now, and deleted if they are, for what is deleted unsent stays here."""
    told = json.dumps(ids)
    raw.execute(
        f"UPDATE journal AS j SET lsn = {DROPPED}, theirs = NULL, theirs_seq = 0 WHERE j.tbl = ? AND j.id {AMONG} "
        f"AND (j.lsn IS NULL OR (j.lsn > 0 AND ({WAITS} OR {ANSWERED})))", (table, told),
    )  # fmt: skip
    raw.execute(f'UPDATE "{table}" SET row_seq = 0 WHERE id {AMONG}', (told,))
    raw.execute(f"DELETE FROM sync_hidden WHERE tbl = ? AND id {AMONG}", (table, told))
    raw.executemany(
        "INSERT INTO journal (step, at, tbl, id, op, base_seq) SELECT 0, j.at, ?, ?, 'I', 0 FROM journal_now j",
        [(table, row) for row in ids],
    )
    raw.execute(
        "INSERT INTO journal (step, at, tbl, id, col, op, after, base_seq) SELECT 0, j.at, ?, t.id, 'deleted', 'D', "
        f't.deleted, 0 FROM journal_now j, "{table}" t WHERE t.id {AMONG} AND t.deleted IS NOT NULL', (table, told),
    )  # fmt: skip


# Sharing again ---------------------------------------------------------------------------------------------------


def shared_again(raw: Any) -> dict[str, list[str]]:
    """What was withdrawn, is not private any more, and was erased by the server as it was asked: by id all its rows.

    What it did not take again then is asked once more when it hangs on somebody else, who is with the shop.
    """
    ids = [*(row for (row,) in raw.execute(_WITHDRAWN)), *_merged_since(raw)]
    if not ids:
        return {}
    asked = {row for (row,) in raw.execute("SELECT id FROM sync_outbox WHERE op = 'P'")}
    rows, _leaving = read_rows(raw, [(name, row) for name in shapes() for row in ids])
    private = "SELECT id FROM contact WHERE private = 1 AND id " + AMONG
    closed = {row for (row,) in raw.execute(private, (json.dumps([row.root for row in rows.values()]),))}
    found: dict[str, list[str]] = {}
    for (table, row_id), row in rows.items():
        if row.root in closed or is_kept(table, row.values) or (row.root != row.id and row.root in ids):
            continue
        family = {one for some in _family(raw, table, row_id).values() for one in some}
        if not family & asked:
            found[row_id] = sorted(family)
    return found


def _merged_since(raw: Any) -> list[str]:
    told = raw.execute("SELECT id FROM sync_withdrawn WHERE id LIKE ?", (FOR_GOOD + "%",)).fetchall()
    kept = {row.removeprefix(FOR_GOOD) for (row,) in told}
    rows = read_rows(raw, [(name, row) for name in shapes() for row in kept])[0].values() if kept else ()
    shared = {row for (row,) in raw.execute(_SHARED, (json.dumps([row.root for row in rows]),))} if rows else set()
    return [row.id for row in rows if row.root in shared and _under(row) not in kept]


def _under(row: Row) -> str:
    return f"{row.id}/{row.root}"


def share_again(raw: Any, state: State) -> State:
    """Let it be sent as new, without what the server had to say of it before: that was erased with it."""
    again = shared_again(raw)
    if not again:
        return state
    told = json.dumps(list(again))
    said = [
        (name, row) for name in sorted(INBOX)
        for (row,) in raw.execute(f'SELECT id FROM "{name}" WHERE root {AMONG}', (told,))
    ]  # fmt: skip
    writing.remove(raw, said)
    raw.executemany("DELETE FROM sync_withdrawn WHERE id IN (?, ?)", [(row, FOR_GOOD + row) for row in again])
    every = [one for family in again.values() for one in family]
    raw.executemany("INSERT OR IGNORE INTO sync_withdrawn VALUES (?)", [(AGAIN + row,) for row in every])
    ids = json.dumps(every)
    (first,) = raw.execute(f"SELECT min(n) FROM journal WHERE id {AMONG} AND lsn IS NULL", (ids,)).fetchone()
    # Another copy of this file may have shared it before: then the server has something to say of it still.
    return state.changed(looked=min(state.looked, (first or 1) - 1), compare=state.compare or bool(said))


def was_withdrawn(raw: Any, key: Key) -> bool:
    """Whether the server was asked from here to erase a row."""
    asked = "SELECT 1 FROM {} WHERE id = ?2 AND tbl = ?1 AND op = 'P' LIMIT 1"
    if any(raw.execute(asked.format(place), key).fetchone() for place in ("sync_acked", "sync_outbox")):
        return True
    return raw.execute("SELECT 1 FROM sync_withdrawn WHERE id = ?", (AGAIN + key[1],)).fetchone() is not None


def answered(raw: Any, mutations: Iterable[Mutation]) -> None:
    """What was sent once more was taken, or stays here from now on."""
    if raw.execute(f"SELECT 1 FROM sync_withdrawn WHERE id LIKE '{AGAIN}%' LIMIT 1").fetchone():
        told = [(AGAIN + one.id,) for one in mutations if one.op is Op.INSERT]
        raw.executemany("DELETE FROM sync_withdrawn WHERE id = ?", told)


def not_erased(raw: Any, ids: Iterable[str]) -> None:
    """The server did not erase these: they were handed on meanwhile. What is here is a copy of its own from now on."""
    of_it = "INSERT OR IGNORE INTO sync_withdrawn SELECT ? || id FROM sync_withdrawn WHERE id = ?"
    raw.executemany(of_it, [(FOR_GOOD, row) for row in ids])


def keep(raw: Any, keys: Iterable[Key]) -> None:
    """The server does not take it again: somebody else had it erased as well, or it forgot who has. It stays here."""
    for row in read_rows(raw, keys)[0].values():
        _as_new(raw, row.table, [row.id])
        told = [(row.id,), (FOR_GOOD + row.id,), (FOR_GOOD + _under(row),)]
        raw.executemany("INSERT OR IGNORE INTO sync_withdrawn VALUES (?)", told)
