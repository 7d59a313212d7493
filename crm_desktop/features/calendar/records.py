"""What a page sees of a follow-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Plan(NamedTuple):
    """A kept follow-up that is still open: planned by the user, or a rule's item that he moved."""

    id: str
    rule: str
    occurrence: str
    due_on: date
    due_at: str = ""
    kind: str = "call"


class Car(NamedTuple):
    """A car of the person's own, as far as it asks for contacts. `entered`: the day its row was made."""

    id: str
    entered: date
    delivered_on: date | None = None
    bought_on: date | None = None
    insurance_until: date | None = None
    inspection_until: date | None = None
    maintenance_on: date | None = None
    maintenance_km: int | None = None
    mileage: int | None = None
    mileage_on: date | None = None
    sold_by_us: bool = False


class Deal(NamedTuple):
    """A purchase that was ordered, delivered or lost."""

    id: str
    entered: date
    stage: str
    deliver_on: date | None = None
    delivered_on: date | None = None
    lost_on: date | None = None
    revive_on: date | None = None
    frozen_until: date | None = None


class Service(NamedTuple):
    """The last time the person was in the workshop."""

    id: str
    on: date


@dataclass(slots=True)
class Facts:
    """What decides when a person is due; missed calls are not among it. Not frozen: a hundred thousand are made."""

    is_customer: bool
    status: str = ""
    level: str = ""
    opened_on: date | None = None
    last_effective: date | None = None
    status_since: date | None = None
    blocked: bool = False  # asked not to be contacted
    plans: tuple[Plan, ...] = ()
    tier: int | None = None
    entered: date | None = None  # when the person was entered here
    cars: tuple[Car, ...] = ()
    deals: tuple[Deal, ...] = ()
    service: Service | None = None
    answered: Mapping[str, date] = field(default_factory=dict)  # key → day of the last effective touch with it
    closed: frozenset[str] = frozenset()  # keys cancelled or done without a touch
    _named: str | None = None

    def names(self, occurrence: str) -> bool:
        """Whether anything of that occurrence was answered or cancelled: asked first, for mostly nothing was."""
        if not self.answered and not self.closed:
            return False
        if self._named is None:
            self._named = "\n".join([*self.answered, *self.closed])
        return occurrence in self._named

    def is_closed(self, key: str) -> bool:
        """Whether that item was answered or cancelled."""
        return key in self.answered or key in self.closed


class Due(NamedTuple):
    """An open item: planned by the user, or asked for by a rule."""

    on: date
    at: str  # "HH:MM" of an appointment, or ""
    rule: str  # planned, first, level, status, or the code of an event rule
    occurrence: str  # with the rule the key of the item; of a plan its id
    base_on: date  # the day before days off and the user moved it
    moved: bool = False  # a rule's item that the user put on another day
    kind: str = "call"
    plan: str = ""  # id of the follow-up that planned or moved it
    chain: str = ""  # items one result answers together

    @property
    def key(self) -> str:
        """What a touch that answers this item names."""
        return f"{self.rule}/{self.occurrence}"


@dataclass(frozen=True, slots=True)
class DueItem:
    """A row of the list of due contacts."""

    contact_id: str
    name: str
    due: date
    due_at: str
    rule: str
    occurrence: str
    reason: str
    overdue_days: int
    is_customer: bool
    level: str
    status: str
    tier: int | None
    phone: str
    subtitle: str
    purpose: str
    kind: str
    last_effective_on: date | None
    last_note: str
    title: str = ""  # what it is called: "Level A", "24 h after delivery"
    chain: str = ""  # items one result answers together
    private: bool = False
    owner: str = ""  # what his consultant is called, where that is shown

    @property
    def key(self) -> str:
        """What a touch that answers this item gives as `NewTouch.answers`."""
        return f"{self.rule}/{self.occurrence}"


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How much waits."""

    overdue: int
    today: int
    week: int  # in the six days after
    overdue_people: int = 0


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """A kept follow-up as it is edited."""

    id: str
    row_seq: int
    contact_id: str
    rule: str
    occurrence: str
    due_on: date
    due_at: str
    kind: str
    purpose: str
    state: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the calendar; `key` is unique with `contact_id`."""

    key: str  # "rule/occurrence"
    contact_id: str
    name: str
    on: date  # the day it is due; what is overdue keeps its own day
    at: str  # "HH:MM" or ""
    minutes: int  # length of an appointment, 0 without a time
    sort: str  # appointment, cadence, event, occasion, delivery, visit, promise
    title: str
    reason: str
    kind: str  # touch kind code
    level: str
    status: str
    tier: int | None
    phone: str
    subtitle: str
    overdue_days: int
    movable: bool  # occasions and promises are not
    done: bool = False  # worked on that day
    private: bool = False
    owner: str = ""  # what his consultant is called, where that is shown


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries are wanted; empty is everything."""

    sorts: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    text: str = ""
    owners: frozenset[str] = frozenset()  # users of consultants


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How much a day holds."""

    due: int = 0
    appointments: int = 0
    done: int = 0
    off: bool = False
    day_name: str = ""  # a public holiday, a make-up workday, my leave; "" on an ordinary day
    known: bool = True  # whether the public holidays of its year are known


@dataclass(frozen=True, slots=True)
class MovedPerson:
    """Somebody whose next day a change of the rules would move; None: no day."""

    contact_id: str
    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of the rules would do, counted in people by their next day."""

    earlier: int = 0
    later: int = 0
    begun: int = 0  # asked for, and had no day before
    ended: int = 0  # no longer asked for
    first: tuple[MovedPerson, ...] = ()  # whose new day comes first

    @property
    def moved(self) -> int:
        """How many people in all."""
        return self.earlier + self.later + self.begun + self.ended
