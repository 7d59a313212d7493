"""The card every block of a page stands in, and the small parts around it: labels, lines, rows of widgets."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.ui.theme.tokens import SCALE

Box = TypeVar("Box", bound=QBoxLayout)
FILLED, LEAST = 240, 60
CAPTION = 72


class Label(QLabel):
    """A text that wraps, of a kind the style sheet knows: muted, faint, strong, card-title, page-title, figure, error.

    Plain text always: what people type is never read as markup. `fills` takes the width it is given: where the column
    gives the width anyway, Qt need not shape the text five times to guess a pleasing one.
    """

    def __init__(
        self, text: str = "", kind: str = "", parent: QWidget | None = None, *, wrap: bool = True, fills: bool = False
    ) -> None:
        super().__init__(text, parent)
        self._fills = fills
        self._heights: dict[int, int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if kind:
            self.setProperty("kind", kind)

    @override
    def setText(self, text: str) -> None:
        self._heights.clear()
        super().setText(text)

    @override
    def changeEvent(self, event: QEvent) -> None:
        self._heights.clear()
        super().changeEvent(event)

    @override
    def heightForWidth(self, width: int) -> int:
        # Nested layouts ask for the same width many times over, and QLabel shapes its text each time.
        known = self._heights.get(width)
        if known is None:
            known = self._heights[width] = super().heightForWidth(width)
        return known

    @override
    def sizeHint(self) -> QSize:
        if not self._fills:
            return super().sizeHint()
        # The width it was given once is most likely the one it gets again: its height is asked for there anyway.
        known = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        return QSize(FILLED, self.heightForWidth(self.width() if known else FILLED))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, self.fontMetrics().lineSpacing()) if self._fills else super().minimumSizeHint()


class ElidedLabel(QLabel):
    """A name: one line, cut with an ellipsis when there is no room; the whole text is the tooltip then."""

    elides = True

    def __init__(self, text: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""
        if kind:
            self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    @override
    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        super().setText(text)
        self._note()

    def _note(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._whole) > self.width()
        self.setToolTip(self._whole if cut else "")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note()

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * 6), hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.drawText(self.contentsRect(), int(self.alignment()), shown)


def unless_it_follows_the_width(widget: QWidget, hint: Callable[[], QSize]) -> QSize:
    """The hint, where somebody needs it: a height that follows the width is asked for at the width there is.

    Qt would lay every text out once more for it, at the width of the longest row.
    """
    layout = widget.layout()
    return QSize(FILLED, 0) if layout is not None and layout.hasHeightForWidth() else hint()


def line(parent: QWidget | None = None, *, vertical: bool = False) -> QFrame:
    """A thin line between things."""
    made = QFrame(parent)
    made.setProperty("role", "line-vertical" if vertical else "line")
    return made


def row(*widgets: QWidget | None, spacing: int = SCALE.s) -> QHBoxLayout:
    """Widgets side by side; None is the gap that takes what room is left."""
    return _filled(QHBoxLayout(), widgets, spacing=spacing)


def column(*widgets: QWidget | None, spacing: int = SCALE.s) -> QVBoxLayout:
    """Widgets one below the other; None is the gap that takes what room is left."""
    return _filled(QVBoxLayout(), widgets, spacing=spacing)


def captioned(text: str, widget: QWidget, parent: QWidget, *, width: int = CAPTION) -> QHBoxLayout:
    """A word at the left, what it names beside it: lines of chips under one another."""
    caption = Label(text, "muted", parent, wrap=False)
    caption.setFixedWidth(width)
    caption.setContentsMargins(0, SCALE.xs + 1, 0, 0)
    made = QHBoxLayout()
    made.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
    made.addWidget(widget, 1)
    return made


def _filled(made: Box, widgets: Sequence[QWidget | None], *, spacing: int) -> Box:
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made


class Card(QFrame):
    """A white block with a title; `body` is the layout to fill, `head` the row of the title for chips and buttons."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, spacing: int = SCALE.s) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.l + 2, SCALE.m + 2, SCALE.l + 2, SCALE.m + 4)
        whole.setSpacing(SCALE.s)
        self.title = Label(title, "card-title", self, wrap=False)
        self.title.setVisible(bool(title))
        self.head = row(self.title, None)
        self.body = QVBoxLayout()
        self.body.setSpacing(spacing)
        whole.addLayout(self.head)
        whole.addLayout(self.body, 1)
        if title:
            self.setAccessibleName(title)

    def set_title(self, text: str) -> None:
        """Change the title."""
        self.title.setText(text)
        self.title.setVisible(bool(text))
        self.setAccessibleName(text)
