"""The shop's lists and numbers, who I am, and the shop's own fields, as everything else reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Choice:
    """One entry of a list: the code that is stored and what it is called. `hint` says it at length."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Level(Choice):
    """An intent level: how soon someone buys, and how often to talk until then."""

    horizon_days: int = 90
    interval_days: int = 15


@dataclass(frozen=True)
class Status(Choice):
    """A status and its rhythm. 0 days: none of its own. `once`: asked one time only."""

    first_days: int = 0
    interval_days: int = 0
    once: bool = False


@dataclass(frozen=True)
class Tier(Choice):
    """A value tier; `mark` is ◆◆◆◆ to ◆. It may quicken or slow the rhythm: by per cent, or by days of its own.

    `festivals`: customers of this tier are greeted at festivals.
    """

    mark: str = ""
    percent: int = 100
    interval_days: int = 0  # in status P in the place of the level's; 0: the level's
    festivals: bool = False


@dataclass(frozen=True)
class EventRule(Choice):
    """A contact an event asks for, so many days after it (negative: before what is to come).

    `shift`: where a day off moves it: next, before, none. `chain`: steps that one result answers together.
    `any_contact`: any effective contact after the event does it, whatever it was made for.
    `day`: of a festival, the day of the year, written as birthdays are.
    """

    event: str = ""
    offset_days: int = 0
    shift: str = "next"
    chain: str = ""
    kind: str = "call"
    situation: str = "follow_up"
    any_contact: bool = False
    on: bool = True
    day: str = ""


@dataclass(frozen=True)
class Leave:
    """Days on which I am away, the last one included."""

    code: str
    first: date
    last: date
    note: str = ""


@dataclass(frozen=True)
class NationalDay:
    """A public holiday, the last day included; `label` in the language of the moment."""

    code: str
    label: str
    first: date
    last: date


@dataclass(frozen=True)
class NationalYear:
    """What the State Council announced for a year: days off, and days at weekends that are worked instead."""

    year: int
    days: tuple[NationalDay, ...] = ()
    work: tuple[date, ...] = ()


@dataclass(frozen=True)
class WorkDays:
    """When I do not work. `weekly`: 0 Monday to 6 Sunday."""

    weekly: tuple[int, ...] = ()
    national_off: bool = True
    leave: tuple[Leave, ...] = ()
    years: tuple[NationalYear, ...] = ()


@dataclass(frozen=True)
class TouchKind(Choice):
    """A kind of touch. `outgoing`: blocked by do-not-contact. `results`: how it can end, likeliest first."""

    icon: str = "mdi6.dots-horizontal"
    outgoing: bool = False
    results: tuple[str, ...] = ()


@dataclass(frozen=True)
class TouchResult(Choice):
    """How a touch ended; only an effective one restarts the clock."""

    effective: bool = False


@dataclass(frozen=True)
class IconChoice(Choice):
    """An entry with a picture."""

    icon: str = ""


@dataclass(frozen=True)
class RelationKind(Choice):
    """A kind of relation; `inverse` is its code seen from the other side."""

    inverse: str = "other"


@dataclass(frozen=True)
class CarryItem(Choice):
    """One thing to carry, and how much of it at least."""

    minimum: int = 1
    unit: str = ""


@dataclass(frozen=True)
class HowKnown(Choice):
    """How I know somebody; it proposes the ring. `exchanges`: a colleague or peer, with whom tips go to and fro."""

    ring: int = 1
    exchanges: bool = False


@dataclass(frozen=True)
class NetworkStep(Choice):
    """A step of the guided path, with what a week should bring; a person may set a target of their own."""

    target: int = 5


@dataclass(frozen=True)
class InventoryPrompt(Choice):
    """Whom the self-inventory asks for: so many people known in that way; `hint` helps the memory."""

    how_known: str = "friend"
    count: int = 10
    closeness: int = 3


@dataclass(frozen=True)
class RewardRule(Choice):
    """What an introducer gets when somebody he named reaches an event. `amount` in fen.

    `from_nth`: from his so manieth one that reached it, until a rule with a higher one. `month_cap`: at most so many
    a month, 0 for no limit. It holds for whoever is named from `since` on (a day like 2026-11-28; empty: ever) and
    before `until`: a changed rule stays beside the new one, for those who were named before.
    """

    event: str = "delivered"  # visited, ordered, delivered
    kind: str = "cash"  # cash, gift, points, service
    amount: int = 0
    quantity: int = 1  # of gifts or points
    from_nth: int = 1
    month_cap: int = 0
    on: bool = True
    since: str = ""
    until: str = ""

    def holds(self, named_on: date) -> bool:
        """Whether it was in force when somebody was named."""
        day = named_on.isoformat()
        return self.on and self.since <= day and (not self.until or day < self.until)


@dataclass(frozen=True)
class AskResult(Choice):
    """How an ask for names ended; nobody is asked again for `wait_days`."""

    wait_days: int = 60


@dataclass(frozen=True)
class LostReason(Choice):
    """Why a deal was lost; `family` is a code of `lost_families`."""

    family: str = "own_fault"


@dataclass(frozen=True)
class InspectionRule(Choice):
    """An inspection of a car of that age; `every_months`: again and again from then on. `on_site`: the car is seen."""

    age_months: int = 24
    every_months: int = 0
    on_site: bool = False


