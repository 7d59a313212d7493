"""What a page sees of the events of a customer's life cycle, and of what is proposed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crm_desktop.features.commitments.records import CommitmentRecord
from crm_desktop.features.customers.records import NewVehicle, OpportunityRecord
from crm_desktop.features.settings.records import ShopRules


class Event(StrEnum):
    """What can happen to a customer; each value is also the name of the action that opens its dialog."""

    ORDER = "order"
    DELIVER = "deliver"
    LOSE = "lose"
    FREEZE = "freeze"
    OUT_OF_CONTACT = "out_of_contact"
    CANCEL_ORDER = "cancel_order"
    REVIVE = "revive"


class Truth(StrEnum):
    """Whether a loss was real: bought elsewhere or gave up, or lost by ourselves."""

    TRUE = "true"
    FALSE = "false"


class Code(StrEnum):
    """Why a change is proposed."""

    LEVEL_STALE = "level_stale"
    LEVEL_FALLING = "level_falling"
    SILENT = "silent"
    UNANSWERED = "unanswered"
    LATE_DELIVERY = "late_delivery"
    REVIVAL = "revival"
    THAW = "thaw"
    LEVEL_UNKNOWN = "level_unknown"


TALK = "talk"
"""The scale of a proposal that asks for a contact instead of a change."""


@dataclass(frozen=True, slots=True)
class Key:
    """Names one proposal, the same on every laptop."""

    code: str
    occurrence: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what a dialog is opened for; as text it is the argument of the action."""

    contact_id: str = ""
    deal_id: str = ""
    proposal: Key | None = None

    def text(self) -> str:
        """What `Subject.of` reads."""
        key = self.proposal
        return "|".join((self.contact_id, self.deal_id, key.code if key else "", key.occurrence if key else ""))

    @classmethod
    def of(cls, text: str) -> "Subject":
        """A bare id is a person."""
        contact_id, deal_id, code, occurrence = (*text.split("|"), "", "", "")[:4]
        return cls(contact_id, deal_id, Key(code, occurrence) if code else None)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A planned contact that an event may drop; `stays` says what the dialog proposes."""

    id: str
    due_on: date
    due_at: str
    kind: str
    purpose: str
    stays: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """First-service terms of a car."""

    months: int
    km: int
    brand: str = ""
    from_catalogue: bool = False


@dataclass(frozen=True, slots=True)
class EventSheet:
    """Everything a dialog shows of the person and the purchase; `refusal` says why the event is not possible now."""

    contact_id: str
    name: str
    status: str
    level: str
    refusal: str
    deal: OpportunityRecord | None
    other_deals: tuple[OpportunityRecord, ...]
    plans: tuple[PlanLine, ...]
    promises: tuple[CommitmentRecord, ...]
    is_owner: bool
    shop: ShopRules
    car: NewVehicle  # proposed for the delivery
    terms: Terms
    today: date


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What else is settled with an event, in the same step."""

    drop: tuple[str, ...] = ()  # planned contacts that are given up
    kept: tuple[str, ...] = ()  # promises kept on this day
    proposal: Key | None = None  # the proposal that is accepted by it


NOTHING_ELSE = Aftermath()


@dataclass(frozen=True, slots=True)
class LevelStep:
    """One change of the intent level."""

    on: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a proposal was answered."""

    code: str
    occurrence: str
    state: str
    on: date


@dataclass(frozen=True, slots=True)
class Deal:
    """What of a purchase decides about proposals."""

    id: str
    stage: str
    deliver_on: date | None = None
    lost_on: date | None = None
    revive_on: date | None = None
    frozen_until: date | None = None


@dataclass(slots=True)  # not frozen: each customer of an import gets one, and to freeze takes three times as long
class ProposalFacts:
    """Everything about one customer that decides what is proposed."""

    status: str
    level: str
    opened_on: date
    tier: int | None = None
    last_effective: date | None = None
    status_since: date | None = None
    level_steps: tuple[LevelStep, ...] = ()
    attempts: int = 0  # contacts tried in vain since the last real one
    last_attempt: date | None = None
    blocked: bool = False
    deals: tuple[Deal, ...] = ()  # newest first
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal as it is derived."""

    code: str
    occurrence: str
    from_on: date
    scale: str
    before: str
    after: str
    base_on: date
    number: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal as a page shows it: a whole sentence why, and what accepting does."""

    contact_id: str
    name: str
    status: str
    level: str
    subtitle: str
    code: str
    occurrence: str
    from_on: date
    scale: str
    before: str
    after: str
    reason: str
    deed: str  # what Accept does, as its key says it
    opens: str = ""  # the action whose dialog asks for what is still missing
    choices: tuple[str, ...] = field(default=())  # levels to choose from, where nothing may be guessed
    private: bool = False
    owner: str = ""  # what the consultant is called, where that is shown

    @property
    def key(self) -> Key:
        """Its name."""
        return Key(self.code, self.occurrence)


@dataclass(frozen=True, slots=True)
class OpenProposals:
    """The first of what is proposed for anybody, and how many there are."""

    first: tuple[Proposal, ...]
    total: int
