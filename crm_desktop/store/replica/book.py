"""The rows one transaction of sync is about: read once with their pending edits, changed in memory, written at the end.

No list of the whole file is ever made: a part of a page, or of a batch of answers, has a few hundred rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from crm_desktop.base import clock
from crm_desktop.store.replica import quarantine, writing
from crm_desktop.store.replica.characters import storable
from crm_desktop.store.replica.edits import pending, replace_edits
from crm_desktop.store.replica.shapes import kept_here, read_rows, shapes
from crm_desktop.store.replica.state import forget
from sync.core.journal import Edit
from sync.core.mutations import Row
from sync.core.overlay import Laid, after_erasure
from sync.core.schema import MADE_AT
from sync.core.values import Key, Patch, Value


class Book:
    """Some rows of the file. `close` writes what became of them."""

    def __init__(self, raw: Any, keys: Iterable[Key], at: Callable[[str], None]) -> None:
        known = [key for key in keys if key[0] in shapes()]
        self._raw, self._at = raw, at
        self.rows, self._leaving = read_rows(raw, known)
        self._rows_before = dict(self.rows)
        self.edits: dict[Key, list[Edit]] = pending(raw, {row for _, row in keys})
        self._edits_before = {key: tuple(edits) for key, edits in self.edits.items()}
        self.hidden = set(raw.execute("SELECT tbl, id FROM sync_hidden"))
        self._hidden_before = set(self.hidden)
        self._extras: dict[Key, Patch] = {}
        self.answered: set[tuple[str, int]] = set()
        """The mutations whose answer was taken in: their edits are no longer pending, and are not dropped either."""

    def whole(self, row: Row) -> Row:
        """A row as it came, with a value for every column; what this version has no column for is put aside."""
        shape = shapes().get(row.table)
        if shape is None or row.purged:
            return row
        row = storable(row)
        values: dict[str, Value] = {**shape.empty, **row.values}
        for column, blank in shape.blank.items():
            if values[column] is None:
                values[column] = blank
        unknown: dict[str, Value] = {}
        if len(values) > len(shape.empty):
            unknown = {column: values.pop(column) for column in row.values if column not in shape.empty}
        if values[MADE_AT] is None:
            mine = self.rows.get(row.key)
            values[MADE_AT] = mine.values[MADE_AT] if mine else clock.now().isoformat(sep=" ", timespec="microseconds")
        if unknown:
            self._extras[row.key] = unknown
        return Row(row.table, row.id, row.row_seq, values, row.purged)

    def take(self, key: Key, laid: Laid) -> None:
        """What is shown from now on, and which edits remain pending."""
        if laid.edits:
            self.edits[key] = list(laid.edits)
        else:
            self.edits.pop(key, None)
        if laid.row is None:
            self.rows.pop(key, None)
            self.hidden.discard(key)
        else:
            self.rows[key] = laid.row

    def show(self, key: Key, column: str, value: Value) -> None:
        """Show the server's value of a column again."""
        row = self.rows.get(key)
        if row is not None:
            self.rows[key] = replace(row, values={**row.values, column: value})

    def let_go(self, key: Key) -> None:
        """A row that is not the user's any more, with what was pending of it."""
        self.rows.pop(key, None)
        self.hidden.discard(key)
        self.edits.pop(key, None)

    def erase(self, key: Key) -> None:
        """A row the server has erased, with what was pending of it."""
        pending = after_erasure(self.edits.get(key, ()))
        self.let_go(key)
        if pending:
            self.edits[key] = pending

    def kept_here(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Those of these rows that never leave the laptop."""
        return kept_here(self._raw, [self.rows[key] for key in keys if key in self.rows])

    def close(self) -> None:
        """Write what changed."""
        self._at("book: rows")
        refused = self._write_rows()
        self._at("book: edits")
        for key in refused:
            self.rows.pop(key, None)
        dropped = False
        for key in sorted({*self.edits, *self._edits_before}):
            before, after = self._edits_before.get(key, ()), self.edits.get(key, [])
            if list(before) != after:
                dropped |= replace_edits(self._raw, before, after, self.answered)
        if dropped or any(self._edits_before.get(key) for key in self.rows):
            forget(self._raw, "looked")  # what waited for these edits may go now
        self._at("book: hidden")
        gone, added = self._hidden_before - self.hidden, self.hidden - self._hidden_before
        self._raw.executemany("DELETE FROM sync_hidden WHERE tbl = ? AND id = ?", list(gone))
        self._raw.executemany("INSERT INTO sync_hidden VALUES (?, ?)", list(added))
        # No row changes by it: what is derived of these people has to be told.
        moved = [(row, row) for table, row in gone | added if table == "contact"]
        self._raw.executemany("INSERT OR IGNORE INTO derived_stale VALUES ('contact', ?, ?)", moved)

    def _write_rows(self) -> list[Key]:
        """Returns the rows the file cannot hold: they wait in quarantine."""
        before = self._rows_before
        changed = {key: row for key, row in self.rows.items() if before.get(key) is not row}
        there = {key: row for key, row in changed.items() if key in before or key in self._leaving}
        refused = writing.insert(self._raw, [row for key, row in changed.items() if key not in there])
        refused += writing.update(self._raw, [(before.get(key), row) for key, row in there.items()])
        quarantine.clear(self._raw, changed)
        quarantine.note(self._raw, refused)
        quarantine.keep_extras(self._raw, {key: self._extras.get(key) for key in changed})
        self._at("book: removing")
        out = [row.key for row, _ in refused]
        writing.remove(self._raw, [key for key in before if key not in self.rows or key in out])
        return out
