"""The steps from name to delivery as a painted track: what was reached, and when."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme import fonts, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE

TALL, DOT, TOP = 74, 8, 16


class StepTrack(QWidget):
    """One dot a step; a step that was jumped over stays hollow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps: tuple[tuple[str, str], ...] = ()
        self._lost = False
        self.setAccessibleName(_("Steps"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[tuple[str, str]], *, lost: bool) -> None:
        """(name, day or "") in order; `lost`: it ended after the last one that was reached."""
        self._steps, self._lost = tuple(steps), lost
        self.setAccessibleDescription("，".join(f"{name} {day}".strip() for name, day in steps))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, TALL)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(300, TALL)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(self._steps)
        last = max((n for n, (_name, day) in enumerate(self._steps) if day), default=0)
        for number in range(1, len(self._steps)):
            self._draw_line(painter, number, wide, reached=number <= last)
        for number, (name, day) in enumerate(self._steps):
            self._draw_step(painter, number, wide, name, day, ends=self._lost and number == last)

    def _draw_line(self, painter: QPainter, number: int, wide: float, *, reached: bool) -> None:
        colours = theme.tokens()
        painter.setPen(QPen(QColor(colours.accent if reached else colours.line), 3))
        left, right = (number - 0.5) * wide + DOT + 3, (number + 0.5) * wide - DOT - 3
        painter.drawLine(QPointF(left, TOP), QPointF(right, TOP))

    def _draw_step(self, painter: QPainter, number: int, wide: float, name: str, day: str, *, ends: bool) -> None:
        colours, middle = theme.tokens(), QPointF((number + 0.5) * wide, TOP)
        ink = colours.bad if ends else colours.accent if day else colours.line
        painter.setPen(QPen(QColor(ink), 3))
        painter.setBrush(QColor(ink) if day else QColor(colours.surface))
        painter.drawEllipse(middle, DOT, DOT)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE))
        painter.setPen(QColor(colours.text if day else colours.faint))
        room = QRectF(number * wide, TOP + 14, wide, 20)
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(wide))
        painter.drawText(room, centre, elided)
        painter.setFont(fonts.sized(SCALE.tiny))
        painter.setPen(QColor(colours.muted))
        painter.drawText(room.translated(0, 20), centre, day)
