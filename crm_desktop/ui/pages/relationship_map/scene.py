"""The map ready to be painted: points, curves and words in the map's own measure, and where to find them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import atan2, cos, hypot, pi, sin, sqrt

from crm_desktop.features.relationship_map import rules
from crm_desktop.features.relationship_map.records import (
    Band,
    Influence,
    Layout,
    Network,
    Person,
    Tie,
    TieKind,
)
from crm_desktop.ui.people.rows import LEVEL_TONES, STATUS_TONES
from crm_desktop.ui.theme.tokens import Tone

ME = rules.paths.ME
LEAST, GROWTH, MOST_RADIUS, ME_RADIUS = 7.5, 1.55, 22.0, 26.0
CELL = 96.0
MARGIN = 78.0
"""Around the last row: its edge, its name, and the names of people at the rim."""
BEND, PULL = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Node:
    """One person as a dot: filled in the tone of the scale, hollow while private."""

    x: float
    y: float
    radius: float
    name: str
    tone: str
    letter: str
    hollow: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Curve:
    """One tie as a cubic curve; soft ones come of a group or of what both wrote, not of a tie that was entered."""

    a: int
    b: int
    kind: TieKind | None
    loose: bool
    soft: bool
    x1: float
    y1: float
    x2: float
    y2: float
    x3: float
    y3: float
    x4: float
    y4: float

    @property
    def length(self) -> float:
        """From end to end."""
        return hypot(self.x4 - self.x1, self.y4 - self.y1)


@dataclass(frozen=True)
class Scene:
    """Everything on the map."""

    network: Network
    layout: Layout
    influence: Sequence[Influence]
    nodes: tuple[Node, ...]
    curves: tuple[Curve, ...]
    rays: tuple[Curve, ...]
    ring_names: tuple[str, ...]
    me: str

    @property
    def bands(self) -> Sequence[Band]:
        """The rings."""
        return self.layout.bands

    @property
    def radius(self) -> float:
        """How far it reaches."""
        return self.layout.radius + MARGIN

    @cached_property
    def ties(self) -> tuple[tuple[Tie, ...], ...]:
        """The ties of each person."""
        return rules.neighbours(self.network)

    @cached_property
    def curves_of(self) -> dict[int, list[int]]:
        """The curves that end at each person."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, curve in enumerate(self.curves):
            found[curve.a].append(number)
            found[curve.b].append(number)
        return found

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Who has which number."""
        return {person.id: number for number, person in enumerate(self.network.people)}

    @cached_property
    def by_rank(self) -> list[int]:
        """Numbers of people, who moves most first."""
        return sorted(range(len(self.nodes)), key=lambda n: self.nodes[n].rank)

    @cached_property
    def _cells(self) -> dict[tuple[int, int], list[int]]:
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, node in enumerate(self.nodes):
            cells[int(node.x // CELL), int(node.y // CELL)].append(number)
        return cells

    def inside(self, left: float, top: float, right: float, bottom: float) -> list[int]:
        """Who stands in this part, by the cells it touches."""
        wide = range(int(left // CELL), int(right // CELL) + 1)
        high = range(int(top // CELL), int(bottom // CELL) + 1)
        if len(wide) * len(high) > len(self._cells):
            return list(range(len(self.nodes)))
        return [number for x in wide for y in high for number in self._cells.get((x, y), ())]

    def at(self, x: float, y: float, reach: float) -> int | None:
        """Who stands at this point, or within reach of it; ME for me, None for nobody."""
        if hypot(x, y) <= max(ME_RADIUS, reach):
            return ME
        found = self.inside(x - MOST_RADIUS - reach, y - MOST_RADIUS - reach, x + MOST_RADIUS + reach,
                            y + MOST_RADIUS + reach)  # fmt: skip
        near = [(hypot(self.nodes[n].x - x, self.nodes[n].y - y) - self.nodes[n].radius, n) for n in found]
        best = min(near, default=(reach + 1, 0))
        return best[1] if best[0] <= reach else None

    def point(self, number: int) -> tuple[float, float]:
        """Where somebody stands; I stand in the middle."""
        return (0.0, 0.0) if number == ME else (self.nodes[number].x, self.nodes[number].y)

    def beside(self, number: int) -> list[int]:
        """Where the arrow keys may go from here: along the ties, and from the first ring to me."""
        if number == ME:
            return [n for n, person in enumerate(self.network.people) if person.ring == 1] or list(
                range(len(self.nodes)))  # fmt: skip
        found = [tie.b if tie.a == number else tie.a for tie in self.ties[number]]
        return [*found, ME] if self.network.people[number].ring == 1 or not found else found

    def toward(self, number: int, dx: int, dy: int) -> int | None:
        """The one beside that lies most in this direction; without one, the nearest person in the direction."""
        linked = self._best(number, self.beside(number), dx, dy)
        if linked is not None or number == ME:
            return linked
        x, y = self.point(number)
        reach = 4 * CELL
        return self._best(number, self.inside(x - reach, y - reach, x + reach, y + reach), dx, dy)

    def _best(self, number: int, others: Sequence[int], dx: int, dy: int) -> int | None:
        x, y = self.point(number)
        best: tuple[float, int] | None = None
        for other in others:
            ox, oy = self.point(other)
            away = hypot(ox - x, oy - y)
            along = (ox - x) * dx + (oy - y) * dy
            if other == number or away == 0 or along / away < 0.5:
                continue
            cost = away * (2.0 - along / away)
            if best is None or cost < best[0]:
                best = cost, other
        return None if best is None else best[1]


def build(
    network: Network, layout: Layout, influence: Sequence[Influence], ring_names: Sequence[str], me: str
) -> Scene:
    """Everything that does not depend on how large it is shown."""
    nodes = tuple(
        _node(person, place.x, place.y, moved)
        for person, place, moved in zip(network.people, layout.places, influence, strict=True)
    )
    curves = tuple(_curve(tie, nodes) for tie in network.ties)
    rays = tuple(ray_to(number, node) for number, node in enumerate(nodes) if network.people[number].ring == 1)
    return Scene(network, layout, influence, nodes, curves, rays, tuple(ring_names), me)


def tone_of(person: Person) -> tuple[str, str]:
    """The tone of a person's scale, and the letter that says the same: the level while a deal runs, else the status."""
    if person.status in ("", "N", "P"):
        return str(LEVEL_TONES.get(person.level, Tone.MUTED)), person.level or person.status
    if person.status in ("O", "D"):
        return str(STATUS_TONES[person.status]), person.status
    return "faint", person.status


