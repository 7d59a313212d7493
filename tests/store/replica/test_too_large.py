"""A record too large for one push stays here, and nothing waits behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.records import HELD
from crm_desktop.store.store import Store
from sync.core.mutations import Op
from sync.protocol import MOST_PUSH_BYTES
from tests import make
from tests.store.replica.shop import Laptop, Server

HUGE = "长" * 200_000


@pytest.fixture
def ann(tmp_path: Path, server: Server) -> Iterator[Laptop]:
    store = Store.create(tmp_path / "ann", passphrase=None, derivers=DERIVERS)
    yield Laptop(store, server)
    store.close()


def put(laptop: Laptop, table: str, row: str, **values: object) -> None:
    """As another program, or an older version, may write it: no form lets so long a text pass."""
    written = ", ".join(f"{column} = :{column}" for column in values)
    sql = text(f"UPDATE {table} SET {written} WHERE id = :row")
    laptop.store.write("Change", lambda session: session.execute(sql, {**values, "row": row}))


def sent(server: Server) -> set[tuple[str, str]]:
    return {entry.mutation.key for entry in server.shop.history}


def test_a_huge_note_of_a_known_customer_waits_and_blocks_nothing(ann: Laptop, server: Server) -> None:
    known = make.customer(ann.store, name="王芳")
    assert ann.sync()
    put(ann, "contact", known, note=HUGE)
    other = make.customer(ann.store, name="李雷")

    assert ann.sync()

    assert ("contact", other) in server.shop.records
    assert server.shop.records["contact", known].values["note"] == ""
    assert not ann.rows("SELECT 1 FROM sync_outbox")
    assert ann.value("SELECT length(note) FROM contact WHERE id = :row", row=known) == len(HUGE)


def test_it_goes_as_soon_as_it_is_shorter(ann: Laptop, server: Server) -> None:
    known = make.customer(ann.store, name="王芳")
    assert ann.sync()
    put(ann, "contact", known, note=HUGE)
    assert ann.sync()

    put(ann, "contact", known, note="短")
    assert ann.sync()

    assert server.shop.records["contact", known].values["note"] == "短"
    assert not ann.store.look(queries.parked).total


def test_a_new_customer_who_is_too_large_keeps_what_hangs_on_him_back(ann: Laptop, server: Server) -> None:
    new = make.customer(ann.store, name="王芳")
    put(ann, "contact", new, note=HUGE)
    touch = make.touch(ann.store, new, note="called")
    other = make.customer(ann.store, name="李雷")

    assert ann.sync()
    assert ann.sync()

    assert {key for key in sent(server) if key[0] == "contact"} == {("contact", other)}
    assert ("touch", touch) not in sent(server)
    put(ann, "contact", new, note="短")
    assert ann.sync()
    assert {("contact", new), ("touch", touch)} <= server.shop.records.keys()
    assert not [entry for entry in server.shop.history if entry.outcome.reason]


def test_nothing_frozen_is_larger_than_a_push(ann: Laptop, server: Server) -> None:
    known = make.customer(ann.store, name="王芳", note="旧" * 100_000)
    assert ann.sync()
    put(ann, "contact", known, note="新" * 100_000)

    assert ann.sync()

    bodies = [len(entry.mutation.body) for entry in server.shop.history if entry.mutation.op is Op.UPDATE]
    assert len(bodies) == 1
    assert max(bodies) <= MOST_PUSH_BYTES
    assert server.shop.records["contact", known].values["note"] == "新" * 100_000


def test_the_sync_page_says_what_is_too_long_and_by_how_much(ann: Laptop) -> None:
    known = make.customer(ann.store, name="王芳")
    put(ann, "contact", known, note=HUGE)
    assert ann.sync()

    found = ann.store.look(queries.parked)

    (card,) = found.parked
    assert (found.total, card.state, card.person, card.name) == (1, HELD, known, "王芳")
    assert "200,000" in card.reason
    assert not card.can_retry
    assert ann.store.look(queries.state).parked == 1
