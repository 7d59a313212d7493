"""Small signs that are drawn again and again (icons, pills, round signs): drawn once, then stamped.

A row of a list is painted at every step of a scroll; shaping three words for its signs costs more than all its blits.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST = 1500
"""When there are more, all are drawn anew: the signs of one screen are far fewer."""
_kept: dict[Hashable, QPixmap] = {}


def stamp(painter: QPainter, rect: QRect | QRectF, sign: Hashable, draw: Callable[[QPainter, QRect], None]) -> None:
    """Put the sign into the rectangle. `sign` says everything it depends on, its colours too; `draw` draws it once."""
    device = painter.device()
    ratio = device.devicePixelRatioF()
    spot = rect.toAlignedRect() if isinstance(rect, QRectF) else rect
    key = (sign, spot.width(), spot.height(), ratio)
    picture = _kept.get(key)
    if picture is None:
        if len(_kept) >= MOST:
            _kept.clear()
        picture = _kept[key] = _drawn(spot.size(), ratio, draw)
    painter.drawPixmap(spot.topLeft(), picture)


def _drawn(size: QSize, ratio: float, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return picture
