"""A pill that is pressed to change what it says: the level, the status, the value tier."""

from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.stamps import stamp
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE, Tone

PAD = 10
HEIGHT = 26
ARROW = 14


class PillButton(QAbstractButton):
    """Opens its menu on a click, Space, Enter or Down. `menu` is filled by its owner before it opens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menu = QMenu(self)
        self._tone: str = Tone.MUTED
        self.setFont(fonts.sized(SCALE.tiny, weight=WEIGHT_TITLE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    def show_pill(self, text: str, tone: str, name: str) -> None:
        """Show this word; `name` says what it is of, for screen readers and the tooltip."""
        self._tone = tone
        self.setText(text)
        self.setAccessibleName(f"{name}: {text}")
        self.setToolTip(name)
        self.updateGeometry()
        self.update()

    def open_menu(self) -> None:
        """Show the choices below the pill."""
        if not self.menu.isEmpty():
            self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * PAD + ARROW, HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 60), HEIGHT)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        ground = colours.line if self.underMouse() else colours.tint(self._tone)
        rim = colours.accent if self.hasFocus() else ""
        drawn = (self.text(), colours.ink(self._tone), ground, rim)
        stamp(painter, self.rect(), ("pill button", *drawn), partial(_draw, *drawn))


def _draw(text: str, ink: str, ground: str, rim: str, painter: QPainter, rect: QRect) -> None:
    painter.setFont(fonts.sized(SCALE.tiny, weight=WEIGHT_TITLE))
    painter.setBrush(QColor(ground))
    painter.setPen(QPen(QColor(rim), 2) if rim else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), HEIGHT / 2, HEIGHT / 2)
    painter.setPen(QColor(ink))
    room = rect.adjusted(PAD, 0, -PAD - ARROW + 4, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    spot = QRect(rect.width() - PAD - ARROW + 4, (rect.height() - ARROW) // 2, ARROW, ARROW)
    icons.paint(painter, spot, "chevron-down", ink)
