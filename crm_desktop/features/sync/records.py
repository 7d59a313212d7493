"""What the Sync page and the command line see."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from crm_desktop.base.errors import UserError
from crm_desktop.features.contacts.records import FieldChange
from sync.client.receipt import Receipt

OPEN, DONE = "open", "done"
HELD, KEPT, MENDED, GONE = "held", "kept", "mended", "gone"
"""Of what is only on this laptop: held back because it is too long, kept for a version that can show it, or found to be
other than the shop's without a word, and put right."""
RECEIPTS = "sync_receipts"
"""The local value that holds the last sessions, newest first."""
IDLE = "sync_idle"
"""The one that holds the session after those, if it had nothing to do."""
MOST_RECEIPTS = 20


class SyncStopped(UserError):
    """A session ended early, or could not begin: what happened, and that the edits are safe.

    `kind` is one of the reasons of `rules.problem`; `retry_after` what the server asked for, in seconds.
    """

    def __init__(self, kind: str, sentence: str, retry_after: float = 0.0) -> None:
        super().__init__(sentence)
        self.kind, self.retry_after = kind, retry_after


class ConflictKind(StrEnum):
    """What happened between two people."""

    FIELD = "field"  # both changed one field
    RESURRECTED = "resurrected"  # one deleted what the other edited: it is there again
    REFUSED_DELETE = "refused_delete"  # one deleted what the other had edited: it stayed


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSession(Receipt):
    """A receipt that is kept: when it was, and how it ended."""

    at: datetime
    files_up: int = 0
    files_down: int = 0
    file_bytes: int = 0
    """Both ways, beside the bytes of the rows."""
    problem: str = ""
    """Why it ended early; empty when it did not."""


@dataclass(frozen=True, slots=True)
class FilesStanding:
    """How the files stand with the shop."""

    waiting: int = 0
    """That the shop may lack."""
    missing: int = 0
    """Whose bytes lie at the shop only."""


@dataclass(frozen=True, slots=True)
class Left:
    """How a laptop that was shut out has ended."""

    kind: str
    """"leaver" or "stolen"."""
    folder: str = ""
    """The profile of the private contacts; empty when there is none."""
    people: int = 0
    """How many are in it."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How this laptop stands with the shop."""

    enrolled: bool
    user: str = ""
    role: str = ""
    shop_name: str = ""
    server: str = ""
    keys_in: str = ""
    """Where the laptop's key is kept: "key store" or "file"."""
    waiting: int = 0
    """Records with changes that wait to be sent."""
    conflicts: int = 0
    parked: int = 0
    sessions: tuple[SyncSession, ...] = ()
    """The last sessions, newest first."""
    days_left: int | None = None
    """Days of use after today until this laptop locks itself, once there are few."""

    @property
    def last(self) -> SyncSession | None:
        """The last session that came to its end."""
        return next((one for one in self.sessions if not one.problem), None)


WARNED_DAYS = 7
A_DAY_OF_HOURS = 16
"""So many hours of use make another day, whatever day the clock says it is."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Days on which the program was used since the shop was met last. They only grow, wherever the clock is put.

    A clock that jumps to some other year and back makes one more day, not all those between; one that always says the
    same day makes days by the hours of use.
    """

    seen: tuple[str, ...] = ()
    """The days of use, the day of the contact among them."""
    more: int = 0
    """Days made of hours."""
    hours: int = 0
    """Of use on days that were counted already."""
    locked: bool = False
    challenge: str = ""
    """The number on the lock page, which a manager's code answers."""
    wrong: int = 0
    """Codes for it that did not fit."""

    def used(self, today: date, *, hour: bool = False) -> "Lease":
        """Used today, or for an hour more."""
        day = today.isoformat()
        if day not in self.seen:
            return replace(self, seen=(*self.seen, day), hours=0)
        hours = self.hours + hour
        whole = hours >= A_DAY_OF_HOURS
        return replace(self, more=self.more + whole, hours=0 if whole else hours)

    @property
    def days(self) -> int:
        """Days of use after the day of the contact."""
        return max(0, len(self.seen) - 1) + self.more

    def is_over(self, most: int) -> bool:
        """Whether it was used on more days than the shop allows; 0 allows all."""
        return 0 < most < self.days

    def warning(self, most: int) -> int | None:
        """Days of use left after today, once there are few."""
        left = max(0, most - self.days)
        return left if left <= WARNED_DAYS else None

    def lock(self, challenge: str) -> "Lease":
        """Locked until the shop is met, or its manager answers this number."""
        return replace(self, locked=True, challenge=challenge, wrong=0)

    def refused(self) -> "Lease":
        """One more code did not fit."""
        return replace(self, wrong=self.wrong + 1)


