"""Where everybody stands: four rings of rows around me, communities as sectors, a gap at the top for the rings' names.

Who stood on the map before stays; newcomers take free spots near those they are tied to. Only when much is new is the
map laid out from scratch.
"""

from collections.abc import Callable, Sequence
from math import asin, cos, pi, sin

from crm_desktop.features.relationship_map.records import (
    RINGS,
    Band,
    Influence,
    Kept,
    Layout,
    Network,
    Person,
    Place,
    Spot,
)
from crm_desktop.features.relationship_map.rules.forest import circle_order
from crm_desktop.features.relationship_map.rules.newcomers import join

SPACE, ROW, HOLE, GAP = 46.0, 38.0, 125.0, 80.0
LABEL = 132.0
"""Room at the top of each ring's last row for its name, which stands on the ring's edge."""
FILL = 0.78
KNOWN_ENOUGH, TOO_EMPTY = 0.75, 0.25
FEW = 12
Cancelled = Callable[[], bool]


def never() -> bool:
    """Nobody gives this up."""
    return False


class GivenUpError(Exception):
    """Nobody waits for this layout any more."""


def lay_out(
    network: Network, influence: Sequence[Influence], kept: Kept | None = None, *, cancelled: Cancelled = never
) -> Layout:
    """Places for everybody; the same network and the same memory always give the same places."""
    kept = kept or Kept()
    if _still_good(network.people, kept):
        rows, spots = join(network, kept, geometry)
    else:
        rows, spots = _anew(network, influence, cancelled)
    if cancelled():
        raise GivenUpError
    bands = bands_of(rows)
    places = tuple(place_of(spot, bands) for spot in spots)
    return Layout(places, bands, Kept(rows, {one.id: spot for one, spot in zip(network.people, spots, strict=True)}))


def bands_of(rows: Sequence[int]) -> tuple[Band, ...]:
    """The four rings with so many rows each; edges are the radii of the first and the last row."""
    found, inner = [], HOLE
    for ring, count in zip(RINGS, rows, strict=True):
        outer = inner + (count - 1) * ROW
        found.append(Band(ring, inner, outer))
        inner = outer + GAP
    return tuple(found)


def place_of(spot: Spot, bands: Sequence[Band]) -> Place:
    """The point of a spot."""
    radius = bands[spot.ring - 1].inner + spot.row * ROW
    return Place(radius * sin(spot.angle), -radius * cos(spot.angle))


def geometry(rows: Sequence[int], ring: int, row: int) -> tuple[float, float]:
    """How much of the circle one person takes in this row, and how much the ring's name takes on either side."""
    band = bands_of(rows)[ring - 1]
    return SPACE / (band.inner + row * ROW), _half_label(band.outer)


def _half_label(outer: float) -> float:
    return asin(min(LABEL / 2 / outer, 0.9))


def _capacity(inner: float, row: int) -> float:
    return (2 * pi - 2 * _half_label(inner + row * ROW)) * (inner + row * ROW) / SPACE


def _still_good(people: Sequence[Person], kept: Kept) -> bool:
    if not kept.rows or not people:
        return False
    known = sum(one.id in kept.spots for one in people)
    room = sum(
        _capacity(band.inner, row) for band, count in zip(bands_of(kept.rows), kept.rows, strict=True)
        for row in range(count)
    )  # fmt: skip
    enough = known >= KNOWN_ENOUGH * len(people) or len(people) - known <= FEW
    return enough and (len(people) >= TOO_EMPTY * room or max(kept.rows) == 1)


# From scratch --------------------------------------------------------------------------------------------------------


def _anew(
    network: Network, influence: Sequence[Influence], cancelled: Cancelled
) -> tuple[tuple[int, ...], list[Spot]]:  # fmt: skip
    shares = circle_order(network, influence)
    if cancelled():
        raise GivenUpError
    members = {ring: [n for n, one in enumerate(network.people) if one.ring == ring] for ring in RINGS}
    rows = _rows_for([len(members[ring]) for ring in RINGS])
    spots: list[Spot] = [Spot(1, 0, 0.0)] * len(network.people)
    for band, count in zip(bands_of(rows), rows, strict=True):
        for number, spot in _fill(band, count, sorted(members[band.ring], key=shares.__getitem__), shares):
            spots[number] = spot
    return rows, spots


def _rows_for(counts: Sequence[int]) -> tuple[int, ...]:
    """As many rows as each ring needs to be filled loosely, from the inside out."""
    rows, inner = [], HOLE
    for count in counts:
        needed, room = 1, _capacity(inner, 0)
        while room * FILL < count:
            room += _capacity(inner, needed)
            needed += 1
        rows.append(needed)
        inner += (needed - 1) * ROW + GAP
    return tuple(rows)


def _fill(band: Band, rows: int, members: Sequence[int], shares: Sequence[float]) -> list[tuple[int, Spot]]:
    """People in their order around one ring, each as near to the wished angle as the others allow."""
    if not members:
        return []
    half = _half_label(band.outer)
    room = [_capacity(band.inner, row) for row in range(rows)]
    whole = 2 * pi - 2 * half
    step = min(whole / sum(room), whole / len(members))
    wished = [half + shares[number] * whole for number in members]
    angles = spread(wished, step, half + step / 2, 2 * pi - half - step / 2)
    return [
        (number, Spot(band.ring, row, round(angle, 4)))
        for number, angle, row in zip(members, angles, _rows_of(angles, band, rows), strict=True)
    ]


def spread(wished: Sequence[float], step: float, low: float, high: float) -> list[float]:
    """Rising numbers as near to the (rising) wished ones as a distance of `step` allows, from `low` to `high`."""
    blocks: list[tuple[float, int]] = []  # mean of what is wished, less the steps before; how many
    for place, wish in enumerate(wished):
        mean, count = wish - place * step, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    last = max(high - (len(wished) - 1) * step, low)
    flat = [min(max(mean, low), last) for mean, count in blocks for _ in range(count)]
    return [start + place * step for place, start in enumerate(flat)]


def _rows_of(angles: Sequence[float], band: Band, rows: int) -> list[int]:
    """For each the row in which the last one before is farthest away: nobody gets nearer than need be."""
    radii = [band.inner + row * ROW for row in range(rows)]
    last = [-pi] * rows
    found = []
    for angle in angles:
        row = max(range(rows), key=lambda row: (angle - last[row]) * radii[row])
        last[row] = angle
        found.append(row)
    return found
