"""One line of the speed table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure beside its floor; `most` is the largest figure allowed, `limit` says so in words."""

    name: str
    floor: float | None
    figure: float
    limit: str
    most: float
    unit: str = "ms"
    least: bool = False  # the figure must not be smaller instead

    @property
    def over(self) -> bool:
        """Whether the limit is not kept."""
        return self.figure < self.most if self.least else self.figure > self.most

    @property
    def ratio(self) -> str:
        """The figure in floors."""
        return f"{self.figure / self.floor:.2f} x" if self.floor else "-"

    def cells(self) -> tuple[str, ...]:
        """name, floor, figure, ratio, limit, verdict."""
        floor = shown(self.floor, self.unit) if self.floor is not None else "-"
        return (self.name, floor, shown(self.figure, self.unit), self.ratio, self.limit, "OVER" if self.over else "ok")

    def __str__(self) -> str:
        return "  ".join(self.cells())


def reported(name: str, figure: float, unit: str = "ms") -> Line:
    """A figure without a limit."""
    return Line(name, None, figure, "reported", math.inf, unit)


def shown(value: float, unit: str) -> str:
    """A number with few digits and its unit."""
    return f"{value:.3f}" if not unit else f"{value:.1f} {unit}"


def least(values: Sequence[float]) -> float:
    """The round that was disturbed least: what the work itself takes."""
    return min(values)


def p95(values: Sequence[float]) -> float:
    """Nineteen of twenty are not slower."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * 0.95) - 1]
