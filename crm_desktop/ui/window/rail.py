"""The left rail: pages by icon, word and a badge of what waits; icons only when the window is narrow."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.navigation import PageEntry
from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE
from crm_desktop.ui.widgets.card import ElidedLabel, line

HEIGHT = 40


class RailEntry(QAbstractButton):
    """One page."""

    elides = True

    def __init__(self, entry: PageEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self._badge = 0
        self._narrow = False
        self._keys = entry.keys
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_words()

    def show_words(self) -> None:
        """Speak the language of the moment."""
        self.setText(self.entry.text())
        badge = f" {self._badge}" if self._badge else ""
        self.setAccessibleName(self.text() + badge)
        self.setToolTip(f"{self.text()}{badge}  {self._keys}".rstrip() if self._narrow else self._keys)

    @property
    def icon_only(self) -> bool:
        """Whether the word is left to the tooltip."""
        return self._narrow

    def show_badge(self, count: int) -> None:
        """How many wait."""
        self._badge = count
        self.show_words()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Icon only, or icon and word."""
        self._narrow = narrow
        self.show_words()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(SCALE.rail - 24, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, on = theme.tokens(), self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_tint if on else colours.hover))
            painter.drawRoundedRect(self.rect(), SCALE.radius, SCALE.radius)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), SCALE.radius, SCALE.radius)
        ink = colours.accent_text if on else colours.muted
        left = (self.width() - 18) // 2 if self._narrow else 15
        icons.paint(painter, QRect(left, (HEIGHT - 18) // 2, 18, 18), self.entry.icon, ink)
        if self._narrow:
            if self._badge:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.bad))
                painter.drawEllipse(left + 15, (HEIGHT - 18) // 2 - 2, 7, 7)
            return
        self._words(painter, left + 24, ink)

    def _words(self, painter: QPainter, left: int, ink: str) -> None:
        painter.setFont(fonts.sized(SCALE.body, weight=WEIGHT_TITLE if self.isChecked() else 400))
        painter.setPen(QColor(ink))
        count = f"{self._badge:,}" if self._badge else ""
        metrics = painter.fontMetrics()
        room = self.width() - left - metrics.horizontalAdvance(count) - SCALE.l
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, room, HEIGHT), middle, shown)
        after = left + metrics.horizontalAdvance(shown) + SCALE.s + 2
        painter.drawText(QRect(after, 0, self.width() - after, HEIGHT), middle, count)


class Rail(QWidget):
    """The entries; `chosen` tells the page's name."""

    chosen = Signal(str)

    def __init__(self, entries: tuple[PageEntry, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SCALE.rail)
        self.setAccessibleName(_("Pages"))
        whole = self._column = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.m, 0, SCALE.m, SCALE.m)
        whole.setSpacing(SCALE.xs)
        self._name = ElidedLabel("", "card-title", self)
        self._name.setFixedHeight(SCALE.top_bar - SCALE.xs)
        self._name.setContentsMargins(SCALE.xs + 2, 0, 0, 0)
        self._group = QButtonGroup(self)
        whole.addWidget(self._name)
        self.entries: dict[str, RailEntry] = {}
        for entry in filter(lambda one: one.in_rail, entries):
            button = RailEntry(entry, self)
            self.entries[entry.name] = button
            self._group.addButton(button)
        for button in self.entries.values():
            if not button.entry.at_foot:
                whole.addWidget(button)
        whole.addStretch(1)
        whole.addWidget(line(self))
        for button in self.entries.values():
            if button.entry.at_foot:
                whole.addWidget(button)
        self._group.buttonClicked.connect(self._tell)
        self.show_words()

    def _tell(self, button: QAbstractButton) -> None:
        if isinstance(button, RailEntry):
            self.chosen.emit(button.entry.name)

    def show_words(self) -> None:
        """Speak the language of the moment."""
        self._name.setText(_("Showroom CRM"))
        for button in self.entries.values():
            button.show_words()

    def mark(self, name: str) -> None:
        """This page is on show; of one that is not in the rail no entry is marked."""
        self._group.setExclusive(False)
        for own, button in self.entries.items():
            button.setChecked(own == name)
        self._group.setExclusive(True)

    def show_badge(self, name: str, count: int) -> None:
        """How many wait on a page."""
        if name in self.entries:
            self.entries[name].show_badge(count)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, or icons and words."""
        self.setFixedWidth(SCALE.rail_narrow if narrow else SCALE.rail)
        self._name.setVisible(not narrow)
        margin = SCALE.top_bar if narrow else 0
        self._column.setContentsMargins(SCALE.s if narrow else SCALE.m, margin, SCALE.s if narrow else SCALE.m, SCALE.m)
        for button in self.entries.values():
            button.set_narrow(narrow)
