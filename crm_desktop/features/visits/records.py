"""A visit as it is planned, reported and reviewed; and the words on a visit sheet and on an archive card."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who prints: the consultant and the shop, with the shop's picture (empty: none)."""

    shop: str = ""
    consultant: str = ""
    phone: str = ""
    address: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a sheet: what it is about, the text, and whether it is late or pressing."""

    label: str
    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class TouchLine:
    """One past touch: the day, how and with what result, and what was said."""

    day: str
    how: str
    text: str
    effective: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """The script that fits: its title and its beats, the person's own data filled in."""

    title: str
    beats: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """The person at the head of a sheet."""

    contact_id: str
    name: str
    salutation: str = ""  # "Ms Wang"
    level: str = ""  # H A B C, "" not yet known
    level_text: str = ""  # "H · within 7 days"
    status_text: str = ""
    tier: int | None = None  # 1 (best) - 4
    do_not_contact: bool = False
    dial: str = ""  # the number behind the QR code, "+8613800138000"
    about: tuple[Fact, ...] = ()
    private: bool = False  # stays on this laptop


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """One person's visit sheet."""

    number: str  # V, day, tail of the person's id
    day: date
    occasion: str  # "10:00 · Visit · touch 4"
    head: Letterhead
    who: Who
    why: tuple[Fact, ...] = ()
    touches: tuple[TouchLine, ...] = ()
    needs: tuple[Fact, ...] = ()
    commitments: tuple[Fact, ...] = ()
    vehicles: tuple[Fact, ...] = ()
    talk: Talk | None = None
    levels: tuple[str, ...] = ("H", "A", "B", "C")  # to circle


@dataclass(frozen=True, slots=True)
class CardSection:
    """One titled part of an archive card."""

    title: str
    facts: tuple[Fact, ...] = ()
    touches: tuple[TouchLine, ...] = ()
    half: bool = False  # stands beside its neighbour


@dataclass(frozen=True, slots=True)
class ArchiveCard:
    """One person's whole archive on paper."""

    number: str
    day: date
    head: Letterhead
    who: Who
    sections: tuple[CardSection, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """What is planned: when, what for, what to take, with whom, where."""

    due_on: date
    due_at: str = ""  # "HH:MM"
    purpose: str = ""
    preparation: str = ""
    people: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What came of it. `result`: code of the touch results, `met` when the person was seen."""

    result: str = "met"
    report: str = ""
    agreed: str = ""
    mood: int | None = None
    minutes: int | None = None
    at: datetime | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit with the person it is for."""

    id: str
    row_seq: int
    contact_id: str
    name: str
    phone: str
    level: str
    status: str
    subtitle: str
    key: str  # of the due item
    due_on: date
    due_at: str
    purpose: str
    preparation: str
    people: str
    place: str
    position: int
    state: str  # planned, done, cancelled
    report: str
    agreed: str
    reported_at: datetime | None
    review: str
    review_note: str
    reviewed_at: datetime | None
    private: bool = False
