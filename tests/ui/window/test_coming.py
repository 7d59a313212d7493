"""A page that is shown first: read and made beside and in parts, and the window lives meanwhile."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from crm_desktop.ui import navigation
from crm_desktop.ui.lanes import Lane
from crm_desktop.ui.window.coming import Coming
from tests.ui.seats import Seat, sitting


@pytest.fixture
def lane(qapp: Any, notices: Any) -> Iterator[Lane]:
    made = Lane("read", notices)
    yield made
    made.drain()


@pytest.fixture
def seat(tmp_path: Path, qapp: QApplication, qtbot: Any) -> Iterator[Seat]:
    """The program's window with its real threads."""
    with sitting(tmp_path, qapp, qtbot) as sit:
        yield sit("ann")


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Code that is only read when this is set."""
    there = threading.Event()
    monkeypatch.setattr(navigation, "is_read", lambda _where: False)
    monkeypatch.setattr(navigation, "read", lambda _where: there.wait(30))
    yield there
    there.set()


def never(key: str, _problem: object) -> None:
    """Nothing fails here."""
    raise AssertionError(key)


def test_what_was_asked_last_is_shown_once_its_code_is_read(lane: Lane, slow_disk: threading.Event, qtbot: Any) -> None:
    owner, shown = QObject(), list[str]()
    coming = Coming(owner, lane, never)

    for name in ("customers", "network", "map"):
        coming.with_code(f"{name}.page:Page", lambda name=name: shown.append(name), key="page")
    before = list(shown)
    slow_disk.set()

    qtbot.waitUntil(lambda: shown == ["map"], timeout=30_000)
    assert before == []


def test_parts_are_made_one_at_a_time_and_the_window_lives_in_between(lane: Lane, qtbot: Any) -> None:
    owner, done = QObject(), list[str]()

    def part(name: str) -> Callable[[], object]:
        def make() -> None:
            done.append(name)
            QTimer.singleShot(0, owner, lambda: done.append("a key press"))

        return make

    Coming(owner, lane, never).one_by_one((part("list"), part("archive")), part("shown"), key="page")

    qtbot.waitUntil(lambda: done.count("a key press") == 3, timeout=30_000)
    assert done == ["list", "a key press", "archive", "a key press", "shown", "a key press"]


def test_a_page_left_before_it_was_made_is_whole_when_it_is_asked_for_again(seat: Seat) -> None:
    seat.add("Wang Fang", customer=True)
    for name in ("customers", "network", "today"):
        seat.window.show_page(name)
    seat.until(lambda: seat.window.current == "today")

    archive = seat.find("Wang Fang")

    assert seat.window.current == "customers"
    assert archive.isVisible()


def test_the_first_page_does_not_wait_until_it_is_known_whose_it_is(
    seat: Seat, slow_disk: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane, asked = seat.window.services.lanes.read, list[str]()
    run = lane.run

    def heard(owner: QObject, *job: Any, **how: Any) -> object:
        asked.append(type(owner).__name__)
        return run(owner, *job, **how)

    monkeypatch.setattr(lane, "run", heard)
    seat.window.drop_pages()
    slow_disk.set()

    seat.window.open_profile()
    seat.until(lambda: "TodayPage" in asked and asked.count("Window") > 1)

    last = len(asked) - asked[::-1].index("Window") - 1
    assert asked.index("TodayPage") < last
