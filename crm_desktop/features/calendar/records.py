"""What a page sees of a follow-up."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A kept follow-up that is still open: planned by the user, or a rule's item that he moved."""

    id: str
    rule: str
    occurrence: str
    due_on: date
    due_at: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides when a person is due; missed calls are not among it."""

    is_customer: bool
    status: str = ""
    level: str = ""
    opened_on: date | None = None
    last_effective: date | None = None
    status_since: date | None = None
    blocked: bool = False  # asked not to be contacted
    plans: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The next contact with a person: planned by the user, or asked for by a rule."""

    on: date
    at: str  # "HH:MM" of an appointment, or ""
    rule: str  # planned, first, level, status
    occurrence: str  # with the rule the key of the item; of a plan its id
    moved: bool = False  # a rule's item that the user put on another day


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
