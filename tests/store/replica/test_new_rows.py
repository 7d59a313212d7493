"""The straight way for plainly new rows freezes what the general way freezes, byte for byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm_desktop.store.replica import freezing, new_rows, state
from crm_desktop.store.replica.freezing import Walk
from crm_desktop.store.replica.replica import known_schema
from crm_desktop.store.replica.shapes import shapes
from crm_desktop.store.store import Store
from sync.core.values import Value
from tests.store.replica.shop import CONTACT, Laptop, Server, opened

KNOWN = 1 << 40
"""A state the shop told."""
HUGE = "长" * 200_000


@dataclass
class File:
    """A file in one transaction that is never kept."""

    raw: Any
    people: list[str] = field(default_factory=list)
    made: int = 0

    def _insert(self, table: str, **values: Value) -> str:
        shape = shapes()[table]
        self.made += 1
        row = f"{self.made:032x}"
        said = {**shape.blank, "root": row, "created": CONTACT["created"], **values}
        self.raw.execute(shape.insert, (row, 0, *map(said.get, shape.columns)))
        return row

    def _of(self, number: int) -> str:
        return self.people[number % len(self.people)] if self.people else self.person(0)

    def person(self, number: int) -> str:
        """Somebody new; every kind of value there is."""
        odd: list[Value] = ["王芳", "a\x00b", "😀", "1", 7, 1.5, 2.0, b"\x00\xff", 2**62, ""]
        self.people.append(self._insert("contact", owner="ann", private=0, name="王芳", note=odd[number % len(odd)]))
        return self.people[-1]

    def private(self, _number: int) -> None:
        """Somebody who stays here."""
        self.people.append(self._insert("contact", owner="ann", private=1, name="李雷"))

    def huge(self, _number: int) -> None:
        """Somebody too large to be sent."""
        self.people.append(self._insert("contact", owner="ann", private=0, name="长", note=HUGE))

    def touch(self, number: int) -> None:
        """Something that hangs on somebody."""
        self._insert("touch", root=self._of(number), private=0, at="2026-01-01 09:00:00.000000", kind="call")

    def own_touch(self, number: int) -> None:
        """The same, and it stays here."""
        self._insert("touch", root=self._of(number), private=1, at="2026-01-01 09:00:00.000000", kind="call")

    def script(self, number: int) -> None:
        """A row of the shop, or of this user."""
        scope = ("shop", "personal")[number % 2]
        self._insert("script", key=f"k{self.made}", title="t", beats="[]", scope=scope)

    def edited(self, number: int) -> None:
        """Something is written at somebody."""
        self._change(number, "name", f"n{self.made}")

    def deleted(self, number: int) -> None:
        """Somebody is removed."""
        self._change(number, "deleted", "2026-01-02 00:00:00.000000")

    def restored(self, number: int) -> None:
        """Somebody is brought back."""
        self._change(number, "deleted", None)

    def closed(self, number: int) -> None:
        """Somebody becomes private."""
        self._change(number, "private", 1)

    def shared(self, number: int) -> None:
        """Somebody is promoted."""
        self._change(number, "private", 0)

    def moved(self, number: int) -> None:
        """A touch moves to the newest of all."""
        if self.people:
            self.raw.execute("UPDATE touch SET root = ? WHERE root = ?", (self.people[-1], self._of(number)))

    def known(self, number: int) -> None:
        """The shop has somebody."""
        self.raw.execute("UPDATE journal SET lsn = 0 WHERE id = ?", (self._of(number),))
        self.raw.execute("UPDATE contact SET row_seq = ? WHERE id = ?", (KNOWN + number, self._of(number)))

    def on_the_way(self, number: int) -> None:
        """Somebody is frozen already, and not answered."""
        sql = "UPDATE journal SET inc = 'i', lsn = ? WHERE id = ? AND lsn IS NULL AND op = 'I'"
        self.raw.execute(sql, (1000 + number, self._of(number)))
        sql = "INSERT OR IGNORE INTO sync_outbox VALUES ('i', ?, ?, 'contact', ?, 'I', x'', '', 0)"
        self.raw.execute(sql, (1000 + number, f"u{number}", self._of(number)))

    def leaving(self, number: int) -> None:
        """Of somebody only the place is left."""
        self.raw.execute("UPDATE contact SET row_seq = -1 WHERE id = ?", (self._of(number),))

    def erased(self, number: int) -> None:
        """Touches of somebody are removed for good."""
        self.raw.execute("DELETE FROM touch WHERE root = ?", (self._of(number),))

    def _change(self, number: int, column: str, value: Value) -> None:
        self.raw.execute(f"UPDATE contact SET {column} = ? WHERE id = ?", (value, self._of(number)))


ACTS: list[Callable[[File, int], object]] = [
    File.person, File.person, File.person, File.touch, File.touch, File.private, File.huge, File.own_touch, File.script,
    File.edited, File.deleted, File.restored, File.closed, File.shared, File.moved, File.known, File.on_the_way,
    File.leaving, File.erased,
]  # fmt: skip
Deeds = list[tuple[Callable[[File, int], object], int]]
deeds = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), min_size=1, max_size=25)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = opened(tmp_path_factory.mktemp("new rows") / "ann")
    Laptop(store, Server())
    yield store
    store.close()


def frozen(raw: Any, after: int, most: int) -> tuple[Any, ...]:
    """What the next freeze makes of the file, and how far it walks; the file is as before."""
    raw.execute("SAVEPOINT freeze")
    try:
        walk = Walk(after)
        before = state.read(raw)
        now, more, made = freezing.freeze(raw, known_schema(), before, lambda: "f" * 32, most, walk)
        journal = raw.execute("SELECT n, inc, lsn FROM journal ORDER BY n").fetchall()
        outbox = raw.execute("SELECT * FROM sync_outbox ORDER BY inc, lsn").fetchall()
        return now, more, walk.until, made, [one.body for one in made], journal, outbox
    finally:
        raw.execute("ROLLBACK TO freeze")
        raw.execute("RELEASE freeze")


def compared(raw: Any, most: int) -> set[str]:
    """Freeze from every open edit on, both ways. Which rows went the straight way."""
    straight = set[str]()
    edits = [n for (n,) in raw.execute("SELECT n FROM journal WHERE lsn IS NULL ORDER BY n")]
    for n in edits:
        run = new_rows.find(raw, n - 1, most)
        if run and n > 1:
            straight |= {one.id for one in run}
            told = frozen(raw, n - 1, len(run))
            with patch.object(new_rows, "find", return_value=[]), patch.object(freezing, "_WALK", 1):
                assert frozen(raw, n - 1, len(run)) == told
    return straight


def in_one(store: Store, done: Deeds, most: int) -> set[str]:
    """All of it in one transaction, which is taken back."""
    with store._write_lock, store._transaction() as session:
        raw: Any = session.connection().connection.driver_connection
        raw.execute("SAVEPOINT example")
        try:
            file = File(raw)
            file.script(1)  # there is always something before
            for act, number in done:
                act(file, number)
            return compared(raw, most)
        finally:
            raw.execute("ROLLBACK TO example")
            raw.execute("RELEASE example")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=deeds, most=st.sampled_from([1, 3, 100]))
@example(done=[(File.person, n) for n in range(10)] + [(File.touch, n) for n in range(9)], most=100)
@example(done=[(File.touch, 0), (File.person, 0), (File.moved, 0), (File.known, 0), (File.touch, 0)], most=100)
def test_both_ways_say_the_same(store: Store, done: Deeds, most: int) -> None:
    in_one(store, done, most)


def test_new_people_and_what_hangs_on_them_go_the_straight_way(store: Store) -> None:
    done: Deeds = [(File.person, 0), (File.touch, 0), (File.known, 0), (File.touch, 0), (File.script, 0)]

    assert in_one(store, done, 100) == {f"{n:032x}" for n in (3, 4, 5)}


@pytest.mark.parametrize(
    "done",
    [
        [(File.private, 0)], [(File.huge, 0)], [(File.script, 1)], [(File.private, 0), (File.own_touch, 0)],
        [(File.private, 0), (File.touch, 0)], [(File.huge, 0), (File.touch, 0)],
        *([(File.person, 0), (act, 0)] for act in (File.edited, File.deleted, File.closed, File.known, File.leaving)),
        [(File.person, 0), (File.leaving, 0), (File.touch, 0)], [(File.person, 0), (File.deleted, 0), (File.touch, 0)],
        [(File.person, 0), (File.touch, 0), (File.erased, 0), (File.edited, 0)],
    ],
)  # fmt: skip
def test_nothing_else_does(store: Store, done: Deeds) -> None:
    assert in_one(store, done, 100) == set()


def test_what_hangs_on_somebody_held_back_waits(ann: Laptop, server: Server, tmp_path: Path) -> None:
    def fill(session: Any) -> None:
        file = File(session.connection().connection.driver_connection)
        file.huge(0)
        file.person(0)
        file.touch(0)
        file.touch(1)

    ann.store.write("Fill", fill)

    assert ann.sync()

    assert [key[0] for key in server.shop.records] == ["contact", "touch"]
