"""The four rings as circles around me, each with its people."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.features.network.records import NetworkOverview, Ring
from crm_desktop.ui.theme import fonts, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE

HEIGHT = 132
STEP = 13


class RingsStrip(QWidget):
    """`pressed` tells the ring, 0 for all."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rings: tuple[Ring, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_overview(self, overview: NetworkOverview) -> None:
        """Show other counts."""
        self._rings = tuple(ring for ring in overview.rings if ring.ring)
        self.setAccessibleName("，".join(f"{ring.label} {_private(ring):,}" for ring in self._rings))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(SCALE.list_width, HEIGHT)

    def _line(self, number: int) -> QRectF:
        left = HEIGHT + SCALE.xs
        tall = (HEIGHT - 2 * SCALE.l) / max(len(self._rings), 1)
        return QRectF(left, SCALE.l + number * tall, self.width() - left - SCALE.m, tall)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        painter.fillRect(self.rect(), QColor(colours.surface))
        middle = QPointF(HEIGHT / 2 + SCALE.s, HEIGHT / 2)
        most = max((_private(ring) for ring in self._rings), default=0) or 1
        for number in reversed(range(len(self._rings))):
            ring, radius = self._rings[number], 8 + (number + 1) * STEP
            tint = QColor(colours.accent)
            tint.setAlphaF(0.08 + 0.30 * _private(ring) / most)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.surface))
            painter.drawEllipse(middle, radius, radius)
            painter.setBrush(tint)
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(middle, 7, 7)
        for number, ring in enumerate(self._rings):
            self._words(painter, self._line(number), ring)

    def _words(self, painter: QPainter, line: QRectF, ring: Ring) -> None:
        colours = theme.tokens()
        painter.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE))
        painter.setPen(QColor(colours.text))
        count = f"{_private(ring):,}"
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        room = int(line.width()) - painter.fontMetrics().horizontalAdvance(count) - SCALE.s
        painter.setFont(fonts.sized(SCALE.small))
        painter.setPen(QColor(colours.muted))
        label = painter.fontMetrics().elidedText(f"{ring.ring} {ring.label}", Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for number, ring in enumerate(self._rings):
            if self._line(number).contains(event.position()):
                self.pressed.emit(ring.ring)
                return
        self.pressed.emit(0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdecimal() and int(event.text()) <= len(self._rings):
            self.pressed.emit(int(event.text()))
            return
        super().keyPressEvent(event)


def _private(ring: Ring) -> int:
    """Those whom the list below shows: customers have their own page."""
    return ring.people - ring.customers
