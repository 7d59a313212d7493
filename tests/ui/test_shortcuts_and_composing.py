"""No shortcut of the program acts while an input method is composing; undo belongs to the field first."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.widgets.search_box import SearchBox
from crm_desktop.ui.widgets.text_input import LineInput

CONTROL = Qt.KeyboardModifier.ControlModifier


def line_with_shortcut(show: Callable[..., QWidget], keys: str, line: LineInput) -> list[str]:
    pressed: list[str] = []
    window = QWidget()
    QVBoxLayout(window).addWidget(line)
    QShortcut(QKeySequence(keys), window).activated.connect(lambda: pressed.append(keys))
    show(window, 400, 200)
    window.activateWindow()
    line.setFocus()
    return pressed


def test_a_shortcut_waits_until_composing_is_over(show: Callable[..., QWidget]) -> None:
    line = LineInput()
    pressed = line_with_shortcut(show, "Ctrl+N", line)

    QApplication.sendEvent(line, QInputMethodEvent("wang", []))
    QTest.keyClick(line, Qt.Key.Key_N, CONTROL)
    assert pressed == []
    QApplication.sendEvent(line, QInputMethodEvent("", []))
    QTest.keyClick(line, Qt.Key.Key_N, CONTROL)

    assert pressed == ["Ctrl+N"]


def test_undo_goes_to_the_field_while_it_has_something(show: Callable[..., QWidget]) -> None:
    line = LineInput()
    pressed = line_with_shortcut(show, "Ctrl+Z", line)

    QTest.keyClicks(line, "abc")
    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert (pressed, line.text()) == ([], "")
    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL)

    assert pressed == ["Ctrl+Z"]


def test_live_search_takes_committed_text_only(show: Callable[..., QWidget], qtbot: object) -> None:
    box = SearchBox("搜索")
    searched: list[str] = []
    box.searched.connect(searched.append)
    line_with_shortcut(show, "Ctrl+N", box)

    QApplication.sendEvent(box, QInputMethodEvent("wang", []))
    QApplication.processEvents()
    assert searched == []
    event = QInputMethodEvent("", [])
    event.setCommitString("王")
    QApplication.sendEvent(box, event)
    qtbot.waitUntil(lambda: bool(searched))  # type: ignore[attr-defined]

    assert searched == ["王"]


def test_escape_and_enter_belong_to_the_input_method(show: Callable[..., QWidget]) -> None:
    box = SearchBox("搜索")
    heard: list[str] = []
    box.escaped.connect(lambda: heard.append("escape"))
    box.entered.connect(lambda: heard.append("enter"))
    line_with_shortcut(show, "Ctrl+N", box)

    QApplication.sendEvent(box, QInputMethodEvent("wang", []))
    QTest.keyClick(box, Qt.Key.Key_Escape)
    QTest.keyClick(box, Qt.Key.Key_Return)

    assert heard == []


def test_no_two_commands_share_a_shortcut() -> None:
    keys = [one.shortcut for one in ACTIONS if one.shortcut]
    keys += [f"Ctrl+{number}" for number in range(1, 10)]

    assert sorted(keys) == sorted(set(keys))
