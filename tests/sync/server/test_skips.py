"""Writers that commit out of their order, and a reader with a cursor: he misses nothing, because of the lock."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sync.core import wire
from sync.core.mutations import Mutation, Op, body_of, sealed
from sync.core.shop import Author, Incarnation, Shop
from sync.server.service import HEAD, Service
from sync.server.storage import engine as engines
from sync.server.storage import postgres as where
from sync.server.storage.engine import Busy, Link
from sync.server.storage.postgres import PostgresEngine
from tests.sync.core.make import SCHEMA
from tests.sync.server.mirror import AT, NAME, write

WRITERS, PUSHES = 8, 12


class SlowToCommit(PostgresEngine):
    """A database in which some commits take longer than others."""

    @contextmanager
    def writing(self) -> Iterator[Link]:
        with super().writing() as link:
            yield link
            time.sleep(random.Random(threading.get_ident() + time.monotonic_ns()).uniform(0, 0.02))


def _shop() -> Shop:
    shop = Shop(SCHEMA, {"meg": "manager", "ann": "consultant"}, {f"pc{n}": "meg" for n in range(WRITERS + 1)})
    shop.incarnations = {f"i{n}": Incarnation(f"pc{n}") for n in range(WRITERS)}
    return shop


def _write(service: Service, n: int, done: list[str]) -> None:
    author = Author("meg", f"pc{n}", f"i{n}")
    for lsn in range(1, PUSHES + 1):
        row = f"c{n}-{lsn}"
        batch = [
            sealed(Mutation(author.inc, lsn, row, "contact", row, Op.INSERT, {"root": row, "owner": "ann"}, at="x"))
        ]
        document = wire.push_document(author, 1, batch, [body_of(batch[0])])
        while True:
            try:
                service.push(NAME, author.device, document)
                break
            except Busy:
                continue
        done.append(row)


def _read_along(service: Service) -> tuple[set[str], int]:
    """What a reader with a cursor has got when all is written, and how many rows there are."""
    done: list[str] = []
    writers = [threading.Thread(target=_write, args=(service, n, done)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    got: set[str] = set()
    cursors: dict[str, int] = {}
    finished = False
    while not finished:
        finished = not any(writer.is_alive() for writer in writers)  # then one more look
        page = wire.page_from(service.pull(NAME, f"pc{WRITERS}", {"epoch": 1, "cursors": cursors}))
        got |= {row.id for row in page.rows}
        cursors = dict(page.cursors)
    return got, len(done)


@pytest.fixture
def service(postgres: PostgresEngine) -> Iterator[Service]:
    engine = SlowToCommit(postgres.url)
    write(engine, _shop())
    yield Service(engine, SCHEMA, lambda: AT)
    engine.close()


def test_a_reader_misses_nothing_of_eight_writers(service: Service) -> None:
    got, written = _read_along(service)

    assert written == WRITERS * PUSHES
    assert len(got) == written


def test_without_the_lock_he_would(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with numbers that are only read: what the lock is for."""

    def unlocked(self: object, link: Link, shop: str) -> tuple[int, int]:
        number: Any = link.rows("SELECT nextval('loose')")[0][0]
        return engines.counter(link, shop, HEAD)[0], int(number)

    with service.engine.writing() as link:
        link.run("CREATE SEQUENCE loose")
    monkeypatch.setattr(where.PostgresEngine, "lock", unlocked)
    got, written = _read_along(service)

    assert written == WRITERS * PUSHES
    assert len(got) < written


def test_who_waits_too_long_for_the_counter_is_told_to_come_back(
    postgres: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, "LOCK_SECONDS", 1)
    engine = PostgresEngine(postgres.url)
    write(engine, _shop())

    with engine.writing() as first, engine.writing() as second:
        engine.lock(first, NAME)
        with pytest.raises(Busy), engine.writing() as third:
            engine.lock(third, NAME)
        second.run("SELECT 1")
    engine.close()
