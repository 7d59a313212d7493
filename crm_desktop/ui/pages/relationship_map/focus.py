"""What is lit on the map: a person with the ties around, or the way from me to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from crm_desktop.ui.pages.relationship_map.drawing import (
    Style,
    near,
    only,
    paint_curves,
    paint_me,
    paint_people,
    path_curves,
)
from crm_desktop.ui.pages.relationship_map.labels import Labels
from crm_desktop.ui.pages.relationship_map.scene import ME, ME_RADIUS, Curve, Scene
from crm_desktop.ui.pages.relationship_map.view import View, node_radius

VEIL = 0.74
MOST_STEPS = 3
MOST_NAMED = 120


@dataclass(frozen=True)
class Focus:
    """The chosen person, who and what is lit with them."""

    number: int
    people: tuple[int, ...] = ()
    curves: tuple[Curve, ...] = ()
    path: tuple[int, ...] = ()
    steps: int = 1


def focus_on(scene: Scene, number: int, steps: int) -> Focus:
    """Somebody with everybody within so many ties; I light nobody, for I am tied to all."""
    if number == ME:
        return Focus(ME)
    people, curves = near(scene, number, steps)
    rays = tuple(ray for ray in scene.rays if ray.b == number)
    return Focus(number, tuple(only(people)), (*rays, *curves), steps=steps)


def focus_on_path(scene: Scene, path: Sequence[int]) -> Focus:
    """The way from me to somebody."""
    return Focus(path[-1], tuple(only(path)), tuple(path_curves(scene, path)), tuple(path))


def paint_focus(painter: QPainter, scene: Scene, view: View, focus: Focus, style: Style) -> None:
    """A veil over the map, and above it what is lit."""
    if focus.people:
        veil = QColor(style.colours.surface)
        veil.setAlphaF(VEIL)
        painter.fillRect(QRectF(0, 0, view.width, view.height), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_curves(painter, focus.curves, view, style, strong=True)
        paint_people(painter, scene, focus.people, view, style)
        paint_me(painter, scene, view, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark(painter, scene, view, focus.number, style)
    if focus.people:
        all_named = len(focus.people) <= MOST_NAMED
        Labels(scene, view).paint(painter, focus.people, style.colours, all_of_them=all_named)


def mark(painter: QPainter, scene: Scene, view: View, number: int, style: Style) -> None:
    """A ring around somebody."""
    at = view.to_screen(*scene.point(number))
    radius = max(node_radius(ME_RADIUS if number == ME else scene.nodes[number].radius, view), 4.0) + 4
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(style.colours.surface), 5))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(QColor(style.colours.accent), 2.5))
    painter.drawEllipse(at, radius, radius)
