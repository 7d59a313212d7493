"""Newcomers on a map that is laid out already: a free spot near those they are tied to; nobody else moves."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import atan2, cos, pi, sin

from crm_desktop.features.relationship_map.records import Kept, Network, Spot, Tie
from crm_desktop.features.relationship_map.rules.forest import share_of

Geometry = Callable[[Sequence[int], int, int], tuple[float, float]]
CLOSER = 0.94
"""A newcomer may stand a little closer than usual."""
REACH = 0.7
Row = tuple[int, int]


def join(network: Network, kept: Kept, geometry: Geometry) -> tuple[tuple[int, ...], list[Spot]]:
    """Rows and spots with everybody on them; a ring that is full gets one more row on its outside."""
    rows = list(kept.rows)
    spots: dict[int, Spot] = {}
    taken: dict[Row, list[float]] = defaultdict(list)
    for number, person in enumerate(network.people):
        spot = kept.spots.get(person.id)
        if spot is not None and spot.ring == person.ring and spot.row < rows[spot.ring - 1]:
            spots[number] = spot
            insort(taken[spot.ring, spot.row], spot.angle)
    new = [number for number in range(len(network.people)) if number not in spots]
    ties = _ties_of(network.ties, new)
    for number in sorted(new, key=lambda n: network.people[n].id):
        person = network.people[number]
        wish = _wish(number, person.id, ties.get(number, ()), spots)
        spot = _free_spot(person.ring, wish, rows, taken, geometry)
        spot = replace(spot, angle=round(spot.angle, 4))
        spots[number] = spot
        insort(taken[spot.ring, spot.row], spot.angle)
    return tuple(rows), [spots[number] for number in range(len(network.people))]


def _ties_of(ties: Sequence[Tie], new: Sequence[int]) -> dict[int, list[Tie]]:
    wanted, found = set(new), defaultdict(list)
    for tie in ties:
        for end in {tie.a, tie.b} & wanted:
            found[end].append(tie)
    return found


def _wish(number: int, key: str, ties: Sequence[Tie], spots: dict[int, Spot]) -> float:
    """Amid those who are there already; strong ties pull, loose ones only where there are no others."""
    known = [(tie, spots.get(tie.b if tie.a == number else tie.a)) for tie in ties]
    there = [(tie, spot.angle) for tie, spot in known if spot is not None]
    pulling = [angle for tie, angle in there if not tie.loose] or [angle for _tie, angle in there]
    if not pulling:
        return share_of(key) * 2 * pi
    return atan2(sum(map(sin, pulling)), sum(map(cos, pulling))) % (2 * pi)


def _free_spot(
    ring: int, wish: float, rows: list[int], taken: dict[Row, list[float]], geometry: Geometry
) -> Spot:
    best: tuple[float, Spot] | None = None
    for row in range(rows[ring - 1]):
        width, half = geometry(rows, ring, row)
        angle = _nearest_free(wish, taken[ring, row], width * CLOSER, half)
        if angle is None:
            continue
        way = abs(angle - wish)
        if way < 1e-9:
            return Spot(ring, row, angle)
        if best is None or way < best[0]:
            best = way, Spot(ring, row, angle)
    if best is not None:
        return best[1]
    rows[ring - 1] += 1
    row = rows[ring - 1] - 1
    width, half = geometry(rows, ring, row)
    return Spot(ring, row, min(max(wish, half + width / 2), 2 * pi - half - width / 2))


def _nearest_free(wish: float, taken: Sequence[float], width: float, half: float) -> float | None:
    low, high = half + width / 2, 2 * pi - half - width / 2
    wish = min(max(wish, low), high)
    if _is_free(wish, taken, width):
        return wish
    first, last = bisect_left(taken, wish - REACH), bisect_left(taken, wish + REACH)
    spots = [angle for one in taken[first:last] for angle in (one - width, one + width) if low <= angle <= high]
    return min((one for one in spots if _is_free(one, taken, width)), key=lambda one: abs(one - wish), default=None)


def _is_free(angle: float, taken: Sequence[float], width: float) -> bool:
    place = bisect_left(taken, angle)
    near = width - 1e-3
    return (place == 0 or angle - taken[place - 1] >= near) and (
        place == len(taken) or taken[place] - angle >= near)  # fmt: skip
