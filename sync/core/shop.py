"""What the server holds of one shop while it decides: records, history, incarnations, exits.

A plain value without I/O. The core reads and writes it through its methods only, so a server may load what a batch
touches when it is asked for, and write what changed in the same transaction, under the shop's lock.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sync.core.mutations import Mutation, Outcome, Row
from sync.core.schema import Schema
from sync.core.seqs import MOST_N, ROOM, UsedUp, counted, epoch_after, epoch_of, seq_of
from sync.core.values import Key, Patch

CREATED = ""
"""In `fver`, the writer of every column that has none of its own."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Which mutation last changed a column."""

    seq: int
    inc: str
    lsn: int
    user: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the shop, opaque but for its bookkeeping."""

    table: str
    id: str
    scope: str
    row_seq: int
    values: Patch
    fver: Mapping[str, Writer]
    purged: bool = False

    @property
    def key(self) -> Key:
        """Its table and id."""
        return self.table, self.id

    @property
    def root(self) -> str:
        """The root of its aggregate."""
        return str(self.values.get("root") or self.id)

    @property
    def dead(self) -> bool:
        """Whether it carries a tombstone."""
        return self.values.get("deleted") is not None

    def writer(self, column: str) -> Writer:
        """Who last changed a column."""
        return self.fver.get(column) or self.fver[CREATED]

    def row(self) -> Row:
        """As it travels."""
        return Row(self.table, self.id, self.row_seq, self.values, self.purged)


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks: the user, and the laptop's unbroken history."""

    user: str
    device: str
    inc: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One mutation in the history: audit, undo, idempotency and the evidence of a conflict in one."""

    author: Author
    mutation: Mutation
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One unbroken history of one copy of one laptop's file."""

    device: str
    parent: str = ""
    parent_lsn: int = 0
    last_lsn: int = 0


@dataclass(frozen=True, slots=True)
class Exit:
    """A row left a scope: whoever reads only that scope must let it go (R6a)."""

    seq: int
    scope: str
    table: str
    id: str


