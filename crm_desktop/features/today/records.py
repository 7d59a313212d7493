"""What the Today page shows."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.features.calendar.records import DueItem
from crm_desktop.features.commitments.records import CommitmentRecord


@dataclass(frozen=True, slots=True)
class Birthday:
    """Somebody's birthday soon; `turns` is None where the year is unknown, `label` says it as it is kept."""

    contact_id: str
    name: str
    on: date
    days: int  # from today
    label: str
    turns: int | None
    is_customer: bool
    level: str
    status: str
    phone: str


@dataclass(frozen=True, slots=True)
class GoingCold:
    """A customer without an effective contact for twice the interval of his level or status."""

    contact_id: str
    name: str
    level: str
    status: str
    subtitle: str
    phone: str
    last_effective_on: date | None
    days_silent: int


@dataclass(frozen=True, slots=True)
class KitItem:
    """One thing to carry; `ready` once it was counted today and there is enough."""

    code: str
    label: str
    unit: str
    minimum: int
    counted: int | None  # None: not looked at today

    @property
    def ready(self) -> bool:
        """Whether there is enough."""
        return self.counted is not None and self.counted >= self.minimum


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers on top."""

    overdue: int
    due_today: int
    done_today: int
    hot: int  # customers of level H
    new_this_month: int
    touched_this_month: int  # people with an effective contact


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """How many customers stand at one place of the way to an order."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """One morning: each list is cut to what fits, its total beside it."""

    today: date
    figures: Figures
    due: tuple[DueItem, ...]
    due_total: int
    birthdays: tuple[Birthday, ...]
    promises: tuple[CommitmentRecord, ...]
    promises_total: int
    cold: tuple[GoingCold, ...]
    cold_total: int
    kit: tuple[KitItem, ...]
    funnel: tuple[FunnelBar, ...]
