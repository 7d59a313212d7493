"""What a laptop looks after once a day: a share of its rows against the shop's, and old answers it needs no more."""

import itertools
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from crm_desktop.base import clock
from crm_desktop.store.replica import quarantine
from crm_desktop.store.replica.book import Book
from crm_desktop.store.replica.schema import INBOX
from crm_desktop.store.replica.shapes import read_rows, shapes
from crm_desktop.store.replica.state import State
from sync.client.upkeep import SHARES
from sync.core.digest import LEAF, Range, Sum, content_sum
from sync.core.journal import DROPPED
from sync.core.mutations import Row
from sync.core.overlay import Laid
from sync.core.values import Key, same, to_wire

KEPT_DAYS, KEPT_ROWS = 400, 20_000
"""So long and so many answered mutations are kept in any case: no backup of a server is older when it comes back."""
AT_ONCE = 500
MENDED = "mended"
"""In `sync_state`: the numbers of the journal's rows that tell what was mended, newest last."""
MOST_MENDED = 200
EVERY = -1
"""In place of a share's number: all of them at once, after the file was damaged."""
_NOTE = (
    "INSERT INTO journal (step, at, tbl, id, col, op, before, after, lsn) VALUES (0, ?, ?, ?, ?, 'U', ?, ?, "
    f"{DROPPED}) RETURNING n"
)


# A share of the rows --------------------------------------------------------------------------------------------------


def today() -> str:
    """The day as it is noted. It decides when to look, and nothing else."""
    return clock.today().isoformat()


def ranges(raw: Any, share: int) -> list[Range]:
    """The ranges of one share: blocks of a table's ids, a little more than it must so that none falls between two."""
    blocks = [block for name in shapes() if name not in INBOX for block in _blocks(raw, name)]
    if share == EVERY:
        return blocks
    first, last = share * len(blocks) // SHARES, (share + 1) * len(blocks) // SHARES
    return blocks[max(0, first - 1) : last + 1]


def _blocks(raw: Any, table: str) -> Iterator[Range]:
    numbered = f'SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM "{table}" WHERE row_seq > 0'
    first = [row for (row,) in raw.execute(f"SELECT id FROM ({numbered}) WHERE n % {LEAF} = 0 ORDER BY id")]
    return ((table, low, high) for low, high in itertools.pairwise(["", *first[1:], ""])) if first else iter(())


def summed(raw: Any, asked: Range) -> Sum:
    """How many rows of a range are here, and the sum over their values, as the server makes it."""
    rows = [row for row in _within(raw, asked).values() if row.row_seq > 0]
    return len(rows), content_sum(
        (row.id, {column: to_wire(value) for column, value in row.values.items()}) for row in rows
    )


def _within(raw: Any, asked: Range) -> dict[Key, Row]:
    table, low, high = asked
    until = "AND id < ?" if high else ""
    ids = raw.execute(f'SELECT id FROM "{table}" WHERE id >= ? {until}', (low, high) if high else (low,)).fetchall()
    rows, _leaving = read_rows(raw, [(table, row) for (row,) in ids])
    later = {row for (row,) in raw.execute("SELECT id FROM sync_extra WHERE tbl = ?", (table,))}
    return {key: _with_extras(raw, row) if row.id in later else row for key, row in rows.items()}


def _with_extras(raw: Any, row: Row) -> Row:
    return Row(row.table, row.id, row.row_seq, {**row.values, **quarantine.extras_of(raw, row.key)})


def mend(
    raw: Any, at: Callable[[str], None], asked: Range, rows: Sequence[Row], theirs: Collection[Key]
) -> tuple[int, bool]:
    """Take the shop's values where a row of the same state says something else; what stood here stays in the journal.

    How many rows did, and whether rows are missing on one side: then the two must be compared as after a restore.
    """
    table = asked[0]
    here = _within(raw, asked)
    book = Book(raw, {row.key for row in rows if row.table == table}, at)
    stays = book.kept_here(book.rows)
    told: list[tuple[Key, str, Any, Any]] = []
    for row in rows:
        mine = book.rows.get(row.key)
        if mine is None or mine.row_seq != row.row_seq or row.key in stays or book.edits.get(row.key):
            continue  # news, or an edit under way: for the next session
        whole = book.whole(row)
        news = {one: value for one, value in whole.values.items() if not same(value, mine.values[one])}
        if news:
            book.take(row.key, Laid(whole, ()))
            told += [(row.key, column, mine.values[column], value) for column, value in news.items()]
    book.close()
    _remember(raw, told)
    waits = quarantine.held(raw).keys() | book.hidden
    lost = [key for key in theirs if key[0] == table and key not in here and key not in waits]
    over = [key for key, row in here.items() if row.row_seq > 0 and key not in theirs and key not in stays]
    return len({key for key, *_rest in told}), bool(lost or over)


def _remember(raw: Any, told: Sequence[tuple[Key, str, Any, Any]]) -> None:
    if not told:
        return
    when = clock.now().isoformat(sep=" ")
    numbers = [
        raw.execute(_NOTE, (when, *key, column, before, after)).fetchone()[0] for key, column, before, after in told
    ]
    known = raw.execute("SELECT value FROM sync_state WHERE key = ?", (MENDED,)).fetchone()
    every = [*(json.loads(known[0]) if known else []), *numbers][-MOST_MENDED:]
    raw.execute("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (MENDED, json.dumps(every)))


# Old answers ----------------------------------------------------------------------------------------------------------


def trim(raw: Any, *, days: int = KEPT_DAYS, rows: int = KEPT_ROWS) -> bool:
    """Let go of answered mutations nobody asks for again; their edits stay in the journal. Whether there may be more.

    Of each incarnation the last one stays: hello tells it.
    """
    spare = raw.execute("SELECT count(*) FROM sync_acked").fetchone()[0] - rows
    if spare <= 0:
        return False
    before = (clock.now() - timedelta(days=days)).isoformat(sep=" ")
    for inc, last in raw.execute("SELECT inc, max(lsn) FROM sync_acked GROUP BY inc").fetchall():
        old = _older(raw, inc, last, before)[: min(spare, AT_ONCE)]
        if old:
            raw.executemany(
                f"UPDATE journal SET lsn = {DROPPED}, theirs = NULL, theirs_seq = 0 WHERE inc = ? AND lsn = ?",
                [(inc, lsn) for lsn in old],
            )
            raw.executemany("DELETE FROM sync_acked WHERE inc = ? AND lsn = ?", [(inc, lsn) for lsn in old])
            return True
    return False


def _older(raw: Any, inc: str, last: int, before: str) -> list[int]:
    told = raw.execute(
        "SELECT a.lsn, (SELECT max(j.at) FROM journal j WHERE j.inc = a.inc AND j.lsn = a.lsn) FROM sync_acked a "
        "WHERE a.inc = ? AND a.lsn < ? ORDER BY a.lsn LIMIT ?",
        (inc, last, AT_ONCE),
    )
    return [lsn for lsn, _at in itertools.takewhile(lambda one: one[1] is None or one[1] < before, told)]


def due(state: State) -> bool:
    """Whether today's share waits. On the first day all of it has just come."""
    return bool(state.tended) and state.tended != today()
