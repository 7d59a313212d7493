"""A round sign for a person: an initial on a colour that always is the same for the same key."""

import zlib
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.stamps import stamp
from crm_desktop.ui.theme.tokens import WEIGHT_STRONG


def initial(name: str) -> str:
    """The first letter or character of a name."""
    name = name.strip()
    return name[0].upper() if name else ""


def paint_avatar(painter: QPainter, rect: QRect, name: str, picture: QPixmap | None = None) -> None:
    """Draw the sign of this person into the square."""
    if picture is not None and not picture.isNull():
        painter.save()
        path = QPainterPath()
        path.addEllipse(QRectF(rect))
        painter.setClipPath(path)
        painter.drawPixmap(rect, picture)
        painter.restore()
        return
    colours, sign = theme.tokens().avatars, initial(name)
    ink, ground = colours[zlib.crc32(name.encode()) % len(colours)]
    stamp(painter, rect, ("avatar", sign, ink, ground), partial(_draw, sign, ink, ground))


def _draw(sign: str, ink: str, ground: str, painter: QPainter, rect: QRect) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(rect)
    painter.setPen(QColor(ink))
    painter.setFont(fonts.sized(round(rect.height() * 0.42), weight=WEIGHT_STRONG))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, sign)
    if not sign:
        inner = round(rect.height() * 0.22)
        icons.paint(painter, rect.adjusted(inner, inner, -inner, -inner), "account-outline", ink)


class Avatar(QWidget):
    """The sign as a widget; may carry a photograph."""

    def __init__(self, name: str = "", size: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(size, size))
        self._name, self._picture = "", QPixmap()
        self.show_person(name)

    def show_person(self, name: str, picture: QPixmap | None = None) -> None:
        """Show another person."""
        self._name, self._picture = name, picture or QPixmap()
        self.setAccessibleName(name)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_avatar(painter, self.rect(), self._name, self._picture)
