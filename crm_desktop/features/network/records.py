"""What the network page sees."""

from dataclasses import dataclass
from datetime import date

GIVEN, RECEIVED = "given", "received"
"""Which way a tip went, as seen from here."""
OFFER = "offer"
"""Begins the key of a group that is only offered: "offer:company:name"."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of the network: how many people, how many became customers, how many were reached lately."""

    ring: int  # 1-4, 0 for people not yet put into a ring
    label: str
    people: int
    customers: int
    reached: int  # with an effective contact in the last 30 days


@dataclass(frozen=True, slots=True)
class NetworkOverview:
    """The four rings at one glance."""

    rings: tuple[Ring, ...]
    people: int
    private: int


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps: what this week brought, and what it should bring."""

    code: str
    label: str
    hint: str
    done: int
    target: int


@dataclass(frozen=True, slots=True)
class Path:
    """The four steps in the week that begins on `monday`."""

    monday: date
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Yield:
    """What came of a ring, an opener or an occasion. Openers count touches first, the others people; then people."""

    code: str
    label: str
    used: int
    reached: int
    came: int
    ordered: int


@dataclass(frozen=True, slots=True)
class Yields:
    """The yields side by side; openers of the touches since `since`."""

    rings: tuple[Yield, ...]
    openers: tuple[Yield, ...]
    occasions: tuple[Yield, ...]
    since: date


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody the self-inventory writes down."""

    name: str
    phone: str = ""
    how_known: str = ""
    closeness: int | None = None


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group as typed."""

    kind: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the list, or one that is offered because people name the same company or estate."""

    key: str
    kind: str
    kind_label: str
    icon: str
    name: str
    people: int
    customers: int
    private: bool
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a group; without `membership` somebody who only names it in the archive."""

    contact: str
    name: str
    subtitle: str
    private: bool
    is_customer: bool
    membership: str = ""
    role: str = ""
    since: date | None = None
    owner: str = ""
    """Whose customer it is, where the list holds several consultants'."""


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group with its people; `more` name it in the archive and are not yet members."""

    row: GroupRow
    note: str
    members: tuple[Member, ...]
    more: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """A colleague or peer with the balance of tips."""

    id: str
    name: str
    how_known: str
    subtitle: str
    given: int
    received: int
    ordered: int
    last_on: date | None
    private: bool
    owner: str = ""
    """Whose contact it is, where the list holds several consultants'."""

    @property
    def owed(self) -> int:
        """How many tips I owe (positive) or am owed (negative)."""
        return self.received - self.given


@dataclass(frozen=True, slots=True)
class NewTip:
    """A tip as typed: about a person of the book, or about whom the text says."""

    partner: str
    direction: str
    day: date
    about: str = ""
    about_name: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TipRecord:
    """One tip as it is shown."""

    id: str
    partner: str
    partner_name: str
    direction: str
    day: date
    about: str
    about_name: str
    outcome: str
    outcome_label: str
    note: str
    private: bool
