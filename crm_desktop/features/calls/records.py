"""What a caller has in front of him."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CallSheet:
    """What stands beside a contact while it is made and logged."""

    contact_id: str
    name: str
    phone: str
    level: str
    status: str
    is_customer: bool
    blocked: bool  # asked not to be contacted
    reason: str  # why now, "" when nothing is due
    answers: str  # key of the due item, for NewTouch.answers
    purpose: str
    last_words: str  # the last touch in one line, "" when there was none
    script_title: str
    script_text: str
    script_key: str
    next_effective: date | None  # proposed after an effective contact
    next_missed: date | None  # proposed after a missed one
