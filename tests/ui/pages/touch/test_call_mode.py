"""Down the day's list by keyboard: one key a result, Enter, the next person."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from crm_desktop.features.touches import queries as touches
from tests import make


@pytest.fixture
def two(store, clock):
    """Two customers who are due; the one longest overdue first."""
    clock.set(2026, 11, 22, 10, 0)
    first = make.customer(store, "王芳", "13800138000", level="H", status="P", opened_on=date(2026, 11, 1))
    second = make.customer(store, "李强", "13800138005", level="A", status="P", opened_on=date(2026, 11, 10))
    return first, second


def waits_for(dialog, name):
    return lambda: dialog.name.text() == name and dialog.save.isEnabled()


def test_enter_logs_and_goes_to_the_next_person(open_dialog, store, two, qtbot, notices):
    dialog = open_dialog("call_mode")
    qtbot.waitUntil(waits_for(dialog, "王芳"))
    assert dialog.beside.phone.text() == "138 0013 8000"

    qtbot.keyClick(dialog, Qt.Key.Key_Return)

    qtbot.waitUntil(waits_for(dialog, "李强"))
    (logged,) = store.read(touches.last_touches, two[0], limit=5)
    assert (logged.kind, logged.effective) == ("call", True)
    assert "1" in dialog.state.text()


def test_a_skipped_person_comes_again_at_the_end(open_dialog, store, two, qtbot, notices):
    dialog = open_dialog("call_mode")
    qtbot.waitUntil(waits_for(dialog, "王芳"))
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    qtbot.waitUntil(waits_for(dialog, "李强"))

    qtbot.keyClick(dialog, Qt.Key.Key_Return)

    qtbot.waitUntil(waits_for(dialog, "王芳"))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.outcome.isVisible)
    assert "2" in dialog.outcome.sentence.text()


def test_only_the_chosen_people_are_called(open_dialog, two, qtbot):
    dialog = open_dialog("call_mode", two[1])

    qtbot.waitUntil(waits_for(dialog, "李强"))
    assert len(dialog.items) == 1


def test_the_filled_script_is_copied_for_wechat(open_dialog, two, qtbot, notices):
    dialog = open_dialog("call_mode")
    qtbot.waitUntil(waits_for(dialog, "王芳"))
    QGuiApplication.clipboard().clear()

    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(dialog, Qt.Key.Key_C, both)

    assert QGuiApplication.clipboard().text() == dialog.beside.script.text.text() != ""


def test_with_nobody_due_it_says_so(open_dialog, store, clock, qtbot):
    dialog = open_dialog("call_mode")

    qtbot.waitUntil(dialog.outcome.isVisible)
    assert dialog.outcome.sentence.text()
