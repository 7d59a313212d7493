"""The rules a consultant had made for himself before he joined the shop: they gave way, and are kept to be seen."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from crm_desktop.base import i18n
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.glance import rules_of, shop_rules
from crm_desktop.features.settings.records import Choice
from crm_desktop.features.settings.rules import LISTS
from crm_desktop.features.sync.records import OwnRule
from crm_desktop.store.plain import plain
from crm_desktop.store.replica.enrolment import RULES_BEFORE

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source


def kept(source: "Source") -> list[dict[str, str]]:
    """The settings as they were."""
    text = plain(source).value("SELECT value FROM sync_state WHERE key = :key", key=RULES_BEFORE)
    return json.loads(text) if text else []


def own_rules(source: "Source") -> tuple[OwnRule, ...]:
    """Each of them in words, beside what the shop has."""
    shop, found = shop_rules(source), list[OwnRule]()
    for one in kept(source):
        kind, key, value = one["kind"], one["key"], one["value"]
        mine = rules_of(i18n.language(), ((kind, key, value),))
        if kind in LISTS:
            ours = next((choice for choice in mine.choices(kind) if choice.code == key), None)
            theirs = next((choice for choice in shop.choices(kind) if choice.code == key), None)
            label, lines = (ours or theirs or Choice(key, key)).label, _differences(ours, theirs)
            same = not lines and (ours is None) == (theirs is None)
        elif kind == "numbers":
            label, same = _words().get(key, _("A number of the shop")), value == str(getattr(shop.numbers, key, ""))
            lines = () if same else ((label, value, str(getattr(shop.numbers, key, ""))),)
        else:
            label, lines = _label(value, key), ()
            same = _now(source, kind, key) == value
        found.append(OwnRule(kind, key, rule_kind(kind), label, lines, same))
    return tuple(found)


def _differences(ours: Choice | None, theirs: Choice | None) -> tuple[tuple[str, str, str], ...]:
    """What of an entry is another thing: the word, mine, the shop's."""
    if ours is None or theirs is None:
        return ()
    words = _words()
    return tuple(
        (words[field.name], _shown(getattr(ours, field.name)), _shown(getattr(theirs, field.name)))
        for field in fields(ours)
        if field.name in words and getattr(ours, field.name) != getattr(theirs, field.name)
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _(", ").join(map(str, value)) if isinstance(value, tuple) else str(value)


def _label(value: str, key: str) -> str:
    document: Any = json.loads(value)
    named = document.get("label") or document.get("name") if isinstance(document, Mapping) else ""
    return str(named or key)


def _now(source: "Source", kind: str, key: str) -> object:
    sql = "SELECT value FROM setting WHERE kind = :kind AND key = :key AND deleted IS NULL"
    return plain(source).value(sql, kind=kind, key=key)


def rule_kind(kind: str) -> str:
    """What the rules of a kind are called."""
    follow_ups, referrals = _("Follow-ups"), _("Referrals")
    return {
        "levels": _("Intent levels"), "carry_kit": _("Carry kit"), "statuses": follow_ups, "tiers": follow_ups,
        "event_rules": follow_ups, "numbers": follow_ups, "work_days": follow_ups, "national_days": follow_ups,
        "reward_rules": referrals, "ask_results": referrals, "ask_situations": referrals,
        "doubtful_words": _("Doubtful words"), "forms": _("Forms"), "custom_fields": _("Own fields"),
    }.get(kind, _("Lists of the shop"))  # fmt: skip


def _words() -> dict[str, str]:
    """What is said of an entry; of anything else only that it is another."""
    return {
        "label": _("What it is called"), "hint": _("Description"), "horizon_days": _("Buys within days"),
        "interval_days": _("Interval in days"), "first_days": _("First after days"), "percent": _("Per cent"),
        "offset_days": _("Days after the event"), "on": _("In use"), "words": _("Doubtful words"),
        "festivals": _("Festival greetings"), "birthday_lead_days": _("Days before a birthday"),
        "promise_lead_days": _("Days before a promise"), "delivery_days": _("Days to the delivery"),
        "stale_days": _("Days until data is old"), "call_again_days": _("Days until the next call"),
    }  # fmt: skip
