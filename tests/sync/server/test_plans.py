"""What the server asks of its tables goes along an index: a shop of a million rows answers as a small one does."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest

from sync.core import wire
from sync.core.mutations import Mutation, Op, body_of
from sync.core.shop import Shop
from sync.server import compacting
from sync.server.service import Service
from sync.server.storage.engine import Engine
from sync.server.storage.postgres import PostgresEngine, PostgresLink
from sync.server.storage.sqlite import SqliteEngine, SqliteLink, _bound, _spelled
from sync.server.storage.waits import FEW
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
    said = {"inc": "ann-1", "epoch": 1, "acked": {}, "read": 7, "parent": "", "parent_lsn": 0, "origins": []}
    service.hello(NAME, device, said)
    body = '{"at":"","b":{"name":0},"id":"c1","op":"U","p":{"name":"n"},"r":0,"t":"contact"}'
    compacting.compact(service.engine, SCHEMA, NAME, "2026")
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
    said = listened(monkeypatch)
    ask_everything(service)

    assert len(said) > 30
    assert not [sql for sql, values in said if "shop = ?" not in sql or NAME not in values]


def listened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """What is said to a PostgreSQL from here on."""
    said: list[tuple[str, tuple[Any, ...]]] = []
    spelled = PostgresLink.spelled

    def noted(sql: str, values: tuple[Any, ...]) -> Any:
        said.append((sql, values))
        return spelled(sql, values)

    monkeypatch.setattr(PostgresLink, "spelled", staticmethod(noted))
    return said


def test_what_a_push_touches_is_looked_up_by_key_before_the_database_has_counted_its_rows(
    postgres: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without figures of a new table PostgreSQL takes a list of 200 names for half of it, and reads all of the shop."""
    service = asked(postgres)
    author = Pen(Shop(SCHEMA, {"ann": "consultant"}), "ann")
    author.lsn = 20
    for batch in [new_rows(author, f"n{turn}", 1000) for turn in range(4)]:
        service.push(NAME, "ann-pc", wire.push_document(author.author, 1, batch, [body_of(one) for one in batch]))
    with postgres.writing() as link:  # more than are read at once
        link.upsert("waiting", [(NAME, f"missing-{n}", f"{n:032x}", 0) for n in range(FEW + 1)])
    said = listened(monkeypatch)
    batch = new_rows(author, "last", 200)
    for _once_and_again in range(2):
        service.push(NAME, "ann-pc", wire.push_document(author.author, 1, batch, [body_of(one) for one in batch]))

    lists = [(sql, values) for sql, values in said if type(values[-1]) is list and len(values[-1]) == 200]
    assert {sql.split("FROM ")[1].split()[0] for sql, _ in lists} == {"record", "history", "waiting"}
    few = [one for one in said if "FROM waiting" in one[0] and one not in lists]
    assert few
    for statement, bound in (PostgresLink.spelled(*one) for one in [*lists, *few]):
        with psycopg.connect(postgres.url) as connection:
            plan = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", bound).fetchall()[0][0]
        assert not re.search(r"'Rows Removed by [A-Za-z ]+': [1-9]", str(plan)), plan


def new_rows(author: Pen, name: str, many: int) -> list[Mutation]:
    return [
        author.frozen(Op.INSERT, "contact", f"{name}-{n}", {"root": f"{name}-{n}", "owner": "ann"}) for n in range(many)
    ]
