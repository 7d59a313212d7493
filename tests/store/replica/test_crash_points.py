"""A laptop that is killed at any named point of a session: the file is whole, and the next session loses nothing.

The child is a fork that kills itself with SIGKILL; the server lives on in the parent, as a real one would.
"""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import shutil
import signal
import tempfile
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.store.replica.lane import Lane
from crm_desktop.store.replica.replica import Options
from crm_desktop.store.store import Store
from sync.client.session import sync
from sync.core.mutations import Op
from sync.core.push import EpochChanged, Fork, Gap
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server, opened

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
ROOM = Path("/dev/shm")
LONG = os.environ.get("CRM_LONG") == "1"
SMALL = {"mutations": 3, "answers": 2, "frozen": 4}


class Far:
    """The server at the other end of a pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def __getattr__(self, name: str) -> Any:
        def ask(*values: Any) -> Any:
            self._pipe.send((name, values))
            kind, answer = self._pipe.recv()
            if kind is not None:
                raise kind(**answer)
            return answer

        return ask


class Tokens:
    """The key store, as a file beside the profile."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.parent / f"{folder.name}.token"

    def load(self) -> str:
        return self._file.read_text() if self._file.exists() else ""

    def save(self, token: str) -> None:
        self._file.write_text(token)


def _raw(store: Store, sql: str, *values: object) -> None:
    store.write("Change", lambda session: session.connection().exec_driver_sql(sql, values))


def _prepare(folder: Path, server: Server) -> None:
    """A laptop with something of everything to send, and a server with something of everything to say."""
    store = opened(folder)
    ann = Laptop(store, server, options=Options(**SMALL))
    people = [make.customer(store, name=f"p{n}", phone=f"1380000000{n}") for n in range(6)]
    touches = [make.touch(store, person, note=f"n{n}") for n, person in enumerate(people)]
    make.contact(store, name="private")
    assert ann.sync()
    head = server.shop.head
    server.meg(Op.UPDATE, "contact", people[0], {"name": "theirs"}, head)
    server.meg(Op.MOVE, "contact", people[1], {"owner": "bo"}, head)
    server.meg(Op.MOVE, "contact", people[2], {"owner": "bo"}, head)
    server.meg(Op.PURGE, "contact", people[3])
    server.meg(Op.INSERT, "contact", "new", {**CONTACT, "root": "new"})
    server.meg(Op.INSERT, "touch", "t", {"root": "new", "at": "2026-01-01", "kind": "call", "private": 0, "odd": 1})
    backup = copy.deepcopy(server.shop)
    _raw(store, "UPDATE contact SET name = 'mine' WHERE id = ?", people[0])
    _raw(store, "UPDATE contact SET name = 'late' WHERE id = ?", people[2])
    _raw(store, "UPDATE contact SET company = 'c' WHERE id = ?", people[4])
    assert ann.sync()
    _raw(store, "UPDATE contact SET estate = 'e' WHERE id = ?", people[0])
    ann.replica.hello()
    ann.replica.freeze()
    _raw(store, "UPDATE sync_outbox SET sent = 0")  # as an earlier version of the program left it
    server.shop = backup  # what was sent last is forgotten
    server.shop.begin_epoch()
    _raw(store, "UPDATE contact SET job = 'j' WHERE id = ?", people[4])
    _raw(store, "UPDATE touch SET note = 'x' WHERE id = ?", touches[5])
    _raw(store, "UPDATE contact SET deleted = '2026-01-01' WHERE id = ?", people[5])
    made = make.customer(store, name="made", phone="13900000000")
    make.touch(store, made, note="made")
    _raw(store, "DELETE FROM touch WHERE id = ?", touches[4])
    waits = {"at": "2026-01-01", "created": "2026-01-01", "kind": "call", "private": 0, "root": people[4]}
    _raw(store, "INSERT INTO sync_quarantine VALUES ('touch', 'q', 9, ?, 'no root')", json.dumps(waits).encode())
    (folder.parent / f"{folder.name}.token").write_text("of another copy")
    store.close()


