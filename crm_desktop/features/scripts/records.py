"""What to say in one situation, beat by beat; its versions, and how well they work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

SHIPPED, SHOP, PERSONAL = "shipped", "shop", "personal"
"""Whose words a script has: the program's, the whole shop's, or mine alone."""


@dataclass(frozen=True)
class Beat:
    """One step of a talk: what it is for, and the words."""

    label: str
    text: str


@dataclass(frozen=True)
class Script:
    """A script (话术) in the words of one version. Empty `statuses` or `levels` fit all."""

    key: str
    title: str
    situation: str
    beats: tuple[Beat, ...]
    statuses: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    truth: str = ""
    channel: str = ""  # code of a touch kind it is worded for; "" for any
    stage: str = ""  # code of `script_stages`; "" for any
    opener: str = ""
    scope: str = SHIPPED
    version: int = 0  # 0: as shipped
    on: bool = True  # whether it is offered
    shipped: bool = True  # whether there is a shipped text to go back to

    @property
    def own(self) -> bool:
        """Whether somebody here worded it."""
        return self.version > 0

    @property
    def text(self) -> str:
        """All its words, one beat a line, ready to paste."""
        return "\n".join(beat.text for beat in self.beats)


@dataclass(frozen=True)
class Draft:
    """A script as it is written, before it becomes a version."""

    title: str
    situation: str
    beats: tuple[Beat, ...]
    stage: str = ""
    opener: str = ""
    channel: str = ""
    truth: str = ""


@dataclass(frozen=True)
class Version:
    """One version of a script and when it was written; version 0 is the shipped text."""

    script: Script
    written: datetime | None
    said: bool
    """Whether it is the one that is offered now."""


@dataclass(frozen=True)
class Use:
    """How often a version was used, and what came of it. `people`, `came` and `ordered` count persons."""

    used: int = 0
    reached: int = 0
    people: int = 0
    came: int = 0
    ordered: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.used + other.used, self.reached + other.reached, self.people + other.people, self.came + other.came,
            self.ordered + other.ordered,
        )  # fmt: skip


@dataclass(frozen=True)
class Library:
    """Every script there is, and how each version does."""

    scripts: tuple[Script, ...]
    uses: Mapping[tuple[str, int], Use]

    def use_of(self, key: str) -> Use:
        """All versions of one script together."""
        return sum((use for (one, _version), use in self.uses.items() if one == key), Use())


@dataclass(frozen=True)
class Wanted:
    """Which scripts a list shows; what is empty lets all of them pass. A code "" is "for any"."""

    situations: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class Finding:
    """A place in a text that should be worded otherwise, and the sentence why."""

    words: str
    why: str
    start: int


@dataclass(frozen=True)
class Variable:
    """A name in braces that is filled with a fact of the person."""

    name: str
    meaning: str


FOLLOW_UP = "follow_up"
FIRST_CONTACT = "first_contact"
BIRTHDAY = "birthday"
PROMISE = "promise"
GOING_COLD = "going_cold"
MISSED_CALL = "missed_call"
REFERRAL = "referral"