@dataclass(frozen=True, slots=True)
class LockCard:
    """What the lock page says."""

    laptop: str
    """What the manager knows this laptop by."""
    challenge: str
    waiting: int
    """Changes that were not sent yet; they are kept."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What enrolling did."""

    user: str
    role: str
    shop_name: str
    keys_in: str
    minutes_off: int = 0
    """How far this laptop's clock is from the server's; harmless, but dates would be wrong by as much."""


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """Two values of one thing. What arrived first is `kept`, what came after it is `lost`; both may be taken."""

    id: str
    kind: ConflictKind
    person: str
    """The contact's id; empty when it is about the shop's data, or about a customer one may not see."""
    name: str
    record: str
    """Which of its records, in the user's word."""
    field: str
    kept: str
    lost: str
    kept_author: str
    lost_author: str
    at: datetime | None
    """When the value that came second was written, by the clock of who wrote it."""
    state: str
    in_use: str
    """Which of the two holds now: "kept", "lost", or empty when it was changed to a third since."""
    can_take: bool
    """Whether the record is here, so that a value can be put into it."""
    table: str
    row: str
    now: str = ""
    """What the record says now, in words."""
    row_seq: int = 0

    @property
    def seen(self) -> dict[tuple[str, str], int]:
        """For `store.write(…, seen=card.seen)`: what besides the two values was on screen when one was taken."""
        return {} if self.in_use or not self.can_take else {(self.table, self.row): self.row_seq}


@dataclass(frozen=True, slots=True)
class ParkedCard:
    """A change of mine that the server could not take: whole, with the reason."""

    id: str
    person: str
    name: str
    record: str
    what: str
    """What was asked: added, changed, moved, removed …"""
    values: tuple[tuple[str, str], ...]
    """Field and value, in the user's words."""
    reason: str
    """Why, as a sentence."""
    at: datetime | None
    state: str
    can_retry: bool = False
    is_new: bool = False
    """Whether something was added: it can be taken in, with a person all that waits of him."""
    root: str = ""
    """The person it hangs on, or is."""
    comes_with: str = ""
    """The name of the person it hangs on, who waits here too and brings it along."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Changes that were made on this laptop and that neither it nor the shop has: of one history, by number."""

    inc: str
    first: int
    last: int
    since: str
    until: str

    @property
    def count(self) -> int:
        """How many there were."""
        return self.last - self.first + 1

    @property
    def id(self) -> str:
        """Under which it is on the list."""
        return f"{GONE}/{self.inc}.{self.last}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of cards, and how many there are in all."""

    total: int
    conflicts: tuple[ConflictCard, ...] = field(default=())
    parked: tuple[ParkedCard, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Before:
    """What is here before this laptop is connected to a shop."""

    customers: int
    shared: int
    """Contacts that are not private: the customers, and who was shared without an archive."""
    private: int
    rules: tuple[str, ...]
    """Kinds of the shop's rules that were changed here; where the shop has its own, those hold."""
    made_up: bool
    """Whether the profile was filled with people who do not exist."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody changed at a person in one go."""

    at: datetime
    changes: tuple[FieldChange, ...]
    label: str = ""
    """What it was called here; empty for what came from elsewhere."""
    who: str = ""
    """Empty for what was done on this laptop."""
    laptop: str = ""
    taken: bool = True
    """Whether the shop's server could take it."""
    conflict: bool = False
    """Whether somebody else had changed the same at the same time."""
    step: int = 0
    """The step of this laptop's journal; below 0 for what the shop told."""
    place: int = 0
    """Its place in the shop's order: clocks tell whole seconds, and two deeds may lie in one."""


@dataclass(frozen=True, slots=True)
class History:
    """A part of what was changed at a person, newest first."""

    deeds: tuple[Deed, ...]
    last: Deed | None
    """Where the next part goes on; None when this was all."""
    fetched: datetime | None
    """When the shop's server was last asked; None: never."""
    user: str
    """Whose laptop this is in the shop; empty for one on its own."""
    shared: bool
    """Whether the shop's server knows this person."""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of mine that gave way to the shop's."""

    kind: str
    key: str
    kind_label: str
    label: str
    lines: tuple[tuple[str, str, str], ...]
    """What is another: the word, mine, the shop's."""
    same: bool
    """Whether the shop has it as I had it."""
