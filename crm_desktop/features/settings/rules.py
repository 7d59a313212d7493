"""How shipped lists and the shop's changes make one set of rules; what a change may be."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, timedelta
from typing import Any

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import (
    AskResult,
    CarryItem,
    Choice,
    DoubtfulWords,
    EventRule,
    Fact,
    HowKnown,
    IconChoice,
    InspectionRule,
    InventoryPrompt,
    Leave,
    Level,
    LostReason,
    NationalDay,
    NationalYear,
    NetworkStep,
    Numbers,
    RelationKind,
    RewardRule,
    ShopRules,
    Status,
    Tier,
    TouchKind,
    TouchResult,
    WorkDays,
)

LISTS: dict[str, type[Choice]] = {
    "levels": Level, "statuses": Status, "tiers": Tier, "touch_kinds": TouchKind, "touch_results": TouchResult,
    "openers": IconChoice, "moods": IconChoice, "relation_kinds": RelationKind, "carry_kit": CarryItem,
    "lost_reasons": LostReason, "inspection_rules": InspectionRule, "completeness": Fact,
    "event_rules": EventRule, "doubtful_words": DoubtfulWords,
    "how_known": HowKnown, "network_steps": NetworkStep, "inventory_prompts": InventoryPrompt,
    "group_kinds": IconChoice, "ask_results": AskResult, "reward_rules": RewardRule,
    **dict.fromkeys(
        ("sources", "occasions", "rings", "closeness", "commitment_kinds", "commitment_states", "payments", "uses",
         "genders", "consents", "way_kinds", "vehicle_kinds", "stages", "lost_families", "review_marks",
         "arrivals", "reception_purposes", "reception_results", "weathers", "tip_outcomes",
         "ask_situations", "referral_steps", "reward_kinds", "reward_states", "script_stages"), Choice),
}
"""Every list, and what its entries are."""

CLOSED = frozenset({
    "levels", "statuses", "tiers", "moods", "rings", "closeness", "commitment_states", "genders", "consents",
    "way_kinds", "vehicle_kinds", "stages", "lost_families", "relation_kinds", "completeness",
    "network_steps", "group_kinds", "ask_situations", "ask_results", "referral_steps", "reward_kinds", "reward_states",
    "script_stages",
})
"""Lists the program itself knows by code: entries may be renamed and tuned, not added or hidden."""

HIDDEN = "hidden"
POSITION = "position"
_LONGEST_LABEL = 60
_LARGEST = 3660
_LARGEST_AMOUNT = 100_000_000  # a million yuan, in fen
_LARGEST_QUANTITY = 100_000  # of points
_YEAR_DIGITS = 4

DAYS_OFF, LEAVE, NATIONAL_DAYS = "days_off", "leave", "national_days"
"""Settings that say when I do not work: the first two are a person's own, the last is the shop's."""

OWN = frozenset({"me", DAYS_OFF, LEAVE, "network_targets"})
"""Kinds of settings that are a person's own; every other one is the shop's."""

DECIDING: dict[str, tuple[str, ...]] = {
    "levels": ("interval_days",), "statuses": ("first_days", "interval_days"),
    "tiers": ("percent", "interval_days", "festivals"), "event_rules": ("on", "offset_days"),
}
"""What of the entries of a list decides when people are due."""

Override = tuple[str, str, str]
"""Kind, key and JSON text of one changed setting."""


def shop_rules(
    structure: Mapping[str, Any], labels: Mapping[str, Any], overrides: Iterable[Override] = (),
    national: Mapping[str, Any] | None = None,
) -> ShopRules:
    """The shipped structure with its labels, overlaid by what the shop changed. What cannot be used is ignored."""
    changes: dict[str, dict[str, dict[str, Any]]] = {}
    for kind, key, text in overrides:
        value = _decoded(text)
        if kind in LISTS and isinstance(value, dict):
            changes.setdefault(kind, {})[key] = value
    lists = {kind: _choices(kind, structure, labels, changes.get(kind, {})) for kind in LISTS}
    return ShopRules(
        **lists,  # type: ignore[arg-type]  # each list has the entries LISTS says
        titles={str(code): str(text) for code, text in labels.get("titles", {}).items()},
        numbers=_numbers(structure, overrides),
        work_days=_work_days(national or {}, labels, overrides),
    )


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _choices(
    kind: str, structure: Mapping[str, Any], labels: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]
) -> tuple[Choice, ...]:
    shipped: dict[str, dict[str, Any]] = {
        code: {"code": code} for code in structure.get("codes", {}).get(kind, ())
    } or {entry["code"]: dict(entry) for entry in structure.get(kind, ())}
    for code, entry in shipped.items():
        entry["label"] = labels.get(kind, {}).get(code, code)
        entry["hint"] = labels.get("hints", {}).get(kind, {}).get(code, "")
        if unit := labels.get("units", {}).get(kind, {}).get(code):
            entry["unit"] = unit
    for code, change in changes.items():
        if code in shipped or kind not in CLOSED:
            shipped[code] = {"code": code, "label": code, **shipped.get(code, {}), **_usable(kind, change)}
    # A stable order: as shipped, unless the shop numbered the entries.
    order = {code: (_position(changes.get(code, {}), n), n) for n, code in enumerate(shipped)}
    kept = [code for code in shipped if kind in CLOSED or not changes.get(code, {}).get(HIDDEN)]
    return tuple(LISTS[kind](**shipped[code]) for code in sorted(kept, key=lambda code: order[code]))


def _position(change: Mapping[str, Any], shipped: int) -> int:
    wanted = change.get(POSITION)
    return wanted if isinstance(wanted, int) else shipped


def _usable(kind: str, change: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name: field for field in fields(LISTS[kind]) if field.name != "code"}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in change.items()
        if name in known and not _problem(known[name], value)
    }


def _numbers(structure: Mapping[str, Any], overrides: Iterable[Override]) -> Numbers:
    names = {field.name for field in fields(Numbers)}
    values = {name: value for name, value in structure.get("numbers", {}).items() if name in names}
    for kind, key, text in overrides:
        value = _decoded(text)
        if kind == "numbers" and key in names and _is_count(value):
            values[key] = value
    return Numbers(**values)


def decided_by(shop: ShopRules, kind: str, key: str) -> dict[str, Any] | None:
    """What of one entry decides when people are due; None when there is no such entry or it decides nothing."""
    if names := DECIDING.get(kind):
        entry = shop.find(kind, key)
        return {name: getattr(entry, name) for name in names} if entry else None
    days = shop.work_days
    if kind == DAYS_OFF:
        return {"weekly": list(days.weekly), "national": days.national_off}
    if kind == LEAVE:
        one = next((leave for leave in days.leave if leave.code == key), None)
        return {"first": one.first.isoformat(), "last": one.last.isoformat()} if one else None
    if kind == NATIONAL_DAYS:
        year = next((year for year in days.years if str(year.year) == key), None)
        return national_value(year) if year else None
    return None


def national_value(year: NationalYear) -> dict[str, Any]:
    """A year of public holidays as it is kept."""
    return {
        "days": [
            {"code": day.code, "label": day.label, "first": day.first.isoformat(), "last": day.last.isoformat()}
            for day in year.days
        ],
        "work": [day.isoformat() for day in year.work],
    }


def checked_days(kind: str, key: str, value: Mapping[str, Any]) -> str:
    """The JSON text of days that may be kept; InvalidInput with a sentence for the rest."""
    if kind == DAYS_OFF:
        return json.dumps({
            "weekly": sorted({n for n in value.get("weekly", ()) if n in range(7)}),
            "national": bool(value.get("national", True)),
        })
    if kind == LEAVE:
        span = _span(value)
        if span is None:
            raise InvalidInput("last", _("The last day of the leave cannot be before the first."))
        note = clean_line("note", str(value.get("note", "")), longest=_LONGEST_LABEL)
        return json.dumps({"first": str(span[0]), "last": str(span[1]), "note": note}, ensure_ascii=False)
    if not key.isdigit() or len(key) != _YEAR_DIGITS:
        raise InvalidInput("year", _("Enter a year like 2027."))
    year = _national_year(int(key), value, {})
    if len(year.days) != len(tuple(value.get("days", ()))) or len(year.work) != len(tuple(value.get("work", ()))):
        raise InvalidInput("days", _("One of these days cannot be read. Write it like 2027-02-06."))
    return json.dumps(national_value(year), ensure_ascii=False)


def _work_days(national: Mapping[str, Any], labels: Mapping[str, Any], overrides: Iterable[Override]) -> WorkDays:
    """My days off and the public holidays. What the shop noted for a year takes the place of the shipped year."""
    years = {entry["year"]: entry for entry in national.get("years", ())}
    mine: Mapping[str, Any] = {}
    leave = []
    for kind, key, text in overrides:
        value = _decoded(text)
        if not isinstance(value, dict):
            continue
        if kind == DAYS_OFF:
            mine = value
        elif kind == LEAVE and (span := _span(value)):
            leave.append(Leave(key, *span, str(value.get("note", ""))))
        elif kind == NATIONAL_DAYS and key.isdigit():
            years[int(key)] = value
    weekly = tuple(sorted({n for n in mine.get("weekly", ()) if isinstance(n, int) and 0 <= n <= 6}))
    names = labels.get(NATIONAL_DAYS, {})
    return WorkDays(
        weekly, mine.get("national", True) is not False, tuple(sorted(leave, key=lambda one: (one.first, one.code))),
        tuple(_national_year(year, years[year], names) for year in sorted(years)),
    )


def _national_year(year: int, entry: Mapping[str, Any], names: Mapping[str, Any]) -> NationalYear:
    days = []
    for day in entry.get("days", ()):
        if span := _span(day):
            code = str(day.get("code", ""))
            days.append(NationalDay(code, str(names.get(code) or day.get("label") or code), *span))
    return NationalYear(year, tuple(days), tuple(sorted(day for day in map(_day, entry.get("work", ())) if day)))


def _span(value: Mapping[str, Any]) -> tuple[date, date] | None:
    first, last = _day(value.get("first")), _day(value.get("last"))
    fine = first and last and first <= last <= first + timedelta(days=_LARGEST)
    return (first, last) if first and last and fine else None


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST


def _problem(field: "Field[Any]", value: Any) -> str:
    """Why this value cannot stand in the field; "" when it can."""
    default = field.default if field.default is not MISSING else ""
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else _("This is either on or off.")
    if field.name == "offset_days":
        fine = isinstance(value, int) and _is_count(abs(value))
        return "" if fine else _("Enter a whole number from {least} to {most}.").format(least=-_LARGEST, most=_LARGEST)
    if field.name == "amount":
        fine = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_AMOUNT
        most = _LARGEST_AMOUNT // 100
        return "" if fine else _("Enter an amount from 0 to {most} yuan.").format(most=most)
    if field.name == "quantity":
        fine = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LARGEST_QUANTITY
        return "" if fine else _("Enter a whole number from {least} to {most}.").format(
            least=1, most=_LARGEST_QUANTITY)  # fmt: skip
    if field.name in ("since", "until"):
        return "" if value == "" or _day(value) else _("Write the day like 2026-11-28.")
    if isinstance(default, int):
        return "" if _is_count(value) else _("Enter a whole number from 0 to {most}.").format(most=_LARGEST)
    if isinstance(default, tuple):
        fine = isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value)
        return "" if fine else _("This is a list of codes.")
    if not isinstance(value, str) or (field.name == "label" and not value.strip()):
        return _("Enter a name.")
    most = _LONGEST_LABEL if field.name == "label" else _LONGEST_LABEL * 4
    if len(value) > most:
        return _("This is too long. Keep it under {most} characters.").format(most=most)
    return ""


def checked_override(kind: str, key: str, value: object) -> str:
    """The JSON text of a change that may be kept; InvalidInput with a sentence for the rest."""
    if kind == "numbers":
        return _checked_number(key, value)
    if kind not in LISTS or not isinstance(value, Mapping):
        raise InvalidInput(key, _("The shop has no such setting."))
    known = {field.name: field for field in fields(LISTS[kind]) if field.name != "code"}
    for name, part in value.items():
        if name not in known and name not in (POSITION, HIDDEN):
            raise InvalidInput(name, _("The shop has no such setting."))
        if name in known and (problem := _problem(known[name], part)):
            raise InvalidInput(name, problem)
    if kind in CLOSED and value.get(HIDDEN):
        raise InvalidInput(HIDDEN, _("This entry is used by the program itself. It can be renamed, not removed."))
    if kind == "levels" and value.get("interval_days") == 0:
        raise InvalidInput("interval_days", _("A level needs an interval of at least one day."))
    return json.dumps(dict(value), ensure_ascii=False)


def _checked_number(key: str, value: object) -> str:
    if key not in {field.name for field in fields(Numbers)}:
        raise InvalidInput(key, _("The shop has no such setting."))
    if not _is_count(value) or (key == "cold_factor" and value == 0):
        raise InvalidInput(key, _("Enter a whole number from 0 to {most}.").format(most=_LARGEST))
    return json.dumps(value)


def clean_line(field: str, text: str, *, longest: int = 120) -> str:
    """One line of text without surplus blanks; InvalidInput when it is too long."""
    line = " ".join(text.split())
    if len(line) > longest:
        raise InvalidInput(field, _("This is too long. Keep it under {most} characters.").format(most=longest))
    return line
