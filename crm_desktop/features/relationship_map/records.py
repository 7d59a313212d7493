"""What the map is made of: people, ties between them, and where each stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

RINGS = (1, 2, 3, 4)


class TieKind(StrEnum):
    """The few families of ties that are told apart by colour and line, strongest first."""

    FAMILY = "family"
    HOUSEHOLD = "household"
    REFERRED = "referred"
    INTRODUCED = "introduced"
    FRIEND = "friend"
    COLLEAGUE = "colleague"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """One person on the map. `ring` is where the person stands, `said_ring` what the archive says, None for nothing."""

    id: str
    name: str
    sort_name: str
    ring: int
    said_ring: int | None
    how_known: str
    is_customer: bool
    private: bool
    status: str
    level: str
    tier: int | None
    subtitle: str
    closeness: int | None
    company: str
    estate: str
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    owner: str = ""
    """The user whose customer it is."""
    owner_name: str = ""
    """What he is called, where the map holds several consultants' customers."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two people, by their places in `Network.people`; of introductions `a` is who introduced.

    `code` is the shop's kind of relation where one was entered, read from `a` to `b`; `via` names the group they share.
    A loose tie is one of a group that many share: it does not decide where people stand.
    """

    a: int
    b: int
    kind: TieKind
    code: str = ""
    note: str = ""
    via: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """Everybody on the map; `total` are all people of the profile, `orders` who of them bought."""

    people: tuple[Person, ...]
    ties: tuple[Tie, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person stands inside a ring: the row, counted outwards, and the angle clockwise from the top."""

    ring: int
    row: int
    angle: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Where people stood when the map was laid out last; rows per ring never shrink until it is laid out anew."""

    rows: tuple[int, ...] = ()
    spots: Mapping[str, Spot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the map; I stand at (0, 0), up is negative."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Band:
    """One ring as drawn: its number, inner and outer edge."""

    ring: int
    inner: float
    outer: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everybody stands, in the order of `Network.people`; `kept` is what to remember."""

    places: tuple[Place, ...]
    bands: tuple[Band, ...]
    kept: Kept

    @property
    def radius(self) -> float:
        """How far the map reaches from the middle."""
        return self.bands[-1].outer if self.bands else 0.0


@dataclass(frozen=True, slots=True)
class Influence:
    """What one person moves: people introduced directly and in all generations, how many of the first bought."""

    score: float
    rank: int
    introduced: int
    generations: int
    bought: int


@dataclass(frozen=True, slots=True)
class Around:
    """Somebody near a deal, and by what: the tie and, in the second step, through whom."""

    person: int
    tie: Tie
    through: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the map is filtered by; an empty set lets everything pass."""

    rings: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any((self.rings, self.levels, self.tiers, self.tags, self.needs, self.kinds, self.owners))
