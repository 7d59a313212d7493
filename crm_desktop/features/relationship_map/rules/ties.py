"""Which ties the records hold: relations, referrals, groups, and people who write the same company or estate."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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
_RANKS, NO_RANK = {"H": 0, "A": 1, "B": 2, "C": 3}, 9
CLOSE_GROUP = 6
"""A group of at most so many holds its people together on the map; a larger one only links them loosely."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A row that links two people: a relation as entered on `root`, or a referral of `root`.

    Both by their numbers in the list of people, not by their ids, which would take most of the room; 0: not listed.
    """

    root: int
    other: int
    code: str
    note: str = ""
    referral: bool = False


class Links:
    """All such rows in little room: there are tens of thousands, and they are gone through several times."""

    def __init__(self) -> None:
        self._ends = array("q")  # two for each row
        self._codes: list[str] = []
        self._notes: dict[int, str] = {}
        self._referrals: set[int] = set()

    def add(self, link: Linked) -> None:
        """The next one."""
        number = len(self._codes)
        self._codes.append(link.code)
        self._ends.extend((link.root, link.other))
        if link.note:
            self._notes[number] = link.note
        if link.referral:
            self._referrals.add(number)

    def __iter__(self) -> Iterator[Linked]:
        """In the order they came in."""
        for number, code in enumerate(self._codes):
            root, other = self._ends[2 * number : 2 * number + 2]
            yield Linked(root, other, code, self._notes.get(number, ""), number in self._referrals)


class Groups:
    """Who shares what, gathered one by one: a group, or a company or an estate written in the archive."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], int] = {}
        self._members: dict[tuple[str, str], array[int]] = {}
        self._names: dict[tuple[str, str], str] = {}

    def add(self, person: int, kind: str, name: str, group: str = "") -> None:
        """One of the group; without one, who writes the same word. A company or estate is one with that word."""
        key = kind, name.casefold() if not group or kind in ("company", "estate") else group
        first = self._first.setdefault(key, person)
        if first != person or key in self._members:
            self._members.setdefault(key, array("I", (first,))).append(person)
            self._names[key] = name

    def __iter__(self) -> Iterator[tuple[str, str, "array[int]"]]:
        """Kind, name and members in order, of those that are more than one."""
        for key in sorted(self._members):
            yield key[0], self._names[key], array("I", sorted(set(self._members[key])))


def stands_in(said: int | None, *, status: str, introduced: bool, how_known: str) -> int:
    """The ring somebody stands in: as the archive says, else by what is known of how we met."""
    if said in (1, 2, 3, CHANCE):
        return int(said)
    if status in _BOUGHT or how_known in ("relative", "friend", "classmate", "owner"):
        return 1
    if introduced or how_known == "introduced":
        return 2
    return 3 if how_known in ("colleague", "peer", "neighbour") else CHANCE


def introduced_people(links: Iterable[Linked]) -> frozenset[int]:
    """Who was introduced by somebody."""
    return frozenset(
        link.other if link.referral or link.code == "introduced" else link.root
        for link in links if link.referral or link.code in ("introducer", "introduced")
    )  # fmt: skip


class Crowd:
    """What of everybody decides about ties and about a place on the map, by number; numbers follow the ids.

    Bytes, not records: of a hundred thousand people not all come onto the map, and what is read to choose them would
    leave the program larger for good.
    """

    def __init__(self) -> None:
        self.rings, self.closeness, self.ranks = bytearray(), bytearray(), bytearray()

    def add(self, *, ring: int, closeness: int | None, level: str) -> None:
        """The next one."""
        self.rings.append(ring)
        self.closeness.append(closeness or 0)
        self.ranks.append(_RANKS.get(level, NO_RANK))

    def __len__(self) -> int:
        return len(self.rings)


class _Bond(NamedTuple):
    """What a tie says beside its other end."""

    a: int
    kind: TieKind
    code: str
    note: str
    via: str
    loose: bool

    @property
    def weakness(self) -> tuple[bool, int]:
        """Of two ties between the same people the one with less stays."""
        return self.loose, STRENGTH[self.kind]


class _Star(NamedTuple):
    """A group: everybody, in order, is tied to its middle by the same bond; `place` is its place among all groups."""

    bond: _Bond
    members: "array[int]"
    place: int

    def holds(self, person: int) -> bool:
        """Whether this is one of them."""
        at = bisect_left(self.members, person)
        return at < len(self.members) and self.members[at] == person


