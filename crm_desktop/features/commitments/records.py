"""What a page sees of a promise."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CommitmentState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """A promise just given."""

    text: str
    kind: str = "other"
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """A promise to a person; `contact_name` is filled in lists over all people."""

    id: str
    row_seq: int
    contact_id: str
    kind: str
    text: str
    due_on: date | None
    state: str
    closed_on: date | None
    created: datetime
    contact_name: str = ""
    phone: str = ""
    owner: str = ""  # what the consultant is called, where that is shown
