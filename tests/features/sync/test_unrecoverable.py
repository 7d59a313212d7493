"""What was made here and came back neither with the laptop's copy nor with the server's is said, never silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import device_keys, let_go, run_sync
from crm_desktop.features.sync.records import GONE, SyncStopped
from tests import make
from tests.features.sync.carried import calls
from tests.sync.loopback.office import QUICK, Desk
from tests.sync.server.serving import Served


def rename(desk: Desk, name: str) -> None:
    change = text("UPDATE contact SET name = :name")
    desk.store.write("改", lambda session: session.execute(change, {"name": name}))


def lose_what_came_after(served: Served, copy: dict[str, list[tuple[object, ...]]]) -> None:
    """The server as it was, marked as restored."""
    with served.service.engine.writing() as link:
        for table, rows in copy.items():
            link.run(f"DELETE FROM {table}")
            link.insert(table, rows)
        stored = served.service.opened(link, served.shop, locked=True)
        stored.begin_epoch(above=0)
        stored.flush("2026-11-28T18:00:00Z")


def copy_of(served: Served) -> dict[str, list[tuple[object, ...]]]:
    tables = ("shop", "record", "history", "incarnation", "alias", "scope_exit", "epoch_log")
    with served.service.engine.reading() as link:
        return {table: link.rows(f"SELECT * FROM {table}") for table in tables}


@pytest.fixture
def both_behind(ann: Desk, served: Served, tmp_path: Path) -> Callable[[], None]:
    """An image of the laptop and a copy of the server; then two changes more, which both ends had."""
    make.customer(ann.store, name="王芳")
    ann.sync()
    ann.copy_to(tmp_path / "image")
    copy = copy_of(served)
    for name in ("王小芳", "王大芳"):
        rename(ann, name), ann.sync()

    def back() -> None:
        ann.restore_from(tmp_path / "image")
        lose_what_came_after(served, copy)

    return back


def gone(desk: Desk) -> list[tuple[str, str]]:
    return [(one.state, one.what) for one in desk.store.look(queries.parked).parked]


def test_changes_that_both_ends_lost_are_counted_and_stay_on_the_list_until_somebody_read_it(
    ann: Desk, both_behind: Callable[[], None]
) -> None:
    both_behind()

    ann.sync(), ann.sync()

    (card,) = ann.store.look(queries.parked).parked
    assert (card.state, card.what, ann.store.read(queries.state).parked) == (GONE, "2", 1)
    assert card.at is not None
    assert str(card.at)[:16] in card.reason
    ann.store.write("", let_go, card.id)
    ann.sync()
    assert (gone(ann), ann.store.read(queries.state).parked) == ([], 0)


def test_laptop_that_came_back_alone_has_lost_nothing(ann: Desk, tmp_path: Path) -> None:
    make.customer(ann.store, name="王芳")
    ann.sync()
    ann.copy_to(tmp_path / "image")
    rename(ann, "王小芳"), ann.sync()
    ann.restore_from(tmp_path / "image")

    ann.sync()

    assert (gone(ann), ann.value("SELECT name FROM contact")) == ([], "王小芳")


def test_server_that_came_back_alone_has_lost_nothing(ann: Desk, served: Served) -> None:
    make.customer(ann.store, name="王芳")
    ann.sync()
    copy = copy_of(served)
    rename(ann, "王小芳"), ann.sync()
    lose_what_came_after(served, copy)

    ann.sync(), ann.sync()

    assert (gone(ann), ann.value("SELECT name FROM contact")) == ([], "王小芳")


def test_what_never_reached_the_server_counts_when_the_laptop_came_back_without_it(
    ann: Desk, served: Served, tmp_path: Path
) -> None:
    make.customer(ann.store, name="王芳")
    ann.sync()
    ann.copy_to(tmp_path / "image")
    rename(ann, "王小芳")
    ann.sync()
    with served.service.engine.writing() as link:  # the answer came, and the server lost all the same what it took
        link.run("UPDATE incarnation SET last_lsn = last_lsn - 1, last_uid = ''")
    ann.restore_from(tmp_path / "image")

    ann.sync()

    assert gone(ann) == [(GONE, "1")]


def test_question_that_could_not_be_asked_is_asked_by_the_next_session(
    ann: Desk, served: Served, both_behind: Callable[[], None]
) -> None:
    both_behind()
    calls(ann, "http://127.0.0.1:9")
    with pytest.raises(SyncStopped):
        run_sync(ann.store, patience=QUICK)
    calls(ann, served.url)

    ann.sync()

    assert gone(ann) == [(GONE, "2")]


def test_number_is_kept_beside_the_key_and_only_when_it_is_another_one(
    ann: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.customer(ann.store, name="王芳")
    ann.sync()
    profile = ann.store.look(queries.enrolled_facts)["profile"]
    first = (device_keys().load(profile) or {})["made"]
    ann.sync()

    assert (device_keys().load(profile) or {})["made"] == first
