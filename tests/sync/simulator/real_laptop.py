"""A laptop over the store of the program: the real file, the real triggers, the real replica."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import Refused
from crm_desktop.store import keys, opening
from crm_desktop.store.replica import edits as journal
from crm_desktop.store.replica import outbox, quarantine, state
from crm_desktop.store.replica.enrolment import Enrolment
from crm_desktop.store.replica.lane import LONGEST
from crm_desktop.store.replica.replica import Options, Replica
from crm_desktop.store.replica.shapes import read_rows, shapes
from crm_desktop.store.store import Store
from sync.core.digest import Held
from sync.core.handshake import Hello, Welcome
from sync.core.journal import Edit
from sync.core.mutations import Mutation, Outcome, Row
from sync.core.own import Run
from sync.core.pages import Page
from sync.core.schema import MADE_AT, Schema
from sync.core.shop import Author
from sync.core.values import Key, Value
from tests.sync.simulator.desk import File
from tests.sync.simulator.replica import BATCH, Laptop

TABLES = ("contact", "touch", "scale_change", "script", "conflict", "parked")
ROOM = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
POINTS = 0.1
"""How often a named point is a place to be killed at: a session passes very many."""
_EVERY_ID = " UNION ALL ".join(f"SELECT id, '{name}' FROM \"{name}\"" for name in TABLES)


@dataclass
class Image:
    """What lay on the disk."""

    content: bytes
    token: str

    def copy(self) -> Image:
        return self


class RealFile(File):
    """The file as the pure laptop would hold it, read anew after each change."""

    laptop: RealLaptop

    def copy(self) -> Image:  # type: ignore[override]
        return self.laptop.image()


class RealLaptop(Laptop):
    """Every method is the program's own; only what a user sees is read for the checkers."""

    def __init__(self, schema: Schema, user: str, chance: random.Random, folder: Path, derivers: Any = ()) -> None:
        self._folder, self._derivers = folder, derivers
        self._chance = chance
        self._known: RealFile | None = None
        folder.mkdir()
        for name, content in _template(user).items():
            (folder / name).write_bytes(content)
        self._store = self._open()
        with self._store._transaction() as session:
            raw = session.connection().connection.driver_connection
            before = state.read(raw)
            state.write(raw, before, before.changed(inc=self._name()))
        self._replica = self._sees()
        super().__init__(schema, user, f"{user}-pc", chance)
        self.keystore = ""

    def _open(self) -> Store:
        """Without a passphrase to stretch: that alone would take most of the time."""
        lock = opening.lock(self._folder)
        return Store(self._folder, _key(), derivers=self._derivers, lock=lock)._up_to_date()

    def _sees(self) -> Replica:
        rows, frozen = self._chance.choice((1, 3, 400)), self._chance.choice((1, 4, 1000))
        longest = 0.0 if rows < 400 else LONGEST  # each piece kept by itself, or all that one call writes
        return self._store.replica(self, Options(BATCH, rows, frozen, self._name, self._at, longest))

    def _at(self, _point: str) -> None:
        if self._chance.random() < POINTS:
            self.interrupt()

    def load(self) -> str:
        """The key store."""
        return self.keystore

    def save(self, token: str) -> None:
        """The key store."""
        self.keystore = token

    # The disk ----------------------------------------------------------------------------------------------------

    @property
    def file(self) -> RealFile:  # type: ignore[override]
        if self._known is None:
            self._known = self._read()
        return self._known

    @file.setter
    def file(self, image: Image | File) -> None:
        if isinstance(image, Image):
            self._store.close()
            for path in self._folder.glob("data.db*"):
                path.unlink()
            (self._folder / "data.db").write_bytes(image.content)
            self._store = self._open()
            self._replica = self._sees()
        self._known = None

    def image(self) -> Image:
        """What lies on the disk now."""
        with self._store._transaction() as session:
            raw = session.connection().connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Image((self._folder / "data.db").read_bytes(), self.file.token)

    def close(self) -> None:
        """Shut the laptop."""
        self._store.close()

    def _read(self) -> RealFile:
        with self._replica._lane.look() as raw:
            listed = [(table, row) for row, table in raw.execute(_EVERY_ID)]
            rows, _leaving = read_rows(raw, listed)
            ids = {row for (row,) in raw.execute("SELECT DISTINCT id FROM journal WHERE lsn IS NULL OR lsn > 0")}
            known = state.read(raw)
            file = RealFile(
                known.inc, known.token, epoch=known.epoch, compare=known.compare, scopes=known.scopes, rows=rows,
                hidden=set(raw.execute("SELECT tbl, id FROM sync_hidden")),
                withdrawn={row for (row,) in raw.execute("SELECT id FROM sync_withdrawn")},
                edits=journal.pending(raw, ids),
                outbox={(m.inc, m.lsn): m for m in self._frozen(raw, "sync_outbox")},
                acked={(m.inc, m.lsn): m for m in self._frozen(raw, "sync_acked")},
            )  # fmt: skip
            file.answered = _kept(raw, file)
            self.orphans = list(quarantine.held(raw))
        file.laptop = self
        return file

    def _frozen(self, raw: Any, place: str) -> Iterable[Mutation]:
        told = raw.execute(f"SELECT {outbox._COLUMNS} FROM {place} ORDER BY inc = ?, inc, lsn", (state.read(raw).inc,))
        return map(outbox._mutation, told)

    # The user ----------------------------------------------------------------------------------------------------

    def _write(self, sql: str, *values: Value, seen: Any = None) -> None:
        def command(session: Session) -> None:
            session.connection().exec_driver_sql(sql, values)

        self._store.write("step", command, seen=seen)
        self._known = None

    def insert(self, table: str, row: str, values: Mapping[str, Value], *, at: str) -> None:
        whole: dict[str, Value] = {"id": row, "root": row, MADE_AT: at, **values}
        needed: dict[str, dict[str, Value]] = {
            "contact": {"private": int(bool(values.get("private")))},
            "touch": {"private": 0, "at": at, "kind": "call"},
            "scale_change": {"at": at, "scale": "level"},
            "script": {"key": row, "scope": "shop"},
        }
        whole.update(needed[table])
        blank = _blank(table)
        listed = {**blank, **{column: value for column, value in whole.items() if value is not None}}
        names = ", ".join(f'"{column}"' for column in listed)
        self._write(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(listed))})', *listed.values())

    def write(self, key: Key, column: str, value: Value, *, at: str, seen: int | None = None) -> None:
        value = int(bool(value)) if column == "private" else value
        self._write(
            f'UPDATE "{key[0]}" SET "{column}" = ? WHERE id = ?', value, key[1],
            seen=None if seen is None else {key: seen},
        )  # fmt: skip

    def remove(self, key: Key, *, at: str) -> None:
        hanging = [one for one in self.aggregate(key[1]) if one != key]

        def command(session: Session) -> None:
            for table, row in [*hanging, key]:
                session.connection().exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (row,))

        self._store.write("erase", command)
        self._known = None

    def undo(self, *, at: str) -> list[Edit]:
        with self._replica._lane.look() as raw:
            told = raw.execute(
                "SELECT n, tbl, id, col, op, before, after, theirs, theirs_seq, base_seq, step FROM journal "
                "WHERE op IN ('U', 'D', 'R') AND step = (SELECT max(step) FROM journal WHERE op IN ('U', 'D', 'R') "
                "AND col <> 'private' AND step > 0 AND (lsn IS NULL OR lsn > 0))"
            ).fetchall()
        if not told:
            return []
        try:
            done = self._store.undo_step(told[0][10])
        except Refused:
            done = None
        self._known = None
        return [Edit(*one) for one in told] if done else []

    # The session -------------------------------------------------------------------------------------------------

    def hello(self) -> Hello:
        return self._changes(self._replica.hello)

    def is_settled(self, welcome: Welcome) -> bool:
        return self._replica.is_settled(welcome)

    def adopt(self, welcome: Welcome) -> None:
        self._changes(self._replica.adopt, welcome)

    def new_incarnation(self, *, again: frozenset[str] = frozenset()) -> None:
        self._changes(self._replica.new_incarnation)

    def freeze(self) -> bool:
        return self._changes(self._replica.freeze)

    def batch(self, after: Sequence[Mutation] = ()) -> tuple[Author, Sequence[Mutation]]:
        return self._changes(self._replica.batch, after)

    def acknowledge(self, batch: Sequence[Mutation], outcomes: Sequence[Outcome]) -> None:
        self._changes(self._replica.acknowledge, batch, outcomes)

    def place(self) -> tuple[Author, int, Mapping[str, int]]:
        return self._replica.place()

    def knows(self, own: Sequence[Run]) -> bool:
        return self._replica.knows(own)

    def apply(self, page: Page) -> None:
        self._changes(self._replica.apply, page)

    def must_reconcile(self) -> bool:
        return self._replica.must_reconcile()

    def differences(self, inventory: Mapping[Key, int]) -> tuple[Iterable[Key], Iterable[Key]]:
        return self._replica.differences(inventory)

    def held(self) -> Held:
        return self._replica.held()

    def reconcile(self, rows: Sequence[Row], drop: Iterable[Key]) -> None:
        self._changes(self._replica.reconcile, rows, drop)

    def is_quiet(self) -> bool:
        return self._replica.is_quiet()

    def _changes(self, method: Any, *values: Any) -> Any:
        self._known = None
        try:
            return method(*values)
        finally:
            self._known = None

    def told(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The inbox comes from the server without what the tables here fill in."""
        said = super().told(values)
        if "lost_author" in values or "reason" in values:
            return {column: value for column, value in said.items() if value != "" and column != MADE_AT}
        return said


def _kept(raw: Any, file: File) -> dict[tuple[str, int], list[Edit]]:
    """What the journal still holds of what is not pending any more, but of what was withdrawn: that stays here."""
    kept: dict[tuple[str, int], list[Edit]] = {}
    for inc, lsn, *told in raw.execute(
        "SELECT coalesce(inc, ''), lsn, n, tbl, id, col, op, before, after, theirs FROM journal "
        f"AS j WHERE lsn = 0 OR (lsn > 0 AND {journal.ANSWERED})"
    ):
        edit = Edit(*told)
        row = file.rows.get(edit.key)
        if row is None or not {row.root, row.id} & file.withdrawn:
            kept.setdefault((inc, lsn), []).append(edit)
    return kept


@cache
def _made() -> dict[str, bytes]:
    """A new profile, made once."""
    with tempfile.TemporaryDirectory(dir=ROOM) as folder:
        Store.create(Path(folder) / "new", passphrase=None, derivers=()).close()
        return {path.name: path.read_bytes() for path in (Path(folder) / "new").iterdir() if path.is_file()}


@cache
def _key() -> bytes:
    """What opens it, and every copy of it."""
    with tempfile.TemporaryDirectory(dir=ROOM) as folder:
        for name, content in _made().items():
            (Path(folder) / name).write_bytes(content)
        return keys.load_key(Path(folder), None)


@cache
def _template(user: str) -> dict[str, bytes]:
    """It, enrolled for a user."""
    with tempfile.TemporaryDirectory(dir=ROOM) as name:
        folder = Path(name)
        for file, content in _made().items():
            (folder / file).write_bytes(content)
        store = Store.open(folder, passphrase=None, derivers=())
        store.enrol(Enrolment(user, user, "", f"{user}-pc", "shop", "Shop", "server"))
        store.close()
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@cache
def _blank(table: str) -> dict[str, Value]:
    return {column: value for column, value in shapes()[table].blank.items() if column != "private"}
