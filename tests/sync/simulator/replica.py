"""A laptop in plain Python: the journal as `sync.md` decides it, and the core's own functions for everything else."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sync.core import compaction, digest, handshake, journal, overlay, pages
from sync.core import freeze as freezing
from sync.core.digest import Held
from sync.core.handshake import Hello, Welcome
from sync.core.journal import DROPPED, Edit
from sync.core.mutations import Mutation, Op, Outcome, Result, Row, voided
from sync.core.own import Run, writes
from sync.core.pages import Page
from sync.core.schema import Schema
from sync.core.shop import Author
from sync.core.values import Key, Value
from tests.sync.simulator.desk import File
from tests.sync.simulator.withdrawing import Withdrawing

BATCH = 3  # small, so that a session has many places to break


class Laptop(Withdrawing):
    """One device of one user. Every method is one transaction."""

    def __init__(self, schema: Schema, user: str, device: str, chance: random.Random) -> None:
        self.schema, self.user, self.device, self._chance = schema, user, device, chance
        self.keystore = self._name()
        self.file = File(self._name(), self.keystore)
        self.interrupt: Callable[[], None] = lambda: None
        self.orphans: list[Key] = []
        """Rows that came before their root: a foreign key would have refused them."""

    def _name(self) -> str:
        return f"{self._chance.getrandbits(128):032x}"

    def author(self, inc: str | None = None) -> Author:
        return Author(self.user, self.device, inc or self.file.inc)

    def hello(self) -> Hello:
        self.interrupt()
        file = self.file
        if file.token != self.keystore:  # the file is a copy
            self.new_incarnation()
        self.keystore = self.file.token = self._name()
        last = self.waits_in()
        for (inc, lsn), mutation in file.acked.items():
            if lsn > last.get(inc, (0, ""))[0]:
                last[inc] = (lsn, mutation.uid)
        read = compaction.read_to(file.cursors, file.scopes)
        return Hello(self.author(), file.epoch, last, file.parent, file.parent_lsn, file.origins, read)

    def waits_in(self) -> dict[str, tuple[int, str]]:
        """The incarnations in which something waits, nothing of them known as answered."""
        return {inc: (0, "") for inc, _ in self.file.outbox}

    def is_settled(self, welcome: Welcome) -> bool:
        """Never said beforehand: this one goes the whole way, which a real one may cut short."""
        return False

    def adopt(self, welcome: Welcome) -> None:
        self.interrupt()
        file = self.file
        uids = {number: one.uid for number, one in [*file.acked.items(), *file.outbox.items()]}
        restored = welcome.epoch != file.epoch
        forks = handshake.forks(welcome, uids)
        waiting = frozenset(inc for inc, _ in file.outbox) - {file.inc}
        again = handshake.asked_anew(forks, waiting, restored=restored)
        if file.inc in forks or again:
            self.new_incarnation(again=again)
        kept = [one for one in file.acked.values() if one.inc in welcome.known and one.inc not in forks]
        for mutation in handshake.forgotten(welcome, kept):
            self._put_back(mutation)
        if restored or set(file.scopes) - set(welcome.scopes):  # what was gained is read from its start
            file.compare = True
        if compaction.is_behind(welcome.floor, file.floor, file.cursors.values()):
            file.compare = True
        file.floor = welcome.floor
        file.epoch, file.scopes = welcome.epoch, welcome.scopes
        file.origins = {**file.origins, **welcome.origins}

    def _put_back(self, mutation: Mutation) -> None:
        number = (mutation.inc, mutation.lsn)
        file = self.file
        file.outbox[number] = file.acked.pop(number)
        file.sent.add(number)
        for edit in file.answered.pop(number, []):
            back = replace(edit, theirs=None, theirs_seq=0)
            file.edits[edit.key] = sorted([*file.edits.get(edit.key, []), back], key=lambda one: one.n)

    def new_incarnation(self, *, again: frozenset[str] = frozenset()) -> None:
        """`again`: the server may have lost what another copy also numbered there; ask all of it again."""
        self.interrupt()
        file = self.file
        for mutation in [one for one in file.acked.values() if one.inc in again]:
            self._put_back(mutation)
        agreed = max((lsn for inc, lsn in file.acked if inc == file.inc), default=0)
        file.parent, file.parent_lsn = ("", 0) if again else (file.inc, agreed)
        inc = self._name()
        old = {file.inc, *again}
        outbox = [one for number, one in sorted(file.outbox.items(), key=_order(file)) if number[0] in old]
        made = handshake.renumbered(outbox, inc, lambda one: (one.inc, one.lsn) in file.sent, self._name)
        file.sent = {(made[n].inc, made[n].lsn) if n in made else n for n in file.sent}
        others = {number: one for number, one in file.outbox.items() if number not in made}
        file.outbox = {**others, **{(one.inc, one.lsn): one for one in made.values()}}
        for key, edits in file.edits.items():
            file.edits[key] = [
                replace(edit, inc=made[edit.inc, edit.lsn].inc, lsn=made[edit.inc, edit.lsn].lsn)
                if edit.inc and edit.lsn and (edit.inc, edit.lsn) in made
                else edit
                for edit in edits
            ]
        file.inc, file.next_lsn = inc, len(made) + 1

    def freeze(self) -> bool:
        """All at once; a real one freezes so much in a transaction that a save need not wait for long."""
        self.interrupt()
        file = self.file
        for key in self.to_withdraw():
            self._withdraw(key)
        file.withdrawn -= set(self.shared_again())
        aggregates: dict[str, set[Key]] = {}
        for key, row in file.rows.items():
            aggregates.setdefault(row.root, set()).add(key)
        everything = tuple(edit for edits in file.edits.values() for edit in edits)
        local = freezing.Local(
            self.schema, file.rows, everything, self.private(),
            {root: frozenset(keys) for root, keys in aggregates.items()}, self.counted,
        )  # fmt: skip
        frozen = freezing.freeze(local, file.inc, file.next_lsn, self._name)
        now = {(edit.n, edit.column): edit for edit in frozen.edits}
        for key, edits in file.edits.items():
            changed = [now.get((edit.n, edit.column), edit) for edit in edits]
            file.edits[key] = [edit for edit in changed if edit.lsn != DROPPED]
        for key, values in frozen.shown.items():
            for column, value in values.items():
                self._show(key, column, value)
        for mutation in frozen.mutations:
            file.outbox[mutation.inc, mutation.lsn] = mutation
        file.next_lsn += len(frozen.mutations)
        for key in [one for one in file.hidden if not file.edits.get(one)]:
            self._evicted(key)
        return False

    def batch(self, after: Sequence[Mutation] = ()) -> tuple[Author, Sequence[Mutation]]:
        self.interrupt()
        file = self.file
        waiting = sorted(file.outbox.items(), key=_order(file))
        if after:
            last = (after[-1].inc, after[-1].lsn)
            waiting = [one for one in waiting if one[0][0] == last[0] and one[0] > last]
        if not waiting:
            return self.author(), []
        inc = waiting[0][0][0]
        chosen = [(number, one) for number, one in waiting if number[0] == inc][:BATCH]
        file.sent.update(number for number, _ in chosen)
        return self.author(inc), [one for _, one in chosen]

    def acknowledge(self, batch: Sequence[Mutation], outcomes: Sequence[Outcome]) -> None:
        self.interrupt()
        file = self.file
        for mutation, outcome in zip(batch, outcomes, strict=True):
            number = (mutation.inc, mutation.lsn)
            if number not in file.outbox:
                continue
            key = mutation.key
            pending = file.edits.get(key, [])
            if mutation.op is Op.INSERT and overlay.erases(outcome) and self.was_withdrawn(key):
                self._keep_withdrawn(key)
            if mutation.op is not Op.VOID and key not in self.withdrawn() and not self.is_shared_again(mutation):
                laid = overlay.acknowledge(mutation, outcome, file.rows.get(key), pending, self.counted)
                covered = [edit for edit in pending if (edit.inc, edit.lsn) == number]
                self._take(key, laid)
                file.acked[number], file.answered[number] = overlay.remains(mutation, outcome, covered)
                if overlay.erases(outcome) or (mutation.op is Op.PURGE and outcome.result is not Result.PARKED):
                    self._forget(key)
            else:
                if mutation.op is Op.PURGE and outcome.result is Result.PARKED:  # he was handed on: a copy from now on
                    file.for_good |= {key[1]} & file.withdrawn
                file.acked[number] = voided(mutation) if overlay.erases(outcome) else mutation
            del file.outbox[number]
            file.sent.discard(number)
            file.numbers[number] = outcome.seq
            if outcome.gone and file.edits.get(key) and key in file.rows and key not in self.withdrawn():
                file.hidden.add(key)

    def _take(self, key: Key, laid: overlay.Laid) -> None:
        file = self.file
        file.edits[key] = list(laid.edits)
        if not laid.edits:
            del file.edits[key]
        if laid.row is None:
            file.rows.pop(key, None)
            file.hidden.discard(key)
        else:
            file.rows[key] = laid.row

    def place(self) -> tuple[Author, int, Mapping[str, int]]:
        return self.author(), self.file.epoch, dict(self.file.cursors)

    def knows(self, own: Sequence[Run]) -> bool:
        file = self.file
        return all(
            (mutation := file.acked.get((file.inc, write.lsn))) is not None
            and file.numbers[file.inc, write.lsn] == write.seq
            and (row := file.rows.get(mutation.key)) is not None
            and self.has_seen(row, write.others)
            and mutation.key not in file.hidden | self.withdrawn()
            for write in writes(own)
        )

    def has_seen(self, row: Row, state: int) -> bool:
        """Whether what somebody else wrote last is in a row (R15)."""
        return row.row_seq >= state

    def apply(self, page: Page) -> None:
        self.interrupt()
        for write in writes(page.own):
            row = self.file.rows.get(self.file.acked[self.file.inc, write.lsn].key)
            if row is not None:  # else the user erased it since `knows` was asked; then a number is of no use
                self.file.rows[row.key] = replace(row, row_seq=max(row.row_seq, write.seq))
        for row in page.rows:
            self._apply_row(row)
        for eviction in page.evictions:
            self._evict(eviction)
        self.save_cursors(page)

    def save_cursors(self, page: Page) -> None:
        self.file.cursors.update(page.cursors)
        if set(page.cursors) != set(self.file.scopes):  # what the user may read changed since the hello
            self.file.compare = True

    def _apply_row(self, row: Row, *, force: bool = False) -> None:
        file, key = self.file, row.key
        mine = file.rows.get(key)
        if key in self.withdrawn():
            return
        if row.purged:
            self._erase(key)  # unless it stays
            return
        if not force and not overlay.is_news(row, mine) and key not in file.hidden:
            return
        self._take(key, self.lay(row, mine, file.edits.get(key, [])))
        file.hidden.discard(key)
        if row.root != row.id:
            self._warn_deletion(row)
            self._check_root(row)

    def lay(self, row: Row, mine: Row | None, pending: Sequence[Edit]) -> overlay.Laid:
        return overlay.lay(row, mine, pending)

    def _check_root(self, child: Row) -> None:
        known = {key[1] for key in [*self.file.rows, *self.file.edits]}
        if child.root not in known:
            self.orphans.append(child.key)

    def _warn_deletion(self, child: Row) -> None:
        for key, edits in self.file.edits.items():
            if key[1] == child.root:
                self.file.edits[key] = [
                    overlay.unseen(edit, child.row_seq) if edit.op == "D" else edit for edit in edits
                ]

    def _erase(self, key: Key) -> None:
        """An erased row leaves no value behind, not in what was already answered, nor in what waits to be sent."""
        file = self.file
        if self.stays(key):
            return
        file.rows.pop(key, None)
        file.hidden.discard(key)
        waiting = {n: one for n, one in file.outbox.items() if one.key == key and one.op is not Op.PURGE}
        file.outbox.update({number: voided(one) for number, one in waiting.items()})
        file.edits[key] = overlay.after_erasure(file.edits.pop(key, []))
        if not file.edits[key]:
            del file.edits[key]
        self._forget(key)

    def _forget(self, key: Key) -> None:
        """No value of what was asked about an erased row stays, but that it was to be erased."""
        file = self.file
        erased = {n: one for n, one in file.acked.items() if one.key == key and one.op is not Op.PURGE}
        for number, mutation in erased.items():
            file.acked[number] = voided(mutation)
            file.answered.pop(number, None)

    def _evict(self, eviction: pages.Eviction) -> None:
        if eviction.erased:
            self._erase(eviction.key)
            return
        row = self.file.rows.get(eviction.key)
        if row is None or row.row_seq >= eviction.seq or self.stays(eviction.key):
            return
        if self.spared(eviction.key):
            self.file.hidden.add(eviction.key)
        else:
            self._evicted(eviction.key)

    def _evicted(self, key: Key) -> None:
        self.file.rows.pop(key, None)
        self.file.hidden.discard(key)
        self.file.edits.pop(key, None)

    def stays(self, key: Key) -> bool:
        """Whether a row is none of the server's business: it never knew it, or was asked to forget it."""
        row = self.file.rows.get(key)
        new = row is not None and not row.row_seq and key in self.private()
        again = row is not None and not row.row_seq and self.was_withdrawn(key) and bool(self.file.edits.get(key))
        return new or again or key in self.withdrawn()

    def spared(self, key: Key) -> bool:
        """A row with pending edits is hidden, not removed (R6c)."""
        return journal.outlasts(self.file.edits.get(key, []))

    def must_reconcile(self) -> bool:
        return self.file.compare

    def held(self) -> Held:
        states = {key: row.row_seq for key, row in self.file.rows.items() if not self.stays(key)}
        return digest.by_table(states, self.schema.tables)

    def differences(self, inventory: Mapping[Key, int]) -> tuple[Iterable[Key], Iterable[Key]]:
        mine = {key: row.row_seq for key, row in self.file.rows.items() if not self.stays(key)}
        found = pages.compare(inventory, mine)
        return sorted(found.fetch), sorted(key for key in found.drop if not self.file.edits.get(key))

    def reconcile(self, rows: Sequence[Row], drop: Iterable[Key]) -> None:
        self.interrupt()
        file = self.file
        for key in drop:
            file.rows.pop(key, None)
            file.hidden.discard(key)
        for row in rows:
            self._apply_row(row, force=True)
        file.cursors = {scope: self.cursor_after(scope) for scope in file.scopes}
        file.compare = False

    def cursor_after(self, scope: str) -> int:
        """Where to read on after a comparison: what left and what was erased since, only pages tell."""
        return self.counted(self.file.cursors.get(scope, 0))

    def is_quiet(self) -> bool:
        return not (self.file.outbox or self.waiting() or self.to_withdraw() or self.shared_again())

    def waiting(self) -> list[Edit]:
        """Open edits the next session would send."""
        private = self.private()
        return [
            edit
            for key, edits in self.file.edits.items()
            for edit in edits
            if key not in private and not self.kept_back(key)
        ]

    def told(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What a row says; a column without a value says nothing."""
        return {column: value for column, value in values.items() if value is not None}

    def kept_back(self, key: Key) -> bool:
        """Deleted before it was ever sent, or under a root that was."""
        row = self.file.rows.get(key)
        family = {key, *(one for one in self.file.rows if row is not None and one[1] == row.root)}
        return any(journal.made_and_deleted(self.file.edits.get(one, [])) for one in family)


def _order(file: File) -> Callable[[tuple[tuple[str, int], Mutation]], tuple[bool, str, int]]:
    """Older incarnations first, each in the order it was made."""
    return lambda item: (item[0][0] == file.inc, item[0][0], item[0][1])
