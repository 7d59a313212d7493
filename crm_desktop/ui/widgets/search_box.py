"""A search box: committed text only, a short pause, a cross to empty it, arrows that walk the results below."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import icons, theme
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.text_input import LineInput


class SearchBox(LineInput):
    """`searched` tells what to look for; `moved` (+1, -1) and `entered` are for the list that shows what was found."""

    searched = Signal(str)
    moved = Signal(int)
    escaped = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None, *, pause: int = 0, clear: str = "") -> None:
        super().__init__(placeholder, parent)
        self.setTextMargins(22, 0, 24, 0)
        self._soon = QTimer(self, singleShot=True, interval=pause)
        self._soon.timeout.connect(self._search)
        self.edited.connect(self._wait)
        self._cross = QToolButton(self)
        self._cross.setIcon(icons.icon("close"))
        self._cross.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.setAccessibleName(clear)
        self._cross.setToolTip(clear)
        self._cross.clicked.connect(self.empty)
        self._cross.hide()
        self.textChanged.connect(self._show_cross)

    def _wait(self) -> None:
        self._soon.start()

    def _search(self) -> None:
        self.searched.emit(self.text().strip())

    def empty(self) -> None:
        """Take the text away and search for nothing."""
        self.put("")
        self._search()
        self.setFocus()

    def _show_cross(self, text: str) -> None:
        self._cross.setVisible(bool(text))
        self._cross.move(self.width() - self._cross.width() - 4, (self.height() - self._cross.height()) // 2)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.is_composing:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.moved.emit(step)
                return
            if event.key() == Qt.Key.Key_Escape:
                self.escaped.emit()
                return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        spot = self.rect().adjusted(SCALE.s + 2, 0, 0, 0)
        spot.setWidth(18)
        icons.paint(painter, spot, "magnify", theme.tokens().faint)
