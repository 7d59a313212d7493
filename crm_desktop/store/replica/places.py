"""Persons of whom only the place is left after damage: what hangs on them was never sent, and may be private.

They are private. If the shop has such a person, he comes with the comparison and takes his place.
"""

import json
from collections.abc import Iterable
from typing import Any

from sync.core.journal import DROPPED

PLACES = "salvaged"
"""In `sync_state`: those the shop was not asked about yet, as JSON."""
ASKED = f"SELECT p.value FROM sync_state s, json_each(s.value) p WHERE s.key = '{PLACES}'"
"""Their ids."""


def note(raw: Any, rows: Iterable[str], *, asks: bool) -> None:
    """Their inserts in the journal; `asks`: not to be sent, whatever becomes of them, until the shop was asked."""
    listed = sorted(rows)
    raw.executemany(
        "INSERT INTO journal (step, at, tbl, id, op, base_seq, lsn) SELECT 0, created, 'contact', id, 'I', 0, ? "
        "FROM contact WHERE id = ?",
        [(DROPPED if asks else None, row) for row in listed],
    )
    if asks and listed:
        raw.execute("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (PLACES, json.dumps(listed)))


def settle(raw: Any) -> bool:
    """The shop was asked: who is still only a place is known to nobody, and is like any other person made here.

    Whether there were places: what hangs on those that are people of the shop now may go from now on.
    """
    told = raw.execute("DELETE FROM sync_state WHERE key = ? RETURNING value", (PLACES,)).fetchone()
    if told is not None:
        raw.execute(
            f"UPDATE journal SET lsn = NULL WHERE tbl = 'contact' AND op = 'I' AND lsn = {DROPPED} AND id IN "
            "(SELECT c.id FROM contact c JOIN json_each(?) p ON p.value = c.id WHERE c.row_seq = 0)",
            (told[0],),
        )
    return told is not None
