"""What a page sees of a customer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from crm_desktop.features.attachments.records import AttachmentRecord
from crm_desktop.features.calendar.records import DueItem, FollowUpRecord
from crm_desktop.features.commitments.records import CommitmentRecord
from crm_desktop.features.contacts.records import ContactCard


class Status(StrEnum):
    """Where the person is in the life cycle."""

    NEW = "N"
    PROGRESS = "P"
    ORDERED = "O"
    DELIVERED = "D"
    LOST = "F1"
    FROZEN = "F2"
    OUT_OF_CONTACT = "L"
    CANCELLED = "T"


class Level(StrEnum):
    """How soon this person buys; empty while not known."""

    UNKNOWN = ""
    H = "H"
    A = "A"
    B = "B"
    C = "C"


class Stage(StrEnum):
    """Where one purchase stands."""

    OPEN = "open"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELLED = "cancelled"


class Sort(StrEnum):
    """Orders of the list."""

    NAME = "name"
    DUE = "due"
    LEVEL = "level"
    LAST_TOUCH = "last_touch"
    OPENED = "opened"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class CustomerPart:
    """The archive opened for a person."""

    id: str
    row_seq: int
    status: str
    level: str
    tier: int | None
    tier_reason: str
    opened_on: date
    decision_maker: str
    next_step: str


@dataclass(frozen=True, slots=True)
class OpportunityRecord:
    """One purchase intent with the needs behind it. Money in fen."""

    id: str
    row_seq: int
    stage: str
    model: str
    colour: str
    use: str
    budget_low: int | None
    budget_high: int | None
    payment: str
    trade_in: str
    trade_in_value: int | None
    rival: str
    concerns: str
    quote: int | None
    expected_on: date | None
    ordered_on: date | None
    delivered_on: date | None
    lost_on: date | None
    lost_reason: str
    lost_note: str
    note: str
    created: datetime
    deliver_on: date | None = None
    lost_truth: str = ""
    revive_on: date | None = None
    frozen_until: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewVehicle:
    """A car as it is entered."""

    kind: str = "own"  # own, rival, trade_in
    brand: str = ""
    model: str = ""
    trim: str = ""
    colour: str = ""
    vin: str = ""
    plate: str = ""
    bought_on: date | None = None
    delivered_on: date | None = None
    mileage: int | None = None
    insurer: str = ""
    insurance_until: date | None = None
    inspection_until: date | None = None
    maintenance_on: date | None = None
    maintenance_km: int | None = None
    sold_by_us: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class VehicleRecord:
    """A car of a person; `shown_plate` is how a plate is written for the eye."""

    id: str
    row_seq: int
    kind: str
    brand: str
    model: str
    trim: str
    colour: str
    vin: str
    plate: str
    plate_normal: str
    bought_on: date | None
    delivered_on: date | None
    mileage: int | None
    mileage_on: date | None
    insurer: str
    insurance_until: date | None
    inspection_until: date | None
    maintenance_on: date | None
    maintenance_km: int | None
    sold_by_us: bool
    note: str
    shown_plate: str = ""


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """One change of level, status or tier."""

    at: datetime
    scale: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not known yet; `field` names the input that would hold it."""

    field: str
    label: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what matters is known, 0-100, and what is not."""

    score: int
    missing: tuple[Missing, ...]
    fresh: bool  # looked at ("still right?") within half a year


@dataclass(frozen=True, slots=True)
class CustomerArchive:
    """Everything the archive page shows of a person, the timeline apart; `customer` is None for a network contact."""

    card: ContactCard
    customer: CustomerPart | None
    opportunities: tuple[OpportunityRecord, ...]
    vehicles: tuple[VehicleRecord, ...]
    commitments: tuple[CommitmentRecord, ...]
    attachments: tuple[AttachmentRecord, ...]
    follow_ups: tuple[FollowUpRecord, ...]
    scales: tuple[ScaleStep, ...]
    due: DueItem | None
    cold_on: date | None
    last_touch_at: datetime | None
    last_effective_on: date | None
    completeness: Completeness
    owner: str = ""  # user; "": not enrolled

    @property
    def opportunity(self) -> OpportunityRecord | None:
        """The purchase that matters now: the open one, else the latest."""
        running = [o for o in self.opportunities if o.stage in (Stage.OPEN, Stage.ORDERED)]
        return next(iter(running or self.opportunities), None)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list of people."""

    id: str
    name: str
    sort_name: str
    subtitle: str
    phone: str
    is_customer: bool
    private: bool
    status: str
    level: str
    tier: int | None
    source: str
    ring: int | None
    closeness: int | None
    opened_on: date | None
    last_touch_at: datetime | None
    last_effective_on: date | None
    due_on: date | None
    due_at: str
    due_rule: str
    cold_on: date | None
    promise_on: date | None
    completeness: int
    owner: str = ""  # user; "": not enrolled


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A part of a list and how long the whole list is."""

    rows: tuple[PersonRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which people a list shows; empty sets let everybody pass."""

    text: str = ""
    levels: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    tiers: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    rings: frozenset[int] = frozenset()
    owners: frozenset[str] = frozenset()  # users or names of consultants
    due: str = ""  # today (overdue too), overdue, week, none, or a date
    cold: bool = False
    unknown: tuple[str, ...] = field(default=(), compare=False)  # words that mean nothing here

    @property
    def is_empty(self) -> bool:
        """Whether everybody passes."""
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Facets:
    """How many customers each choice of the filter would show."""

    total: int
    levels: dict[str, int]
    statuses: dict[str, int]
    rings: dict[int, int]  # of the network only
    overdue: int
    due_today: int  # overdue ones included
    cold: int


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A saved filter."""

    id: str
    row_seq: int
    name: str
    filter: str
    position: int
    owner: str = ""  # of another consultant: what he is called
