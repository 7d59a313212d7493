"""Painted text over several lines by the rules of its script: no Chinese line begins with 。 or ？, long words break.

QPainter's own flags either break those rules or let a long word run out of its place.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QSizeF
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

_LINE = "\u2028"


def laid_out(text: str, font: QFont, width: int) -> tuple[QTextLayout, QSizeF]:
    """The lines of the text at this width, and the room they take."""
    layout = QTextLayout(text.replace("\r\n", _LINE).replace("\n", _LINE), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top, widest = 0.0, 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 10))
        line.setPosition(QPointF(0, top))
        top += line.height()
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return layout, QSizeF(widest, top)


class Wrapped:
    """A text laid out once at one width, for its height and for every painting."""

    def __init__(self, text: str, font: QFont, width: int) -> None:
        self._layout, room = laid_out(text, font, width)
        self.height = round(room.height() + 0.49)

    def paint(self, painter: QPainter, place: QPoint) -> None:
        """Draw it with the painter's pen, its corner here."""
        self._layout.draw(painter, QPointF(place))


def wrapped_height(text: str, font: QFont, width: int) -> int:
    """How tall the text is at this width."""
    return round(laid_out(text, font, width)[1].height() + 0.49) if text else 0


def paint_wrapped(painter: QPainter, rect: QRect, text: str, font: QFont) -> None:
    """Draw the text into the rectangle with the painter's pen."""
    layout, _room = laid_out(text, font, rect.width())
    layout.draw(painter, QPointF(rect.topLeft()))
