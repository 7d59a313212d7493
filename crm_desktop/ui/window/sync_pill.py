"""The pill in the top bar that tells how this laptop stands with the shop; pressed, it opens the Sync page."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE, Tone

HEIGHT, PAD, ICON, GAP = 28, 10, 16, 6
LEAST = HEIGHT + 8


@dataclass(frozen=True)
class Standing:
    """What the pill says: the whole sentence, and what is left of it where there is little room."""

    icon: str
    tone: str
    text: str
    short: str = ""
    tooltip: str = ""


class SyncPill(QAbstractButton):
    """Cuts down to its short text, then to its icon; the whole is always in the tooltip."""

    elides = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.standing = Standing("", Tone.MUTED, "")
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """Say something else; with nothing to say the pill hides."""
        self.standing = standing
        self.setText(standing.text)
        self.setAccessibleName(f"{standing.text}. {standing.tooltip}" if standing.tooltip else standing.text)
        self.setToolTip(standing.tooltip or standing.text)
        self.setVisible(bool(standing.text))
        self.updateGeometry()
        self.update()

    @property
    def icon_only(self) -> bool:
        """Whether there is no room for words."""
        return not self._words()

    def _wide(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2 * PAD + ICON + GAP

    def _words(self) -> str:
        for text in (self.standing.text, self.standing.short):
            if text and self._wide(text) <= self.width():
                return text
        return ""

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._wide(self.standing.text), HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.standing.icon:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, tone, words = theme.tokens(), self.standing.tone, self._words()
        wide = self._wide(words) if words else LEAST
        area = QRect(self.width() - wide, 0, wide, HEIGHT)
        painter.setBrush(QColor(colours.tint(tone)))
        painter.setPen(QPen(QColor(colours.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), HEIGHT / 2 - 1, HEIGHT / 2 - 1)
        ink = colours.ink(tone)
        left = area.left() + (PAD if words else (LEAST - ICON) // 2)
        icons.paint(painter, QRect(left, (HEIGHT - ICON) // 2, ICON, ICON), self.standing.icon, ink)
        painter.setPen(QColor(ink))
        spot = QRect(left + ICON + GAP, 0, area.width(), HEIGHT)
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)
