"""A shop on loopback: its server as a process of its own, and the profiles of its people."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import paths
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import enrol, run_sync
from crm_desktop.features.sync.records import OPEN, ConflictCard
from crm_desktop.store.store import Store
from sync.client.backoff import Patience
from sync.client.receipt import Receipt
from sync.core.packing import read
from sync.core.shop import Shop
from sync.server.opening import Opened, opened, wall
from sync.server.settings import Settings

QUICK = Patience(attempts=3, first=0.05, longest=0.2)
USERS = {"ann": "consultant", "bo": "consultant", "meg": "manager"}
ROOT = Path(__file__).resolve().parents[3]


class Office:
    """The server's side."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=folder, host="127.0.0.1")
        self._held = _held_port()
        self.port = int(self._held.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None
        self.shop = ""
        self.new_shop("展厅", USERS)

    def new_shop(self, name: str, users: Mapping[str, str]) -> None:
        """From now on codes are of this shop."""
        parts = opened(self.settings)
        self.shop = parts.registry.add_shop(name)
        for user, role in users.items():
            parts.registry.add_user(self.shop, user, role)
        parts.close()

    def start(self) -> None:
        environment = {**os.environ, "CRM_SYNC_DATA": str(self.settings.data), "PYTHONPATH": str(ROOT)}
        served = ["-m", "uvicorn", "--factory", "sync.server.opening:served", "--log-level", "critical"]
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen([sys.executable, *served, *where], env=environment, cwd=ROOT)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self._process.poll() is None, "the server ended"
                time.sleep(0.02)
        raise AssertionError("the server did not begin")

    def kill(self) -> None:
        """As a power cut does it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def again(self) -> None:
        self.kill()
        self.start()

    def close(self) -> None:
        """For good."""
        self.kill()
        self._held.close()

    def back_up(self, to: Path) -> None:
        """The file as it was, with the server stopped."""
        self.kill()
        shutil.copytree(self.settings.data, to)
        self.start()

    def restore(self, copy: Path) -> None:
        """Yesterday's file in the place of today's, marked as restored."""
        self.kill()
        before = self._parts()
        with before.engine.reading() as link:
            highest = int(link.rows("SELECT epoch FROM shop WHERE shop = ?", self.shop)[0][0])
        before.close()
        shutil.rmtree(self.settings.data)
        shutil.copytree(copy, self.settings.data)
        self._begin_epoch(highest)
        self.start()

    def new_epoch(self) -> None:
        """As after a restore that lost nothing."""
        self.kill()
        self._begin_epoch(0)
        self.start()

    def _begin_epoch(self, above: int) -> None:
        parts = self._parts()
        with parts.engine.writing() as link:
            stored = parts.service.opened(link, self.shop, locked=True)
            Shop.begin_epoch(stored, above=above)
            stored.flush(wall())
        parts.close()

    def _parts(self) -> Opened:
        return opened(self.settings)

    def code(self, user: str, port: int = 0) -> str:
        parts = self._parts()
        held = {
            "url": f"http://127.0.0.1:{port or self.port}", "fingerprint": "", "shop": self.shop, "user": user,
            "secret": parts.registry.code(self.shop, user),
        }  # fmt: skip
        parts.close()
        return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")

    def revoke(self, device: str, wipe: str) -> None:
        parts = self._parts()
        parts.registry.revoke(device, wipe)
        parts.close()

    def records(self, table: str) -> dict[str, dict[str, Any]]:
        """What the server has of a table, by id."""
        parts = self._parts()
        with parts.engine.reading() as link:
            rows = link.rows(
                "SELECT id, row_seq, data, purged FROM record WHERE shop = ? AND tbl = ?", self.shop, table
            )
        parts.close()
        return {row: {**read(bytes(data)), "row_seq": seq, "purged": bool(purged)} for row, seq, data, purged in rows}

    def uids(self) -> list[str]:
        """The history's mutations, each of which may be there once (I3)."""
        parts = self._parts()
        with parts.engine.reading() as link:
            rows = link.rows("SELECT uid FROM history WHERE shop = ?", self.shop)
        parts.close()
        return [row[0] for row in rows]


class Desk:
    """One laptop: a profile without a passphrase."""

    patience = QUICK

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.create(folder, passphrase=None, derivers=DERIVERS)

    @classmethod
    def reopened(cls, folder: Path) -> Desk:
        """A laptop whose profile is there already."""
        desk = cls.__new__(cls)
        desk.folder = folder
        desk.open()
        return desk

    def close(self) -> None:
        self.store.close()

    def open(self) -> None:
        self.store = Store.open(self.folder, passphrase=None, derivers=DERIVERS)

    def enrol(self, code: str) -> None:
        enrol(self.store, code, device_name=self.folder.name, patience=self.patience)

    def sync(self) -> Receipt:
        return run_sync(self.store, patience=self.patience)

    @property
    def device(self) -> str:
        return str(self.store.look(queries.enrolled_facts).get("device", ""))

    def waiting(self) -> int:
        return self.store.read(queries.state).waiting

    def copy_to(self, folder: Path) -> None:
        """An image of the disk."""
        self.store.close()
        shutil.copytree(self.folder, folder)
        self.open()

    def restore_from(self, image: Path) -> None:
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(image, self.folder)
        self.open()

    def rows(self, sql: str, **values: object) -> list[Any]:
        return self.store.read(lambda session: session.execute(text(sql), values).all())

    def value(self, sql: str, **values: object) -> Any:
        rows = self.rows(sql, **values)
        return rows[0][0] if rows else None

    def states(self, table: str) -> dict[str, int]:
        return dict(tuple(row) for row in self.rows(f'SELECT id, row_seq FROM "{table}"'))

    def sync_by_command(self) -> subprocess.Popen[bytes]:
        """A session in a process of its own; the store is closed meanwhile."""
        self.store.close()
        command = [sys.executable, "-m", "crm_desktop", "sync", "--profile", str(self.folder), "--json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "CRM_HOME": str(paths.data_dir())}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)


def _held_port() -> socket.socket:
    """A port for the server alone, also while it is down: the system gives it to nobody who asks for any port.

    Nobody listens here, so that laptops are turned away by a server that is down.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: only so may it take the port too
    held.bind(("127.0.0.1", 0))
    return held


def enrolling(folder: Path, code: Callable[[str], str]) -> Iterator[Callable[[str], Desk]]:
    """What a fixture hands out to make a fresh laptop of somebody; all are closed at the end."""
    made: list[Desk] = []

    def enrolled(user: str) -> Desk:
        made.append(Desk(folder / f"{user}{len(made)}"))
        made[-1].enrol(code(user))
        return made[-1]

    yield enrolled
    for one in made:
        one.close()


def settle(*desks: Desk) -> None:
    for one in desks:
        assert one.sync().quiet


def name_of(desk: Desk, person: str) -> str | None:
    return desk.value("SELECT name FROM contact WHERE id = :id AND deleted IS NULL", id=person)  # type: ignore[no-any-return]


def cards_of(desk: Desk, person: str, state: str = OPEN) -> list[ConflictCard]:
    return [one for one in desk.store.read(queries.conflicts, state=state).conflicts if one.person == person]


def give(session: Session, person: str, user: str) -> None:
    session.execute(text("UPDATE contact SET owner = :user WHERE id = :id"), {"user": user, "id": person})
