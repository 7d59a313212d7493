"""A server that learns a table with its next release takes in what it could only keep until then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.core.mutations import Op
from sync.server import opening
from sync.server.opening import Opened, opened
from sync.server.settings import Settings
from tests.sync.server.serving import Served


def rows_of(parts: Opened, shop: str, table: str) -> list[tuple[object, ...]]:
    with parts.engine.reading() as link:
        return link.rows("SELECT id, purged FROM record WHERE shop = ? AND tbl = ?", shop, table)


def test_row_of_a_later_release_is_taken_in_once_when_the_server_is_updated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path)
    parts = opened(settings)
    with Served(parts.engine, parts.service.schema).running() as served:
        ann = served.laptop("ann")
        ann.hello()
        ann.contact("c")
        ann.push(ann.frozen(Op.INSERT, "hobby", "h", {"root": "c", "name": "golf"}))
        shop = served.shop
    before = rows_of(parts, shop, "hobby")
    parts.close()
    document = json.loads(opening.SHIPPED.read_text("utf-8"))
    document["tables"].append({**document["tables"][1], "name": "hobby", "columns": {"id": "text"}})
    later = tmp_path / "schema.json"
    later.write_text(json.dumps(document), "utf-8")
    monkeypatch.setattr(opening, "SHIPPED", later)

    for _start in range(2):
        again = opened(settings)
        after, heads = rows_of(again, shop, "hobby"), again.registry.setting("tables")
        again.close()

    assert (before, after) == ([], [("h", 0)])
    assert heads is not None
    assert b'"hobby"' in heads
