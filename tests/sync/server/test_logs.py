"""What the server writes about its work names nobody."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sync import protocol
from sync.core.mutations import Op
from sync.server import cli, logs
from sync.server.storage.sqlite import SqliteEngine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Served

PERSONAL = ("王小明", "13812345678", "ann", "meg", "笔记本", "展厅", "likes red")


def test_no_line_of_the_log_tells_anything_about_a_person(
    sqlite: SqliteEngine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with logs.written("debug"), Served(sqlite, SCHEMA).running() as served:
        ann = served.laptop("ann")
        ann.hello()
        ann.contact("c1", name="王小明", phone="13812345678", note="likes red")
        ann.push(ann.frozen(Op.UPDATE, "contact", "c1", {"name": "王小明" * 20}))
        ann.pull()
        ann.ask(protocol.PULL, {"epoch": 1, "cursors": {"王小明": "13812345678"}})
        ann.hello(number="likes red")

        def broken(*_: Any) -> None:
            raise sqlite3.IntegrityError("UNIQUE failed: 王小明, 13812345678")

        monkeypatch.setattr(served.service.engine, "lock", broken)
        failed = ann.contact("c2", name="王小明")
        served.registry.revoke(ann.device, "leaver")
        ann.hello()
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    assert failed.status == 500
    assert not [word for word in (*PERSONAL, ann.device, served.shop) if word in said]
    assert {line["event"] for line in lines} >= {"request", "failed"}
    assert next(line for line in lines if line["event"] == "failed")["kind"] == "Twice"
    assert {line["path"] for line in lines if line["event"] == "request"} >= {protocol.PUSH, protocol.PULL}


def test_a_server_that_does_not_begin_leaves_the_log_of_who_called_it(tmp_path: Path) -> None:
    """Its standard error may be closed when the next line is written."""
    (tmp_path / "data").write_text("mine", "utf-8")
    root, access = logging.getLogger(), logging.getLogger("uvicorn.access")
    before = root.handlers[:], root.level, access.disabled

    assert cli.main(["serve", "--data", str(tmp_path / "data"), "--host", "127.0.0.1", "--port", "0"]) == 1

    assert (root.handlers, root.level, access.disabled) == before