@dataclass(slots=True)
class Shop:
    """Everything the server knows of one shop."""

    schema: Schema
    roles: dict[str, str]
    """User → "manager" or "consultant"."""
    devices: dict[str, str] = field(default_factory=dict)
    """Device → its user; a revoked device stands in `revoked` too."""
    revoked: set[str] = field(default_factory=set)
    epoch: int = 1
    n: int = 0
    origins: dict[int, int] = field(default_factory=dict)
    """Epoch → the number after which it began; of this history, not of those that were rolled back whole."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Epoch → why it began, of those that began here."""
    told: dict[str, dict[int, int]] = field(default_factory=dict)
    """Device → the origins it tells of epochs that were rolled back. They count for its own edits only: what it says of
    a state nobody here knows any more must not say what others have seen.
    """
    records: dict[Key, Record] = field(default_factory=dict)
    aggregates: dict[str, dict[str, Key]] = field(default_factory=dict)
    """Root id → its rows, by id."""
    history: list[Entry] = field(default_factory=list)
    by_uid: dict[str, int] = field(default_factory=dict)
    by_lsn: dict[tuple[str, int], str] = field(default_factory=dict)
    incarnations: dict[str, Incarnation] = field(default_factory=dict)
    exits: list[Exit] = field(default_factory=list)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of a row that is not there → the uids of mutations that wait for it."""
    reached: dict[str, int] = field(default_factory=dict)
    """Device → how far it had read when it last said hello."""
    floor: int = 0
    """What every laptop in use has read; below it is forgotten who wrote which column, and what left a scope."""

    @property
    def head(self) -> int:
        """The number of the last change."""
        return seq_of(self.epoch, self.n)

    def next_seq(self) -> int:
        """The number of the next change; the shop's lock is held."""
        if self.n >= MOST_N:
            raise UsedUp(self.head)
        self.n += 1
        return self.head

    @property
    def is_full(self) -> bool:
        """Whether an epoch has to begin before more numbers are given."""
        return self.n > MOST_N - ROOM

    def counted(self, base: int, inc: str) -> int:
        """A base as it counts in this epoch, of an edit of an incarnation."""
        if self._is_current(base):
            return base
        known = self.incarnation(inc)
        return self.counted_for(known.device if known else "", base)

    def counted_for(self, device: str, state: int) -> int:
        """A state that a device names as it counts in this epoch."""
        if self._is_current(state):
            return state
        return counted(state, self.epoch, {**self.told_by(device), **self.origins})

    def _is_current(self, state: int) -> bool:
        return state <= 0 or epoch_of(state) == self.epoch

    def told_by(self, device: str) -> Mapping[int, int]:
        """What a device tells of epochs that were rolled back."""
        return self.told.get(device, {})

    def begin_epoch(self, *, above: int = 0, reason: str = "") -> None:
        """What was given out beyond this point may never be given out again. The numbers begin anew."""
        began, epoch = self.head, epoch_after(max(self.epoch, above))
        self.epoch, self.n = epoch, 0
        self.origins[epoch], self.reasons[epoch] = began, reason

    def record(self, key: Key) -> Record | None:
        """A row by its key."""
        return self.records.get(key)

    def put(self, record: Record) -> None:
        """Write a record."""
        key, root = record.key, record.root
        before = self.records.get(key)
        if before is not None and before.root != root:
            del self.aggregates[before.root][record.id]
        self.aggregates.setdefault(root, {})[record.id] = key
        self.records[key] = record

    def rows_of(self, root: str) -> Iterator[Record]:
        """The root and all that belongs to it."""
        for key in list(self.aggregates.get(root, {}).values()):
            yield self.records[key]

    def root_record(self, root: str) -> Record | None:
        """The root of an aggregate."""
        key = self.aggregates.get(root, {}).get(root)
        return self.records[key] if key else None

    def feed(self, after: Mapping[str, int]) -> Iterable[Record]:
        """By scope, the rows that changed after a number."""
        return [one for one in self.records.values() if one.row_seq > after.get(one.scope, self.head)]

    def left(self, after: Mapping[str, int]) -> Iterable[Exit]:
        """By scope, what left it after a number."""
        return [one for one in self.exits if one.seq > after.get(one.scope, self.head)]

    def held(self, scopes: Collection[str]) -> Iterable[Record]:
        """Every row of some scopes."""
        return [one for one in self.records.values() if one.scope in scopes]

    def exits_of(self, key: Key) -> Iterable[Exit]:
        """When a row left which scope."""
        return [one for one in self.exits if (one.table, one.id) == key]

    def log_exit(self, left: Exit) -> None:
        """Note that a row left its scope, once."""
        if left not in self.exits:
            self.exits.append(left)

    def scope_at(self, record: Record, seq: int, inc: str) -> str:
        """The scope a row was in at a state that an incarnation names."""
        left = [one for one in self.exits_of(record.key) if one.seq > self.counted(seq, inc)]
        return min(left, key=lambda one: one.seq).scope if left else record.scope

    def incarnation(self, inc: str) -> Incarnation | None:
        """What is known of an incarnation."""
        return self.incarnations.get(inc)

    def enter(self, inc: str, known: Incarnation) -> None:
        """Note what is known of an incarnation."""
        self.incarnations[inc] = known

    def uid_at(self, inc: str, lsn: int) -> str:
        """Which mutation was asked under a number; empty when none was."""
        return self.by_lsn.get((inc, lsn), "")

    def number(self, mutation: Mutation) -> None:
        """Note that a mutation was asked under its number."""
        self.by_lsn[mutation.inc, mutation.lsn] = mutation.uid

    def remember(self, entry: Entry) -> None:
        """Append to the history."""
        self.by_uid[entry.mutation.uid] = len(self.history)
        self.number(entry.mutation)
        self.history.append(entry)

    def answered(self, uid: str) -> Entry | None:
        """What was answered to a mutation."""
        place = self.by_uid.get(uid)
        return None if place is None else self.history[place]

    def about(self, keys: Collection[Key]) -> Iterable[Entry]:
        """What was ever asked about some rows."""
        return [entry for entry in self.history if entry.mutation.key in keys]

    def wait(self, missing: str, uid: str) -> None:
        """A mutation waits for a row that is not there."""
        self.waiting[missing] = (*self.waiting.get(missing, ()), uid)

    def woken(self, arrived: str) -> tuple[str, ...]:
        """The mutations that waited for a row, in their order; they wait no longer."""
        return self.waiting.pop(arrived, ())

    def amend(self, uid: str, *, mutation: Mutation | None = None, outcome: Outcome | None = None) -> None:
        """A parked mutation was let in, or an erased one lost its body."""
        place = self.by_uid[uid]
        entry = self.history[place]
        self.history[place] = replace(entry, mutation=mutation or entry.mutation, outcome=outcome or entry.outcome)
