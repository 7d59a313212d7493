"""One picture of a part of the map, drawn beside the window's thread."""

from threading import Event
from typing import NamedTuple

from PySide6.QtGui import QColor, QImage, QPainter

from crm_desktop.ui.pages.relationship_map.drawing import Style, paint_map
from crm_desktop.ui.pages.relationship_map.scene import Scene
from crm_desktop.ui.pages.relationship_map.view import View


class Picture(NamedTuple):
    """What was drawn, and of which part of the map."""

    image: QImage
    view: View


def drawn(scene: Scene, view: View, style: Style, ratio: float, given_up: Event) -> Picture | None:
    """The picture of a view, or None when nobody waits for it any more; runs beside the window's thread."""
    image = QImage(round(view.width * ratio), round(view.height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(style.colours.surface))
    painter = QPainter(image)
    paint_map(painter, scene, view, style, cancelled=given_up.is_set)
    painter.end()
    return None if given_up.is_set() else Picture(image, view)
