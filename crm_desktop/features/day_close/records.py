"""What the day-end close shows."""

from dataclasses import dataclass
from datetime import date, datetime

from crm_desktop.features.calendar.records import DueItem


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that happened with a person that day. `sort`: touch, new, level, status, tier, promise, kept."""

    contact_id: str
    name: str
    at: datetime
    sort: str
    text: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class UnloggedItem:
    """An appointment whose time has come and that has no result yet."""

    contact_id: str
    key: str
    name: str
    due: date
    due_at: str  # "HH:MM"
    kind: str
    purpose: str
    phone: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The day in numbers."""

    touches: int = 0
    effective: int = 0
    people_reached: int = 0
    new_customers: int = 0
    new_contacts: int = 0
    ordered: int = 0
    delivered: int = 0
    lost: int = 0
    level_changes: int = 0
    promises_made: int = 0
    promises_kept: int = 0


@dataclass(frozen=True, slots=True)
class DaySummary:
    """Everything the close shows; each list is the first part of its `…_total`."""

    day: date
    figures: DayFigures
    changes: tuple[ChangeLine, ...]
    changes_total: int
    unlogged: tuple[UnloggedItem, ...]
    unlogged_total: int
    still_due: tuple[DueItem, ...]
    still_due_total: int
    next_day: date
    tomorrow: tuple[DueItem, ...]
    tomorrow_total: int
    note: str = ""
    closed_at: datetime | None = None
