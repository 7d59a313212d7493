"""What the server asks of its tables goes along an index: a shop of a million rows answers as a small one does."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.shop import Shop
from sync.server.service import Service
from sync.server.storage.engine import Engine
from sync.server.storage.postgres import PostgresEngine, PostgresLink
from sync.server.storage.sqlite import SqliteEngine, SqliteLink, _bound, _spelled
from tests.sync.core.make import SCHEMA, Pen
from tests.sync.server.mirror import AT, NAME, write

SMALL = {"usr", "epoch_log"}
"""Tables with a few rows for each shop."""


def asked(engine: Engine) -> Service:
    shop = Shop(SCHEMA, {"meg": "manager", "ann": "consultant"})
    ann = Pen(shop, "ann")
    for n in range(20):
        ann.contact(f"c{n}")
    write(engine, shop)
    return Service(engine, SCHEMA, lambda: AT)


def ask_everything(service: Service) -> None:
    device, epoch = "ann-pc", {"epoch": 1}
    service.pull(NAME, device, {**epoch, "cursors": {"own:ann": 1}, "limit": 3})
    service.scan(NAME, device, {**epoch, "limit": 3})
    service.fetch(NAME, device, {**epoch, "keys": [["contact", "c1"], ["contact", "c2"]]})
    service.history(NAME, device, {**epoch, "root": "c1"})
    service.digest(NAME, device, {**epoch, "ranges": [["contact", "c1", "c3"]]})
    said = {"inc": "ann-1", "epoch": 1, "acked": {}, "parent": "", "parent_lsn": 0, "origins": []}
    service.hello(NAME, device, said)
    body = '{"at":"","b":{"name":0},"id":"c1","op":"U","p":{"name":"n"},"r":0,"t":"contact"}'
    service.push(NAME, device, {"inc": "ann-1", "epoch": 1, "muts": [{"lsn": 21, "uid": "u21", "h": "x", "m": body}]})


def test_the_file_is_never_searched_from_end_to_end(sqlite: SqliteEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    service = asked(sqlite)
    plans: dict[str, str] = {}
    rows = SqliteLink.rows

    def explained(self: SqliteLink, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        plan = self.connection.execute(f"EXPLAIN QUERY PLAN {_spelled(sql)}", _bound(values)).fetchall()
        plans[sql] = "; ".join(str(one[3]) for one in plan)
        return rows(self, sql, *values)

    monkeypatch.setattr(SqliteLink, "rows", explained)
    ask_everything(service)

    searched = {sql: plan for sql, plan in plans.items() if "SCAN" in plan.replace("SCAN json_each", "")}
    assert len(plans) > 15
    assert not searched
    in_order = next(plan for sql, plan in plans.items() if "ORDER BY id LIMIT" in sql)
    assert "TEMP B-TREE" not in in_order
    assert "record_by_row_seq" in next(plan for sql, plan in plans.items() if "ORDER BY row_seq LIMIT" in sql)


def test_every_statement_of_a_request_names_the_shop(postgres: PostgresEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lets a cluster send it to the one node that has the shop."""
    service = asked(postgres)
    said: list[str] = []
    for name in ("rows", "run"):
        asks = getattr(PostgresLink, name)

        def noted(self: PostgresLink, sql: str, *values: Any, asks: Any = asks) -> Any:
            said.append(sql)
            assert NAME in values, sql
            return asks(self, sql, *values)

        monkeypatch.setattr(PostgresLink, name, noted)
    ask_everything(service)

    assert len(said) > 20
    assert not [sql for sql in said if "shop = ?" not in sql]


@pytest.mark.parametrize("place", ["pull", "scan"])
def test_postgres_reads_pages_along_an_index(postgres: PostgresEngine, place: str) -> None:
    asked(postgres)
    with postgres.writing() as link:
        link.run(
            "INSERT INTO record SELECT ?, 'contact', 'x' || n, 'x' || n, 'own:u' || n % 40, n, '{}', '{}', NULL, 0"
            " FROM generate_series(1, 20000) AS n",
            NAME,
        )
    with postgres.writing() as link:
        link.run("ANALYZE record")
        sql = {
            "pull": "SELECT data FROM record WHERE shop = ? AND scope = ? AND row_seq > 19000 ORDER BY row_seq LIMIT 9",
            "scan": "SELECT data FROM record WHERE shop = ? AND tbl = 'contact' AND id > 'x5'"
            " AND scope || '' = ? AND purged = 0 ORDER BY id LIMIT 9",
        }[place]
        plan = "\n".join(row[0] for row in link.rows(f"EXPLAIN {sql}", NAME, "own:u3"))

    assert "Seq Scan" not in plan
    assert "Sort" not in plan