def _node(person: Person, x: float, y: float, moved: Influence) -> Node:
    tone, letter = tone_of(person)
    radius = min(LEAST + GROWTH * sqrt(max(moved.score, 0.0)), MOST_RADIUS)
    return Node(x, y, radius, person.name, tone, letter, person.private, moved.rank)


def _curve(tie: Tie, nodes: Sequence[Node]) -> Curve:
    a, b = nodes[tie.a], nodes[tie.b]
    x2, y2, x3, y3 = _bend(a, b)
    return Curve(tie.a, tie.b, tie.kind, tie.loose, bool(tie.via), a.x, a.y, x2, y2, x3, y3, b.x, b.y)


def _bend(a: Node, b: Node) -> tuple[float, float, float, float]:
    """Quiet curves: across rings they leave straight outwards, around the circle they bow toward the middle."""
    ra, rb = hypot(a.x, a.y), hypot(b.x, b.y)
    ta, tb = atan2(a.y, a.x), atan2(b.y, b.x)
    turn = abs((tb - ta + pi) % (2 * pi) - pi) / pi
    radius = (ra + (rb - ra) * BEND) * (1 - PULL * min(turn * 1.3, 1.0))
    if abs(ra - rb) < CELL / 4:
        radius -= min(hypot(b.x - a.x, b.y - a.y) / 4, radius / 3)
    return radius * cos(ta), radius * sin(ta), radius * cos(tb), radius * sin(tb)


def ray_to(number: int, node: Node) -> Curve:
    """From me: turned a little at the start, so that the rays read as one flower."""
    radius, angle = hypot(node.x, node.y), atan2(node.y, node.x)
    near, far = angle - 0.28, angle - 0.07
    return Curve(
        ME, number, None, False, False, 0.0, 0.0, radius * 0.42 * cos(near), radius * 0.42 * sin(near),
        radius * 0.75 * cos(far), radius * 0.75 * sin(far), node.x, node.y,
    )  # fmt: skip
