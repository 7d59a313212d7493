"""A large button for a choice that needs explaining: icon, words, and a remark below them."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE
from crm_desktop.ui.widgets.wrapped import paint_wrapped, wrapped_height

LEFT = 56


class ChoiceCard(QAbstractButton):
    """Pressed by mouse, Enter or Space; grows with its remark."""

    def __init__(self, icon: str, text: str, remark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._remark = icon, remark
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(remark)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def heightForWidth(self, width: int) -> int:
        room = max(width - LEFT - SCALE.l, 60)
        return wrapped_height(self._remark, fonts.sized(SCALE.small), room) + 24 + 2 * SCALE.m

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(440))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent if focused else colours.line), 2 if focused else 1))
        painter.setBrush(QColor(colours.hover if self.underMouse() or self.isDown() else colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), SCALE.radius, SCALE.radius)
        icons.paint(painter, QRect(SCALE.l, (self.height() - 24) // 2, 24, 24), self._icon, colours.accent_text)
        room = self.width() - LEFT - SCALE.l
        painter.setFont(fonts.sized(SCALE.card_title, weight=WEIGHT_TITLE))
        painter.setPen(QColor(colours.text))
        painter.drawText(QRect(LEFT, SCALE.m - 2, room, 24), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(QColor(colours.muted))
        paint_wrapped(painter, QRect(LEFT, SCALE.m + 24, room, self.height()), self._remark, fonts.sized(SCALE.small))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)
