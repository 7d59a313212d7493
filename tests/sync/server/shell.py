"""The server's command line as an administrator uses it, and laptops that enrolled with a printed code."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.client import enrolment, keys
from sync.client.enrolment import Code, Enrolled
from sync.client.http import HttpServer
from sync.client.receipt import Traffic
from sync.client.transport import Place, Transport
from sync.core.handshake import Hello
from sync.core.mutations import Mutation, Op, sealed
from sync.core.shop import Author
from sync.server import cli

ROOT = Path(__file__).parents[3]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert cli.main([str(one) for one in arguments]) == 0
    return capsys.readouterr().out


@contextlib.contextmanager
def serving(data: Path, *more: object) -> Iterator[str]:
    """A server in a process of its own; its address."""
    arguments = ["serve", "--data", data, "--host", "127.0.0.1", "--port", 0, *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sync.server.cli", *map(str, arguments)], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environment, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("listening at "), line
        yield line.removeprefix("listening at ").strip()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        process.stdout.close()


class Laptop:
    """A laptop that enrolled with a printed code."""

    def __init__(self, printed: str, private: str = "") -> None:
        self.code: Code = enrolment.parse(printed.splitlines()[0])
        self.private = private or keys.new_key()
        transport = Transport(self.code.place, Traffic())
        self.enrolled: Enrolled = enrolment.enrol(self.code, transport, self.private, "笔记本")
        transport.close()
        self.author = Author(self.enrolled.user, self.enrolled.device, f"i-{self.enrolled.device}")
        self.lsn = 0
        self.acked: dict[str, tuple[int, str]] = {}

    @contextlib.contextmanager
    def asking(self, url: str = "") -> Iterator[HttpServer]:
        place = self.enrolled.place
        server = HttpServer(
            Transport(Place(url or place.url, place.fingerprint, place.server_id), Traffic()),
            self.enrolled.device, self.private,
        )  # fmt: skip
        try:
            yield server
        finally:
            server.close()

    def hello(self, server: HttpServer, epoch: int = 1) -> int:
        return server.hello(Hello(self.author, epoch, self.acked)).epoch

    def contact(self, server: HttpServer, row: str, epoch: int = 1) -> None:
        self.lsn += 1
        patch = {"root": row, "owner": self.author.user, "name": f"王{row}", "ring": self.lsn}
        mutation = sealed(Mutation(self.author.inc, self.lsn, f"u{row}", "contact", row, Op.INSERT, patch))
        (outcome,) = server.push(self.author, epoch, [mutation])
        assert outcome.result == "applied"

    def rows(self, server: HttpServer, epoch: int = 1) -> dict[str, object]:
        """All that is this laptop's to read, what it sent itself too."""
        asking = replace(self.author, inc="")
        return {row.id: row.values["name"] for row in server.pull(asking, epoch, {}).rows}
