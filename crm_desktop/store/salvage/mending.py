"""Making the rows that came along agree with each other again: nothing is lost, and nothing is sent that must not be.

A record whose row is lost may have been private. So what is only known of it from the journal is not sent by itself:
it is told, and whoever reads it decides.
"""

import json
from collections.abc import Iterable
from typing import Any

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.store import capture
from crm_desktop.store.replica import incarnation, places, state, tending
from crm_desktop.store.replica.edits import WAITS
from crm_desktop.store.replica.schema import INBOX, OF_THE_MANAGER
from crm_desktop.store.replica.shapes import shapes
from sync.core.access import MANAGER
from sync.core.journal import DROPPED

_CARD = (
    "INSERT INTO journal (step, at, tbl, id, col, op, before, lsn) "
    f"SELECT 0, at, tbl, id, col, 'U', after, {DROPPED} FROM journal WHERE n = ? RETURNING n"
)


def mend(raw: Any) -> int:
    """All of it. How many values wait for a decision."""
    _reopen_lost(raw)
    _ask_anew(raw)
    _keep_private(raw)
    orphans = _children_without_person(raw)
    cards = _tell(raw, [one for shape in shapes() for one in _edits_without_row(raw, shape)])
    _note_unnoted(raw)
    _follow_rows(raw)
    _give_places(raw, orphans)  # last: nothing that a place says is an edit of the person who stood there
    _go_on(raw)
    return cards


# The journal --------------------------------------------------------------------------------------------------------


def _reopen_lost(raw: Any) -> None:
    """An edit was frozen, and the mutation it went into is lost unanswered: it is open again.

    Answers come in the order of the numbers: what is above the last of them, and does not wait, is lost.
    """
    inc = state.read(raw).inc
    last, waits = raw.execute(
        "SELECT (SELECT max(lsn) FROM sync_acked WHERE inc = ?1), "
        "(SELECT min(lsn) - 1 FROM sync_outbox WHERE inc = ?1)",
        (inc,),
    ).fetchone()
    if last is None and waits is None:
        return
    raw.execute(
        "UPDATE journal AS j SET inc = NULL, lsn = NULL WHERE j.inc = ?1 AND j.lsn > ?2 AND j.lsn > 0 AND NOT EXISTS "
        "(SELECT 1 FROM sync_outbox o WHERE o.inc = j.inc AND o.lsn = j.lsn)",
        (inc, last if last is not None else waits),
    )


def _ask_anew(raw: Any) -> None:
    """What waits for a decision is the server's: where no edit tells what was decided, it comes again as it is there.

    No comparison of values finds the difference, for it only looks at what laptops make.
    """
    if not state.read(raw).enrolled:
        return
    edited = "SELECT id FROM sync_outbox UNION ALL SELECT id FROM journal WHERE lsn IS NULL"
    for table in INBOX:
        raw.execute(f'DELETE FROM "{table}" WHERE row_seq > 0 AND id NOT IN ({edited})')


def _note_unnoted(raw: Any) -> None:
    """A row the shop has not confirmed has its insert in the journal: under the number it was sent with, else open.

    One that was dropped is none, for the row was withdrawn since; but so stands what a consultant keeps to himself.
    """
    known = state.read(raw)
    for shape in shapes():
        lsn = DROPPED if shape in OF_THE_MANAGER and known.enrolled and known.role != MANAGER else None
        counts = "" if shape in OF_THE_MANAGER else f"AND j.lsn IS NOT {DROPPED}"
        raw.execute(
            "INSERT INTO journal (step, at, tbl, id, op, base_seq, inc, lsn) "
            f"SELECT 0, t.created, '{shape}', t.id, 'I', 0, o.inc, coalesce(o.lsn, ?) FROM \"{shape}\" t LEFT JOIN "
            "(SELECT tbl, id, op, inc, lsn FROM sync_outbox UNION ALL SELECT tbl, id, op, inc, lsn FROM sync_acked) o "
            f"ON o.id = t.id AND o.tbl = '{shape}' AND o.op = 'I' WHERE t.row_seq = 0 AND NOT EXISTS "
            f"(SELECT 1 FROM journal j WHERE j.id = t.id AND j.tbl = '{shape}' AND j.op = 'I' {counts}) "
            f"AND t.id NOT IN ({places.ASKED})",
            (lsn,),
        )


def _follow_rows(raw: Any) -> None:
    """Where the last edits of a row the shop has not confirmed are lost, what it says now is an edit."""
    for name, shape in shapes().items():
        for column in (one for one in shape.columns if one not in capture.UNTRACKED):
            raw.execute(
                "INSERT INTO journal (step, at, tbl, id, col, op, before, after) "
                f'SELECT 0, l.at, l.tbl, l.id, l.col, {_op(column)}, l.after, t."{column}" FROM '
                "(SELECT tbl, id, col, after, at, max(n) FROM journal WHERE col = ?1 AND tbl = ?2 GROUP BY id) l "
                f'JOIN "{name}" t ON t.id = l.id WHERE t.row_seq = 0 AND t."{column}" IS NOT l.after',
                (column, name),
            )


