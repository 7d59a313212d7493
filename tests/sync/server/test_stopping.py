"""A server that is told to stop closes its data, whatever it is at."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from sync import protocol
from sync.server.storage.sqlite import SqliteEngine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Served
from tests.sync.server.shell import ROOT, serving


def test_a_server_that_is_stopped_at_once_closes_its_data(data: Path) -> None:
    with serving(data):
        pass

    assert not (data / "shop.db-wal").exists()
    assert json.loads((data / "highest.json").read_text("utf-8"))


TOLD_TO_STOP = """
import signal, sys
from sync.server import cli, serve

class Doors(serve.Doors):
    def __init__(self, *given, **more):
        signal.raise_signal(signal.{name})
        super().__init__(*given, **more)
        print("made", flush=True)

serve.Doors = Doors
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_server_that_is_told_to_stop_finishes_what_it_is_at(data: Path, name: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", TOLD_TO_STOP.format(name=name), "serve", "--data", str(data), "--host", "127.0.0.1",
         "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1] == "made"
    assert not (data / "shop.db-wal").exists()
    assert json.loads((data / "highest.json").read_text("utf-8"))


def _asked_and_ended(engine: SqliteEngine) -> weakref.ref[Served]:
    with Served(engine, SCHEMA).running() as served:
        ann = served.laptop("ann")
        ann.hello()
        for path in (protocol.HEALTH, protocol.METRICS):
            assert ann.http.request("GET", served.url + path).status == 200
        return weakref.ref(served)


def test_of_a_server_that_ended_neither_a_thread_nor_what_it_knew_is_left(sqlite: SqliteEngine) -> None:
    before = set(threading.enumerate())

    ended = _asked_and_ended(sqlite)

    assert not set(threading.enumerate()) - before
    gc.collect()
    assert ended() is None
