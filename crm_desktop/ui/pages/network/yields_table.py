"""What came of something, as a small painted table: used, reached, came in, ordered, with a bar for each line."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.network.records import Yield
from crm_desktop.ui.theme import fonts, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE

LINE = 34
HEAD = 24
COLUMN = 58
BAR = 3


class YieldsTable(QWidget):
    """`first` names the first figure: people, or used."""

    def __init__(self, title: str, first: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._first = title, first
        self._rows: tuple[Yield, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def show_rows(self, rows: Sequence[Yield]) -> None:
        """Show these lines."""
        self._rows = tuple(rows)
        heads = self._heads()
        told = []
        for row in rows:
            figures = zip(heads, _figures(row), strict=True)
            told.append(f"{row.label}: " + ", ".join(f"{head} {figure:,}" for head, figure in figures))
        self.setAccessibleDescription("; ".join(told))
        self.updateGeometry()
        self.update()

    def _heads(self) -> tuple[str, ...]:
        return self._first, _("Reached"), _("Came in"), _("Ordered")

    @override
    def sizeHint(self) -> QSize:
        return QSize(COLUMN * 4 + 110, HEAD + LINE * len(self._rows))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(COLUMN * 4 + 80, HEAD + LINE * len(self._rows))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.tokens()
        painter.setFont(fonts.sized(SCALE.tiny))
        painter.setPen(QColor(colours.muted))
        for place, head in enumerate(self._heads()):
            painter.drawText(self._cell(place, 0, HEAD), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             painter.fontMetrics().elidedText(head, Qt.TextElideMode.ElideRight, COLUMN))  # fmt: skip
        most = max((row.used for row in self._rows), default=0) or 1
        for number, row in enumerate(self._rows):
            self._line(painter, HEAD + number * LINE, row, row.used / most)

    def _cell(self, place: int, top: float, tall: float) -> QRectF:
        return QRectF(self.width() - (4 - place) * COLUMN, top, COLUMN, tall)

    def _line(self, painter: QPainter, top: float, row: Yield, share: float) -> None:
        colours = theme.tokens()
        room = self.width() - 4 * COLUMN - SCALE.s
        painter.setFont(fonts.sized(SCALE.small))
        painter.setPen(QColor(colours.text))
        name = painter.fontMetrics().elidedText(row.label, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, top, room, LINE - 6), Qt.AlignmentFlag.AlignLeft | middle, name)
        for place, figure in enumerate(_figures(row)):
            strong = place == 3 and figure > 0
            painter.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE) if strong else fonts.sized(SCALE.small))
            painter.setPen(QColor(colours.ok if strong else colours.text if figure else colours.faint))
            painter.drawText(self._cell(place, top, LINE - 6), Qt.AlignmentFlag.AlignRight | middle, f"{figure:,}")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(QRectF(0, top + LINE - 7, self.width(), BAR), 1.5, 1.5)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRectF(0, top + LINE - 7, max(self.width() * share, 0), BAR), 1.5, 1.5)


def _figures(row: Yield) -> tuple[int, int, int, int]:
    return row.used, row.reached, row.came, row.ordered
