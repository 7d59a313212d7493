"""Influence: whom somebody introduced, in how many generations, and what came of it."""

from collections.abc import Sequence

from crm_desktop.features.relationship_map.records import Influence, Network, TieKind

_INTRODUCTIONS = (TieKind.INTRODUCED, TieKind.REFERRED)
_BOUGHT = frozenset(("D", "O"))
DIRECT, LATER, BOUGHT, TIE, LOOSE = 3.0, 1.0, 4.0, 1.0, 0.15


def influences(network: Network) -> tuple[Influence, ...]:
    """One for each person, in their order; rank 1 moves most."""
    people, count = network.people, len(network.people)
    gained: list[list[int]] = [[] for _ in range(count)]
    score = [(person.closeness or 0) / 5 for person in people]
    for tie in network.ties:
        weight = LOOSE if tie.loose else TIE
        score[tie.a] += weight
        score[tie.b] += weight
        if tie.kind in _INTRODUCTIONS:
            gained[tie.a].append(tie.b)
    later = _generations(gained)
    bought = [sum(people[one].status in _BOUGHT for one in ones) for ones in gained]
    for number in range(count):
        score[number] += DIRECT * len(gained[number]) + LATER * later[number] + BOUGHT * bought[number]
    ranks = {n: place for place, n in enumerate(sorted(range(count), key=lambda n: (-score[n], people[n].id)), 1)}
    return tuple(
        Influence(round(score[n], 2), ranks[n], len(gained[n]), later[n] + len(gained[n]), bought[n])
        for n in range(count)
    )


def _generations(gained: Sequence[Sequence[int]]) -> list[int]:
    """How many were introduced by those somebody introduced, and by them in turn; circles are walked once."""
    found = [0] * len(gained)
    for start, first in enumerate(gained):
        if not first:
            continue
        seen, wave = {start, *first}, list(first)
        while wave:
            wave = [one for who in wave for one in gained[who] if one not in seen]
            wave = list(dict.fromkeys(wave))
            seen.update(wave)
            found[start] += len(wave)
    return found
