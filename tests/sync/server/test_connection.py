"""Connections that are held without asking or listening: they end, and the slow ones that mean it do not."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from sync import protocol
from sync.core.packing import pack
from sync.server.connection import LEAST_BYTES, PIECE, Connection, in_pieces
from sync.server.storage.sqlite import SqliteEngine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Served

HEAD = f"POST {protocol.PUSH} HTTP/1.1\r\nHost: a\r\n".encode()
LONG = HEAD + b"Content-Length: 500000\r\n\r\n"


@pytest.fixture
def served(sqlite: SqliteEngine) -> Iterator[Served]:
    with Served(sqlite, SCHEMA).running() as served:
        yield served


@pytest.fixture
def caller(served: Served) -> Iterator[Caller]:
    made = Caller(served)
    yield made
    made.socket.close()


class Caller:
    """A connection to the server, and its other end there."""

    def __init__(self, served: Served) -> None:
        parts = urlsplit(served.url)
        before = set(served.server.server_state.connections)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=20)
        self.there: Connection = until(lambda: served.server.server_state.connections - before).pop()

    def send(self, *parts: bytes) -> None:
        for part in parts:
            arrives = self.there._moved + len(part)
            self.socket.sendall(part)
            self.arrived(arrives)

    def arrived(self, count: int) -> None:
        until(lambda: self.there._moved >= count)

    def looked_at(self) -> None:
        done = threading.Event()
        self.there.loop.call_soon_threadsafe(lambda: (self.there.look(), done.set()))
        assert done.wait(20)

    def is_ended(self) -> bool:
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True


def until(found):
    """What is found, once it is there."""
    pause = threading.Event()
    for _ in range(20_000):
        if what := found():
            return what
        pause.wait(0.001)
    raise AssertionError("it did not come")


@pytest.mark.parametrize("said", [b"", b"POST /", HEAD + b"X-A: ", LONG, LONG + b"abc"])
def test_who_never_ends_his_request_is_let_go(caller: Caller, said: bytes) -> None:
    caller.send(said)
    caller.looked_at()
    caller.looked_at()
    caller.looked_at()

    assert caller.is_ended()


@pytest.mark.parametrize("said", [HEAD, LONG])
def test_who_drips_his_request_is_let_go(caller: Caller, said: bytes) -> None:
    caller.send(said)
    for _ in range(2):
        caller.send(b"x")
        caller.looked_at()

    assert caller.is_ended()


def test_a_slow_laptop_gets_its_request_up(caller: Caller) -> None:
    caller.send(LONG)
    left = 500_000
    while left:
        part = min(left, LEAST_BYTES)
        caller.looked_at()
        caller.send(b"x" * part)
        left -= part

    assert caller.socket.recv(17) == b"HTTP/1.1 401 Unau"


def test_a_network_that_is_away_for_a_moment_ends_nothing(caller: Caller) -> None:
    caller.send(LONG, b"x" * LEAST_BYTES)
    caller.looked_at()
    caller.looked_at()
    caller.send(b"x" * (500_000 - LEAST_BYTES))

    assert caller.socket.recv(17) == b"HTTP/1.1 401 Unau"


def test_a_laptop_with_nothing_to_ask_keeps_its_connection(caller: Caller) -> None:
    caller.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    until(lambda: caller.there.timeout_keep_alive_task)
    for _ in range(5):
        caller.looked_at()
    caller.socket.recv(10_000)
    caller.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")

    assert caller.socket.recv(12) == b"HTTP/1.1 200"


def test_while_the_server_works_nobody_is_let_go(
    caller: Caller, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    began = threading.Event()

    def push(*_: object) -> dict[str, object]:
        began.set()
        goes_on.wait(20)
        return {}

    monkeypatch.setattr(served.service, "push", push)
    monkeypatch.setattr(served.doors, "_with_token", lambda _: ("", ""))
    body = pack({})
    caller.send(HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert began.wait(20)
    for _ in range(5):
        caller.looked_at()
    goes_on.set()

    assert caller.socket.recv(8) == b"HTTP/1.1"


def test_who_does_not_listen_to_his_answer_is_let_go(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.server.metrics.Metrics.text", lambda _: b"x" * 50_000_000)
    caller.send(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    until(lambda: caller.there.flow.write_paused)
    for _ in range(3):
        caller.looked_at()
    got = 0
    while part := caller.socket.recv(1_000_000):
        got += len(part)

    assert got < 50_000_000


def test_who_listens_slowly_gets_all_of_it(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.server.metrics.Metrics.text", lambda _: b"x" * 40_000_000)
    caller.send(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    until(lambda: caller.there.flow.write_paused)
    got = 0
    with caller.socket.makefile("rb") as answer:
        while got < 40_000_000:
            got += len(answer.read(min(4_000_000, 40_000_000 - got)))
            until(lambda: caller.there._moved >= LEAST_BYTES or caller.there.timeout_keep_alive_task)
            caller.looked_at()

    assert got == 40_000_000


def test_the_rest_of_what_is_too_much_is_not_listened_to(caller: Caller) -> None:
    caller.socket.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    with pytest.raises(ConnectionError):
        caller.socket.sendall((b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * 1000)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE - 1])
def test_an_answer_in_pieces_is_the_answer(size: int) -> None:
    said = []
    body = bytes(n % 251 for n in range(size))

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    asyncio.run(in_pieces(send)({"type": "http.response.body", "body": body}))

    assert b"".join(one["body"] for one in said) == body
    assert [bool(one.get("more_body")) for one in said] == [True] * (len(said) - 1) + [False]
    assert max(len(one["body"]) for one in said) <= PIECE
