"""The four rings as circles around me, each with its people."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.features.network.records import Ring
from crm_desktop.ui.pages.network.rings_view import RingsView
from crm_desktop.ui.theme import fonts, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE

HEIGHT = 132
STEP = 13


class RingsStrip(RingsView):
    """The strip above the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tall=QSizePolicy.Policy.Fixed)

    @override
    def count(self, ring: Ring) -> int:
        """Those whom the list below shows: customers have their own page."""
        return ring.people - ring.customers

    @override
    def sizeHint(self) -> QSize:
        return QSize(SCALE.list_width, HEIGHT)

    def _line(self, number: int) -> QRectF:
        left = HEIGHT + SCALE.xs
        tall = (HEIGHT - 2 * SCALE.l) / max(len(self.rings), 1)
        return QRectF(left, SCALE.l + number * tall, self.width() - left - SCALE.m, tall)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        painter.fillRect(self.rect(), QColor(colours.surface))
        middle = QPointF(HEIGHT / 2 + SCALE.s, HEIGHT / 2)
        most = max((self.count(ring) for ring in self.rings), default=0) or 1
        for number in reversed(range(len(self.rings))):
            ring, radius = self.rings[number], 8 + (number + 1) * STEP
            tint = QColor(colours.accent)
            tint.setAlphaF(0.08 + 0.30 * self.count(ring) / most)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.surface))
            painter.drawEllipse(middle, radius, radius)
            painter.setBrush(tint)
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(middle, 7, 7)
        for number, ring in enumerate(self.rings):
            self._words(painter, self._line(number), ring)

    def _words(self, painter: QPainter, line: QRectF, ring: Ring) -> None:
        colours = theme.tokens()
        painter.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE))
        painter.setPen(QColor(colours.text))
        count = f"{self.count(ring):,}"
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        room = int(line.width()) - painter.fontMetrics().horizontalAdvance(count) - SCALE.s
        painter.setFont(fonts.sized(SCALE.small))
        painter.setPen(QColor(colours.muted))
        label = painter.fontMetrics().elidedText(f"{ring.ring} {ring.label}", Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for number, ring in enumerate(self.rings):
            if self._line(number).contains(event.position()):
                self.pressed.emit(ring.ring)
                return
        self.pressed.emit(0)