@dataclass(frozen=True)
class Fact(Choice):
    """A fact that makes an archive complete, by its weight."""

    weight: int = 1
    customer: bool = False


@dataclass(frozen=True)
class DoubtfulWords(Choice):
    """Words that make one kind of untrue or absolute claim; `hint` is the sentence why they should not be said."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Numbers:
    """The shop's numbers."""

    birthday_lead_days: int = 7
    promise_lead_days: int = 2
    insurance_lead_days: int = 45
    inspection_lead_days: int = 30
    maintenance_lead_days: int = 14
    cold_factor: int = 2
    call_again_days: int = 1
    stale_days: int = 180
    just_closed_days: int = 7
    unhappy_days: int = 30
    delivery_days: int = 14
    first_service_months: int = 6
    first_service_km: int = 5000
    insurance_months: int = 12
    attachment_mb: int = 50
    logo_mb: int = 5
    lease_days: int = 45


@dataclass(frozen=True)
class RuleEdit:
    """A change of the shop's rules or of my days, not yet made. No value: back to what is shipped, or removed."""

    kind: str
    key: str
    value: Mapping[str, object] | None = None


@dataclass(frozen=True)
class ShopRules:
    """Every list of the shop, shipped defaults overlaid by what the shop changed."""

    levels: tuple[Level, ...]
    statuses: tuple[Status, ...]
    tiers: tuple[Tier, ...]
    touch_kinds: tuple[TouchKind, ...]
    touch_results: tuple[TouchResult, ...]
    openers: tuple[IconChoice, ...]
    moods: tuple[IconChoice, ...]
    relation_kinds: tuple[RelationKind, ...]
    carry_kit: tuple[CarryItem, ...]
    lost_reasons: tuple[LostReason, ...]
    inspection_rules: tuple[InspectionRule, ...]
    completeness: tuple[Fact, ...]
    event_rules: tuple[EventRule, ...]
    how_known: tuple[HowKnown, ...]
    network_steps: tuple[NetworkStep, ...]
    inventory_prompts: tuple[InventoryPrompt, ...]
    group_kinds: tuple[IconChoice, ...]
    ask_results: tuple[AskResult, ...]
    reward_rules: tuple[RewardRule, ...]
    doubtful_words: tuple[DoubtfulWords, ...]
    script_stages: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    occasions: tuple[Choice, ...]
    rings: tuple[Choice, ...]
    closeness: tuple[Choice, ...]
    commitment_kinds: tuple[Choice, ...]
    commitment_states: tuple[Choice, ...]
    payments: tuple[Choice, ...]
    uses: tuple[Choice, ...]
    genders: tuple[Choice, ...]
    consents: tuple[Choice, ...]
    way_kinds: tuple[Choice, ...]
    vehicle_kinds: tuple[Choice, ...]
    stages: tuple[Choice, ...]
    lost_families: tuple[Choice, ...]
    review_marks: tuple[Choice, ...]
    arrivals: tuple[Choice, ...]
    reception_purposes: tuple[Choice, ...]
    reception_results: tuple[Choice, ...]
    weathers: tuple[Choice, ...]
    tip_outcomes: tuple[Choice, ...]
    ask_situations: tuple[Choice, ...]
    referral_steps: tuple[Choice, ...]
    reward_kinds: tuple[Choice, ...]
    reward_states: tuple[Choice, ...]
    titles: dict[str, str]
    numbers: Numbers
    work_days: WorkDays = WorkDays()

    def choices(self, kind: str) -> Sequence[Choice]:
        """The list of that name; empty when there is none."""
        found = getattr(self, kind, ())
        return found if isinstance(found, tuple) else ()

    def label_of(self, kind: str, code: object) -> str:
        """What a code is called; a code the list does not know is shown as it is, nothing for none."""
        text = "" if code is None else str(code)
        return self._labels.get((kind, text), text)

    def find(self, kind: str, code: object) -> Choice | None:
        """The entry of a list, or None."""
        return next((choice for choice in self.choices(kind) if choice.code == str(code)), None)

    def interval_days(self, status: str, level: str) -> int | None:
        """Days between contacts in this status and level; None where there is no rhythm."""
        if status == "P":
            return next((rule.interval_days for rule in self.levels if rule.code == (level or "C")), None)
        return next((rule.interval_days or None for rule in self.statuses if rule.code == status), None)

    @property
    def effective_results(self) -> frozenset[str]:
        """The results that restart the clock."""
        return frozenset(result.code for result in self.touch_results if result.effective)

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        return {
            (kind, choice.code): choice.label
            for kind in self.__dataclass_fields__
            for choice in self.choices(kind)
        }


@dataclass(frozen=True)
class Me:
    """The consultant, as printed on every sheet and filled into scripts. `logo` is the SHA-256 of an image."""

    name: str = ""
    title: str = ""
    phone: str = ""
    shop: str = ""
    address: str = ""
    logo: str = ""


@dataclass(frozen=True)
class CustomField:
    """A field the shop added to the archive. `kind`: text, number, date, choice or yes_no."""

    code: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    position: int = 0


FIELD_KINDS = ("text", "number", "date", "choice", "yes_no")
