"""What a disk or somebody with SQL changed on either side is found within a week of sessions, and put right."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import NotFound
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import enrol, let_go, retry, run_sync
from crm_desktop.features.sync.records import MENDED
from crm_desktop.store import capture
from sync.client.upkeep import SHARES
from tests import make
from tests.sync.codes import code_for
from tests.sync.server.serving import Served

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

FIRST = datetime(2026, 11, 20, 18, 0)


@pytest.fixture
def person(store: "Store") -> str:
    return make.customer(store, name="王芳", note="likes blue")


@pytest.fixture
def ann(store: "Store", served: Served, clock: Any, person: str) -> "Store":
    """Ann's laptop, in step with the shop."""
    clock.set(FIRST)
    for n in range(30):
        make.touch(store, person, note=f"touch {n}")
    enrol(store, code_for(served, "ann"), device_name="笔记本")
    run_sync(store)
    return store


@pytest.fixture
def week(ann: "Store", clock: Any) -> Callable[[], list[int]]:
    """A session on each of the next days; how many requests each took."""

    def days() -> list[int]:
        took = []
        for n in range(1, SHARES + 2):
            clock.set(FIRST + timedelta(days=n))
            took.append(run_sync(ann).requests)
        return took

    return days


def behind_its_back(store: "Store", sql: str) -> None:
    """As another program, without the triggers."""

    def change(session: Any) -> None:
        capture.drop(session.connection())
        session.execute(text(sql))
        capture.install(session.connection())

    store.write("", change)


def of_server(served: Served, table: str, row: str) -> str:
    with served.service.engine.reading() as link:
        found = link.rows("SELECT data FROM record WHERE tbl = ? AND id = ?", table, row)
    return bytes(found[0][0]).decode()


def note_of(store: "Store") -> Any:
    return store.look(lambda reader: reader.value("SELECT note FROM contact"))


def test_byte_that_a_disk_turned_over_is_put_right(
    ann: "Store", served: Served, person: str, week: Callable[[], list[int]]
) -> None:
    behind_its_back(ann, "UPDATE contact SET note = 'likes glue'")

    week()

    assert note_of(ann) == "likes blue"
    assert "likes blue" in of_server(served, "contact", person)
    (card,) = ann.look(queries.parked).parked
    assert (card.state, card.person, card.values[0][1]) == (MENDED, person, "likes glue")
    assert ann.look(queries.state).parked == 1
    assert ann.check() == []


def test_what_stood_there_can_be_let_go_or_brought_back_as_an_edit(
    ann: "Store", served: Served, person: str, week: Callable[[], list[int]]
) -> None:
    behind_its_back(ann, "UPDATE contact SET note = 'likes glue', job = 'x'")
    week()
    cards = {card.values[0][1]: card.id for card in ann.look(queries.parked).parked}

    ann.write("Let go", let_go, cards["x"])
    ann.write("Try again", retry, cards["likes glue"])
    run_sync(ann)

    assert not ann.look(queries.parked).total
    assert "likes glue" in of_server(served, "contact", person)
    with pytest.raises(NotFound):
        ann.write("Try again", retry, cards["likes glue"])


def test_row_that_was_changed_on_the_server_reaches_the_laptop(
    ann: "Store", served: Served, person: str, week: Callable[[], list[int]]
) -> None:
    changed = of_server(served, "contact", person).replace("likes blue", "likes red")
    with served.service.engine.writing() as link:
        link.run("UPDATE record SET data = ? WHERE tbl = ? AND id = ?", changed.encode(), "contact", person)

    week()

    assert note_of(ann) == "likes red"
    assert [card.values[0][1] for card in ann.look(queries.parked).parked] == ["likes blue"]


def test_row_that_vanished_without_a_word_comes_back(ann: "Store", week: Callable[[], list[int]]) -> None:
    behind_its_back(ann, "DELETE FROM touch WHERE note = 'touch 7'")

    week()

    assert ann.look(lambda reader: reader.count("SELECT count(*) FROM touch WHERE note = 'touch 7'")) == 1
    assert not ann.look(queries.parked).total


def test_looking_costs_one_request_a_day_and_an_edit_is_no_fault(
    ann: "Store", clock: Any, week: Callable[[], list[int]]
) -> None:
    private = make.contact(ann, name="friend")
    make.touch(ann, private, note="secret")

    assert set(week()) == {2}
    assert run_sync(ann).requests == 1
    ann.write("Change", lambda session: session.execute(text("UPDATE contact SET note = 'likes green'")))
    clock.set(FIRST + timedelta(days=20))
    run_sync(ann)
    assert not ann.look(queries.parked).total
    assert note_of(ann) == "likes green"
