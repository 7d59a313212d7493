"""Who is on the map, who passes a filter, and the part of the map around one person."""

from array import array
from collections.abc import Sequence
from heapq import nsmallest

from crm_desktop.features.relationship_map.records import Network, Person, Tie, Wanted
from crm_desktop.features.relationship_map.rules.ties import Crowd, Ties

MOST = 5000
NO_LEVEL = "-"


def chosen(crowd: Crowd, ties: Ties, *, most: int = MOST) -> Sequence[int]:
    """At most so many people: who is tied to others comes first, then who is nearer, then who buys sooner."""
    if len(crowd) <= most:
        return range(len(crowd))
    weight = array("I", bytes(array("I").itemsize * len(crowd)))
    for low, high, loose in ties.ends():
        weight[low] += 1 if loose else 10
        weight[high] += 1 if loose else 10
    first = nsmallest(most, (
        (-min(weight[n], 10), crowd.rings[n], crowd.ranks[n], -weight[n], n) for n in range(len(crowd))
    ))  # fmt: skip
    return sorted(one[-1] for one in first)


def _part(people: Sequence[Person], ties: Sequence[Tie], numbers: Sequence[int], total: int) -> Network:
    new = {number: place for place, number in enumerate(numbers)}
    return Network(
        tuple(people[number] for number in numbers),
        tuple(
            Tie(new[tie.a], new[tie.b], tie.kind, tie.code, tie.note, tie.via, tie.loose)
            for tie in ties if tie.a in new and tie.b in new
        ), total,
    )  # fmt: skip


def around_person(network: Network, ties: Sequence[Sequence[Tie]], path: Sequence[int], *, steps: int = 2) -> Network:
    """The part within so many steps of the end of the path, and the path to it."""
    wave, seen = [path[-1]], {number for number in path if number >= 0}
    for _step in range(steps):
        wave = list(dict.fromkeys(
            end for who in wave for tie in ties[who] for end in (tie.a, tie.b) if end not in seen
        ))  # fmt: skip
        seen.update(wave)
    return _part(network.people, network.ties, sorted(seen), network.total)


def matching(network: Network, wanted: Wanted) -> frozenset[int]:
    """The numbers of the people who pass; with kinds of ties wanted, only who has such a tie."""
    tied: set[int] = set()
    if wanted.kinds:
        for tie in network.ties:
            if tie.kind in wanted.kinds:
                tied |= {tie.a, tie.b}
    return frozenset(
        number for number, person in enumerate(network.people)
        if _passes(person, wanted) and (not wanted.kinds or number in tied)
    )  # fmt: skip


def _passes(person: Person, wanted: Wanted) -> bool:
    scale = person.level if person.status in ("", "N", "P") else person.status
    return (
        (not wanted.rings or str(person.ring) in wanted.rings)
        and (not wanted.levels or (scale or NO_LEVEL) in wanted.levels)
        and (not wanted.tiers or str(person.tier or "") in wanted.tiers)
        and (not wanted.tags or not wanted.tags.isdisjoint(person.tags))
        and (not wanted.needs or not wanted.needs.isdisjoint(person.needs))
        and (not wanted.owners or person.owner in wanted.owners)
    )
