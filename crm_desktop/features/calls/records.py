"""What a caller has in front of him."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.features.scripts.records import Script


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
    scripts: tuple[Script, ...]  # what may be said, filled in, the best first
    next_effective: date | None  # proposed after an effective contact
    next_missed: date | None  # proposed after a missed one
