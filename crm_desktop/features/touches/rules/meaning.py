"""What a contact event means: whether it counts, whether it is allowed, and which planned contact it answers.

The clock of a person restarts only from an effective contact; a missed call is kept and changes nothing.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import Choice, ShopRules, Tier
from crm_desktop.features.touches.records import Cadence, OpenPlan

PLANNED = "planned"
FIRST = "first"
LEVEL = "level"
STATUS = "status"
REVIVAL = "revival"
CADENCE_RULES = frozenset({FIRST, LEVEL, STATUS, REVIVAL})
"""Rules whose next item replaces the one before: at most one of them is open for a person."""

FESTIVAL = "festival"
"""The event of the rules that greet some tiers on a day of the year."""
NOT_GREETED = frozenset({"F1", "L", "T"})
"""Lost, out of contact, never to buy: they have a rhythm of their own, and no greeting is expected."""

_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def labels(choices: Iterable[Choice]) -> dict[str, str]:
    """Code → label of one of the shop's lists."""
    return {choice.code: choice.label for choice in choices}


def result_of(kind: str, result: str, shop: ShopRules) -> str:
    """The result, where the kind allows only one also when none was given: who came in was met."""
    if result:
        return result
    possible = next((entry.results for entry in shop.touch_kinds if entry.code == kind), ())
    return possible[0] if len(possible) == 1 else ""


def is_effective(result: str, shop: ShopRules) -> bool:
    """Whether the person was really reached: answered, met or replied."""
    return result in shop.effective_results


def is_outgoing(kind: str, shop: ShopRules) -> bool:
    """Whether we go to the person: refused when the person asked not to be contacted."""
    return any(entry.outgoing for entry in shop.touch_kinds if entry.code == kind)


_last_asked: list[tuple[ShopRules, Mapping[str, Cadence]]] = []


def cadences(shop: ShopRules) -> Mapping[str, Cadence]:
    """The shop's rhythms by situation: a status, and in progress "P:" and a level."""
    # Asked for with each of very many people. By identity: to compare all the shop's lists would take longer.
    for known, found in _last_asked:
        if known is shop:
            return found
    made = _cadences(shop)
    _last_asked[:] = [(shop, made)]
    return made


def _cadences(shop: ShopRules) -> dict[str, Cadence]:
    factor = shop.numbers.cold_factor
    found = {
        status.code: Cadence(status.interval_days, status.first_days, factor * status.interval_days, status.once)
        for status in shop.statuses if status.interval_days > 0
    }
    for level in shop.levels:
        found[f"P:{level.code}"] = Cadence(level.interval_days, 0, factor * level.interval_days)
    for tier in shop.tiers:
        if tier.percent != 100 or tier.interval_days:
            found |= _of_tier(tier, dict(found), factor)
    return found


def _of_tier(tier: Tier, all_tiers: Mapping[str, Cadence], factor: int) -> dict[str, Cadence]:
    """The rhythms of one value tier, quicker or slower than everybody's; what is asked once stays as it is."""
    found = {}
    for situation, cadence in all_tiers.items():
        if "@" in situation or cadence.once:
            continue
        own = tier.interval_days if situation.startswith("P:") else 0
        days = own or max(1, round(cadence.days * (tier.percent or 100) / 100))
        found[f"{situation}@{tier.code}"] = Cadence(days, cadence.first, factor * days)
    return found


def cadence_of(status: str, level: str, cadences: Mapping[str, Cadence], *, tier: int | None = None) -> Cadence | None:
    """The rhythm that holds for a customer: by status, and in progress by level (unknown counts as C), and by tier."""
    situation = status
    if status == "P":
        situation = f"P:{level or 'C'}"
        if situation not in cadences:
            situation = "P:C"
    return (cadences.get(f"{situation}@{tier}") if tier else None) or cadences.get(situation)


def cadence_rule(status: str, *, touched: bool) -> str:
    """Which rule asks next for a customer in this status."""
    if status == "N" and not touched:
        return FIRST
    return LEVEL if status == "P" else STATUS


def occurrence(status: str, anchor: date) -> str:
    """Names one turn of a rhythm: the same on every laptop."""
    return f"{status}:{anchor.isoformat()}"


def clock_start(
    status: str, *, opened_on: date, last_effective: date | None, status_since: date | None
) -> date:
    """The day from which the rhythm counts: the last effective contact, else the opening of the archive.

    After an order, a loss or a freeze it counts from that day if it came later.
    """
    start = last_effective or opened_on
    if status not in {"N", "P"} and status_since is not None:
        return max(start, status_since)
    return start


def anchor_of(occurrence_key: str) -> date | None:
    """The day from which a turn of a rhythm was counted."""
    try:
        return date.fromisoformat(occurrence_key.rpartition(":")[2])
    except ValueError:
        return None


def follow_key(rule: str, occurrence_key: str) -> str:
    """The key of a due item, as a touch that answers it keeps it."""
    return f"{rule}/{occurrence_key}"


def is_answered(plan: OpenPlan, *, touch_kind: str, at: datetime) -> bool:
    """Whether an effective contact of that kind and moment does what was planned."""
    if plan.rule in CADENCE_RULES:
        anchor = anchor_of(plan.occurrence)
        return anchor is None or anchor <= at.date()
    if plan.rule != PLANNED or plan.due_on > at.date():
        return False
    return not is_too_early(plan.due_on, plan.due_at, plan.kind, touch_kind=touch_kind, at=at)


def is_too_early(due_on: date, due_at: str, kind: str, *, touch_kind: str, at: datetime) -> bool:
    """A talk in the morning does not replace the visit agreed for the afternoon."""
    early = due_on == at.date() and bool(due_at) and at.strftime("%H:%M") < due_at
    return early and kind != touch_kind


def clean_moment(at: datetime | None, *, now: datetime) -> datetime:
    """When it happened; not in the future."""
    if at is None:
        return now
    if at > now + timedelta(hours=12):
        raise InvalidInput("at", _("This moment has not come yet. Plan a follow-up instead, or correct the date."))
    if at.year < 1950:
        raise InvalidInput(
            "at", _("The year {year} cannot be right. Type a date like 2026-11-22.").format(year=at.year)
        )
    return at.replace(microsecond=0, tzinfo=None)


def clean_plan_day(due_on: date, *, today: date) -> date:
    """The day of a planned contact: today or later, within ten years."""
    if due_on < today:
        raise InvalidInput("due_on", _("This day is over. Plan the next contact for today or later."))
    if due_on > today + timedelta(days=3660):
        raise InvalidInput("due_on", _("This day is more than ten years away. Check the year."))
    return due_on


def clean_time(field: str, value: str) -> str:
    """The time of an appointment as HH:MM, or nothing."""
    text = value.strip()
    if not text:
        return ""
    match = _TIME.fullmatch(text)
    if not match:
        raise InvalidInput(field, _("“{text}” is not a time. Type a time like 14:30.").format(text=text[:20]))
    return f"{int(match[1]):02d}:{match[2]}"