def _op(column: str) -> str:
    if column != "deleted":
        return "'U'"
    return "CASE WHEN t.deleted IS NULL THEN 'R' WHEN l.after IS NULL THEN 'D' ELSE 'U' END"


# Records that are lost ----------------------------------------------------------------------------------------------


def _keep_private(raw: Any) -> None:
    """A person had been made private, and his row is lost: what waits of him and of what hangs on him does not go."""
    lost = [row for (row,) in raw.execute(
        "SELECT DISTINCT j.id FROM journal j WHERE j.tbl = 'contact' AND j.col = 'private' AND j.after = 1 "
        "AND j.lsn IS NULL AND j.id NOT IN (SELECT id FROM contact)"
    )]  # fmt: skip
    hanging = [
        (name, row)
        for root in lost
        for name, shape in shapes().items() if shape.hangs
        for (row,) in raw.execute(f'SELECT id FROM "{name}" WHERE root = ?', (root,))
    ]  # fmt: skip
    for key in [*(("contact", root) for root in lost), *hanging]:
        of_row = "WHERE j.tbl = ? AND j.id = ? AND j.lsn > 0"
        raw.execute(f"UPDATE journal AS j SET lsn = {DROPPED} {of_row} AND {WAITS}", key)
        raw.execute("UPDATE sync_outbox SET op = 'V', tbl = '', id = '', body = x'' WHERE tbl = ? AND id = ?", key)


def _edits_without_row(raw: Any, table: str) -> list[int]:
    """Open edits of records whose row is lost; of what was erased here nothing is open but that."""
    gone = (
        f'j.lsn IS NULL AND j.tbl = ? AND NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = j.id) AND NOT EXISTS '
        "(SELECT 1 FROM journal x WHERE x.id = j.id AND x.tbl = j.tbl AND x.op = 'X' AND x.n > j.n)"
    )
    raw.execute(f"UPDATE journal AS j SET lsn = {DROPPED} WHERE j.op = 'I' AND {gone}", (table,))
    return [n for (n,) in raw.execute(f"SELECT j.n FROM journal j WHERE j.op IN ('U', 'D', 'R') AND {gone}", (table,))]


def _tell(raw: Any, numbers: Iterable[int]) -> int:
    """These edits are not sent; what they said is on the list of what was found, to be brought back."""
    listed = list(numbers)
    told = [raw.execute(_CARD, (n,)).fetchone()[0] for n in listed]
    raw.executemany(f"UPDATE journal SET lsn = {DROPPED} WHERE n = ?", [(n,) for n in listed])
    if told:
        before = raw.execute("SELECT value FROM sync_state WHERE key = ?", (tending.MENDED,)).fetchone()
        every = [*(json.loads(before[0]) if before else []), *told]
        raw.execute("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (tending.MENDED, json.dumps(every)))
    return len(told)


def _children_without_person(raw: Any) -> set[str]:
    """What the shop has comes again with its person. What was never sent stays. Returns whose it is."""
    orphans: set[str] = set()
    for name, shape in shapes().items():
        if shape.hangs:
            lost = f'FROM "{name}" WHERE root NOT IN (SELECT id FROM contact)'
            raw.execute(f"DELETE {lost} AND row_seq <> 0")
            orphans |= {root for (root,) in raw.execute(f"SELECT root {lost}")}
    return orphans


def _give_places(raw: Any, orphans: Iterable[str]) -> None:
    """Each gets a place that is private, and of the user himself."""
    known = state.read(raw)
    blank = {**shapes()["contact"].empty, "owner": known.user, "name": _("Could not be read"), "private": 1}
    at = clock.now().isoformat(sep=" ", timespec="microseconds")
    for row in sorted(orphans):
        values = {**blank, "root": row, "created": at}
        listed, marks = ", ".join(f'"{column}"' for column in values), ", ".join("?" * len(values))
        raw.execute(f"INSERT INTO contact (id, {listed}) VALUES (?, {marks})", (row, *values.values()))
    places.note(raw, orphans, asks=known.enrolled)


# The shop -----------------------------------------------------------------------------------------------------------


def _go_on(raw: Any) -> None:
    """The same laptop under a new history: it compares all it holds with the shop, first the numbers, then the values.

    What is missing here is fetched by that.
    """
    before = state.read(raw)
    if not before.enrolled:
        return
    after = incarnation.renewed(raw, before, incarnation.new_name).changed(
        compare=True, looked=0, held=(), tended="never", share=tending.EVERY
    )
    state.write(raw, before, after)
