"""Asking for names: whom, how, what forbids it, what it yields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm_desktop.features.referrals.records.rewards import RewardLine, Totals
from crm_desktop.features.referrals.records.steps import Line


class Situation(StrEnum):
    """The four situations in which names are asked for."""

    OWNER = "owner"
    JUST_CLOSED = "just_closed"
    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What decides whether and how somebody is asked."""

    status: str = ""
    level: str = ""
    ordered_on: date | None = None
    delivered_on: date | None = None
    asked_on: date | None = None
    asked_result: str = ""
    do_not_contact: bool = False
    consent: str = ""
    mood: int | None = None  # of the last talk in which one was noted
    mood_on: date | None = None
    broken_since: date | None = None  # the day of the oldest promise that should have been kept by now
    talked_on: date | None = None  # last real contact
    brought: int = 0
    asks: int = 0
    complaint_since: date | None = None  # the day on which the oldest complaint that is not settled came in


@dataclass(frozen=True, slots=True)
class Block:
    """Why somebody may not be asked now; `until` when it ends by itself."""

    code: str
    sentence: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to ask now, and why."""

    contact_id: str
    name: str
    subtitle: str
    phone: str
    status: str
    level: str
    situation: Situation
    reason: str
    facts: AskFacts
    owner: str = ""  # what the consultant is called, where that is shown


@dataclass(frozen=True, slots=True)
class PastAsk:
    """One time this person was asked."""

    id: str
    at: datetime
    situation: str
    result: str
    channel: str
    script: str
    note: str
    named: int


@dataclass(frozen=True, slots=True)
class SpokenScript:
    """A script filled with the facts of one person."""

    key: str
    version: int
    title: str
    beats: tuple[tuple[str, str], ...]  # label and words
    truth: str


@dataclass(frozen=True, slots=True)
class Coaching:
    """Everything beside one ask: the situation, what forbids it, the words, what happened before."""

    contact_id: str
    name: str
    status: str
    level: str
    private: bool
    situation: Situation
    reason: str
    blocks: tuple[Block, ...]
    script: SpokenScript | None
    asks: tuple[PastAsk, ...]
    brought: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who was named: known already (`contact_id`) or typed."""

    name: str = ""
    phone: str = ""
    relation: str = ""  # what they are to the introducer: a code of the relation kinds
    contact_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewAsk:
    """An ask as it is recorded. Empty `situation`: the one that applies; `result`: named where names are given."""

    result: str = ""
    situation: str = ""
    channel: str = "call"
    script: str = ""
    script_version: int = 0
    note: str = ""
    at: datetime | None = None
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What recording an ask did, all in one step."""

    id: str
    touch: str
    situation: str
    result: str
    referrals: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that opens the list of its people."""

    count: int = 0
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Yield:
    """What came of asking one group of people: asked → named → came → ordered."""

    code: str
    label: str
    asked: Figure
    named: Figure
    came: Figure
    ordered: Figure


@dataclass(frozen=True, slots=True)
class AskedFact:
    """One ask, as far as it decides in which group it counts."""

    id: str
    contact: str
    name: str
    situation: str
    script: str
    opener: str
    ring: str
    occasion: str
    source: str
    owner: str = ""  # user


@dataclass(frozen=True, slots=True)
class BroughtTo:
    """Of one person: who brought them, whom they brought and what that gave them, and how asking them stands."""

    by: tuple[Line, ...]
    brought: tuple[Line, ...]
    rewards: tuple[RewardLine, ...]
    totals: Totals
    asked: PastAsk | None
    blocks: Sequence[Block]

    def rewards_of(self, line: Line) -> list[RewardLine]:
        """What was promised or given for one of those they brought."""
        return [one for one in self.rewards if one.referral == line.id]
