"""The parts of the enrolment dialog: what a code says, which address is used, and what happens to the data here."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import ElidedLabel, Label
from crm_desktop.ui.widgets.figures import IconLabel


class CodeFacts(QFrame):
    """What the pasted code says, name by name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "proposal")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SCALE.m, SCALE.m, SCALE.m, SCALE.m)
        self._grid.setHorizontalSpacing(SCALE.m)
        self._grid.setVerticalSpacing(SCALE.xs)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, ElidedLabel] = {}

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """(name, value) from top to bottom."""
        for number, (name, value) in enumerate(facts):
            if name not in self._values:
                self._values[name] = ElidedLabel("", "strong", self)
                self._grid.addWidget(Label(name, "muted", self, wrap=False), number, 0)
                self._grid.addWidget(self._values[name], number, 1)
            self._values[name].setText(value)

    def fact(self, name: str) -> str:
        """The value shown beside this name."""
        return self._values[name].text()


class AddressChoice(QWidget):
    """The address of the code, and the servers found in this network: for a code whose address is not reached."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SCALE.xs)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}

    def offer(self, addresses: Sequence[tuple[str, str]]) -> None:
        """(address, words) with the first one chosen, unless another one was chosen before and is still there."""
        before = self.address()
        for address, words in addresses:
            if address not in self._buttons:
                self._buttons[address] = self._button(address)
            self._buttons[address].setText(words)
        for address in set(self._buttons) - {address for address, _words in addresses}:
            button = self._buttons.pop(address)
            self._group.removeButton(button)
            button.deleteLater()
        wanted = before if before in self._buttons else next(iter(self._buttons), "")
        if wanted:
            self._buttons[wanted].setChecked(True)

    def _button(self, address: str) -> QRadioButton:
        button = QRadioButton(self)
        button.clicked.connect(lambda: self.chosen.emit(address))
        self._group.addButton(button)
        self._column.addWidget(button)
        return button

    def address(self) -> str:
        """The one that is chosen."""
        return next((address for address, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, address: str) -> None:
        """Choose this one."""
        self._buttons[address].click()

    def words(self) -> list[str]:
        """What is offered."""
        return [button.text() for button in self._buttons.values()]


@dataclass(frozen=True)
class Effect:
    """One thing that happens to the data on this laptop."""

    icon: str
    tone: str
    text: str
    remark: str = ""


class Effects(QWidget):
    """What will happen, line by line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SCALE.s)
        self._grid.setVerticalSpacing(SCALE.s)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[QWidget] = []

    def show_effects(self, effects: Sequence[Effect]) -> None:
        """Say these, in place of those before."""
        for widget in self._shown:
            self._grid.removeWidget(widget)
            widget.hide()  # until it is deleted, it would be painted where it stood
            widget.deleteLater()
        self._shown = []
        for number, effect in enumerate(effects):
            self._add(IconLabel(effect.icon, effect.tone, 18, self), 2 * number, 0)
            self._add(Label(effect.text, "", self, fills=True), 2 * number, 1)
            if effect.remark:
                self._add(Label(effect.remark, "muted", self, fills=True), 2 * number + 1, 1)

    def _add(self, widget: QWidget, line: int, place: int) -> None:
        self._grid.addWidget(widget, line, place)
        self._shown.append(widget)
        widget.show()

    def texts(self) -> list[str]:
        """What is said."""
        return [widget.text() for widget in self._shown if isinstance(widget, Label)]
