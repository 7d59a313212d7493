"""What of the map is seen, and how large a dot is then."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF

SMALLEST, SHRINK = 1.5, 0.75


@dataclass(frozen=True, slots=True)
class View:
    """What of the map is seen: the point in the middle of a picture, and how many pixels a step is."""

    x: float
    y: float
    scale: float
    width: float
    height: float

    def to_screen(self, x: float, y: float) -> QPointF:
        """A point of the map in the picture."""
        return QPointF((x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2)

    def to_map(self, x: float, y: float) -> tuple[float, float]:
        """A point of the picture on the map."""
        return (x - self.width / 2) / self.scale + self.x, (y - self.height / 2) / self.scale + self.y

    def around(self, air: float = 0.0) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the map."""
        wide, high = self.width / 2 / self.scale + air, self.height / 2 / self.scale + air
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def larger(self, by: float) -> "View":
        """The same middle and scale in a larger picture."""
        return replace(self, width=self.width * by, height=self.height * by)


def node_radius(radius: float, view: View) -> float:
    """The size of a dot: it shrinks slower than the map, so that a far map is still one of dots."""
    return max(SMALLEST, float(radius * view.scale**SHRINK))
