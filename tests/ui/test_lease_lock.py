"""The window of a laptop that has not met the shop for long: a warning, then one page with two ways out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.app import Program
from crm_desktop.base.preferences import Preferences
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import commands, queries
from crm_desktop.store.store import Store
from crm_desktop.ui.dialogs.lease import LeaseScreen
from crm_desktop.ui.dialogs.unlock import UnlockScreen
from crm_desktop.ui.sync_watch import AUTOMATIC
from sync.protocol import STOLEN
from tests import make
from tests.conftest import PASSPHRASE, FrozenClock
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served
from tests.ui.starting import press, screen, started

Start = Callable[..., Program]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "shop.db") as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, served: Served, clock: FrozenClock) -> Path:
    """A laptop of the shop that opens without asking and does not sync by itself."""
    place = tmp_path / "open"
    store = Store.create(place, passphrase=None, derivers=DERIVERS)
    commands.enrol(store, code_for(served, "ann"), device_name="笔记本")
    make.customer(store, name="王芳")
    store.close()
    return place


@pytest.fixture
def start(folder: Path, qapp: QApplication, preferences: Preferences, qtbot: Any) -> Iterator[Start]:
    preferences.set(AUTOMATIC, False)
    with started(qapp, preferences, qtbot) as begin:
        yield lambda place=folder: begin(place)


def use(folder: Path, clock: FrozenClock, days: int) -> None:
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    for _day in range(days):
        clock.forward(days=1)
        store.write("", commands.count_use)
    store.close()


def locked(program: Program) -> LeaseScreen:
    shown = screen(program)
    assert isinstance(shown, LeaseScreen)
    assert not program.window.is_open
    assert program.window.pages == {}
    return shown


def answer(served: Served, shown: LeaseScreen) -> str:
    return served.registry.unlock(shown.laptop.text(), shown.number.text().replace(" ", ""))[1]


def type_code(shown: LeaseScreen, code: str) -> None:
    shown.code.setText(code)
    QTest.keyClick(shown.code, Qt.Key.Key_Return)


def words(root: QWidget) -> str:
    return " ".join(one.text() for one in root.findChildren(QWidget) if hasattr(one, "text") and one.isVisible())


def test_locked_laptop_shows_one_page_and_no_customer(
    start: Start, folder: Path, clock: FrozenClock, clipped: Callable[[QWidget], list[str]]
) -> None:
    use(folder, clock, 46)

    shown = locked(start())

    assert "王芳" not in words(shown.window())
    assert len(shown.laptop.text()) == 6
    assert len(shown.number.text()) == 9
    assert "保留" in shown.kept.text()
    assert not clipped(shown)


def test_day_too_many_locks_at_the_start(start: Start, folder: Path, clock: FrozenClock) -> None:
    use(folder, clock, 45)
    clock.forward(days=1)

    assert len(locked(start()).number.text()) == 9


def test_day_that_begins_while_the_program_runs_locks_it(start: Start, folder: Path, clock: FrozenClock) -> None:
    use(folder, clock, 45)
    program = start()
    assert program.window.is_open

    clock.forward(days=1)
    program._lease._count_hour()

    locked(program)


def test_sync_opens_it(start: Start, folder: Path, clock: FrozenClock) -> None:
    use(folder, clock, 46)
    program = start()

    press(locked(program), "立即同步")

    assert program.window.is_open
    assert program.services.store.look(queries.state).waiting == 0


def test_sync_that_fails_says_why_and_leaves_it_locked(start: Start, folder: Path, clock: FrozenClock) -> None:
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    store.write("", commands.note, {"server_id": "another"})
    store.close()
    use(folder, clock, 46)
    program = start()
    shown = locked(program)

    press(shown, "立即同步")

    assert "别家门店" in shown.state.text() or "另一家" in shown.state.text()
    assert shown.state.isVisible()
    assert shown.sync.isEnabled()
    locked(program)


def test_code_of_the_manager_opens_it_by_keyboard(
    start: Start, folder: Path, clock: FrozenClock, served: Served
) -> None:
    use(folder, clock, 46)
    program = start()
    shown = locked(program)

    type_code(shown, answer(served, shown))

    assert program.window.is_open
    assert program.services.store.look(queries.state).waiting > 0


def test_wrong_code_is_told_and_may_be_typed_again(
    start: Start, folder: Path, clock: FrozenClock, served: Served
) -> None:
    use(folder, clock, 46)
    program = start()
    shown = locked(program)
    right = answer(served, shown)

    type_code(shown, f"{(int(right) + 1) % 10**8:08}")

    assert shown.problem.isVisible()
    assert shown.open.isEnabled()
    locked(program)
    type_code(shown, right)
    assert program.window.is_open


def test_locked_laptop_tries_to_meet_the_shop_by_itself(
    start: Start, folder: Path, clock: FrozenClock, preferences: Preferences
) -> None:
    use(folder, clock, 46)
    preferences.set(AUTOMATIC, True)

    assert start().window.is_open


def test_laptop_that_was_shut_out_meanwhile_ends(
    start: Start, folder: Path, clock: FrozenClock, served: Served
) -> None:
    from crm_desktop.ui.dialogs.shut_out import WipedScreen

    use(folder, clock, 46)
    program = start()
    served.registry.revoke(program.services.store.look(queries.enrolled_facts)["device"], STOLEN)

    press(locked(program), "立即同步")

    assert isinstance(screen(program), WipedScreen)


def test_passphrase_comes_before_the_lock_and_after_it(
    start: Start, folder: Path, clock: FrozenClock, served: Served
) -> None:
    use(folder, clock, 45)
    program = start()
    program.services.store.change_passphrase(PASSPHRASE)
    program.lock()
    clock.forward(days=1)
    program._lease._count_hour()
    asked: Any = screen(program)
    assert isinstance(asked, UnlockScreen)

    asked.input.setText(PASSPHRASE)
    QTest.keyClick(asked.input, Qt.Key.Key_Return)

    shown = locked(program)
    program.lock()
    assert screen(program) is shown
    type_code(shown, answer(served, shown))
    assert program.window.is_open


def test_warning_is_in_the_pill_and_goes_with_a_sync(start: Start, folder: Path, clock: FrozenClock) -> None:
    use(folder, clock, 40)
    program = start()
    assert program.services.sync is not None
    program.services.sync.look()
    assert program.window.top.pill.text().startswith("5 天内同步")
    assert "锁定" in program.window.top.pill.toolTip()

    program.services.sync.start()

    assert "天内同步" not in program.window.top.pill.text()
