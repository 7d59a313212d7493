"""What to say in one situation, beat by beat."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Beat:
    """One step of a talk: what it is for, and the words."""

    label: str
    text: str


@dataclass(frozen=True)
class Script:
    """A script (话术). Empty `statuses` or `levels` fit all. `own`: the shop changed the wording."""

    key: str
    title: str
    situation: str
    beats: tuple[Beat, ...]
    statuses: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    truth: str = ""
    own: bool = False
    channel: str = ""  # code of a touch kind it is worded for; "" for any

    @property
    def text(self) -> str:
        """All its words, one beat a line, ready to paste."""
        return "\n".join(beat.text for beat in self.beats)


FOLLOW_UP = "follow_up"
FIRST_CONTACT = "first_contact"
BIRTHDAY = "birthday"
PROMISE = "promise"
GOING_COLD = "going_cold"
MISSED_CALL = "missed_call"
REFERRAL = "referral"
