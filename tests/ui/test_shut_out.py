"""The window of a laptop the shop has shut out: what is private is asked for, then one page says what happened."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock, Timeout
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from crm_desktop.app import Program
from crm_desktop.base.preferences import Preferences
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store import wipe
from crm_desktop.store.store import Store
from crm_desktop.ui.dialogs.shut_out import TakeAlongScreen, WipedScreen
from crm_desktop.ui.dialogs.welcome import Welcome
from sync.protocol import LEAVER, STOLEN
from tests import make
from tests.ui.starting import press, screen

OWN = "my own key 2026"
Start = Callable[[], Program]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile that opens without asking, with one private contact."""
    place = tmp_path / "open"
    store = Store.create(place, passphrase=None, derivers=DERIVERS)
    make.contact(store, name="私人", private=True)
    store.close()
    return place


def shut(program: Program, kind: str) -> None:
    """What a session does to the profile when the shop says so."""
    store = program.services.store
    assert wipe.shut(store, wipe.Order(kind), lambda: True)
    if kind == STOLEN:
        wipe.destroy_key(store)
    assert program.services.sync is not None
    program.services.sync.ended.emit()


def give(program: Program, first: str, second: str) -> None:
    asked: Any = screen(program)
    asked.first.setText(first)
    asked.second.setText(second)
    QTest.keyClick(asked.second, Qt.Key.Key_Return)


def test_who_left_is_asked_for_a_passphrase_and_finds_his_contacts(start: Start, folder: Path) -> None:
    program = start()
    shut(program, LEAVER)
    assert isinstance(screen(program), TakeAlongScreen)
    assert not program.window.is_open

    give(program, OWN, OWN)

    shown = screen(program)
    assert isinstance(shown, WipedScreen)
    assert "open-private" in shown.sentence.text()
    assert program.services.profile is None
    assert list(folder.glob("keys.*")) == []
    press(shown, "打开我的私密联系人")
    asked: Any = screen(program)
    asked.input.setText(OWN)
    QTest.keyClick(asked.input, Qt.Key.Key_Return)
    assert program.window.is_open
    assert program.services.store.profile == folder.with_name("open-private")


@pytest.mark.parametrize(("first", "second"), [("short", "short"), (OWN, OWN + "x"), ("", "")])
def test_passphrase_that_will_not_do_destroys_nothing(start: Start, folder: Path, first: str, second: str) -> None:
    program = start()
    shut(program, LEAVER)

    give(program, first, second)

    asked: Any = screen(program)
    assert asked.problem.isVisible()
    assert asked.button.isEnabled()
    assert (folder / "keys.json").exists()


def test_next_start_asks_again(start: Start, folder: Path) -> None:
    wipe.order(folder, wipe.Order(LEAVER))

    assert isinstance(screen(start()), TakeAlongScreen)


def test_stolen_laptop_shows_one_page_now_and_at_the_next_start(start: Start) -> None:
    program = start()

    shut(program, STOLEN)

    said = screen(program)
    assert isinstance(said, WipedScreen)
    assert [button.text() for button in said.findChildren(QPushButton)] == ["退出", "重新设置这台电脑"]
    assert isinstance(screen(start()), WipedScreen)


def test_laptop_is_set_up_anew(start: Start, folder: Path) -> None:
    program = start()
    shut(program, STOLEN)

    press(screen(program), "重新设置这台电脑")

    assert isinstance(screen(program), Welcome)
    assert not (folder / "data.db").exists()


def is_closed(store: Store) -> bool:
    """Another program may open the profile."""
    try:
        with FileLock(store.profile / "lock").acquire(blocking=False):
            return True
    except Timeout:
        return False


@pytest.mark.parametrize("name", ["read", "free", "files"])
def test_profile_is_closed_after_what_still_reads_it(
    folder: Path, qapp: QApplication, preferences: Preferences, qtbot: Any, name: str
) -> None:
    program = Program(qapp, folder, preferences)
    said: list[str] = []
    program.notices.said.connect(lambda notice: said.append(notice.text))
    program.window.show()
    qtbot.waitUntil(lambda: program.window.is_open, timeout=30_000)
    held, lanes, answers = threading.Event(), program.lanes, list[int]()
    store, lane = program.services.store, getattr(lanes, name)
    lane.run(program, lambda: held.wait(30))
    lane.run(
        program, lambda: store.look(lambda plain: plain.count("SELECT count(*) FROM contact")), answers.append
    )

    shut(program, STOLEN)
    lanes.write.drain()
    if name != "read":
        passed: list[bool] = []
        lanes.read.run(program, lambda: True, passed.append)
        qtbot.waitUntil(lambda: bool(passed), timeout=30_000)
    held.set()
    qtbot.waitUntil(lambda: bool(answers) or bool(said), timeout=30_000)

    assert (answers, said) == ([1], [])
    qtbot.waitUntil(lambda: is_closed(store), timeout=30_000)
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
