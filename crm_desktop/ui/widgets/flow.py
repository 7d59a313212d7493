"""A layout that lets chips and buttons flow on to the next line, as words do."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

from crm_desktop.ui.theme.tokens import SCALE

NOWHERE = Qt.Orientation(0)
ON_PURPOSE = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
Hint = tuple[QLayoutItem, int, int]
"""What is shown, and how wide and tall it wants to be."""


class FlowLayout(QLayout):
    """Left to right, then down; the height follows the width.

    Nested layouts ask for hints and heights many times over between two changes: what was found out is kept until then.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = SCALE.s - 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._hints: list[Hint] | None = None
        self._heights: dict[int, int] = {}
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def _forget(self) -> None:
        self._hints = None
        self._heights.clear()

    def _shown(self) -> list[Hint]:
        if self._hints is None:
            hints = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
            self._hints = [(item, hint.width(), hint.height()) for item, hint in hints]
        return self._hints

    @override
    def addWidget(self, widget: QWidget) -> None:
        super().addWidget(widget)
        # At once, unless it was hidden on purpose: a layout shows what it is given only later, and a row that is made
        # anew would be gone for a frame.
        place = self.parentWidget()
        if place is not None and place.isVisible() and not widget.testAttribute(ON_PURPOSE):
            widget.show()

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._forget()

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        self._forget()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take every widget out and let it go."""
        self._forget()
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return NOWHERE

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            lines = self._lines(width)
            known = sum(tall for _line, tall in lines) + self.spacing() * (len(lines) - 1) if lines else 0
            self._heights[width] = known
        return known

    @override
    def invalidate(self) -> None:
        self._forget()
        super().invalidate()

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top, width, gap = rect.y(), rect.width(), self.spacing()
        for line, tall in self._lines(width):
            left = rect.x()
            for item, wanted, high in line:
                wide = min(wanted, width)
                # What is lower than its line stands in the middle of it.
                item.setGeometry(QRect(left, top + (tall - high) // 2, wide, high))
                left += wide + gap
            top += tall + gap

    @override
    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(wide for _item, wide, _high in shown) + self.spacing() * (len(shown) - 1) if shown else 0
        return QSize(width, max((high for _item, _wide, high in shown), default=0))

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item, _wide, _high in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _lines(self, width: int) -> list[tuple[list[Hint], int]]:
        """What stands on each line, and how tall the line is."""
        lines: list[tuple[list[Hint], int]] = []
        line: list[Hint] = []
        x, tall, gap = 0, 0, self.spacing()
        for hint in self._shown():
            wide = min(hint[1], width)
            if x > 0 and x + wide > width:
                lines.append((line, tall))
                line, x, tall = [], 0, 0
            line.append(hint)
            x += wide + gap
            tall = max(tall, hint[2])
        return [*lines, (line, tall)] if line else lines
