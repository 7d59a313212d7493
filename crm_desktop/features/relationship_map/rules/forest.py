"""In which order people stand around the circle: who belongs together stands together, parents amid their children."""

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

from crm_desktop.features.relationship_map.records import Influence, Network, Tie
from crm_desktop.features.relationship_map.rules.ties import STRENGTH

APART = 1.2
"""Between two communities as much room as one person takes, and a little."""
SMALL = 3
MOST_TOGETHER = 60
Tree = list[int]


def share_of(person_id: str) -> float:
    """A number from 0 to 1 that only this id decides: the same at every opening, on every laptop."""
    return (crc32(person_id.encode()) & 0xFFFFFFFF) / 2**32


def circle_order(network: Network, influence: Sequence[Influence]) -> tuple[float, ...]:
    """For each person the share of the way around the circle, from 0 to 1."""
    trees = _trees(network, influence)
    line: list[float] = [0.0] * len(network.people)
    reached = 0.0
    for community in _communities(network, trees):
        size = sum(len(tree) for tree in community)
        air = APART if size >= SMALL else 0.0
        reached += air / 2
        for tree in community:
            for person in tree:
                line[person] = reached + 0.5
                reached += 1.0
        reached += air / 2
    return tuple(place / max(reached, 1.0) for place in line)


def _trees(network: Network, influence: Sequence[Influence]) -> list[Tree]:
    """The strongest ties as trees, each as a line in which everybody stands amid those who hang on him."""
    import rustworkx

    people = network.people
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(people)))
    graph.add_edges_from([(tie.a, tie.b, float(STRENGTH[tie.kind] + 1)) for tie in network.ties if not tie.loose])
    near: list[list[int]] = [[] for _ in people]
    for a, b, _weight in rustworkx.minimum_spanning_edges(graph, weight_fn=float):
        near[a].append(b)
        near[b].append(a)
    for ones in near:
        ones.sort(key=lambda n: people[n].id)
    order = sorted(range(len(people)), key=lambda n: (people[n].ring, -influence[n].score, people[n].id))
    seen: set[int] = set()
    return [_in_line(root, near, seen) for root in order if root not in seen]


def _in_line(root: int, near: Sequence[Sequence[int]], seen: set[int]) -> Tree:
    """Half of the children, the person, the other half; without recursion, for a chain may be long."""
    seen.add(root)
    line: Tree = []
    waiting: list[tuple[int, bool]] = [(root, False)]
    while waiting:
        person, opened = waiting.pop()
        if opened:
            line.append(person)
            continue
        below = [one for one in near[person] if one not in seen]
        seen.update(below)
        half = len(below) // 2
        waiting += [(one, False) for one in reversed(below[half:])]
        waiting.append((person, True))
        waiting += [(one, False) for one in reversed(below[:half])]
    return line


def _communities(network: Network, trees: Sequence[Tree]) -> list[list[Tree]]:
    """Trees of people who share a company or an estate stand side by side; the rest is spread evenly."""
    tree_of = {person: number for number, tree in enumerate(trees) for person in tree}
    joined = list(range(len(trees)))
    sizes = [len(tree) for tree in trees]

    def head(number: int) -> int:
        while joined[number] != number:
            joined[number] = joined[joined[number]]
            number = joined[number]
        return number

    for tie in _looser(network.ties):
        a, b = head(tree_of[tie.a]), head(tree_of[tie.b])
        if a != b and sizes[a] + sizes[b] <= MOST_TOGETHER:
            a, b = min(a, b), max(a, b)
            joined[b] = a
            sizes[a] += sizes[b]
    found: dict[int, list[Tree]] = defaultdict(list)
    for number, tree in enumerate(trees):
        found[head(number)].append(tree)
    return sorted(found.values(), key=lambda trees: share_of(network.people[min(trees[0])].id))


def _looser(ties: Sequence[Tie]) -> list[Tie]:
    return [tie for tie in ties if tie.loose]
