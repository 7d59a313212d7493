"""Frozen mutations: those that wait (`sync_outbox`) and those that were answered (`sync_acked`)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from crm_desktop.store.replica.edits import ANSWERED
from sync.core.journal import DROPPED
from sync.core.mutations import Mutation, Op, Outcome, body_of, thawed
from sync.core.own import Run
from sync.core.values import Key

MOST_MUTATIONS, MOST_BYTES = 2_000, 480_000
"""Of one batch; the server takes 512 kB."""

PUT_BACK = 2
"""`sent` of what was answered once, and is asked again: the row may show something else since. 1: may have been sent,
0: surely not yet. What is frozen is sent next, so it counts as sent from the start.
"""

OF_PURGE = "EXISTS (SELECT 1 FROM sync_acked a WHERE a.inc = j.inc AND a.lsn = j.lsn AND a.op = 'P')"
_COLUMNS = "inc, lsn, uid, tbl, id, op, body, sha256"
# Along the key: to sort by "is it this one" would read all that waits.
_FIRST = (
    "SELECT inc FROM (SELECT min(inc) AS inc, 1 AS n FROM sync_outbox WHERE inc < ? UNION ALL "
    "SELECT min(inc), 2 FROM sync_outbox WHERE inc > ? UNION ALL "
    "SELECT inc, 3 FROM (SELECT inc FROM sync_outbox WHERE inc = ? LIMIT 1)) WHERE inc IS NOT NULL ORDER BY n LIMIT 1"
)
_NEXT = f"SELECT {_COLUMNS}, sent FROM sync_outbox WHERE inc = ? AND lsn > ? ORDER BY lsn LIMIT ?"
_INCARNATIONS = (
    "WITH RECURSIVE known(inc) AS (SELECT min(inc) FROM sync_acked UNION ALL "
    "SELECT (SELECT min(inc) FROM sync_acked a WHERE a.inc > known.inc) FROM known WHERE known.inc IS NOT NULL) "
    "SELECT inc FROM known WHERE inc IS NOT NULL"
)


def post(raw: Any, mutations: Iterable[Mutation]) -> None:
    """Put mutations into the outbox."""
    raw.executemany(
        f"INSERT INTO sync_outbox ({_COLUMNS}, sent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
        [(m.inc, m.lsn, m.uid, m.table, m.id, m.op._value_, m.body or body_of(m), m.sha256) for m in mutations],
    )


def next_batch(
    raw: Any, inc: str, most: int, known: Mapping[str, Mutation], after: Sequence[Mutation]
) -> tuple[list[Mutation], bool]:
    """The oldest mutations of one incarnation: earlier ones first, this one last. Whether they are marked as sent.

    `known`, by uid: those that were frozen a moment ago and need not be read from their bytes.
    """
    first = (after[-1].inc, after[-1].lsn) if after else _first(raw, inc)
    found: list[Mutation] = []
    size, all_marked = 0, True
    for *told, sent in raw.execute(_NEXT, (*first, most)):
        size += len(told[6])
        if found and size > MOST_BYTES:
            break
        same = known.get(told[2])
        is_same = same is not None and same.body == told[6] and [same.inc, same.lsn] == told[:2]
        found.append(same if same is not None and is_same else _mutation(told))
        all_marked = all_marked and bool(sent)
    return found, all_marked


def _first(raw: Any, inc: str) -> tuple[str, int]:
    """The incarnation whose turn it is, and before its first number."""
    found = raw.execute(_FIRST, (inc, inc, inc)).fetchone()
    return (found[0] if found else inc), 0


def mark_sent(raw: Any, batch: Sequence[Mutation]) -> None:
    """From now on these may have arrived."""
    raw.execute(
        "UPDATE sync_outbox SET sent = 1 WHERE inc = ? AND lsn BETWEEN ? AND ? AND NOT sent",
        (batch[0].inc, batch[0].lsn, batch[-1].lsn),
    )


def fills_a_push(frozen: Collection[Mutation], most: int) -> bool:
    """Whether these are as much as is sent at once."""
    return len(frozen) >= most or sum([len(one.body) for one in frozen]) >= MOST_BYTES


def _mutation(told: Sequence[Any]) -> Mutation:
    inc, lsn, uid, _table, _id, op, body, sha256 = told
    if op == Op.VOID:
        return Mutation(inc, lsn, uid, "", "", Op.VOID, sha256=sha256)
    return thawed(inc, lsn, uid, body)


def waiting(raw: Any, batch: Sequence[Mutation]) -> set[int]:
    """Those numbers of a batch that are not answered yet."""
    first, last = batch[0], batch[-1]
    found = raw.execute(
        "SELECT lsn FROM sync_outbox WHERE inc = ? AND lsn BETWEEN ? AND ?", (first.inc, first.lsn, last.lsn)
    )
    return {lsn for (lsn,) in found}


def settle(raw: Any, answered: Sequence[tuple[Mutation, Outcome]]) -> None:
    """Note mutations as answered, each with the state from which on the row shows it.

    Where the answer brought the row whole, that is the row's own: what it did not take stands in the inbox with what is
    shown, so that a form which is opened from now on hides nothing any more.
    """
    raw.executemany(
        f"INSERT INTO sync_acked ({_COLUMNS}, seq) SELECT {_COLUMNS}, ? FROM sync_outbox WHERE inc = ? AND lsn = ?",
        [(_shown_from(outcome), mutation.inc, mutation.lsn) for mutation, outcome in answered],
    )
    raw.executemany(
        "UPDATE journal SET theirs_seq = 0 WHERE inc = ? AND lsn = ? AND theirs_seq > 0",
        [(mutation.inc, mutation.lsn) for mutation, outcome in answered if outcome.row is not None],
    )
    raw.executemany("DELETE FROM sync_outbox WHERE inc = ? AND lsn = ?", [(m.inc, m.lsn) for m, _outcome in answered])


def settle_run(raw: Any, inc: str, run: Run) -> None:
    """The same for neighbours that were simply taken."""
    bounds = (inc, run.lsn, run.lsn + run.count - 1)
    among = "FROM sync_outbox WHERE inc = ? AND lsn BETWEEN ? AND ?"
    raw.execute(
        f"INSERT INTO sync_acked ({_COLUMNS}, seq) SELECT {_COLUMNS}, lsn + ? {among}", (run.seq - run.lsn, *bounds)
    )
    raw.execute(f"DELETE {among}", bounds)


def _shown_from(outcome: Outcome) -> int:
    return outcome.seq if outcome.row is None else min(outcome.seq, outcome.row.row_seq)


def void(raw: Any, keys: Iterable[Key]) -> None:
    """Rows were erased: of what was asked about them only number and hash are left, of the journal nothing.

    Not of the erasure itself: the server may forget it, and must then be asked again.
    """
    told = [(row, table) for table, row in keys]
    of_row = f"WHERE j.id = ? AND j.tbl = ? AND (j.lsn = {DROPPED} OR (j.lsn > 0 AND {ANSWERED}))"
    raw.executemany(f"UPDATE journal AS j SET before = NULL, after = NULL, theirs = NULL {of_row}", told)
    raw.executemany(f"UPDATE journal AS j SET lsn = {DROPPED} {of_row} AND NOT {OF_PURGE}", told)
    for place in ("sync_acked", "sync_outbox"):
        raw.executemany(
            f"UPDATE {place} SET op = 'V', tbl = '', id = '', body = x'' WHERE id = ? AND tbl = ? AND op <> 'P'", told
        )


_OF_NUMBER = "WHERE inc = ? AND lsn = ?"
_EMPTY = "UPDATE journal SET before = NULL, after = NULL, theirs = NULL, lsn = 0"


def void_numbers(raw: Any, mutations: Iterable[Mutation]) -> None:
    """The same for single mutations that were answered."""
    told = [(one.inc, one.lsn) for one in mutations]
    raw.executemany(f"{_EMPTY} {_OF_NUMBER}", told)
    raw.executemany(f"UPDATE sync_acked SET op = 'V', tbl = '', id = '', body = x'' {_OF_NUMBER}", told)


def keep_removals(raw: Any, purges: Iterable[Mutation]) -> None:
    """Of the edits that came to an erasure only the removal itself is asked again."""
    raw.executemany(f"{_EMPTY} {_OF_NUMBER} AND op <> 'X'", [(one.inc, one.lsn) for one in purges])


def is_empty(raw: Any) -> bool:
    """Whether nothing waits."""
    return raw.execute("SELECT 1 FROM sync_outbox LIMIT 1").fetchone() is None


def waits_in(raw: Any) -> frozenset[str]:
    """The incarnations in which something waits."""
    return frozenset(inc for (inc,) in raw.execute("SELECT DISTINCT inc FROM sync_outbox"))


def last_answered(raw: Any) -> dict[str, tuple[int, str]]:
    """By incarnation of this file, the last mutation that was answered."""
    last: dict[str, tuple[int, str]] = {}
    for (inc,) in raw.execute(_INCARNATIONS).fetchall():
        last[inc] = raw.execute(
            "SELECT lsn, uid FROM sync_acked WHERE inc = ? ORDER BY lsn DESC LIMIT 1", (inc,)
        ).fetchone()
    return last


def first_kept(raw: Any, inc: str) -> int:
    """The first number of an incarnation of which anything is kept here; 0 for none."""
    found = raw.execute(
        "SELECT min(lsn) FROM (SELECT min(lsn) AS lsn FROM sync_acked WHERE inc = ?1 UNION ALL "
        "SELECT min(lsn) FROM sync_outbox WHERE inc = ?1)", (inc,),
    ).fetchone()  # fmt: skip
    return int(found[0] or 0)


def uid_at(raw: Any, inc: str, lsn: int) -> str | None:
    """What this file made under a number."""
    found = raw.execute(
        "SELECT uid FROM sync_outbox WHERE inc = ?1 AND lsn = ?2 UNION ALL "
        "SELECT uid FROM sync_acked WHERE inc = ?1 AND lsn = ?2",
        (inc, lsn),
    ).fetchone()
    return str(found[0]) if found else None


def put_back(raw: Any, inc: str, above: int) -> None:
    """What the server does not know any more is asked again, and its edits are pending again (R9)."""
    raw.execute(
        f"UPDATE journal AS j SET theirs = NULL, theirs_seq = 0 "
        f"WHERE j.inc = ? AND j.lsn > ? AND j.lsn > 0 AND {ANSWERED}",  # as the index of frozen edits says it
        (inc, above),
    )
    raw.execute(
        f"INSERT INTO sync_outbox ({_COLUMNS}, sent) SELECT {_COLUMNS}, ? FROM sync_acked WHERE inc = ? AND lsn > ?",
        (PUT_BACK, inc, above),
    )
    raw.execute("DELETE FROM sync_acked WHERE inc = ? AND lsn > ?", (inc, above))


def renumber(raw: Any, olds: Iterable[str], inc: str, new_uid: Callable[[], str]) -> int:
    """The outbox of some incarnations under a new one. What may have arrived keeps its uid and hash (R8c)."""
    lsn = 0
    for old in olds:
        rows = raw.execute("SELECT lsn, sent FROM sync_outbox WHERE inc = ? ORDER BY lsn", (old,)).fetchall()
        raw.executemany(
            "UPDATE sync_outbox SET inc = ?, lsn = ?, uid = coalesce(?, uid) WHERE inc = ? AND lsn = ?",
            [(inc, lsn + n, None if sent else new_uid(), old, was) for n, (was, sent) in enumerate(rows, 1)],
        )
        raw.executemany(
            "UPDATE journal SET inc = ?, lsn = ? WHERE inc = ? AND lsn = ?",
            [(inc, lsn + n, old, was) for n, (was, _sent) in enumerate(rows, 1)],
        )
        lsn += len(rows)
    return lsn + 1
