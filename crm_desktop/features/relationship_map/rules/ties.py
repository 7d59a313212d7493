"""Which ties the records hold: relations, referrals, groups, and people who write the same company or estate."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from crm_desktop.features.relationship_map.records import Tie, TieKind

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


class Somebody(Protocol):
    """What of a person decides about ties and about a place on the map."""

    @property
    def id(self) -> str: ...
    @property
    def ring(self) -> int: ...
    @property
    def closeness(self) -> int | None: ...
    @property
    def level(self) -> str: ...


class _Bond(NamedTuple):
    """What a tie says beside its ends; everybody in a group is bound to its middle by the same one."""

    a: int
    kind: TieKind
    code: str
    note: str
    via: str
    loose: bool


class Ties:
    """All ties of a whole profile; of two between the same people only the stronger stays.

    Kept by a number for each two people: a hundred thousand records would take a hundred megabytes for a moment, and
    what is remembered meanwhile keeps that room from being given back.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._bonds: dict[int, _Bond] = {}

    def keep(self, bond: _Bond, other: int) -> None:
        """Note a tie."""
        key = min(bond.a, other) * self._count + max(bond.a, other)
        known = self._bonds.get(key)
        if known is None or (known.loose, STRENGTH[known.kind]) > (bond.loose, STRENGTH[bond.kind]):
            self._bonds[key] = bond

    def ends(self) -> Iterator[tuple[int, int, bool]]:
        """Who is tied to whom, and whether loosely."""
        for key, bond in self._bonds.items():
            yield *divmod(key, self._count), bond.loose

    def among(self, numbers: Iterable[int]) -> tuple[Tie, ...]:
        """The ties between these people, by their places among them."""
        new = {number: place for place, number in enumerate(numbers)}
        found = []
        for key, bond in self._bonds.items():
            low, high = divmod(key, self._count)
            if low in new and high in new:
                found.append((key, Tie(new[bond.a], new[high if bond.a == low else low], *bond[1:])))
        return tuple(tie for _key, tie in sorted(found, key=lambda one: one[0]))


def ties_of(people: Sequence[Somebody], links: Iterable[Linked], shared: Iterable[Shared]) -> Ties:
    """All ties between these people, by their places among them."""
    numbers = {person.id: number for number, person in enumerate(people)}
    found = Ties(len(people))
    for link in links:
        if link.root in numbers and link.other in numbers and link.root != link.other:
            _enter(found, link, numbers[link.root], numbers[link.other])
    for kind, name, members in _groups(shared, numbers):
        _tie_group(found, people, kind, name, members)
    return found


def _enter(found: Ties, link: Linked, root: int, other: int) -> None:
    kind = TieKind.REFERRED if link.referral else _KINDS.get(link.code, TieKind.OTHER)
    if not link.referral and link.code == "introducer":  # the other introduced the one it was entered on
        root, other = other, root
    code = "introduced" if link.referral or link.code == "introducer" else link.code
    found.keep(_Bond(root, kind, code, link.note, "", loose=False), other)


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


def _tie_group(found: Ties, people: Sequence[Somebody], kind: str, name: str, members: list[int]) -> None:
    """Everybody to the one I know best: a star, for a group of thirty has four hundred pairs."""
    middle = min(members, key=lambda n: (people[n].ring, -(people[n].closeness or 0), people[n].id))
    loose = kind != "household" and len(members) > CLOSE_GROUP
    bond = _Bond(middle, _OF_GROUP.get(kind, TieKind.OTHER), "", "", name, loose)
    for member in members:
        if member != middle:
            found.keep(bond, member)
