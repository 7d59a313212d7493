"""Pushes that meet are written together, and each is answered as if it were alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sync.core import push, wire
from sync.core.mutations import Op, Result, body_of
from sync.core.shop import Author
from sync.server.service import WORTH, Batch, Service
from sync.server.storage.engine import Busy, Engine
from sync.server.storage.postgres import PostgresLink
from sync.server.storage.sqlite import SqliteEngine, SqliteLink
from sync.server.together import MOST, Together
from tests.sync.core.make import SCHEMA, Pen, shop
from tests.sync.server.mirror import AT, NAME, write


class Writer:
    """Notes what was written together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []

    def __call__(self, _shop: str, waiting: Callable[[], Sequence[int]]) -> list[int | push.Refusal]:
        asked = waiting()
        self.groups.append(list(asked))
        if 13 in asked:
            raise ZeroDivisionError
        if 99 in asked:
            raise Busy
        return [push.Gap(one) if one == 7 else one * 10 for one in asked]


def _until_wait(together: Together[int, int], count: int) -> None:
    """Until so many are in the queue, however long their threads take to get there."""
    while len(together._queues["s"]) < count:
        time.sleep(0.001)


def _all(together: Together[int, int], asked: Sequence[int]) -> dict[int, Any]:
    answers: dict[int, Any] = {}

    def ask(one: int) -> None:
        try:
            answers[one] = together.ask("s", one)
        except Exception as error:  # noqa: BLE001 - it is what is looked at
            answers[one] = type(error)

    threads = [threading.Thread(target=ask, args=(one,), daemon=True) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return answers


def test_those_who_wait_are_written_together_and_nobody_twice() -> None:
    writer = Writer()

    def write_slowly(shop: str, waiting: Callable[[], Sequence[int]]) -> list[int | push.Refusal]:
        taken = len(waiting())
        if not writer.groups:
            _until_wait(together, 40 - taken)
        return writer(shop, waiting)

    together = Together(write_slowly, lambda _: 1)
    answers = _all(together, range(20, 60))

    assert answers == {one: one * 10 for one in range(20, 60)}
    assert sorted(one for group in writer.groups for one in group) == list(range(20, 60))
    assert len(writer.groups) <= 2


def test_a_refusal_and_an_accident_are_of_one_alone() -> None:
    answers = _all(Together(Writer(), lambda _: 1), [1, 2, 7, 13, 14, 15])

    assert answers == {1: 10, 2: 20, 7: push.Gap, 13: ZeroDivisionError, 14: 140, 15: 150}


def test_a_busy_database_is_told_to_all_who_waited_for_it() -> None:
    assert set(_all(Together(Writer(), lambda _: 1), [99, 99]).values()) == {Busy}


def test_whoever_comes_while_the_lock_is_waited_for_goes_along() -> None:
    writer = Writer()

    def write_late(shop: str, waiting: Callable[[], Sequence[int]]) -> list[int | push.Refusal]:
        _until_wait(together, 4)
        return writer(shop, waiting)

    together = Together(write_late, lambda _: 1)
    answers = _all(together, range(20, 24))

    assert answers == {one: one * 10 for one in range(20, 24)}
    assert [sorted(group) for group in writer.groups] == [[20, 21, 22, 23]]


def test_a_lock_that_does_not_come_is_told_to_all_who_wait_for_it() -> None:
    asked: list[int] = []

    def write_never(_shop: str, _waiting: object) -> list[int | push.Refusal]:
        asked.append(1)
        _until_wait(together, 4)
        raise Busy

    together = Together[int, int](write_never, lambda _: 1)
    assert set(_all(together, range(20, 24)).values()) == {Busy}
    assert asked == [1]


def test_not_more_than_a_large_push_is_written_together() -> None:
    writer = Writer()

    _all(Together(writer, lambda _: MOST), range(20, 25))

    assert [len(group) for group in writer.groups] == [1] * 5


@pytest.mark.parametrize("laptops", [6])
def test_laptops_that_push_at_once_are_each_answered_as_if_alone(engine: Engine, laptops: int) -> None:
    known = shop()
    pens = [Pen(known, "meg", f"i{n}") for n in range(laptops)]
    for n, pen in enumerate(pens):
        pen.author = Author("meg", f"pc{n}", f"i{n}")
        known.devices[f"pc{n}"] = "meg"
        known.incarnations[f"i{n}"] = known.incarnations[f"i{n}"].__class__(f"pc{n}")
    known.revoked.add("pc5")
    write(engine, known)
    service = Service(engine, SCHEMA, lambda: AT)
    answers: dict[int, Any] = {}

    def work(n: int) -> None:
        for turn in range(5):
            pens[n].lsn += turn == 4 and n == 0  # a number is missing
            one = pens[n].frozen(Op.INSERT, "contact", f"c{n}-{turn}", {"root": f"c{n}-{turn}", "owner": "ann"})
            document = wire.push_document(pens[n].author, 1, [one], [body_of(one)])
            try:
                answers[n, turn] = service.push(NAME, f"pc{n}", document)["res"][0]["o"]
            except push.Refusal as why:
                answers[n, turn] = why

    threads = [threading.Thread(target=work, args=(n,)) for n in range(laptops)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert isinstance(answers.pop((0, 4)), push.Gap)
    assert all(isinstance(answers.pop((5, turn)), push.Revoked) for turn in range(5))
    assert set(answers.values()) == {"applied"}
    with engine.reading() as link:
        rows = link.rows("SELECT id, row_seq FROM record WHERE shop = ?", NAME)
    assert {row[0] for row in rows} == {f"c{n}-{turn}" for n, turn in answers}
    assert len({row[1] for row in rows}) == len(answers) == 24


@pytest.mark.parametrize(("each", "statements"), [(1, 1), (WORTH, 4)])
def test_answers_of_large_pushes_are_taken_in_while_the_next_are_judged_and_those_of_small_ones_together(
    engine: Engine, each: int, statements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = shop()
    ann = Pen(known, "ann")
    write(engine, known)
    batches = [
        [ann.frozen(Op.INSERT, "contact", name, {"root": name, "owner": "ann"}) for name in names]
        for names in ([f"c{n}-{place}" for place in range(each)] for n in range(4))
    ]
    together = [Batch(ann.author.device, ann.author.inc, 1, one) for one in batches]
    link = SqliteLink if isinstance(engine, SqliteEngine) else PostgresLink
    insert, written = link.insert, list[str]()

    def noted(self: Any, table: str, rows: Any) -> None:
        written.append(table)
        insert(self, table, rows)

    monkeypatch.setattr(link, "insert", noted)
    answers = Service(engine, SCHEMA, lambda: AT)._pushed(NAME, lambda: together)

    assert {told.result for one in answers if isinstance(one, list) for told in one} == {Result.APPLIED}
    assert written.count("history") == statements
    with engine.reading() as reading:
        assert reading.rows("SELECT count(*) FROM history WHERE shop = ?", NAME) == [(4 * each,)]
