"""What a page sees of a contact event, and of a person's timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class NewTouch:
    """A contact event to be logged. `effective` None: the shop's rule for the result decides."""

    kind: str
    result: str = ""
    effective: bool | None = None
    opener: str = ""
    mood: int | None = None
    minutes: int | None = None
    note: str = ""
    at: datetime | None = None  # None: now
    script: str = ""
    script_version: int = 0  # 0: the shipped words
    answers: str = ""  # key of the due item it answers, "rule/occurrence"; "" lets the rules find it


@dataclass(frozen=True, slots=True)
class NextFollowUp:
    """The next contact the user chose, other than the rules would propose."""

    due_on: date
    due_at: str = ""  # "HH:MM" of an appointment
    kind: str = "call"
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class LoggedTouch:
    """What logging did, all in one step."""

    id: str
    effective: bool
    closed: tuple[str, ...]  # follow-ups that are done by it
    planned: str  # the follow-up it planned, or ""
    status_before: str
    status_after: str


@dataclass(frozen=True, slots=True)
class TouchRecord:
    """A contact event as it is edited."""

    id: str
    row_seq: int
    contact_id: str
    at: datetime
    kind: str
    result: str
    effective: bool
    opener: str
    mood: int | None
    minutes: int | None
    note: str
    script: str
    script_version: int
    private: bool
    follow_key: str


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """What is planned, as far as it decides whether a touch does it."""

    rule: str
    occurrence: str
    due_on: date
    due_at: str
    kind: str


class EntryKind(StrEnum):
    """What a line of the timeline tells."""

    TOUCH = "touch"
    SCALE = "scale"
    COMMITMENT = "commitment"
    FOLLOW_UP = "follow_up"
    ATTACHMENT = "attachment"
    ORDER = "order"
    DELIVERY = "delivery"
    LOSS = "loss"
    OPENED = "opened"
    CREATED = "created"
    MERGE = "merge"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline: `title` is a finished sentence or name, `text` what was noted."""

    kind: EntryKind
    id: str
    at: datetime
    title: str
    text: str
    code: str  # kind of the touch or promise, scale of the change, MIME type of the file
    result: str = ""
    effective: bool = False
    before: str = ""
    after: str = ""
    opener: str = ""
    mood: int | None = None
    minutes: int | None = None
    private: bool = False
    whole_day: bool = False  # `at` has no meaningful time


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a person in one situation is contacted, in days."""

    days: int
    first: int = 0  # days to the first contact, while there was none; 0: like all others
    cold: int = 0  # days of silence after which the person counts as going cold
    once: bool = False  # asked one time only


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A change of one entry of the shop's rules, or of my days: what of it decides, before and after."""

    kind: str
    key: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    at: datetime


class ScaleStep(NamedTuple):
    """A change on one of the scales."""

    scale: str
    at: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Concerned:
    """What tells whether a rule concerned a person: the scales now and before, events, and what is open."""

    scales: Mapping[str, str]
    steps: tuple[ScaleStep, ...] = ()
    since: datetime | None = None  # the archive is there; None: nobody knows
    car: bool = False
    deal: bool = False
    service: bool = False
    days: frozenset[date] = frozenset()  # that decide where items lie
    rules: frozenset[str] = frozenset()  # of the open items

    def at(self, scale: str, moment: datetime) -> str:
        """Where the person stood on a scale at that moment."""
        later = next((step for step in self.steps if step.scale == scale and step.at > moment), None)
        return later.before if later else self.scales.get(scale, "")
