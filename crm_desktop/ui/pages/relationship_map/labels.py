"""Names on the map: who moves most is named first, and no two words lie on each other."""

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from crm_desktop.ui.pages.relationship_map.scene import ME_RADIUS, Scene
from crm_desktop.ui.pages.relationship_map.view import View, node_radius
from crm_desktop.ui.theme import fonts
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE, Tokens

CELL = 64.0
HUBS, HUB_SHARE, MOST = 28, 0.07, 900
GAP = 1.5
LONGEST = 9
"""More characters of a name are cut: a foreign name would reach over five people."""
NAMED_FROM = 0.34
"""In a map seen from farther away only those who move most are named."""


class Labels:
    """The room that is taken in one picture, and the words put into the rest."""

    def __init__(self, scene: Scene, view: View, print_scale: float = 1.0) -> None:
        self._scene, self._view, self._scale = scene, view, print_scale
        self._taken: dict[tuple[int, int], list[QRectF]] = defaultdict(list)
        self._dots: dict[tuple[int, int], list[QRectF]] = defaultdict(list)
        self._font = fonts.sized(round(SCALE.tiny * print_scale))
        self._strong = fonts.sized(round(SCALE.small * print_scale), weight=WEIGHT_TITLE)
        self._metrics = {False: QFontMetricsF(self._font), True: QFontMetricsF(self._strong)}
        radius = ME_RADIUS * max(view.scale, 0.4)
        self.take(self._square(view.to_screen(0, 0), radius))

    def free(self, spot: QRectF) -> bool:
        """Whether no word stands here."""
        return not any(spot.intersects(one) for cell in _cells(spot) for one in self._taken.get(cell, ()))

    def take(self, spot: QRectF) -> None:
        """A word stands here now."""
        for cell in _cells(spot):
            self._taken[cell].append(spot)

    def paint(self, painter: QPainter, people: Iterable[int], colours: Tokens, *, all_of_them: bool = False) -> None:
        """Name as many as fit: those who move most wherever there is room, the others only beside the dots."""
        numbers = sorted(people, key=lambda n: self._scene.nodes[n].rank)
        radii = {n: node_radius(self._scene.nodes[n].radius, self._view) * self._scale**0.25 for n in numbers}
        for number in numbers:
            node = self._scene.nodes[number]
            spot = self._square(self._view.to_screen(node.x, node.y), radii[number])
            for cell in _cells(spot):
                self._dots[cell].append(spot)
        named = len(numbers) if all_of_them else HUBS if self._view.scale < NAMED_FROM * self._scale else MOST
        hubs = min(HUBS, max(6, round(len(numbers) * HUB_SHARE)))
        for place, number in enumerate(numbers[:named]):
            self._name(painter, number, radii[number], colours, hub=place < hubs or all_of_them)

    def _name(self, painter: QPainter, number: int, radius: float, colours: Tokens, *, hub: bool) -> None:
        node = self._scene.nodes[number]
        at, name = self._view.to_screen(node.x, node.y), _short(node.name)
        metrics = self._metrics[hub]
        wide, high = metrics.horizontalAdvance(name), metrics.height() * 0.86
        away = radius + GAP * self._scale
        for left, top in (
            (at.x() - wide / 2, at.y() + away), (at.x() + away + 1, at.y() - high / 2),
            (at.x() - wide / 2, at.y() - away - high), (at.x() - away - wide - 1, at.y() - high / 2),
        ):  # fmt: skip
            spot = QRectF(left, top, wide, high)
            if self.free(spot) and (hub or self._clear_of_dots(spot)):
                self.take(spot)
                self._write(painter, spot, name, self._strong if hub else self._font, colours, hub=hub)
                return

    def _clear_of_dots(self, spot: QRectF) -> bool:
        return not any(spot.intersects(dot) for cell in _cells(spot) for dot in self._dots.get(cell, ()))

    def _write(
        self, painter: QPainter, spot: QRectF, name: str, font: QFont, colours: Tokens, *, hub: bool
    ) -> None:
        plate = QColor(colours.surface)
        plate.setAlphaF(0.82 if hub else 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate)
        painter.drawRoundedRect(spot.adjusted(-2, 0, 2, 0), 3, 3)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if hub else colours.muted))
        painter.drawText(spot.adjusted(-8, -4, 8, 4), Qt.AlignmentFlag.AlignCenter, name)

    @staticmethod
    def _square(at: QPointF, radius: float) -> QRectF:
        return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _cells(spot: QRectF) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(int(spot.left() // CELL), int(spot.right() // CELL) + 1)
        for y in range(int(spot.top() // CELL), int(spot.bottom() // CELL) + 1)
    ]
