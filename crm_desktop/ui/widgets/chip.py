"""Chips and pills: a short word on a tinted ground. A pill is read, a chip is pressed."""

from dataclasses import dataclass
from functools import lru_cache, partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.stamps import stamp
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE, Tone

PAD = 9
HEIGHT = 22
LEAST = 140
LEAST_PAD = 4


@dataclass(frozen=True)
class Pill:
    """A word and the tone that goes with it."""

    text: str
    tone: str = Tone.MUTED


@lru_cache(maxsize=2000)
def pill_width(text: str) -> int:
    """The room a pill takes."""
    metrics = QFontMetrics(fonts.sized(SCALE.tiny, weight=WEIGHT_TITLE))
    return max(metrics.horizontalAdvance(text) + 2 * PAD, HEIGHT + 4)


def paint_pill(painter: QPainter, left: int, middle: int, pill: Pill, *, selected: bool = False, most: int = 0) -> int:
    """Draw a pill from `left`, centred on the height `middle`; returns its width.

    On a selected row the accent's tint would drown in the row's: there it stands on the surface colour.
    """
    width = pill_width(pill.text)
    width = min(width, most) if most else width
    colours = theme.tokens()
    drowns = selected and pill.tone in (Tone.ACCENT, Tone.MUTED)
    ink, ground = colours.ink(pill.tone), colours.surface if drowns else colours.tint(pill.tone)
    rect = QRect(left, middle - HEIGHT // 2, width, HEIGHT)
    stamp(painter, rect, ("pill", pill.text, ink, ground), partial(_draw_pill, pill.text, ink, ground))
    return width


def _draw_pill(text: str, ink: str, ground: str, painter: QPainter, rect: QRect) -> None:
    painter.setFont(fonts.sized(SCALE.tiny, weight=WEIGHT_TITLE))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect), HEIGHT / 2, HEIGHT / 2)
    painter.setPen(QColor(ink))
    painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, text)


class PillLabel(QWidget):
    """One pill standing on its own; elides when there is no room."""

    def __init__(self, text: str = "", tone: str = Tone.MUTED, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(fonts.sized(SCALE.tiny, weight=WEIGHT_TITLE))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._pill = Pill("")
        self.show_pill(text, tone)

    def show_pill(self, text: str, tone: str = Tone.MUTED) -> None:
        """Show another word; an empty one hides the pill."""
        self._pill = Pill(text, tone)
        self.setAccessibleName(text)
        if not text:
            self.hide()
        elif self.parent() is not None:
            self.show()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._pill.text

    @override
    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._pill.text) if self._pill.text else 0, HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), LEAST), HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._pill.text:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._pill.text
        if self.width() < self.sizeHint().width():
            room = max(self.width() - 2 * LEAST_PAD, 8)  # the air goes first, then the word
            shown = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room)
        paint_pill(painter, 0, self.height() // 2, Pill(shown, self._pill.tone), most=self.width())


def _draw_chip(text: str, inks: tuple[str, str, str], cross: int, painter: QPainter, rect: QRect) -> None:
    ink, ground, rim = inks
    painter.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE))
    painter.setBrush(QColor(ground))
    painter.setPen(QPen(QColor(rim), 2) if rim else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 13, 13)
    painter.setPen(QColor(ink))
    room = rect.adjusted(PAD, 0, -PAD - cross, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)


class Chip(QAbstractButton):
    """A chip to press: a filter, a tag, a quick answer. Checkable chips stay down; `removed` when it has a cross.

    Enter presses it too; with `on_enter=False` the key goes on to the form around it.
    """

    removed = Signal()

    def __init__(
        self, text: str, parent: QWidget | None = None, *, checkable: bool = True, tone: str = Tone.ACCENT,
        removable: bool = False, on_enter: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setFont(fonts.sized(SCALE.small, weight=WEIGHT_TITLE))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(text)
        self.setAccessibleName(text)
        self._tone, self._removable, self._on_enter = tone, removable, on_enter

    def _cross(self) -> QRect:
        return QRect(self.width() - 24, (self.height() - 14) // 2, 14, 14)

    @override
    def sizeHint(self) -> QSize:
        room = self.fontMetrics().horizontalAdvance(self.text()) + 2 * (PAD + 2)
        return QSize(room + (16 if self._removable else 0), 28)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 60), 28)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, on = QPainter(self), theme.tokens(), self.isChecked()
        tone = self._tone if on else Tone.MUTED
        ground = colours.tint(tone) if on or not self.underMouse() else colours.line
        ink = colours.ink(tone) if self.isEnabled() else colours.faint
        inks = (ink, ground, colours.accent if self.hasFocus() else "")
        drawn = (self.text(), inks, 16 if self._removable else 0)
        stamp(painter, self.rect(), ("chip", *drawn), partial(_draw_chip, *drawn))
        if self._removable:
            icons.paint(painter, self._cross(), "close", ink)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._removable and self._cross().adjusted(-4, -4, 4, 4).contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._on_enter:
                self.click()
            else:
                event.ignore()  # some desktops let Enter press any button
            return
        super().keyPressEvent(event)
