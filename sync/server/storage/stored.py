"""A shop in a database, for one transaction: loads what it is asked for, remembers it, and writes what changed.

The core sees an ordinary `Shop`. What a batch will touch is loaded in a few statements beforehand; the rest when asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from sync.core.mutations import Mutation, Op, Outcome
from sync.core.schema import Schema
from sync.core.shop import Entry, Exit, Incarnation, Record, Shop
from sync.core.values import Key
from sync.server.storage import references, tales
from sync.server.storage.coding import AMEND, ENTRY, RECORD, amended_row, entry_of, entry_row, record_of, record_row
from sync.server.storage.engine import Found, Link, Question, Twice
from sync.server.storage.waits import Waits

ALONE = frozenset({Op.INSERT, Op.UPDATE, Op.RESTORE})
"""What touches a row and its root, and not the whole aggregate."""

INCARNATION = "inc, device, parent, parent_lsn, last_lsn, last_uid"

HOUR = len("2026-11-28T18")


class StoredShop(Shop):
    """What one transaction knows of a shop."""

    def __init__(self, link: Link, name: str, schema: Schema) -> None:
        super().__init__(schema, {})
        self.link, self.name = link, name
        self._seen: dict[str, str] = {}
        self._missing: set[Key] = set()
        self._rootless: set[str] = set()
        self._whole: set[str] = set()
        self._changed: dict[Key, Record] = {}
        self._new: set[Key] = set()
        self._assumed: set[Key] = set()
        self._entries: dict[str, Entry | None] = {}
        self._written: dict[str, Entry] = {}
        self._amended: set[str] = set()
        self._aliases: list[tuple[str, int, str]] = []
        self._left: list[Exit] = []
        self._entered: dict[str, Incarnation] = {}
        self._waits = Waits(link, name)
        self._read_origins: dict[int, int] = {}
        self._read_told: dict[str, dict[int, int]] = {}
        self._read_head = (0, 0)

    def begin(self, epoch: int, n: int) -> None:
        """At this head: what is read from here on is of it."""
        self.epoch, self.n = self._read_head = epoch, n

    def _ask(self, *questions: Iterable[Question]) -> None:
        """All on one way to the database."""
        asked = [one for some in questions for one in some]
        if asked:
            found = self.link.several([(sql, values) for sql, values, _ in asked])
            for (_, _, take), rows in zip(asked, found, strict=True):
                take(rows)

    def admit(self, *devices: str) -> None:
        """Load what every request needs: the epochs, who works here, and the devices that ask."""
        self._ask(self._people(devices))

    def _people(self, devices: Collection[str]) -> Iterator[Question]:
        yield "SELECT name, role FROM usr WHERE shop = ?", (self.name,), self.roles.update
        yield "SELECT epoch, began FROM epoch_log WHERE shop = ?", (self.name,), self._take_origins
        if devices:
            sql = "SELECT id, usr, state, seen FROM device WHERE shop = ? AND id = EACH(?)"
            yield sql, (self.name, list(devices)), self._take_devices

    def _take_origins(self, found: Found) -> None:
        self._read_origins = dict(found)
        self.origins = {**self._read_origins, **self.origins}

    def told_by(self, device: str) -> Mapping[int, int]:
        """What a device tells of epochs that were rolled back; only asked for where an edit is of such a one."""
        if device not in self._read_told:
            self._read_told[device] = found = tales.read(self.link, self.name, device)
            self.told.setdefault(device, found)
        return self.told[device]

    def _take_devices(self, found: Found) -> None:
        for device, user, state, seen in found:
            self.devices[device], self._seen[device] = user, seen
            if state != "active":
                self.revoked.add(device)

    def seen(self, device: str, at: str) -> None:
        """Note when a device was here, to the hour."""
        if self._seen.get(device, "")[:HOUR] != at[:HOUR]:
            self.link.note("UPDATE device SET seen = ? WHERE shop = ? AND id = ?", at, self.name, device)

    # Records ---------------------------------------------------------------------------------------------------------

    def prefetch(
        self, batch: Sequence[Mutation], devices: Collection[str] = (), incs: Collection[str] = (), *, sure: bool = True
    ) -> None:
        """Load what a batch touches: its rows, their roots, its answers, what waits for it; and who asks.

        Unless `sure`, what is new by its number is taken to be new by its name, and a new root to be no other root's
        row: if it is not so, writing it says `Twice`. Nobody writes what is parked: then it has to be looked up.
        """
        keys, made, hanging = set[Key](), set[Key](), set[str]()
        inserts, whole = list[str](), set[str]()
        for one in batch:
            root = one.hangs_on
            keys.add(one.key)
            if one.op is Op.INSERT:
                inserts.append(one.id)
            if one.op is Op.INSERT or root != one.id:
                hanging.add(root)
            if one.op is Op.INSERT and root == one.id and not sure:
                made.add(one.key)
            if one.op not in ALONE:
                whole.add(one.id)
        self._ask(
            self._people(devices) if devices else (),
            self._incarnations(incs),
            self._keys(keys - made),
            self._roots(hanging),
            self._aggregates(whole),
            self._answers([one.uid for one in batch] if sure else ()),
            self._waits.first_questions(inserts),
        )
        self._assumed = made - self.records.keys()
        self._missing |= self._assumed
        known = self.incarnations
        old = [one.uid for one in batch if one.inc not in known or one.lsn <= known[one.inc].last_lsn]
        there = {one.key: record.root for one in batch if (record := self.records.get(one.key))}
        missing = {one.id for one in batch if one.op is not Op.INSERT and one.key not in there}
        self._ask(self._answers(old), self._roots({*there.values(), *missing}), self._waits.questions(inserts))
        for one in batch:
            self._entries.setdefault(one.uid, None)

    def record(self, key: Key) -> Record | None:
        """A row by its key."""
        if key not in self.records and key not in self._missing:
            self._ask(self._keys({key}))
        return self.records.get(key)

    def put(self, record: Record) -> None:
        """Write a record, at the end."""
        key = record.key
        if key not in self.records and self.record(key) is None:
            self._new.add(key)
            self._missing.discard(key)
        self._rootless.discard(record.id)
        self._changed[key] = record
        super().put(record)

    def rows_of(self, root: str) -> Iterator[Record]:
        """The root and all that belongs to it."""
        self._ask(self._aggregates({root}))
        return super().rows_of(root)

    def root_record(self, root: str) -> Record | None:
        """The root of an aggregate."""
        if root in self._rootless:
            return None
        found = super().root_record(root)
        if found is None and root not in self._whole:
            self._ask(self._roots({root}))
            found = super().root_record(root)
        return found

    def _take(self, found: Iterable[tuple[object, ...]]) -> set[Key]:
        """Keep what was loaded, unless it is known already: then it may have been changed."""
        keys = set()
        for row in found:
            key = (str(row[0]), str(row[1]))
            keys.add(key)
            if key not in self.records:
                super().put(record_of(row))
        return keys

    def _keys(self, keys: Collection[Key]) -> Iterator[Question]:
        tables: dict[str, list[str]] = {}
        for key in keys:
            if key not in self.records and key not in self._missing:
                tables.setdefault(key[0], []).append(key[1])
        sql = f"SELECT {RECORD} FROM record WHERE shop = ? AND tbl = ? AND id = EACH(?)"
        for table, ids in tables.items():
            yield sql, (self.name, table, ids), partial(self._take_keys, table, ids)

    def _take_keys(self, table: str, ids: Collection[str], found: Found) -> None:
        there = self._take(found)
        self._missing.update((table, row) for row in ids if (table, row) not in there)

    def _roots(self, roots: Collection[str]) -> Iterator[Question]:
        wanted = [root for root in roots if super(StoredShop, self).root_record(root) is None]
        wanted = [root for root in wanted if root not in self._rootless and root not in self._whole]
        if wanted:
            sql = f"SELECT {RECORD} FROM record WHERE shop = ? AND root = EACH(?) AND id = root"
            yield sql, (self.name, wanted), partial(self._take_roots, wanted)

    def _take_roots(self, wanted: Collection[str], found: Found) -> None:
        there = {row for _, row in self._take(found)}
        self._rootless.update(root for root in wanted if root not in there)

    def _aggregates(self, roots: Collection[str]) -> Iterator[Question]:
        wanted = [root for root in roots if root not in self._whole]
        if wanted:
            sql = f"SELECT {RECORD} FROM record WHERE shop = ? AND root = EACH(?)"
            yield sql, (self.name, wanted), partial(self._take_aggregates, wanted)

    def _take_aggregates(self, wanted: Collection[str], found: Found) -> None:
        self._take(found)
        self._whole.update(wanted)

    # Feed ------------------------------------------------------------------------------------------------------------

    def feed(self, after: Mapping[str, int]) -> Iterable[Record]:
        """By scope, the rows that changed after a number."""
        sql = f"SELECT {RECORD} FROM record WHERE shop = ? AND scope = ? AND row_seq > ?"
        for scope, seq in after.items():
            self._take(self.link.rows(sql, self.name, scope, seq))
        return super().feed(after)

    def held(self, scopes: Collection[str]) -> Iterable[Record]:
        """Every row of some scopes."""
        self.feed(dict.fromkeys(scopes, -1))
        return super().held(scopes)

    def left(self, after: Mapping[str, int]) -> Iterable[Exit]:
        """By scope, what left it after a number."""
        sql = "SELECT seq, scope, tbl, id FROM scope_exit WHERE shop = ? AND scope = ? AND seq > ?"
        found = [Exit(*row) for scope, seq in after.items() for row in self.link.rows(sql, self.name, scope, seq)]
        return found + [one for one in self._left if one.seq > after.get(one.scope, self.head)]

    def exits_of(self, key: Key) -> Iterable[Exit]:
        """When a row left which scope."""
        sql = "SELECT seq, scope, tbl, id FROM scope_exit WHERE shop = ? AND tbl = ? AND id = ?"
        found = [Exit(*row) for row in self.link.rows(sql, self.name, *key)]
        return found + [one for one in self._left if (one.table, one.id) == key]

    def log_exit(self, left: Exit) -> None:
        """Note that a row left its scope."""
        self._left.append(left)

    # History ---------------------------------------------------------------------------------------------------------

    def answered(self, uid: str) -> Entry | None:
        """What was answered to a mutation."""
        if uid not in self._entries:
            self._ask(self._answers([uid]))
        return self._entries[uid]

    def _answers(self, uids: Iterable[str]) -> Iterator[Question]:
        wanted = [uid for uid in dict.fromkeys(uids) if uid not in self._entries]
        if wanted:
            sql = f"SELECT {ENTRY} FROM history WHERE shop = ? AND uid = EACH(?)"
            yield sql, (self.name, wanted), partial(self._take_answers, wanted)

    def _take_answers(self, wanted: Iterable[str], found: Found) -> None:
        self._entries.update(dict.fromkeys(wanted))
        for row in found:
            entry = self._entries[str(row[0])] = entry_of(row)
            self.by_lsn.setdefault((entry.mutation.inc, entry.mutation.lsn), entry.mutation.uid)

    def remember(self, entry: Entry) -> None:
        """Append to the history."""
        self._entries[entry.mutation.uid] = self._written[entry.mutation.uid] = entry
        self.by_lsn[entry.mutation.inc, entry.mutation.lsn] = entry.mutation.uid

    def amend(self, uid: str, *, mutation: Mutation | None = None, outcome: Outcome | None = None) -> None:
        """A parked mutation was let in, or an erased one lost its body."""
        entry = self.answered(uid)
        if entry is None:
            return
        entry = replace(entry, mutation=mutation or entry.mutation, outcome=outcome or entry.outcome)
        self._entries[uid] = entry
        if uid in self._written:
            self._written[uid] = entry
        else:
            self._amended.add(uid)

    def about(self, keys: Collection[Key]) -> Iterable[Entry]:
        """What was ever asked about some rows, in its order."""
        tables: dict[str, list[str]] = {}
        for table, row in keys:
            tables.setdefault(table, []).append(row)
        found: dict[str, Entry] = {}
        for table, ids in tables.items():
            sql = f"SELECT {ENTRY} FROM history WHERE shop = ? AND tbl = ? AND id = EACH(?)"
            found |= {str(row[0]): entry_of(row) for row in self.link.rows(sql, self.name, table, ids)}
        for uid, entry in found.items():
            self._entries.setdefault(uid, entry)
        known = [self._entries[uid] for uid in {**found, **self._written}]
        meant = [entry for entry in known if entry is not None and entry.mutation.key in keys]
        return sorted(meant, key=lambda entry: entry.outcome.seq)

    def uid_at(self, inc: str, lsn: int) -> str:
        """Which mutation was asked under a number; empty when none was, or none of those that were loaded.

        The last one of an incarnation stands with it; another is only compared with one that is asked again.
        """
        if (inc, lsn) not in self.by_lsn:
            sql = "SELECT uid FROM alias WHERE shop = ? AND inc = ? AND lsn = ?"
            found = self.link.rows(sql, self.name, inc, lsn)
            self.by_lsn[inc, lsn] = str(found[0][0]) if found else ""
        return self.by_lsn[inc, lsn]

    def number(self, mutation: Mutation) -> None:
        """Note that a mutation was asked under its number as well."""
        super().number(mutation)
        self._aliases.append((mutation.inc, mutation.lsn, mutation.uid))

    def incarnation(self, inc: str) -> Incarnation | None:
        """What is known of an incarnation."""
        if inc not in self.incarnations:
            self._ask(self._incarnations([inc]))
        return self.incarnations.get(inc)

    def _incarnations(self, incs: Collection[str]) -> Iterator[Question]:
        if incs:
            sql = f"SELECT {INCARNATION} FROM incarnation WHERE shop = ? AND inc = EACH(?)"
            yield sql, (self.name, list(incs)), self._take_incarnations

    def _take_incarnations(self, found: Found) -> None:
        for inc, *known, uid in found:
            self.incarnations[inc] = one = Incarnation(*known)
            self.by_lsn.setdefault((inc, one.last_lsn), uid)

    def enter(self, inc: str, known: Incarnation) -> None:
        """Note what is known of an incarnation."""
        if self.incarnation(inc) != known:
            self._entered[inc] = known
        super().enter(inc, known)

    # Waiting ---------------------------------------------------------------------------------------------------------

    def wait(self, missing: str, uid: str) -> None:
        """A mutation waits for a row that is not there."""
        self._ask(self._waits.questions([missing]))
        self._waits.add(missing, uid)

    def woken(self, arrived: str) -> tuple[str, ...]:
        """The mutations that waited for a row; they wait no longer."""
        if arrived not in self._waits:
            self._ask(self._waits.questions([arrived]))
        return self._waits.wake(arrived)

    # Writing ---------------------------------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        new = (self._changed, self._written, self._amended, self._aliases, self._entered, self._left)
        head = (self.epoch, self.n) != self._read_head
        known = self.origins != self._read_origins or self.told != self._read_told
        return any(new) or head or known or self._waits.changed

    def keep(self, at: str, least: int = 1) -> None:
        """Write the answers that were given, if they are so many: the database takes them in while the next are."""
        if len(self._written) >= least:
            self.link.insert("history", [entry_row(self.name, one, at) for one in self._written.values()])
            self._written = {}

    def flush(self, at: str) -> None:
        """Write what changed. `at` is when, to be shown."""
        link, name = self.link, self.name
        self.keep(at)
        if not self._assumed <= self._new:
            raise Twice
        if new := [one for key, one in self._changed.items() if key in self._new]:
            link.insert("record", (record_row(name, one) for one in new))
        link.upsert("record", [record_row(name, one) for key, one in self._changed.items() if key not in self._new])
        references.note(link, name, self.schema, self._changed.values(), self._new)
        for uid in self._amended:
            link.note(AMEND, *amended_row(self._entries[uid]), name, uid)
        link.upsert("alias", list({one[:2]: (name, *one) for one in self._aliases}.values()))
        link.upsert("scope_exit", list({(name, one.scope, one.seq, one.table, one.id): None for one in self._left}))
        link.upsert(
            "incarnation",
            [
                (name, inc, k.device, k.parent, k.parent_lsn, k.last_lsn, self.uid_at(inc, k.last_lsn))
                for inc, k in self._entered.items()
            ],
        )
        self._waits.flush()
        fresh = self.origins.items() - self._read_origins.items()
        why = self.reasons
        link.upsert("epoch_log", [(name, epoch, began, why.get(epoch, ""), at) for epoch, began in sorted(fresh)])
        tales.keep(link, name, {one: told for one, told in self.told.items() if told != self._read_told.get(one)})
        if (self.epoch, self.n) != self._read_head:
            link.note("UPDATE shop SET epoch = ?, n = ? WHERE shop = ?", self.epoch, self.n, name)
