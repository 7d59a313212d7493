"""What a page sees of a person."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from crm_desktop.base.dates import PartialDate


class WayKind(StrEnum):
    """How a person can be reached."""

    PHONE = "phone"
    WECHAT = "wechat"
    EMAIL = "email"
    QQ = "qq"
    WEB = "web"
    OTHER = "other"


class Gender(StrEnum):
    """How to address a person; empty while nobody knows."""

    UNKNOWN = ""
    MALE = "male"
    FEMALE = "female"


class Consent(StrEnum):
    """What the person said about being contacted and kept on file."""

    UNKNOWN = ""
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a person; `shown` is how it is written for the eye."""

    id: str
    kind: str
    value: str
    normal: str
    label: str
    position: int
    shown: str
    row_seq: int = 0


@dataclass(frozen=True, slots=True)
class NewWay:
    """A way to reach a person, not yet kept."""

    kind: str
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Custom:
    """The value of one custom field of the shop."""

    id: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as seen from one person; `outgoing` when it was entered on that person."""

    id: str
    kind: str
    other: str
    other_name: str
    other_status: str
    other_level: str
    other_subtitle: str
    note: str
    outgoing: bool
    other_private: bool = False


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Everything about a person that is not an event."""

    id: str
    row_seq: int
    private: bool
    name: str
    nickname: str
    gender: str
    birthday: PartialDate | None
    company: str
    job: str
    estate: str
    address: str
    ring: int | None
    closeness: int | None
    occasion: str
    met_on: date | None
    source: str
    preferences: str
    family: str
    note: str
    photo: str
    do_not_contact: bool
    consent: str
    consent_on: date | None
    verified_on: date | None
    created: datetime
    how_known: str
    ways: tuple[Way, ...] = ()
    tags: tuple[str, ...] = ()
    customs: tuple[Custom, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def phones(self) -> tuple[Way, ...]:
        """The phone numbers, first one first."""
        return tuple(way for way in self.ways if way.kind == WayKind.PHONE)


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person to be kept; every text is checked and put in order by the command."""

    name: str
    ways: tuple[NewWay, ...] = ()
    tags: tuple[str, ...] = ()
    customs: tuple[tuple[str, str], ...] = ()
    private: bool = True
    nickname: str = ""
    gender: str = ""
    birthday: str = ""
    company: str = ""
    job: str = ""
    estate: str = ""
    address: str = ""
    ring: int | None = None
    closeness: int | None = None
    occasion: str = ""
    met_on: date | None = None
    source: str = ""
    preferences: str = ""
    family: str = ""
    note: str = ""
    how_known: str = ""


@dataclass(frozen=True, slots=True)
class Trashed:
    """A person in the trash."""

    id: str
    name: str
    phone: str
    deleted: datetime


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field, from the journal: the history of a record."""

    step: int
    at: datetime
    label: str
    table: str
    row: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Promotion:
    """What leaves the laptop when a private contact becomes the shop's: shown before it happens."""

    name: str
    ways: tuple[str, ...]
    facts: tuple[str, ...]
    """Identity: nickname, birthday, company …"""
    needs: tuple[str, ...]
    """Preferences, notes of the archive, tags and the shop's own fields, cars, plans and promises."""
    touches: int
    attachments: int
    tips: int
    links: int
    groups: tuple[str, ...]
    """Groups the shop knows; private ones stay."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person to choose in a list: of relations, introducers, the trash."""

    id: str
    name: str
    subtitle: str = ""
    phone: str = ""
    aliases: tuple[str, ...] = field(default=())
    private: bool = False
