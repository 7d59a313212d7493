"""What a change of the shop's rules is called, and whom it concerned."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm_desktop.base.i18n import _, format_date, ngettext, weekday_name
from crm_desktop.features.settings.records import ShopRules, WorkDays
from crm_desktop.features.touches.records import Concerned, RuleNote
from crm_desktop.features.touches.rules.meaning import CADENCE_RULES, FESTIVAL, NOT_GREETED

_WEEK = 7
_MONDAY = date(2026, 11, 23)
_CAR_EVENTS = frozenset({"insurance", "inspection", "maintenance", "first_maintenance"})


class RulesThen:
    """The shop's rules when one of the changes was made, told from the rules now and all the changes in their order."""

    def __init__(self, shop: ShopRules, notes: Sequence[RuleNote]) -> None:
        self.shop, self._notes = shop, notes

    def greets(self, tier: str, note: RuleNote) -> bool:
        """Whether customers of that tier were greeted at festivals."""
        return bool(self._value("tiers", tier, "festivals", note))

    def has_festivals(self, note: RuleNote) -> bool:
        """Whether any festival was kept at all."""
        festivals = [rule.code for rule in self.shop.event_rules if rule.event == FESTIVAL]
        return any(self._value("event_rules", code, "on", note) for code in festivals)

    def _value(self, kind: str, key: str, field: str, note: RuleNote) -> Any:
        place = self._notes.index(note)
        before = [one.after for one in self._notes[:place] if (one.kind, one.key) == (kind, key)]
        behind = [one.before for one in self._notes[place:] if (one.kind, one.key) == (kind, key)]
        for values in (*reversed(before), *behind):
            if field in values:
                return values[field]
        return getattr(self.shop.find(kind, key), field, None)


def concerns(note: RuleNote, person: Concerned, then: RulesThen) -> bool:
    """Whether the change moved, began or ended something of that person."""
    if person.since is not None and note.at < person.since:
        return False
    status = person.at("status", note.at)
    if note.kind == "levels":
        return status == "P" and (person.at("level", note.at) or "C") == note.key
    if note.kind == "statuses":
        return status == note.key
    if note.kind == "tiers":
        return person.at("tier", note.at) == note.key and _concerns_tier(note, status, then)
    if note.kind == "event_rules":
        return _concerns_event(note, person, status, then)
    moved = {day for value in (note.before, note.after) for day in _days(note.kind, value)}
    if note.kind == "days_off":
        weekly = set(note.before.get("weekly", ())) ^ set(note.after.get("weekly", ()))
        holidays = note.before.get("national") != note.after.get("national")
        years = then.shop.work_days if holidays else WorkDays()
        moved |= {day for day in person.days if day.weekday() in weekly or _is_holiday(day, years)}
    return not moved.isdisjoint(person.days)


def days_passed(rule: str, base: date, on: date) -> Iterator[date]:
    """The days that decide where an item lies: from the day it was asked for to the day it was moved to."""
    first, last = sorted((base, on))
    if on > base and rule not in CADENCE_RULES:
        first -= timedelta(days=_WEEK)  # it may not lie before, because all days before are off
    yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _concerns_tier(note: RuleNote, status: str, then: RulesThen) -> bool:
    """Who is lost keeps the rhythm and is not greeted; with no festival kept nobody is."""
    changed = {field for field in note.after if note.before.get(field) != note.after[field]}
    return changed != {"festivals"} or (status not in NOT_GREETED and then.has_festivals(note))


def _concerns_event(note: RuleNote, person: Concerned, status: str, then: RulesThen) -> bool:
    code = note.key
    if getattr(then.shop.find("event_rules", code), "event", "") == FESTIVAL:
        kept = note.before.get("on") or note.after.get("on")
        return bool(kept) and status not in NOT_GREETED and then.greets(person.at("tier", note.at), note)
    if code in person.rules:
        return True
    if code == "after_service":
        return person.service
    if any(code.startswith(event) for event in _CAR_EVENTS):
        return person.car
    return person.deal or person.car


def _days(kind: str, value: Mapping[str, Any]) -> Iterator[date]:
    spans = [value] if kind == "leave" and value else value.get("days", ())
    for span in spans:
        first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))
    yield from (date.fromisoformat(day) for day in value.get("work", ()))


def _is_holiday(day: date, days: WorkDays) -> bool:
    return any(one.first <= day <= one.last for year in days.years for one in year.days)


def change_text(note: RuleNote, shop: ShopRules) -> str:
    """The change as a sentence: "Rule changed: Level A, every 4 → 3 days"."""
    return _("Rule changed: {what}").format(what=_what(note, shop))


def _what(note: RuleNote, shop: ShopRules) -> str:
    if note.kind == "days_off":
        return _("my days off: {before} → {after}").format(before=_week(note.before), after=_week(note.after))
    if note.kind == "leave":
        words = _("my leave {days}") if note.after else _("my leave {days} taken back")
        return words.format(days=_span(note.after or note.before))
    if note.kind == "national_days":
        return _("public holidays of {year}").format(year=note.key)
    name = shop.label_of(note.kind, note.key)
    if note.kind == "levels" and name == note.key:
        name = _("Level {level}").format(level=note.key)
    parts = [_part(field, note.before.get(field), note.after.get(field)) for field in note.after]
    return ", ".join([name, *(part for part in parts if part)])


def _part(field: str, before: Any, after: Any) -> str:
    if before == after:
        return ""
    if field == "on":
        return _("switched on") if after else _("switched off")
    if field == "festivals":
        return _("greeted at festivals") if after else _("no longer greeted at festivals")
    if field == "percent":
        return _("rhythm {before} → {after} %").format(before=before, after=after)
    if field == "offset_days":
        return _("{before} → {after} days").format(before=before, after=after)
    if field == "first_days":
        return _("first contact after {before} → {after} days").format(before=before, after=after)
    return ngettext("every {before} → {n} day", "every {before} → {n} days", after).format(before=before, n=after)


def _week(value: Mapping[str, Any]) -> str:
    names = [weekday_name(_MONDAY + timedelta(days=n), short=True) for n in value.get("weekly", ())]
    return ", ".join(names) or _("no day of the week")


def _span(value: Mapping[str, Any]) -> str:
    first, last = date.fromisoformat(value["first"]), date.fromisoformat(value["last"])
    return format_date(first) if first == last else f"{format_date(first)} – {format_date(last)}"
