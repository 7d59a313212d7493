"""What the search shows: people first, then notes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Marks = tuple[tuple[int, int], ...]
"""Ranges (from, to) of the characters that were typed."""


class Field(StrEnum):
    """Where the typed words were found."""

    NAME = "name"
    PINYIN = "pinyin"
    NICKNAME = "nickname"
    PHONE = "phone"
    WECHAT = "wechat"
    EMAIL = "email"
    WAY = "way"
    PLATE = "plate"
    VIN = "vin"
    VEHICLE = "vehicle"
    MODEL = "model"
    TAG = "tag"
    COMPANY = "company"
    JOB = "job"
    ESTATE = "estate"
    ADDRESS = "address"
    NOTE = "note"
    CUSTOM = "custom"
    FILTER = "filter"


class NoteKind(StrEnum):
    """What kind of record a found note belongs to."""

    TOUCH = "touch"
    COMMITMENT = "commitment"
    OPPORTUNITY = "opportunity"


@dataclass(frozen=True)
class Why:
    """One place where words were found, with the matched characters."""

    field: Field
    text: str
    marks: Marks = ()


@dataclass(frozen=True)
class PersonHit:
    """One person found. `why` is never empty; the first says most."""

    id: str
    name: str
    phones: tuple[str, ...]
    why: tuple[Why, ...]
    is_customer: bool = False
    status: str = ""
    level: str = ""
    subtitle: str = ""
    private: bool = False
    owner: str = ""
    """The user whose customer it is."""

    @property
    def name_marks(self) -> Marks:
        """The characters of the name to mark."""
        return next((w.marks for w in self.why if w.field in (Field.NAME, Field.PINYIN)), ())


@dataclass(frozen=True)
class NoteHit:
    """One note found: an excerpt around the match, with whom and when."""

    kind: NoteKind
    id: str
    contact_id: str
    name: str
    at: datetime
    text: str
    marks: Marks


@dataclass(frozen=True)
class SearchResults:
    """The answer to one query; `more_…` says that the lists are only the beginning."""

    query: str
    people: tuple[PersonHit, ...] = ()
    notes: tuple[NoteHit, ...] = ()
    more_people: bool = False
    more_notes: bool = False
