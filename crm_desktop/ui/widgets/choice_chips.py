"""One of several, as chips: pressed by mouse, by a digit, or moved along with the arrow keys."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QWidget
from typing_extensions import override

from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.flow import FlowLayout


class ChoiceChips(QWidget):
    """Chips of which at most one is down; `code()` is its code, "" when none is.

    With `numbered`, the digits 1-9 choose while the focus is on a chip, and each chip shows its digit.
    Enter is not for choosing: it goes to the form, so that a digit and Enter save.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, parent: QWidget | None = None, *, tone: str = Tone.ACCENT, numbered: bool = False,
        optional: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name, self._tone, self._numbered, self._optional = name, tone, numbered, optional
        self._flow = FlowLayout(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(not optional)
        self._codes: list[str] = []
        self._chips: list[Chip] = []

    def offer(self, choices: Sequence[tuple[str, str]], *, chosen: str = "") -> None:
        """Offer these (code, label) pairs; what was chosen before stays if it is among them."""
        keep = chosen or self.code()
        for chip in self._chips:
            self._group.removeButton(chip)
        self._flow.clear()
        self._codes, self._chips = [code for code, _label in choices], []
        for number, (code, label) in enumerate(choices, start=1):
            text = f"{number} {label}" if self._numbered and number <= 9 else label
            chip = Chip(text, self, tone=self._tone, on_enter=False)
            chip.setAccessibleName(f"{self._name}: {label}")
            chip.clicked.connect(partial(self._press, code))
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self._chips.append(chip)
        self.put(keep)

    def code(self) -> str:
        """The code of the chip that is down, or ""."""
        for code, chip in zip(self._codes, self._chips, strict=True):
            if chip.isChecked():
                return code
        return ""

    def put(self, code: str) -> None:
        """Press one without telling anybody; an unknown code releases all."""
        self._group.setExclusive(False)
        for own, chip in zip(self._codes, self._chips, strict=True):
            chip.setChecked(own == code)
        self._group.setExclusive(not self._optional)
        current = self._chips[self._codes.index(code)] if code in self._codes else None
        for chip in self._chips:
            # One stop for Tab: the chosen chip, else the first.
            stop = chip is (current or self._chips[0])
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        if self._chips:
            self.setFocusProxy(current or self._chips[0])

    def _press(self, code: str) -> None:
        released = self._optional and not self._chips[self._codes.index(code)].isChecked()
        self.put("" if released else code)
        self.chosen.emit("" if released else code)

    def _choose(self, number: int) -> bool:
        if not 0 <= number < len(self._codes):
            return False
        self.put(self._codes[number])
        self._chips[number].setFocus()
        self.chosen.emit(self._codes[number])
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), 0)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._choose((here + step) % max(len(self._codes), 1)):
            return
        if self._numbered and event.text().isdecimal() and self._choose(int(event.text()) - 1):
            return
        super().keyPressEvent(event)
