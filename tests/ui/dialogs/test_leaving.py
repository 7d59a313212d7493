"""Before the program ends: what waits goes up, for a moment; then the user is asked, and may always leave."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.dialogs.leaving import LeavingDialog


@pytest.fixture
def dialog(show: Callable[..., QWidget]) -> LeavingDialog:
    made: Any = LeavingDialog(27, None)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    show(made, 440, 200)
    return made  # type: ignore[no-any-return]


def test_it_says_what_goes_up_and_that_nothing_is_lost(dialog: LeavingDialog, clipped: Any) -> None:
    assert dialog.sentence.text() == "正在上传 27 条修改…"
    assert "什么都不会丢" in dialog.hint.text()
    assert not clipped(dialog)


def test_escape_ends_at_once(dialog: LeavingDialog, qtbot: Any) -> None:
    with qtbot.waitSignal(dialog.leave):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_after_a_few_seconds_it_asks_and_enter_leaves(dialog: LeavingDialog, qtbot: Any, clipped: Any) -> None:
    assert not dialog.wait_button.isVisible()

    dialog.ask()

    assert dialog.sentence.text() == "门店服务器比平时慢。仍要退出吗？"
    assert not clipped(dialog)
    with qtbot.waitSignal(dialog.leave):
        QTest.keyClick(dialog, Qt.Key.Key_Return)


def test_who_wants_to_wait_is_asked_again_later(dialog: LeavingDialog) -> None:
    dialog.ask()

    dialog.wait_button.click()
    assert not dialog.wait_button.isVisible()
    dialog.ask()

    assert dialog.wait_button.isVisible()