def _child(folder: Path, pipe: Connection, point: str, place: int) -> None:
    """Run a session, and die at the point."""
    counted: Counter[str] = Counter()

    def at(name: str) -> None:
        counted[name] += 1
        if name == point and counted[name] == place:
            os.kill(os.getpid(), signal.SIGKILL)

    store = Store.open(folder, passphrase=None, derivers=())
    sync(store.replica(Tokens(folder), Options(**SMALL, at=at)), Far(pipe))
    pipe.send(("done", dict(counted)))
    os._exit(0)


def _run(folder: Path, server: Server, point: str = "", place: int = 1) -> dict[str, int] | None:
    """The points a session passed and how often; None when it was killed."""
    mine, theirs = multiprocessing.Pipe()
    pid = os.fork()
    if pid == 0:
        try:
            mine.close()
            _child(folder, theirs, point, place)
        finally:
            os._exit(1)
    theirs.close()
    passed = None
    try:
        while True:
            name, values = mine.recv()
            if name == "done":
                passed = values
                break
            try:
                mine.send((None, getattr(server, name)(*values)))
            except (EpochChanged, Fork, Gap) as refused:
                mine.send((type(refused), vars(refused)))
    except EOFError:
        pass
    _pid, status = os.waitpid(pid, 0)
    assert passed is not None or os.WIFSIGNALED(status), f"exit {status}"
    return passed


def _said(server: Server) -> tuple[dict[Any, Any], Counter[Any]]:
    """What the server has in the end; the ids of the inbox are made of random numbers."""
    rows = {
        key: {column: value for column, value in record.values.items() if value is not None}
        for key, record in server.shop.records.items()
        if key[0] not in ("conflict", "parked")
    }
    inbox = Counter(
        (record.table, *(record.values.get(c) for c in ("tbl", "row", "col", "kind", "kept", "lost", "reason")))
        for record in server.shop.records.values()
        if record.table in ("conflict", "parked")
    )
    return rows, inbox


def _finish(folder: Path, server: Server) -> tuple[Any, ...]:
    store = Store.open(folder, passphrase=None, derivers=())
    try:
        with store._transaction() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert not session.execute(text("PRAGMA foreign_key_check")).all()
        assert sync(store.replica(Tokens(folder), Options(**SMALL)), server)
        with Lane(store).look() as raw:
            mine = sorted(raw.execute("SELECT id, name, company, job, deleted IS NULL FROM contact").fetchall())
            notes = sorted(raw.execute("SELECT id, note FROM touch").fetchall())
            left = raw.execute("SELECT count(*) FROM sync_outbox").fetchone()
        return mine, notes, left, *_said(server)
    finally:
        store.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    base = Path(tempfile.mkdtemp(dir=ROOM)) if ROOM.is_dir() else tmp_path_factory.mktemp("crash")
    server = Server()
    _prepare(base / "ann", server)
    yield base, server
    shutil.rmtree(base)


def _copied(prepared: tuple[Path, Server], name: str) -> tuple[Path, Server]:
    base, server = prepared
    folder = base / name
    shutil.copytree(base / "ann", folder)
    shutil.copy(base / "ann.token", base / f"{name}.token")
    return folder, copy.deepcopy(server)


def test_a_session_killed_anywhere_is_finished_by_the_next_one(prepared: Any) -> None:
    folder, server = _copied(prepared, "whole")
    passed = _run(folder, server)
    assert passed is not None
    wanted = _finish(folder, server)
    assert len(passed) >= 60, sorted(passed)
    broken = {}
    for point, times in passed.items():
        for place in sorted({1, times} if LONG else {1}):
            folder, server = _copied(prepared, "killed")
            assert _run(folder, server, point, place) is None
            found = _finish(folder, server)
            if found != wanted:
                broken[point, place] = [(a, b) for a, b in zip(found, wanted, strict=True) if a != b]
            shutil.rmtree(folder)
    assert not broken
