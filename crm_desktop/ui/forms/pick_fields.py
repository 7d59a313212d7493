"""Fields one picks in: a choice from a list, a tick, several flags, stars. They save at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.theme import icons, theme
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.flow import FlowLayout


class Combo(QComboBox):
    """A list to pick from that the mouse wheel does not change by accident; a long choice ends in an ellipsis."""

    left = Signal()
    elides = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, place.width() - 2)
        self.setToolTip(self.currentText() if shown != self.currentText() else "")
        option.currentText = shown
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ChoiceField(Field):
    """One of the shop's choices: pairs of (code, label). A code the shop no longer has stays and is shown as it is."""

    def __init__(
        self, name: str, label: str, choices: Iterable[tuple[str, str]], parent: QWidget | None = None, *,
        inline: bool = True, none: str | None = "",
    ) -> None:  # fmt: skip
        super().__init__(name, label, parent, inline=inline)
        self._none = none
        self.input = Combo(self)
        self.set_choices(choices)
        self.input.activated.connect(self._pick)
        self.take_input(self.input)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer other choices; what is chosen stays."""
        chosen = self.input.currentData()
        self.input.clear()
        if self._none is not None:
            self.input.addItem(self._none, "")
        for code, text in choices:
            self.input.addItem(text, code)
        if chosen is not None:
            self.write(chosen)

    def _pick(self) -> None:
        self.note_edit()
        self.commit()

    @override
    def read(self) -> Any:
        return self.input.currentData()

    @override
    def write(self, value: Any) -> None:
        at = self.input.findData(value or "")
        if at < 0 and value:
            self.input.addItem(str(value), value)
            at = self.input.count() - 1
        self.input.setCurrentIndex(at)


class CheckField(Field):
    """A tick."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None, *, inline: bool = True) -> None:
        super().__init__(name, "", parent, inline=inline)
        self.input = QCheckBox(label, self)
        self.input.clicked.connect(self._pick)
        self.take_input(self.input)
        self.input.setAccessibleName(label)

    def _pick(self) -> None:
        self.note_edit()
        self.commit()

    @override
    def read(self) -> Any:
        return self.input.isChecked()

    @override
    def write(self, value: Any) -> None:
        self.input.setChecked(bool(value))


class FlagsField(Field):
    """Any of several flags as chips; the value is a frozenset of codes."""

    def __init__(
        self, name: str, label: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None, *,
        inline: bool = True, tone: str = "accent",
    ) -> None:  # fmt: skip
        super().__init__(name, label, parent, inline=inline)
        place = QWidget(self)
        flow = FlowLayout(place)
        self.chips = {code: Chip(text, place, tone=tone) for code, text in choices}
        for chip in self.chips.values():
            chip.clicked.connect(self._pick)
            flow.addWidget(chip)
        self.take_input(place)

    def _pick(self) -> None:
        self.note_edit()
        self.commit()

    @override
    def read(self) -> Any:
        return frozenset(code for code, chip in self.chips.items() if chip.isChecked())

    @override
    def write(self, value: Any) -> None:
        for code, chip in self.chips.items():
            chip.setChecked(code in (value or ()))


class Stars(QWidget):
    """So many of so many, painted; keys 0-9, left and right change it."""

    changed = Signal(int)

    def __init__(self, most: int = 5, sign: str = "star", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.most, self.sign, self.count = most, sign, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.most * 22 + 4, 28)

    def put(self, count: int) -> None:
        """Show so many."""
        self.count = max(0, min(self.most, count))
        self.setAccessibleDescription(ngettext("{n} star", "{n} stars", self.count).format(n=self.count))
        self.update()

    def _choose(self, count: int) -> None:
        self.put(count)
        self.changed.emit(self.count)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.tokens()
        for n in range(self.most):
            spot = QRect(2 + n * 22, (self.height() - 18) // 2, 18, 18)
            on = n < self.count
            icons.paint(
                painter, spot, self.sign if on else f"{self.sign}-outline", colours.warn if on else colours.faint
            )
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        count = int(event.position().x() - 2) // 22 + 1
        self._choose(0 if count == self.count else count)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._choose(self.count + step)
        elif event.text().isdigit():
            self._choose(int(event.text()))
        else:
            super().keyPressEvent(event)


class StarsField(Field):
    """Closeness and the like: 0 (not said) to `most`."""

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, most: int = 5, inline: bool = True,
        sign: str = "star",
    ) -> None:  # fmt: skip
        super().__init__(name, label, parent, inline=inline)
        self.input = Stars(most, sign, self)
        self.input.changed.connect(self._pick)
        self.take_input(self.input)
        self.input.setToolTip(_("Press a number to choose"))

    def _pick(self) -> None:
        self.note_edit()
        self.commit()

    @override
    def read(self) -> Any:
        return self.input.count

    @override
    def write(self, value: Any) -> None:
        self.input.put(int(value or 0))
