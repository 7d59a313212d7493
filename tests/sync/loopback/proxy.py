"""A proxy on loopback that is a bad network: it loses, doubles, cuts and delays what passes, or answers itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SLOW_BYTES = 8_000
"""A second, of a link with 64 kbit/s."""
PIECE = 800
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 28\r\nConnection: close\r\n\r\n"
    b"<html>Welcome to the hotel.\n"
)
GATEWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 6\r\nRetry-After: 0\r\n\r\nLater\n"
)


@dataclass
class Message:
    """One request or one answer, as its bytes."""

    head: bytes
    body: bytes

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    @property
    def raw(self) -> bytes:
        return self.head + self.body


@dataclass
class Proxy:
    """Passes on what it gets to a port, but for the fault that was ordered for a path."""

    upstream: int
    port: int = 0
    slow: bool = False
    seen: list[str] = field(default_factory=list)
    """The paths that were asked for."""
    hit: int = 0
    """How often an ordered fault happened."""
    _path: str = ""
    _fault: str = ""
    _left: int = 0
    _skip: int = 0
    _before: Callable[[], None] | None = None

    def order(
        self, path: str, fault: str, *, times: int = 1, before: Callable[[], None] | None = None, skip: int = 0
    ) -> None:  # fmt: skip
        """The next requests for this path, after `skip`, meet a fault. `before` is called when the first is here."""
        self._path, self._fault, self._left, self._before, self.hit = path, fault, times, before, 0
        self._skip = skip

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self._left, self.slow = 0, False

    def start(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client:
            try:
                while (asked := _message(client)) is not None:
                    self.seen.append(asked.path)
                    if self.slow:
                        time.sleep(len(asked.raw) / SLOW_BYTES)
                    if not self._answer(client, asked):
                        return
            except OSError:
                return

    def _answer(self, client: socket.socket, asked: Message) -> bool:
        """Whether the connection goes on."""
        fault = self._due(asked.path)
        if fault == "lost request":
            return False
        if fault in ("portal", "503"):
            client.sendall(PORTAL if fault == "portal" else GATEWAY)
            return fault == "503"
        answer = self._forward(asked)
        if fault == "duplicate":
            answer = self._forward(asked) or answer
        if answer is None or fault == "lost reply":
            return False
        if fault == "cut":
            client.sendall(answer.raw[: len(answer.head) + len(answer.body) // 2])
            return False
        self._send(client, answer.raw)
        return True

    def _due(self, path: str) -> str:
        if path != self._path or not self._left:
            return ""
        if self._skip:
            self._skip -= 1
            return ""
        self._left -= 1
        self.hit += 1
        if self._before is not None:
            before, self._before = self._before, None
            before()
        return self._fault

    def _send(self, client: socket.socket, raw: bytes) -> None:
        if not self.slow:
            client.sendall(raw)
            return
        for start in range(0, len(raw), PIECE):
            client.sendall(raw[start : start + PIECE])
            time.sleep(PIECE / SLOW_BYTES)

    def _forward(self, asked: Message) -> Message | None:
        try:
            with socket.create_connection(("127.0.0.1", self.upstream), timeout=60) as server:
                server.sendall(asked.raw)
                return _message(server)
        except OSError:
            return None


def _message(connection: socket.socket) -> Message | None:
    """The next message of a connection; None when it is over."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return None
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    return Message(head + b"\r\n\r\n", body)
