"""The start: window first; each thing that can be wrong with a profile has its own screen; the end saves everything."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from crm_desktop.app import Program
from crm_desktop.base import i18n
from crm_desktop.base.errors import DiskFull, ProfileTooNew
from crm_desktop.base.preferences import Preferences
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store, exists
from crm_desktop.ui.dialogs.problem import ProblemScreen, title_of
from crm_desktop.ui.dialogs.unlock import UnlockScreen
from crm_desktop.ui.dialogs.waiting import WaitingScreen
from crm_desktop.ui.dialogs.welcome import BeginningStep, LanguageStep, ProtectionStep, Welcome
from crm_desktop.ui.lanes import Lanes
from tests import make
from tests.conftest import PASSPHRASE
from tests.ui.starting import Quiet, press, screen, started


@pytest.fixture
def start(qapp: QApplication, preferences: Preferences, qtbot: Any) -> Iterator[Callable[[Path], Program]]:
    with started(qapp, preferences, qtbot) as begin:
        yield begin


def test_the_window_is_painted_before_the_profile_opens(
    qapp: QApplication, profile: Path, preferences: Preferences
) -> None:
    program = Program(qapp, profile, preferences, Lanes.inline(Quiet()))

    assert not program.begun
    assert program.services.profile is None
    program.window.close()


def test_a_profile_with_a_passphrase_asks_for_it(start: Callable[[Path], Program], profile: Path) -> None:
    assert isinstance(screen(start(profile)), UnlockScreen)


def test_the_right_passphrase_opens_the_profile(start: Callable[[Path], Program], profile: Path) -> None:
    program = start(profile)
    unlock: Any = screen(program)

    unlock.input.setText(PASSPHRASE)
    QTest.keyClick(unlock.input, Qt.Key.Key_Return)

    assert program.window.is_open
    assert program.window.current


def test_what_a_new_version_computes_anew_is_said_with_how_far_it_is(
    qapp: QApplication, store: Store, profile: Path, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSPHRASE", PASSPHRASE)
    make.customer(store)
    of_before = text("UPDATE local_value SET value = '0' WHERE key LIKE 'deriver:%'")
    store.write("age", lambda session: session.execute(of_before))
    store.close()
    program = Program(qapp, profile, preferences, Lanes.inline(Quiet()))
    shown = list[str]()

    def see(_number: int) -> None:
        widget = program.window.stack.currentWidget()
        if isinstance(widget, WaitingScreen):
            shown.append(widget.title.text())

    program.window.stack.currentChanged.connect(see)
    program.begin()

    assert shown == ["正在把客户簿更新到此版本…"]
    assert program.window.is_open
    program.window.close()


def test_a_wrong_passphrase_may_be_tried_again(start: Callable[[Path], Program], profile: Path) -> None:
    program = start(profile)
    unlock: Any = screen(program)

    unlock.input.setText("not this one")
    press(unlock, "解锁")

    assert screen(program) is unlock
    assert unlock.problem.isVisible()
    assert unlock.button.isEnabled()


def test_a_profile_open_elsewhere_can_be_looked_at(
    start: Callable[[Path], Program], store: Store, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSPHRASE", PASSPHRASE)
    program = start(profile)
    problem = screen(program)
    assert isinstance(problem, ProblemScreen)
    assert problem.title.text() == "客户簿已在别处打开"

    press(problem, "以只读方式打开")

    assert program.services.store.read_only
    assert program.window.is_open


def test_a_damaged_profile_says_so(
    start: Callable[[Path], Program], profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSPHRASE", PASSPHRASE)
    (profile / "data.db").write_bytes(b"\0" * 8192)

    problem = screen(start(profile))

    assert isinstance(problem, ProblemScreen)
    assert problem.title.text() == "客户簿无法读取"


@pytest.mark.parametrize(
    ("problem", "title"), [(ProfileTooNew("x"), "客户簿来自更新的版本"), (DiskFull("x"), "磁盘已满")]
)
def test_every_trouble_has_its_own_title(problem: Any, title: str) -> None:
    assert title_of(problem) == title


def test_full_disk_at_the_start_speaks_of_no_change(
    start: Callable[[Path], Program], profile: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def full(*_given: object) -> None:
        raise DiskFull("最后一次改动没有保存")

    monkeypatch.setenv("CRM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(Store, "get_ready", full)
    monkeypatch.setattr(Store, "settle", full)
    told: list[str] = []

    program = start(profile)
    program.notices.said.connect(lambda notice: told.append(notice.text))
    qtbot.waitUntil(lambda: bool(told))

    assert len(told) == 1
    assert "现在不能保存" in told[0]
    assert program.window.is_open


def test_the_first_start_asks_three_things(start: Callable[[Path], Program], tmp_path: Path) -> None:
    program = start(tmp_path / "new")
    welcome: Any = screen(program)
    assert isinstance(welcome, Welcome)
    assert isinstance(welcome.currentWidget(), LanguageStep)

    press(welcome.currentWidget(), "简体中文")
    protect: Any = welcome.currentWidget()
    assert isinstance(protect, ProtectionStep)
    protect.first.setText("一个很长的通行短语")
    protect.second.setText("一个很长的通行短语")
    press(protect, "继续")
    beginning: Any = welcome.currentWidget()
    assert isinstance(beginning, BeginningStep)
    beginning.chosen.emit("empty")

    assert program.window.is_open
    assert exists(tmp_path / "new")


@pytest.mark.parametrize(("first", "second"), [("short", "short"), ("long enough 1", "long enough 2"), ("", "")])
def test_a_weak_or_mistyped_passphrase_is_refused(
    start: Callable[[Path], Program], tmp_path: Path, first: str, second: str
) -> None:
    welcome: Any = screen(start(tmp_path / "new"))
    welcome.ask_protection()
    protect = welcome.currentWidget()

    protect.first.setText(first)
    protect.second.setText(second)
    protect.choose()

    assert welcome.currentWidget() is protect
    assert protect.problem.text()


def test_the_language_of_the_welcome_is_kept(
    start: Callable[[Path], Program], tmp_path: Path, preferences: Preferences
) -> None:
    program = start(tmp_path / "new")

    press(screen(program).currentWidget(), "English")  # type: ignore[attr-defined]

    assert i18n.language() == "en"
    assert preferences.language == "en"


def test_locking_hides_everything_until_the_passphrase(
    start: Callable[[Path], Program], profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSPHRASE", PASSPHRASE)
    program = start(profile)
    program.window.perform("lock")
    unlock: Any = screen(program)
    assert isinstance(unlock, UnlockScreen)
    assert program.window.pages == {}

    unlock.given.emit("wrong one")
    assert not program.window.is_open
    unlock.given.emit(PASSPHRASE)

    assert program.window.is_open


def test_closing_the_window_closes_the_profile(
    start: Callable[[Path], Program], profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSPHRASE", PASSPHRASE)
    program = start(profile)

    program.window.close()

    Store.open(profile, passphrase=PASSPHRASE, derivers=DERIVERS).close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_first_screens_cut_nothing_off(
    start: Callable[[Path], Program], tmp_path: Path, language: str, clipped: Any
) -> None:
    program = start(tmp_path / "new")
    program.window.resize(1280, 720)
    program.speak(language)
    welcome: Any = screen(program)

    for ask in (lambda: None, welcome.ask_protection, welcome.ask_beginning):
        ask()
        QApplication.processEvents()
        assert clipped(program.window) == []


def test_a_failed_first_start_can_be_tried_again(
    start: Callable[[Path], Program], tmp_path: Path, notices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file stands where the folder should be")
    program = start(blocked / "new")
    welcome: Any = screen(program)

    welcome.ask_beginning()
    welcome.currentWidget().chosen.emit("demo")

    assert isinstance(screen(program), Welcome)
    assert not program.window.is_open


def test_what_is_due_shows_in_the_rail_though_today_is_not_the_first_page(
    start: Callable[[Path], Program], profile: Path, store: Store, preferences: Preferences, qtbot: QtBot
) -> None:
    make.follow_up(store, make.customer(store))
    store.close()
    preferences.set("page", "customers")
    program = start(profile)
    unlock: Any = screen(program)

    unlock.input.setText(PASSPHRASE)
    QTest.keyClick(unlock.input, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "1" in program.window.rail.entries["today"].accessibleName())
    assert program.window.current == "customers"
