"""A laptop's file, and what its user can do with it: the journal as `sync.md` decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.core import overlay, seqs
from sync.core.journal import Edit
from sync.core.mutations import Mutation, Row
from sync.core.values import Key, Value, same


@dataclass
class File:
    """What the laptop's database holds; a copy of it is what a restore brings back."""

    inc: str
    token: str
    parent: str = ""
    parent_lsn: int = 0
    epoch: int = 1
    origins: Mapping[int, int] = field(default_factory=dict)
    next_lsn: int = 1
    n: int = 0
    step: int = 0
    scopes: tuple[str, ...] = ()
    compare: bool = False
    cursors: dict[str, int] = field(default_factory=dict)
    floor: int = 0
    """What the server said last of how far it has compacted."""
    rows: dict[Key, Row] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    """Roots that were shared once and are private now: nothing of them is ever sent again."""
    for_good: set[str] = field(default_factory=set)
    """Those of them the server did not take when they were shared again."""
    edits: dict[Key, list[Edit]] = field(default_factory=dict)
    """Unacknowledged edits by row, oldest first."""
    answered: dict[tuple[str, int], Sequence[Edit]] = field(default_factory=dict)
    """The edits of acknowledged mutations: put back when the server forgot them."""
    outbox: dict[tuple[str, int], Mutation] = field(default_factory=dict)
    sent: set[tuple[str, int]] = field(default_factory=set)
    acked: dict[tuple[str, int], Mutation] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    """The number each acknowledged mutation got from the server."""

    def copy(self) -> File:
        """An image of the disk."""
        return replace(
            self,
            cursors=dict(self.cursors), rows=dict(self.rows), hidden=set(self.hidden), withdrawn=set(self.withdrawn),
            for_good=set(self.for_good), outbox=dict(self.outbox),
            edits={key: list(one) for key, one in self.edits.items()}, sent=set(self.sent), acked=dict(self.acked),
            numbers=dict(self.numbers),
            answered={number: list(one) for number, one in self.answered.items()},
        )  # fmt: skip


class Desk:
    """The file under the hands of its user. Every method is one transaction."""

    file: File

    def note(
        self, table: str, row: str, column: str | None, op: str, before: Value, after: Value, **more: object
    ) -> None:
        """What the capture triggers write."""
        file = self.file
        file.n += 1
        edit = Edit(file.n, table, row, column, op, before, after, step=file.step, **more)  # type: ignore[arg-type]
        file.edits.setdefault((table, row), []).append(edit)

    def insert(self, table: str, row: str, values: Mapping[str, Value], *, at: str) -> None:
        self.file.step += 1
        self.file.rows[table, row] = Row(table, row, 0, {"root": row, "deleted": None, **values})
        self.note(table, row, None, "I", None, None, at=at)

    def write(self, key: Key, column: str, value: Value, *, at: str, seen: int | None = None) -> None:
        """One column of one row; `seen` is the state a form had on screen, when that is older (R13)."""
        row = self.file.rows[key]
        before = row.values.get(column)
        if same(before, value):
            return
        op = "U" if column != "deleted" else "R" if value is None else "D"
        base = row.row_seq if seen is None else self.lowest((seen, row.row_seq))
        saw = base == row.row_seq
        self.file.rows[key] = replace(row, values={**row.values, column: value})
        self.note(*key, column, op, before, value, base_seq=base, saw_before=saw, at=at)

    def counted(self, seq: int) -> int:
        """How far a state is one of the server's history."""
        return seqs.counted(seq, self.file.epoch, self.file.origins)

    def lowest(self, states: Iterable[int]) -> int:
        """The state of several that has least in common with the server's history."""
        return seqs.lowest(states, self.counted)

    def remove(self, key: Key, *, at: str) -> None:
        """Erase a row and its aggregate for good."""
        self.file.step += 1
        for one in [*self.aggregate(key[1]), key]:
            row = self.file.rows.pop(one, None)
            if row is not None:
                self.note(*one, None, "X", None, None, base_seq=row.row_seq, at=at)

    def undo(self, *, at: str) -> list[Edit]:
        """Take back the last step that can still be: a column somebody changed since refuses. Returns what it undid."""
        file = self.file
        known = [edit for edits in [*file.edits.values(), *file.answered.values()] for edit in edits]
        last = max((edit.step for edit in known if edit.op in "UDR" and edit.column != "private"), default=0)
        undone = [edit for edit in known if edit.step == last and edit.op in "UDR" and edit.column]
        if not undone or any(
            edit.key not in file.rows or not same(file.rows[edit.key].values.get(edit.column or ""), edit.after)
            for edit in undone
        ):
            return []
        file.step += 1
        for edit in sorted(undone, key=lambda one: -one.n):
            self.write(edit.key, edit.column or "", edit.before, at=at)
            self._settle(edit.key, edit.column or "")
        return undone

    def _settle(self, key: Key, column: str) -> None:
        """An edit that was taken back before it was frozen shows what came meanwhile, at once."""
        opened = [edit for edit in self.file.edits.get(key, []) if edit.column == column and edit.lsn is None]
        settled = overlay.settle(opened) if opened else None
        if settled is not None:
            self.file.edits[key] = [edit for edit in self.file.edits[key] if edit not in opened]
            self._show(key, column, settled.value)

    def _show(self, key: Key, column: str, value: Value) -> None:
        row = self.file.rows.get(key)
        if row is not None:
            self.file.rows[key] = replace(row, values={**row.values, column: value})

    def aggregate(self, root: str) -> list[Key]:
        return [key for key, row in self.file.rows.items() if row.root == root]

    def private(self) -> frozenset[Key]:
        rows = self.file.rows
        closed = {row.id for row in rows.values() if row.values.get("private")} | self.file.withdrawn
        return frozenset(key for key, row in rows.items() if row.root in closed or row.id in closed)

    def withdrawn(self) -> frozenset[Key]:
        """What the shop has forgotten, and this laptop has not."""
        gone = self.file.withdrawn
        return frozenset(key for key, row in self.file.rows.items() if row.root in gone or row.id in gone)

    def shown(self) -> dict[Key, Row]:
        """What the user sees."""
        return {key: row for key, row in self.file.rows.items() if key not in self.file.hidden}
