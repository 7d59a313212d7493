"""The shares of a week hold every row; and what was answered long ago takes no room for ever."""

import copy
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.store.replica import tending
from sync.client.upkeep import SHARES
from sync.core.digest import within
from tests import make
from tests.store.replica.shop import Laptop, Server

START = datetime(2026, 1, 1, 9, 0)


def raw_of(laptop: Laptop) -> Any:
    return laptop.store._raw_reader


def acked(laptop: Laptop) -> int:
    return int(str(laptop.value("SELECT count(*) FROM sync_acked")))


def rename(laptop: Laptop, row: str, name: str) -> None:
    sql = text("UPDATE contact SET name = :name WHERE id = :row")
    laptop.store.write("Rename", lambda session: session.execute(sql, {"name": name, "row": row}))


@pytest.mark.parametrize("blocks", [1, 3, 7, 20])
def test_every_row_is_in_some_share(ann: Laptop, monkeypatch: pytest.MonkeyPatch, blocks: int) -> None:
    monkeypatch.setattr(tending, "LEAF", 2)
    for n in range(blocks):
        make.customer(ann.store, name=f"n{n}")
    assert ann.sync()
    held = ann.replica.held()

    seen = {
        (one[0], row)
        for share in range(SHARES)
        for one in tending.ranges(raw_of(ann), share)
        for row in within(held, one)
    }

    assert seen == {(table, row) for table, rows in held.items() for row in rows}


def test_the_last_answer_of_an_incarnation_stays_and_so_does_what_is_young(ann: Laptop, clock: Any) -> None:
    clock.set(START)
    contact = make.customer(ann.store, name="a")
    assert ann.sync()
    clock.set(START + timedelta(days=500))
    rename(ann, contact, "b")
    assert ann.sync()
    before = acked(ann)

    with ann.replica._lane.part("trim") as raw:
        tending.trim(raw, rows=0)

    assert before > 1
    assert ann.rows("SELECT op FROM sync_acked") == [("U",)]
    assert ann.rows("SELECT after FROM journal WHERE col = 'name' AND op = 'U'") == [("b",)]
    assert ann.store.undo() is not None
    assert ann.sync()
    assert ann.value("SELECT name FROM contact") == "a"


@pytest.mark.parametrize("seed", range(12))
def test_a_trimmed_laptop_ends_like_one_that_keeps_everything(
    ann: Laptop, server: Server, clock: Any, seed: int
) -> None:
    """Edits, undo, sessions and servers that come back from a backup, in any order."""
    chance, rows, backups = random.Random(seed), [], list[Any]()
    for step in range(40):
        clock.set(START + timedelta(days=30 * step))
        act = chance.choice(["new", "edit", "edit", "undo", "sync", "sync", "trim", "back up", "restore"])
        if act == "new" or not rows:
            rows.append(make.customer(ann.store, name=f"n{step}"))
        elif act == "edit":
            rename(ann, chance.choice(rows), f"e{step}")
        elif act == "undo":
            ann.store.undo()
        elif act == "sync":
            assert ann.sync()
        elif act == "trim":
            with ann.replica._lane.part("trim") as raw:
                tending.trim(raw, rows=3)
            assert acked(ann) <= 3 + 15 * 14  # 400 days are less than fourteen steps
        elif act == "back up":
            backups.append((step, copy.deepcopy(server.shop)))
        elif backups and step - backups[-1][0] < 12:
            ahead = server.shop.epoch
            server.shop = copy.deepcopy(backups[-1][1])
            server.shop.begin_epoch(above=ahead)

    assert ann.sync()

    here = {
        (row, name): deleted
        for row, name, deleted in ann.rows("SELECT id, name, deleted FROM contact WHERE row_seq > 0")
    }
    there = {
        (one.id, one.values["name"]): one.values["deleted"]
        for one in server.shop.records.values()
        if one.table == "contact"
    }
    assert here == there
    assert {row for row, _name in here} <= set(rows)


def test_a_server_that_forgot_more_than_is_kept_blocks_nothing(ann: Laptop, server: Server, clock: Any) -> None:
    clock.set(START)
    empty = copy.deepcopy(server.shop)
    first = make.customer(ann.store, name="old")
    assert ann.sync()
    clock.set(START + timedelta(days=500))
    second = make.customer(ann.store, name="young")
    assert ann.sync()
    with ann.replica._lane.part("trim") as raw:
        tending.trim(raw, rows=0)
    server.shop = empty
    server.shop.begin_epoch(above=1)
    rename(ann, second, "typed since")

    assert ann.sync()

    assert server.shop.records["contact", second].values["name"] == "typed since"
    assert ann.replica.is_quiet()
    assert first not in {key[1] for key in server.shop.records}
