"""Which of the four situations applies to a person, and what forbids asking now."""

from collections.abc import Mapping
from datetime import date, timedelta

from crm_desktop.base.i18n import _, format_date, ngettext
from crm_desktop.features.contacts.rules import blocks_contact
from crm_desktop.features.referrals.records import AskFacts, Block, Situation
from crm_desktop.features.settings.records import ShopRules

BAD_MOOD = 2
GOOD_MOOD = 4
_HOT = frozenset({"H", "A"})
_TALKING = frozenset({"N", "P"})
SCRIPT_OF: Mapping[Situation, str] = {
    Situation.OWNER: "referral_owner", Situation.JUST_CLOSED: "referral_closed",
    Situation.STRONG: "referral_strong", Situation.WEAK: "referral_weak",
}
"""The situation of the scripts for each situation of an ask."""

USUALLY: Mapping[Situation, tuple[str, str]] = {
    Situation.OWNER: ("D", ""), Situation.JUST_CLOSED: ("O", ""), Situation.STRONG: ("P", "H"),
    Situation.WEAK: ("P", "C"),
}  # fmt: skip
"""Status and level of whoever is usually in it: whose words serve where the user puts somebody there by hand."""


def situation(facts: AskFacts, *, today: date, just_closed_days: int) -> Situation:
    """An order or a fresh delivery: just closed. Then owner, strong (H, A in talks), else weak."""
    if facts.status == "O":
        return Situation.JUST_CLOSED
    if facts.status == "D":
        fresh = facts.delivered_on is not None and 0 <= (today - facts.delivered_on).days <= just_closed_days
        return Situation.JUST_CLOSED if fresh else Situation.OWNER
    if facts.status in _TALKING and facts.level in _HOT:
        return Situation.STRONG
    return Situation.WEAK


def blocks(facts: AskFacts, *, today: date, shop: ShopRules) -> tuple[Block, ...]:
    """Everything that forbids asking now, the gravest first; nothing: ask."""
    found = []
    if blocks_contact(do_not_contact=facts.do_not_contact, consent=facts.consent):
        found.append(Block("do_not_contact", _("Asked not to be contacted.")))
    if facts.status == "L":
        found.append(Block("out_of_contact", _("Cannot be reached at present: find a way to reach them first.")))
    if facts.complaint_since is not None:
        complaint = _("A complaint of {day} is still open: settle it before you ask for anything.")
        found.append(Block("complaint", complaint.format(day=format_date(facts.complaint_since))))
    if facts.broken_since is not None:
        broken = _("A promise is overdue since {day}: keep it before you ask for anything.")
        found.append(Block("promise", broken.format(day=format_date(facts.broken_since))))
    if _is_unhappy(facts, today, shop):
        found.append(Block("unhappy", _("Was unhappy in the last talk: put that right first.")))
    until = asked_again_from(facts, shop)
    if until is not None and facts.asked_on is not None and today < until:
        found.append(Block("cool_down", _("Was asked on {day}; to be asked again from {until}.").format(
            day=format_date(facts.asked_on), until=format_date(until)), until))  # fmt: skip
    return tuple(found)


def asked_again_from(facts: AskFacts, shop: ShopRules) -> date | None:
    """The first day on which this person may be asked again; None when nobody asked yet."""
    if facts.asked_on is None:
        return None
    waits = {result.code: result.wait_days for result in shop.ask_results}
    return facts.asked_on + timedelta(days=waits.get(facts.asked_result, max(waits.values(), default=0)))


def _is_unhappy(facts: AskFacts, today: date, shop: ShopRules) -> bool:
    if facts.mood is None or facts.mood_on is None or facts.mood > BAD_MOOD:
        return False
    return (today - facts.mood_on).days <= shop.numbers.unhappy_days


def reason(facts: AskFacts, kind: Situation, *, today: date) -> str:
    """Why now, in a few words."""
    if kind == Situation.JUST_CLOSED:
        if facts.delivered_on is not None and facts.status == "D":
            return _ago(facts.delivered_on, today, _("Took delivery today"), "delivered")
        if facts.ordered_on is not None:
            return _ago(facts.ordered_on, today, _("Ordered today"), "ordered")
        return _("Has just ordered")
    happy = facts.mood is not None and facts.mood >= GOOD_MOOD and facts.mood_on is not None
    if happy and facts.mood_on is not None and (today - facts.mood_on).days <= 30:
        return _("Happy in the last talk")
    if facts.brought:
        return ngettext("Brought {n} person already", "Brought {n} people already", facts.brought).format(
            n=facts.brought)  # fmt: skip
    if facts.talked_on is not None:
        return _ago(facts.talked_on, today, _("Talked today"), "talked")
    return _("No real contact yet")


def _ago(day: date, today: date, same_day: str, what: str) -> str:
    days = (today - day).days
    if days <= 0:
        return same_day
    text = {
        "delivered": ngettext("Took delivery {n} day ago", "Took delivery {n} days ago", days),
        "ordered": ngettext("Ordered {n} day ago", "Ordered {n} days ago", days),
        "talked": ngettext("Talked {n} day ago", "Talked {n} days ago", days),
    }[what]
    return text.format(n=days)
