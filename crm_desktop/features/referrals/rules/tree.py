"""Who brought whom, over any number of generations."""

from collections import defaultdict
from collections.abc import Sequence

from crm_desktop.features.referrals.records import Book, Line, RewardLine, TreeNode
from crm_desktop.features.referrals.rules.rewards import totals


def tree(book: Book) -> tuple[TreeNode, ...]:
    """The forest: everybody stands in it once, below the first who named them. Whoever closes a circle is a root."""
    parent = _parents(book.lines)
    children: dict[str, list[Line]] = defaultdict(list)
    for line in parent.values():
        children[line.introducer].append(line)
    rewards: dict[str, list[RewardLine]] = defaultdict(list)
    for one in book.rewards:
        rewards[one.introducer].append(one)
    people = {line.introducer: line.introducer_name for line in book.lines}
    roots = [one for one in people if one not in parent]
    scales = {line.contact: (line.status, line.level) for line in book.lines}
    made = [_node(one, people[one], None, 0, children, rewards, scales) for one in roots]
    return tuple(sorted(made, key=lambda node: (-node.descendants, node.name, node.contact)))


def _parents(lines: Sequence[Line]) -> dict[str, Line]:
    """The line that brought each person: the one that pays, else the first; never one that closes a circle."""
    found: dict[str, Line] = {}
    for line in sorted(lines, key=lambda line: (not line.pays, line.named_on, line.id)):
        if line.contact in found or _is_above(line.contact, line.introducer, found):
            continue
        found[line.contact] = line
    return found


def _is_above(person: str, start: str, parents: dict[str, Line]) -> bool:
    """Whether `person` is `start` or brought them, directly or not."""
    while start != person:
        if start not in parents:
            return False
        start = parents[start].introducer
    return True


def _node(  # noqa: PLR0913 - the tables it is made of
    contact: str, name: str, line: Line | None, depth: int, children: dict[str, list[Line]],
    rewards: dict[str, list[RewardLine]], scales: dict[str, tuple[str, str]],
) -> TreeNode:
    # The parents have no circle, so this ends.
    below = tuple(
        _node(one.contact, one.name, one, depth + 1, children, rewards, scales)
        for one in sorted(children.get(contact, ()), key=lambda one: (one.named_on, one.id))
    )
    status, level = scales.get(contact, ("", ""))
    return TreeNode(
        contact, name, status, level, depth, line.step if line else "", line.named_on if line else None,
        totals(rewards.get(contact, ())), len(below) + sum(node.descendants for node in below), below,
    )


def flat(nodes: Sequence[TreeNode]) -> list[TreeNode]:
    """All nodes, each before those it brought."""
    found: list[TreeNode] = []
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(reversed(node.children))
    return found
