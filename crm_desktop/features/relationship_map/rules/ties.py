"""Which ties the records hold: relations, referrals, groups, and people who write the same company or estate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm_desktop.features.relationship_map.records import Person, Tie, TieKind

CHANCE = 4
OWNER = ("D", "O")
_BOUGHT = frozenset(OWNER)
_KINDS = {
    "spouse": TieKind.FAMILY, "parent": TieKind.FAMILY, "child": TieKind.FAMILY, "sibling": TieKind.FAMILY,
    "relative": TieKind.FAMILY, "friend": TieKind.FRIEND, "classmate": TieKind.FRIEND,
    "colleague": TieKind.COLLEAGUE, "neighbour": TieKind.NEIGHBOUR, "introducer": TieKind.INTRODUCED,
    "introduced": TieKind.INTRODUCED,
}  # fmt: skip
_OF_GROUP = {
    "household": TieKind.HOUSEHOLD, "company": TieKind.COLLEAGUE, "estate": TieKind.NEIGHBOUR, "club": TieKind.FRIEND,
}  # fmt: skip
STRENGTH = {kind: place for place, kind in enumerate(TieKind)}
CLOSE_GROUP = 6
"""A group of at most so many holds its people together on the map; a larger one only links them loosely."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A row that links two people: a relation as entered on `root`, or a referral of `root`."""

    root: str
    other: str
    code: str
    note: str = ""
    referral: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """One person in a group, or with a company or estate written in the archive."""

    person: str
    kind: str
    name: str
    group: str


def stands_in(said: int | None, *, status: str, introduced: bool, how_known: str) -> int:
    """The ring somebody stands in: as the archive says, else by what is known of how we met."""
    if said in (1, 2, 3, CHANCE):
        return int(said)
    if status in _BOUGHT or how_known in ("relative", "friend", "classmate", "owner"):
        return 1
    if introduced or how_known == "introduced":
        return 2
    return 3 if how_known in ("colleague", "peer", "neighbour") else CHANCE


def introduced_people(links: Iterable[Linked]) -> frozenset[str]:
    """Who was introduced by somebody."""
    return frozenset(
        link.other if link.referral or link.code == "introduced" else link.root
        for link in links if link.referral or link.code in ("introducer", "introduced")
    )  # fmt: skip


def ties_of(people: Sequence[Person], links: Iterable[Linked], shared: Iterable[Shared]) -> tuple[Tie, ...]:
    """All ties between people of the map; of two between the same people only the stronger stays."""
    numbers = {person.id: number for number, person in enumerate(people)}
    found: dict[tuple[int, int], Tie] = {}
    for link in links:
        if link.root in numbers and link.other in numbers and link.root != link.other:
            _keep(found, _entered(link, numbers))
    for kind, name, members in _groups(shared, numbers):
        _tie_group(found, people, kind, name, members)
    return tuple(found[key] for key in sorted(found))


def _keep(found: dict[tuple[int, int], Tie], tie: Tie) -> None:
    key = (min(tie.a, tie.b), max(tie.a, tie.b))
    known = found.get(key)
    if known is None or (known.loose, STRENGTH[known.kind]) > (tie.loose, STRENGTH[tie.kind]):
        found[key] = tie


def _entered(link: Linked, numbers: Mapping[str, int]) -> Tie:
    root, other = numbers[link.root], numbers[link.other]
    if link.referral:
        return Tie(root, other, TieKind.REFERRED, "introduced", link.note)
    kind = _KINDS.get(link.code, TieKind.OTHER)
    if link.code == "introducer":  # the other introduced the one it was entered on
        return Tie(other, root, kind, "introduced", link.note)
    return Tie(root, other, kind, link.code, link.note)


def _groups(
    shared: Iterable[Shared], numbers: Mapping[str, int]
) -> list[tuple[str, str, list[int]]]:  # fmt: skip
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for one in shared:
        if one.person in numbers:
            members[one.kind, one.group].append(numbers[one.person])
            names[one.kind, one.group] = one.name
    return [(key[0], names[key], sorted(set(who))) for key, who in sorted(members.items()) if len(set(who)) > 1]


def _tie_group(
    found: dict[tuple[int, int], Tie], people: Sequence[Person], kind: str, name: str, members: list[int]
) -> None:
    """Everybody to the one I know best: a star, for a group of thirty has four hundred pairs."""
    middle = min(members, key=lambda n: (people[n].ring, -(people[n].closeness or 0), people[n].id))
    loose = kind != "household" and len(members) > CLOSE_GROUP
    for member in members:
        if member != middle:
            _keep(found, Tie(middle, member, _OF_GROUP.get(kind, TieKind.OTHER), "", "", name, loose))
