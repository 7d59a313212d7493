"""Walking the ties: neighbours, the shortest introduction to somebody, and who stands around a deal."""

from collections.abc import Sequence

from crm_desktop.features.relationship_map.records import Around, Network, Person, Tie, TieKind
from crm_desktop.features.relationship_map.rules.ties import STRENGTH

ME = -1
"""My number on a path."""
MOST_AROUND = 40
_COST = {
    TieKind.FAMILY: 1.0, TieKind.HOUSEHOLD: 1.0, TieKind.REFERRED: 1.0, TieKind.INTRODUCED: 1.0, TieKind.FRIEND: 1.1,
    TieKind.COLLEAGUE: 1.3, TieKind.NEIGHBOUR: 1.5, TieKind.OTHER: 1.6,
}  # fmt: skip
_LOOSE = 0.8
_STRANGER = 8.0
"""Going to somebody I do not know well costs more than any introduction of a few steps."""


def neighbours(network: Network) -> tuple[tuple[Tie, ...], ...]:
    """The ties of each person, strongest first."""
    found: list[list[Tie]] = [[] for _ in network.people]
    for tie in network.ties:
        found[tie.a].append(tie)
        found[tie.b].append(tie)
    return tuple(
        tuple(sorted(ties, key=lambda tie: (tie.loose, STRENGTH[tie.kind], tie.a, tie.b))) for ties in found
    )


def _to_know(person: Person) -> float:
    """What it costs me to speak to this person without anybody's help."""
    known = person.ring == 1 or (person.closeness or 0) >= 3
    return 1.0 + (5 - (person.closeness or 3)) / 10 if known else _STRANGER


def path_to(network: Network, target: int) -> tuple[int, ...]:
    """Me, and through whom I come to this person; straight to a person I know, or whom nobody else knows."""
    import rustworkx

    me = len(network.people)
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(me + 1))
    graph.add_edges_from([(tie.a, tie.b, _COST[tie.kind] + _LOOSE * tie.loose) for tie in network.ties])
    graph.add_edges_from([(me, n, _to_know(person)) for n, person in enumerate(network.people)])
    found = rustworkx.dijkstra_shortest_paths(graph, me, target, weight_fn=float)
    steps: Sequence[int] = found[target]
    return tuple(ME if step == me else step for step in steps)


def around(network: Network, ties: Sequence[Sequence[Tie]], person: int, *, most: int = MOST_AROUND) -> list[Around]:
    """Who stands around a deal: first those tied to the buyer, then those close to these; family before neighbours."""
    found: dict[int, Around] = {}
    for tie in ties[person]:
        found.setdefault(_other(tie, person), Around(_other(tie, person), tie))
    direct = list(found)
    for through in direct:
        for tie in ties[through]:
            other = _other(tie, through)
            if other != person and other not in found and not tie.loose and not found[through].tie.loose:
                found[other] = Around(other, tie, through)
        if len(found) >= most:
            break
    return list(found.values())[:most]


def _other(tie: Tie, person: int) -> int:
    return tie.b if tie.a == person else tie.a
