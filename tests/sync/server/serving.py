"""A server on loopback, in a thread of the tests, and laptops that ask it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3
import uvicorn

from sync import protocol
from sync.client import keys
from sync.core import packing, wire
from sync.core.handshake import Hello
from sync.core.mutations import Mutation, Op, body_of, sealed
from sync.core.schema import Schema
from sync.core.shop import Author
from sync.core.values import hash_of
from sync.server import backup
from sync.server.app import application
from sync.server.connection import Connection
from sync.server.doors import Doors
from sync.server.registry import Registry
from sync.server.serve import KEPT_SECONDS, listening
from sync.server.service import Service
from sync.server.settings import Settings
from sync.server.storage.engine import Engine
from sync.server.storage.sqlite import SqliteEngine

AT = "2026-11-28T18:00:00Z"


@dataclass
class Clock:
    """What the server's clock says; tests set it."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Served:
    """A shop with Ann, Bo and their manager Meg, and its server."""

    def __init__(self, engine: Engine, schema: Schema) -> None:
        self.clock = Clock()
        self.at = AT
        self.registry = Registry(engine, lambda: self.at, self.clock)
        self.service = Service(engine, schema, lambda: self.at)
        self.doors = Doors(self.service, self.registry, self.clock)
        self.shop = self.registry.add_shop("展厅")
        for user, role in {"ann": "consultant", "bo": "consultant", "meg": "manager"}.items():
            self.registry.add_user(self.shop, user, role)
        self.url = ""
        self.server: uvicorn.Server | None = None

    @contextmanager
    def running(self) -> Iterator[Served]:
        with closing(application(self.doors)) as app, listening(Settings(host="127.0.0.1", port=0)) as taken:
            config = uvicorn.Config(
                app, log_config=None, access_log=False, lifespan="off",
                timeout_keep_alive=KEPT_SECONDS, http=Connection,
            )  # fmt: skip
            server = self.server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, args=([taken],), daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.01)
            self.url = f"http://127.0.0.1:{taken.getsockname()[1]}"
            try:
                yield self
            finally:
                server.should_exit = True
                thread.join()

    def laptop(self, user: str, shop: str = "", private: str = "") -> Pc:
        return Pc(self, self.registry.code(shop or self.shop, user), private)


@dataclass
class Told:
    """An answer."""

    status: int
    document: dict[str, Any]
    headers: Mapping[str, str]
    raw: bytes

    @property
    def size(self) -> int:
        head = sum(len(name) + len(value) + 4 for name, value in self.headers.items())
        return head + len(self.raw)


class Pc:
    """A laptop that speaks the protocol by hand."""

    def __init__(self, served: Served, secret: str, private: str = "") -> None:
        self.served, self.http = served, urllib3.PoolManager(1, retries=False)
        self.private = private or keys.new_key()
        self.told = self.enroll(secret)
        self.device = str(self.told.document.get("device", ""))
        self.user = str(self.told.document.get("user", ""))
        self.inc, self.lsn, self.number = f"i-{self.device}", 0, 0
        self.epoch, self.origins, self.read = 1, dict[int, int](), 0
        self.token = ""
        self.answers: list[Told] = [self.told]

    def enroll(self, secret: str) -> Told:
        document = {"secret": secret, "public_key": keys.public_key(self.private), "device_name": "笔记本"}
        return self.post(protocol.ENROLL, document, {})

    def post(self, path: str, document: Any, headers: Mapping[str, str], method: str = "POST") -> Told:
        body = document if isinstance(document, bytes) else packing.pack(document)
        answer = self.http.request(
            method, self.served.url + path, body=body, headers=dict(headers), decode_content=False
        )
        told = packing.unpack(answer.data, 2**28) if answer.headers.get("Content-Type") == protocol.MEDIA else {}
        found = Told(answer.status, told, answer.headers, answer.data)
        getattr(self, "answers", []).append(found)
        return found

    def signed(self, path: str, document: Any, *, number: str = "", device: str = "") -> Told:
        self.number += 1
        body = packing.pack(document)
        said = number or f"n{self.number}"
        signature = keys.sign(self.private, protocol.signed_bytes(path, said, hash_of(body)))
        return self.post(path, body, {
            protocol.DEVICE_HEADER: device or self.device, protocol.REQUEST_HEADER: said,
            protocol.SIGNATURE_HEADER: signature,
        })  # fmt: skip

    def said(self) -> dict[str, Any]:
        author = Author(self.user, self.device, self.inc)
        return wire.hello_document(Hello(author, self.epoch, {}, origins=self.origins, read=self.read))

    def hello(self, **more: str) -> Told:
        told = self.signed(protocol.HELLO, self.said(), **more)
        self.token = str(told.document.get("token", self.token))
        return told

    def ask(self, path: str, document: Any, method: str = "POST", **headers: str) -> Told:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post(path, document, {"Authorization": f"Bearer {self.token}", **said}, method)

    def frozen(self, op: Op, table: str, row: str, patch: dict[str, Any] | None = None, base: int = 0) -> Mutation:
        self.lsn += 1
        bases = dict.fromkeys(patch or {}, base)
        uid = f"{self.device}/{self.lsn}"
        return sealed(Mutation(self.inc, self.lsn, uid, table, row, op, patch or {}, bases, at="2026-11-28"))

    def push(self, *batch: Mutation) -> Told:
        document = wire.push_document(
            Author(self.user, self.device, self.inc), self.epoch, batch, [body_of(one) for one in batch]
        )
        return self.ask(protocol.PUSH, document)

    def contact(self, row: str, **values: Any) -> Told:
        return self.push(self.frozen(Op.INSERT, "contact", row, {"root": row, "owner": self.user, **values}))

    def pull(self, cursors: Mapping[str, int] | None = None) -> Told:
        return self.ask(protocol.PULL, {"epoch": 1, "cursors": dict(cursors or {})})


def back_up(served: Served, to: Path) -> None:
    """The shop's data as they are now."""
    backup.back_up(Settings(data=_engine(served).file.parent), to)


def restore(served: Served, copy: Path) -> None:
    """Data of another day in the place of today's. Nobody is asking meanwhile."""
    engine = _engine(served)
    engine.close()
    backup.restore(Settings(data=engine.file.parent), copy)
    engine.__init__(engine.file)  # type: ignore[misc]  # the server goes on over the other file


def _engine(served: Served) -> SqliteEngine:
    engine = served.service.engine
    assert isinstance(engine, SqliteEngine)
    return engine
