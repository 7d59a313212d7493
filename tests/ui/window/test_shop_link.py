"""The frame and the shop: the pill, syncing by hand, what a session brought, and the end of the program."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base.errors import ProfileProblem
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.ui.dialogs.leaving import LeavingDialog
from crm_desktop.ui.lanes import Lane, Lanes
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.sync_watch import AUTOMATIC
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.window.window import Window
from sync.client.receipt import Receipt
from tests import make
from tests.ui.conftest import Heard
from tests.ui.connected import Shop

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def connected(enrolled: SyncRun, window: Window) -> Window:
    """The window of a laptop that belongs to a shop."""
    enrolled.look()
    return window


def test_a_laptop_on_its_own_says_so_quietly(run: SyncRun, window: Window) -> None:
    run.look()

    assert window.top.pill.text() == "仅在本机"
    assert not window.top.sync.isVisible()


def test_the_pill_counts_what_waits_after_each_edit(connected: Window, services: Services, qtbot: Any) -> None:
    assert connected.top.pill.text() == "已接入门店"
    assert connected.top.sync.isVisible()

    make.customer(services.store)

    qtbot.waitUntil(lambda: connected.top.pill.text() == "已接入门店 · 3 条待同步")


def test_the_pill_and_its_key_open_the_page(connected: Window) -> None:
    connected.top.pill.click()
    assert connected.current == "sync"
    assert not any(entry.isChecked() for entry in connected.rail.entries.values())
    QTest.keyClick(connected, Qt.Key.Key_1, CONTROL)
    assert connected.rail.entries["today"].isChecked()

    QTest.keyClick(connected, Qt.Key.Key_0, CONTROL)

    assert connected.current == "sync"


def test_syncing_by_hand_says_how_it_went(connected: Window, shop: Shop, notices: Heard) -> None:
    QTest.keyClick(connected, Qt.Key.Key_S, CONTROL | SHIFT)

    assert shop.count == 1
    assert notices.texts == ["同步完成：上传 12 条，收到 45 条。"]


def test_by_hand_a_problem_is_told_and_by_itself_it_is_not(
    connected: Window, shop: Shop, run: SyncRun, notices: Heard
) -> None:
    shop.answer = SyncStopped("unreachable", "连不上门店服务器。")

    run.start()
    assert notices.texts == []
    assert connected.top.pill.text() == "离线可用"
    connected.perform("sync_now")

    assert notices.texts == ["连不上门店服务器。"]


def test_after_the_days_close_an_absent_shop_is_no_error(
    connected: Window, shop: Shop, notices: Heard, services: Services
) -> None:
    shop.answer = SyncStopped("unreachable", "连不上门店服务器。")
    services.signals.run_action.emit("sync_now", "at_leisure")

    assert notices.texts == ["还没有同步：暂时连不上门店。一连上就会自动上传。"]
    assert notices.last.tone != Tone.BAD

    shop.answer = SyncStopped("certificate", "这不是门店的服务器。")
    services.signals.run_action.emit("sync_now", "at_leisure")

    assert notices.last.tone == Tone.BAD


def test_the_button_rests_while_a_session_runs(connected: Window, run: SyncRun) -> None:
    assert connected.top.sync.isEnabled()
    run.running = True
    run.began.emit()

    assert not connected.top.sync.isEnabled()
    run.end_with(SyncStopped("unreachable", "连不上门店服务器。"))

    assert connected.top.sync.isEnabled()


def test_what_is_to_decide_is_told_even_when_it_came_by_itself(
    connected: Window, shop: Shop, run: SyncRun, notices: Heard
) -> None:
    shop.answer = Receipt(received=3, conflicts=2)

    run.start()
    notices.press()

    assert notices.texts == ["收到 2 项需要您决定。"]
    assert connected.current == "sync"


def test_on_its_own_syncing_asks_for_the_code(run: SyncRun, window: Window, services: Services, shop: Shop) -> None:
    asked: list[str] = []
    services.signals.run_action.connect(lambda name, _argument: asked.append(name))
    run.look()

    window.perform("sync_now")

    assert asked == ["enrol"]
    assert shop.count == 0


@pytest.mark.parametrize("kind", ["revoked", "not enrolled", "update", "too old"])
def test_a_laptop_that_may_not_sync_says_so_in_the_bar(connected: Window, shop: Shop, run: SyncRun, kind: str) -> None:
    shop.answer = SyncStopped(kind, "……")

    run.start()

    assert connected.top.pill.text() in ("已被门店停用", "门店不认识本机", "需要更新版本")
    assert connected.top.sync.isVisible() == (kind != "revoked")


def test_full_disk_here_is_told_in_the_bar_and_no_sign_that_the_shop_is_away(
    connected: Window, shop: Shop, run: SyncRun
) -> None:
    run.start()
    shop.answer = SyncStopped("disk", "……")

    run.start()

    assert connected.top.pill.text() == "磁盘已满"
    assert run.reached
    shop.answer = Receipt(sent=1)
    run.start()
    assert connected.top.pill.text() != "磁盘已满"


def test_trouble_of_the_file_here_says_nothing_of_the_shop(connected: Window, shop: Shop, run: SyncRun) -> None:
    run.start()
    shop.answer = ProfileProblem("磁盘没有响应。")

    run.start()

    assert run.reached
    assert "离线" not in connected.top.pill.text()


# The end --------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(connected: Window) -> list[bool]:
    heard: list[bool] = []
    connected.closing.connect(lambda: heard.append(True))
    return heard


def test_what_waits_goes_up_before_the_program_ends(
    connected: Window, services: Services, shop: Shop, closed: list[bool]
) -> None:
    make.customer(services.store)

    connected.close()
    QApplication.processEvents()

    assert shop.count == 1
    assert closed == [True]


def test_with_nothing_waiting_the_program_ends_at_once(connected: Window, shop: Shop, closed: list[bool]) -> None:
    connected.close()
    QApplication.processEvents()

    assert shop.count == 0
    assert closed == [True]


def test_offline_or_switched_off_nobody_waits_at_the_end(
    connected: Window, services: Services, shop: Shop, run: SyncRun, closed: list[bool]
) -> None:
    make.customer(services.store)
    services.preferences.set(AUTOMATIC, False)

    connected.close()
    QApplication.processEvents()

    assert (shop.count, closed) == (0, [True])


@pytest.fixture
def stuck(services: Services, notices: Heard, connected: Window) -> Callable[[], LeavingDialog]:
    """A server that does not answer; gives the dialog of the end."""
    made = Lanes.inline(notices.notices)
    services.lanes = Lanes(made.write, made.read, made.free, Silent(), made.files)
    make.customer(services.store)
    return lambda: next(one for one in connected.findChildren(LeavingDialog) if one.isVisible())


class Silent(Lane):
    """Takes jobs and never does them."""

    def __init__(self) -> None:
        super().__init__("silent", Quiet())

    def run(self, *_job: Any, **_more: Any) -> Any:
        return None


class Quiet:
    """Nothing goes wrong here."""

    def error(self, problem: object) -> None:
        raise AssertionError(problem)

    def bug(self, report: str) -> None:
        raise AssertionError(report)


def test_escape_ends_though_nobody_answers(
    connected: Window, stuck: Callable[[], LeavingDialog], closed: list[bool], clipped: Callable[[QWidget], list[str]]
) -> None:
    connected.close()
    assert closed == []
    assert not clipped(stuck())

    QTest.keyClick(stuck(), Qt.Key.Key_Escape)
    QApplication.processEvents()

    assert closed == [True]


def test_closing_twice_does_not_wait(connected: Window, stuck: Callable[[], LeavingDialog], closed: list[bool]) -> None:
    connected.close()
    connected.close()
    QApplication.processEvents()

    assert closed == [True]
