"""A review as pages see it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to look at, or looked at: what it is about, and the answer."""

    id: str
    row_seq: int
    kind: str
    of: str
    contact_id: str
    name: str
    level: str
    status: str
    asked_by: str  # what the consultant is called
    asked_on: date
    state: str
    decided_by: str  # what the manager is called
    decided_on: date | None
    note: str
    title: str  # "Loss · 汉 EV"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for me: to be looked at by a manager, to be mended by a consultant."""

    items: tuple[ReviewItem, ...] = ()
    total: int = 0
    is_manager: bool = False
