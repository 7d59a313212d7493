"""What others see of the register."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Visit(StrEnum):
    """Whether somebody was here before."""

    FIRST = "first"
    AGAIN = "again"


CAME_IN, CALLED_IN = "came_in", "called_in"
FLAGS = ("survey", "quoted", "test_drive", "trade_in", "finance")
"""What was done or asked for, in the order of the form."""


@dataclass(frozen=True, slots=True)
class RegisterFields:
    """What one line of the register holds. Codes are those of the shop's lists."""

    kind: str = CAME_IN
    day: date | None = None  # None: today
    time_in: str = ""  # "": now
    time_out: str = ""  # "": still here, or not noted
    party: int | None = None
    arrival: str = ""
    visit: str = ""  # "": as the book proposes
    purpose: str = ""
    models: str = ""
    source: str = ""
    level: str = ""  # "": as it is
    rival: str = ""
    plate: str = ""
    survey: bool = False
    quoted: bool = False
    test_drive: bool = False
    trade_in: bool = False
    finance: bool = False
    result: str = ""  # "": proposed by what is known of the person
    weather: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who it was: somebody in the book, somebody new, or (all empty) somebody who left no name."""

    contact_id: str = ""
    name: str = ""
    phone: str = ""
    as_customer: bool = True

    @property
    def is_known(self) -> bool:
        """Whether anything was left."""
        return bool(self.contact_id or self.name.strip() or self.phone.strip())


@dataclass(frozen=True, slots=True)
class Received:
    """What a reception made, all in one step."""

    id: str
    contact_id: str
    touch_id: str
    new_person: bool


@dataclass(frozen=True, slots=True)
class ReceptionRecord:
    """One line, to be edited; name and phone are those of the person today."""

    id: str
    row_seq: int
    contact_id: str
    touch_id: str
    name: str
    phone: str
    fields: RegisterFields


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of a day's sheet."""

    number: int
    id: str
    contact_id: str
    name: str
    phone: str
    fields: RegisterFields
    minutes: int | None  # how long they stayed
    private: bool = False


@dataclass(frozen=True, slots=True)
class RegisterTotals:
    """The foot of a day's sheet."""

    lines: int = 0
    came_in: int = 0
    called_in: int = 0
    people: int = 0  # of those who came in: the sum of the parties
    first: int = 0
    again: int = 0
    left_details: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    still_here: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """The sheet of one day."""

    day: date
    weather: str
    lines: tuple[RegisterLine, ...]
    totals: RegisterTotals


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody in the book who stands at the desk."""

    id: str
    name: str
    phone: str
    subtitle: str
    level: str
    is_customer: bool
    visit: str  # first or again, as the book proposes
