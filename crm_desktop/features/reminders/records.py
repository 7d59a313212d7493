"""What may ring."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Appointment:
    """A planned contact with a time, today."""

    key: str
    contact_id: str
    name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Morning:
    """How much waits today: said once a day."""

    day: date
    due: int
    overdue: int
    promises: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that may ring today, and what has rung."""

    appointments: tuple[Appointment, ...]
    morning: Morning
    rung: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message of the desktop. `key` names it for ever: it never comes twice."""

    key: str
    title: str
    text: str
    contact_id: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """This device's wishes: whether to ring at all, when to be quiet, how long before an appointment."""

    on: bool = True
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    minutes_before: int = 15