class Ties:
    """All ties of a whole profile; of two between the same people only the stronger stays, of equals the first.

    Groups stay whole: their ties are told one by one, but never all in memory.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._links: dict[int, _Bond] = {}
        self._stars: dict[int, list[_Star]] = {}
        self._groups = 0

    def keep(self, bond: _Bond, other: int) -> None:
        """Note a tie that was entered."""
        key = self._key(bond.a, other)
        known = self._links.get(key)
        if known is None or known.weakness > bond.weakness:
            self._links[key] = bond

    def keep_group(self, bond: _Bond, members: "array[int]") -> None:
        """Note that all these are tied to the middle."""
        self._stars.setdefault(bond.a, []).append(_Star(bond, members, self._groups))
        self._groups += 1

    def _key(self, one: int, other: int) -> int:
        return min(one, other) * self._count + max(one, other)

    def ends(self) -> Iterator[tuple[int, int, bool]]:
        """Who is tied to whom, and whether loosely."""
        for key, bond in self._links.items():
            low, high = divmod(key, self._count)
            yield low, high, self._strongest(low, high, bond).loose
        for star, member in self._in_groups():
            yield star.bond.a, member, star.bond.loose

    def _in_groups(self) -> Iterator[tuple[_Star, int]]:
        """The ties of groups where nothing was entered and no other group ties the two more closely."""
        for middle, stars in self._stars.items():
            for star in stars:
                for member in star.members:
                    if member == middle or self._key(middle, member) in self._links:
                        continue
                    if (len(stars) == 1 and member not in self._stars) or (
                        self._strongest(middle, member, None) is star.bond
                    ):
                        yield star, member

    def _strongest(self, one: int, other: int, entered: _Bond | None) -> _Bond:
        found = [(entered.weakness, -1, entered)] if entered else []
        for middle, member in ((one, other), (other, one)):
            found += [
                (star.bond.weakness, star.place, star.bond)
                for star in self._stars.get(middle, ()) if star.holds(member)
            ]  # fmt: skip
        return min(found, key=lambda bond: bond[:2])[2]

    def among(self, numbers: Iterable[int]) -> tuple[Tie, ...]:
        """The ties between these people, by their places among them."""
        new = {number: place for place, number in enumerate(numbers)}
        found = []
        for key, entered in self._links.items():
            low, high = divmod(key, self._count)
            if low in new and high in new:
                bond = self._strongest(low, high, entered)
                found.append((key, Tie(new[bond.a], new[high if bond.a == low else low], *bond[1:])))
        for star, member in self._in_groups():
            if member in new and star.bond.a in new:
                tie = Tie(new[star.bond.a], new[member], *star.bond[1:])
                found.append((self._key(star.bond.a, member), tie))
        return tuple(tie for _key, tie in sorted(found, key=lambda one: one[0]))


def ties_of(crowd: Crowd, numbers: Mapping[int, int], links: Iterable[Linked], groups: Groups) -> Ties:
    """All ties between these people; `numbers` are the places among them of those who may be linked."""
    found = Ties(len(crowd))
    for link in links:
        if link.root in numbers and link.other in numbers and link.root != link.other:
            _enter(found, link, numbers[link.root], numbers[link.other])
    for kind, name, members in groups:
        _tie_group(found, crowd, kind, name, members)
    return found


def _enter(found: Ties, link: Linked, root: int, other: int) -> None:
    kind = TieKind.REFERRED if link.referral else _KINDS.get(link.code, TieKind.OTHER)
    if not link.referral and link.code == "introducer":  # the other introduced the one it was entered on
        root, other = other, root
    code = "introduced" if link.referral or link.code == "introducer" else link.code
    found.keep(_Bond(root, kind, code, link.note, "", loose=False), other)


def _tie_group(found: Ties, crowd: Crowd, kind: str, name: str, members: "array[int]") -> None:
    """Everybody to the one I know best: a star, for a group of thirty has four hundred pairs."""
    middle = min(members, key=lambda n: (crowd.rings[n], -crowd.closeness[n], n))
    loose = kind != "household" and len(members) > CLOSE_GROUP
    found.keep_group(_Bond(middle, _OF_GROUP.get(kind, TieKind.OTHER), "", "", name, loose), members)
