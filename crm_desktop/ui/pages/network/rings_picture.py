"""The four rings as a picture: me in the middle, everybody a dot on the ring where they stand."""

from math import cos, radians, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.network.records import Ring
from crm_desktop.ui.pages.network.rings_view import RingsView
from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE

LEAST = 300
ME = 24
GOLDEN = 137.50776  # degrees: dots never form spokes
PLASTIC = 0.7548777  # how far out a dot stands, unrelated to its angle: else they form a spiral
MOST_DOTS = 90
DOT = 3.2


class RingsPicture(RingsView):
    """Dots of people who became customers are green."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tall=QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(LEAST, LEAST))
        self.setToolTip(_("A click or the digit opens the people of a ring; green are those who became customers."))

    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _outer(self, number: int) -> float:
        """Where a ring ends; the rings share the room outside me."""
        whole = min(self.width(), self.height()) / 2 - SCALE.xs
        return ME + (whole - ME) * (number + 1) / max(len(self.rings), 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        for number in reversed(range(len(self.rings))):
            ground = QColor(colours.accent)
            ground.setAlphaF(0.05 + 0.05 * (len(self.rings) - number))
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.surface))
            painter.drawEllipse(self._middle(), self._outer(number), self._outer(number))
            painter.setBrush(ground)
            painter.drawEllipse(self._middle(), self._outer(number), self._outer(number))
        for number, ring in enumerate(self.rings):
            self._dots(painter, number, ring)
        for number, ring in enumerate(self.rings):
            self._count(painter, number, ring)
        self._me(painter)

    def _dots(self, painter: QPainter, number: int, ring: Ring) -> None:
        """As many dots as people while they can be told apart; then in proportion."""
        colours = theme.tokens()
        inner = self._outer(number - 1) if number else ME
        shown = min(ring.people, MOST_DOTS)
        green = round(ring.customers * shown / ring.people) if ring.people else 0
        painter.setPen(Qt.PenStyle.NoPen)
        for n in range(shown):
            angle = radians(n * GOLDEN + 40 * number)
            share = 0.30 + 0.55 * ((n * PLASTIC) % 1)
            far = inner + (self._outer(number) - inner) * share
            painter.setBrush(QColor(colours.ok if n < green else colours.accent))
            painter.drawEllipse(self._middle() + QPointF(cos(angle) * far, sin(angle) * far), DOT, DOT)

    def _count(self, painter: QPainter, number: int, ring: Ring) -> None:
        """The number of the ring and how many stand there, at the top of its band."""
        colours = theme.tokens()
        inner = self._outer(number - 1) if number else ME
        text = f"{ring.ring} · {ring.people:,}"
        painter.setFont(fonts.sized(SCALE.tiny, weight=WEIGHT_TITLE))
        wide = painter.fontMetrics().horizontalAdvance(text) + SCALE.m
        place = QRectF(0, 0, wide, 20)
        place.moveCenter(self._middle() - QPointF(0, (inner + self._outer(number)) / 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(place, 10, 10)
        painter.setPen(QColor(colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _me(self, painter: QPainter) -> None:
        colours = theme.tokens()
        painter.setPen(QPen(QColor(colours.surface), 3))
        painter.setBrush(QColor(colours.accent_fill))
        painter.drawEllipse(self._middle(), ME, ME)
        spot = QRectF(0, 0, ME, ME)
        spot.moveCenter(self._middle())
        icons.paint(painter, spot.toRect(), "account", colours.on_accent)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        away = event.position() - self._middle()
        far = (away.x() ** 2 + away.y() ** 2) ** 0.5
        for number, ring in enumerate(self.rings):
            if far <= self._outer(number):
                self.pressed.emit(0 if far <= ME else ring.ring)
                return
