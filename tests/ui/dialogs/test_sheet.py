"""What Enter does in a dialog: the primary button, unless another button has the focus or text is being composed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import LineInput, TextInput

ENTER = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier


class Asking(Sheet):
    """One of each kind of input; `pressed` counts what the buttons did."""

    def __init__(self) -> None:
        super().__init__("问一问")
        self.pressed: list[str] = []
        self.line, self.text, self.tick = LineInput("名字", self), TextInput("说明", self), QCheckBox("也要", self)
        self.chips, self.chip = ChoiceChips("级别", self), Chip("快捷", self, checkable=False)
        self.chips.offer([("H", "H"), ("A", "A")], chosen="A")
        for part in (self.line, self.text, self.tick, self.chips, self.chip):
            self.body.addWidget(part)
        self.other = self.add_button("别的")
        self.yes = self.add_button("保存", primary=True)
        self.other.clicked.connect(lambda: self.pressed.append("other"))
        self.yes.clicked.connect(lambda: self.pressed.append("yes"))
        self.chip.clicked.connect(lambda: self.pressed.append("chip"))


@pytest.fixture
def sheet(show):
    return show(Asking(), 480, 360)


def enter(sheet, widget, modifier=Qt.KeyboardModifier.NoModifier):
    widget.setFocus()
    QTest.keyClick(sheet.focusWidget(), ENTER, modifier)
    return sheet.pressed


@pytest.mark.parametrize("name", ["line", "tick", "chips", "yes"])
def test_enter_presses_the_primary_button(sheet, name):
    assert enter(sheet, getattr(sheet, name)) == ["yes"]
    assert sheet.chips.code() == "A"


def test_the_enter_of_the_number_block_counts_too(sheet):
    sheet.line.setFocus()
    QTest.keyClick(sheet.line, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)

    assert sheet.pressed == ["yes"]


def test_in_a_long_text_enter_is_a_new_line_and_control_enter_presses(sheet):
    assert enter(sheet, sheet.text) == []
    assert sheet.text.text() == "\n"

    assert enter(sheet, sheet.text, CONTROL) == ["yes"]


def test_another_button_with_the_focus_is_pressed_itself(sheet):
    assert enter(sheet, sheet.other) == ["other"]


def test_a_chip_that_acts_keeps_its_enter(sheet):
    assert enter(sheet, sheet.chip) == ["chip"]


@pytest.mark.parametrize("off", [lambda yes: yes.setEnabled(False), lambda yes: yes.hide()], ids=["grey", "hidden"])
def test_a_primary_button_that_cannot_be_pressed_is_not(sheet, off):
    off(sheet.yes)

    assert enter(sheet, sheet.line) == []
    assert sheet.isVisible()


def test_enter_belongs_to_the_input_method_while_text_is_composed(sheet):
    sheet.line.setFocus()
    QApplication.sendEvent(sheet.line, QInputMethodEvent("wang", []))

    QTest.keyClick(sheet, ENTER)

    assert sheet.pressed == []
