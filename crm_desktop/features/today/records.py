"""What the Today page sees."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.features.calendar.records import DueItem
from crm_desktop.features.commitments.records import CommitmentRecord


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers on top."""

    due: int  # today's and overdue
    overdue: int
    done: int  # effective contacts logged today
    attempts: int  # all contacts logged today
    hot: int  # customers at level H, not yet delivered
    new_this_month: int
    in_rhythm: int | None  # per cent of people with a next contact that are not overdue; None when there is none


@dataclass(frozen=True, slots=True)
class BirthdayRow:
    """A birthday in the coming days; `turns` is None while the year is unknown."""

    contact_id: str
    name: str
    on: date
    label: str
    lunar: bool
    turns: int | None
    phone: str
    is_customer: bool
    status: str
    level: str
    private: bool = False
    owner: str = ""  # what the consultant is called, where that is shown


@dataclass(frozen=True, slots=True)
class ColdRow:
    """A customer whom nobody reached for twice the interval."""

    contact_id: str
    name: str
    level: str
    status: str
    subtitle: str
    phone: str
    last_effective_on: date | None
    silent_days: int
    reason: str
    owner: str = ""  # what the consultant is called, where that is shown


@dataclass(frozen=True, slots=True)
class KitItem:
    """One thing to carry and whether enough of it is there today."""

    code: str
    label: str
    minimum: int
    unit: str
    quantity: int
    checked: bool


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One bar of the funnel; `filter` is the text that lists its people."""

    code: str
    label: str
    people: int
    filter: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything Today shows; each list is the first part of its `…_total`."""

    today: date
    lunar: str
    figures: Figures
    due: tuple[DueItem, ...]
    due_total: int
    birthdays: tuple[BirthdayRow, ...]
    birthdays_total: int
    commitments: tuple[CommitmentRecord, ...]
    commitments_total: int
    cold: tuple[ColdRow, ...]
    cold_total: int
    kit: tuple[KitItem, ...]
    funnel: tuple[FunnelStep, ...]
