"""Scan, comparison and history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sync import protocol
from sync.core import digest, wire
from sync.core.mutations import Op
from sync.server.storage.engine import Engine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    with Served(engine, SCHEMA).running() as served:
        yield served


def laptop(served: Served, user: str) -> Pc:
    pc = served.laptop(user)
    pc.hello()
    return pc


def scanned(pc: Pc, limit: int) -> tuple[list[Any], list[int]]:
    rows, heads, after = [], [], None
    while True:
        told = pc.ask(protocol.SCAN, {"epoch": 1, "after": after, "limit": limit}).document
        rows += wire.rows_from(told)
        heads.append(told["head"])
        after = told["after"]
        if after is None:
            return rows, heads


def test_a_scan_gives_everything_once_parents_first_and_goes_on_from_any_place(served: Served) -> None:
    ann, bo = laptop(served, "ann"), laptop(served, "bo")
    for n in range(7):
        ann.contact(f"c{n}", name=f"n{n}")
        ann.push(ann.frozen(Op.INSERT, "touch", f"t{n}", {"root": f"c{n}"}))
    bo.contact("foreign")

    whole, _ = scanned(ann, 100)
    pages, heads = scanned(ann, 3)

    assert [row.key for row in pages] == [row.key for row in whole]
    assert [row.key for row in whole] == [("contact", f"c{n}") for n in range(7)] + [
        ("touch", f"t{n}") for n in range(7)
    ]
    assert set(heads) == {ann.pull().document["head"]}


def test_a_page_brings_the_roots_of_its_rows_and_ends_at_a_number(served: Served) -> None:
    meg = laptop(served, "meg")
    batch = [meg.frozen(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"})]
    batch += [meg.frozen(Op.INSERT, "touch", f"t{n}", {"root": "c"}) for n in range(6)]
    meg.push(*batch)
    meg.push(meg.frozen(Op.MOVE, "contact", "c", {"owner": "bo"}))  # one number for all of them
    bo = laptop(served, "bo")

    page = wire.page_from(bo.ask(protocol.PULL, {"epoch": 1, "cursors": {}, "limit": 2}).document)

    assert {row.id for row in page.rows} == {"c", *(f"t{n}" for n in range(6))}
    assert page.rows[0].id == "c"
    assert not page.more


def test_ranges_are_summed_and_halved_to_the_row_that_differs(served: Served) -> None:
    ann = laptop(served, "ann")
    for n in range(8):
        ann.contact(f"c{n}", name=f"n{n}")
    mine = {row.id: row.row_seq for row in wire.page_from(ann.pull().document).rows}
    mine["c5"] -= 1
    low, high = "c0", "c9"
    while int(high[1]) - int(low[1]) > 1:
        middle = f"c{(int(low[1]) + int(high[1])) // 2}"
        asked = {"epoch": 1, "kind": "seq", "ranges": [["contact", low, middle]]}
        ((_, _, _, count, summed),) = ann.ask(protocol.DIGEST, asked).document["sums"]
        here = [(row, seq) for row, seq in mine.items() if low <= row < middle]
        same = (count, summed) == (len(here), f"{digest.seq_sum(here):016x}")
        low, high = (middle, high) if same else (low, middle)

    assert low == "c5"


def test_the_content_is_summed_over_the_values_as_they_travel(served: Served) -> None:
    ann = laptop(served, "ann")
    ann.contact("c", name="王", amount=1.5, none=None)
    (row,) = wire.page_from(ann.pull().document).rows
    asked = {"epoch": 1, "kind": "content", "ranges": [["contact", "", ""]]}

    (told,) = ann.ask(protocol.DIGEST, asked).document["sums"]

    assert told == ["contact", "", "", 1, f"{digest.content_sum([(row.id, wire.wired(row.values))]):016x}"]


def test_the_history_of_a_customer_comes_from_all_laptops(served: Served) -> None:
    ann, meg, bo = (laptop(served, user) for user in ("ann", "meg", "bo"))
    ann.contact("c", name="a")
    seq = wire.page_from(meg.pull().document).rows[0].row_seq
    meg.push(meg.frozen(Op.UPDATE, "contact", "c", {"name": "m"}, seq))
    ann.push(ann.frozen(Op.UPDATE, "contact", "c", {"name": "x" * 30}, seq))  # too long: parked

    hers = ann.ask(protocol.HISTORY, {"epoch": 1, "root": "c"}).document["entries"]
    his = bo.ask(protocol.HISTORY, {"epoch": 1, "root": "c"}).document["entries"]

    assert [(one["user"], one["op"], one["p"].get("name"), one["o"]) for one in hers] == [
        ("ann", "U", "x" * 30, "parked"), ("meg", "U", "m", "applied"), ("ann", "I", "a", "applied"),
    ]  # fmt: skip
    assert [(one["laptop"], one["lsn"]) for one in hers] == [("笔记本", 2), ("笔记本", 1), ("笔记本", 1)]
    assert his == []


def test_a_root_that_was_read_before_does_not_come_again_with_every_row(served: Served) -> None:
    ann = laptop(served, "ann")
    ann.contact("c")
    cursors = ann.pull().document["cursors"]
    ann.push(ann.frozen(Op.INSERT, "touch", "t", {"root": "c"}))

    assert [row.id for row in wire.page_from(ann.pull(cursors).document).rows] == ["t"]
