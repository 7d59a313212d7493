"""What may stand in a line of the register, what is proposed, and what a day adds up to."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers.records import Level
from crm_desktop.features.reception.records import (
    CALLED_IN,
    CAME_IN,
    FLAGS,
    RegisterFields,
    RegisterLine,
    RegisterTotals,
    Visit,
)
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches.rules import labels

LEFT_DETAILS, NO_DETAILS = "left_details", "no_details"
MOST_PEOPLE = 99
_LISTS = {
    "arrival": "arrivals", "purpose": "reception_purposes", "result": "reception_results", "weather": "weathers",
    "source": "sources",
}  # fmt: skip
_LINES = ("models", "rival", "plate")
_CLOCK = re.compile(r"(\d{1,2})[:.点时]?(\d{2})?分?")


def clean(line: RegisterFields, *, shop: ShopRules, now: datetime) -> RegisterFields:
    """Every field checked and put in order; day and time are filled with now."""
    if line.kind not in (CAME_IN, CALLED_IN):
        raise InvalidInput("kind", _("Somebody comes in or calls in; there is nothing else in the register."))
    day = line.day or now.date()
    if day > now.date():
        raise InvalidInput("day", _("This day has not come yet. The register tells what happened."))
    time_in = clock_of("time_in", line.time_in) or f"{now:%H:%M}"
    time_out = clock_of("time_out", line.time_out)
    if time_out and time_out < time_in:
        raise InvalidInput("time_out", _("They cannot leave before they come. Check the two times."))
    if line.level and line.level not in set(Level):
        raise InvalidInput("level", _("There is no such level. Choose H, A, B or C, or none."))
    if line.visit and line.visit not in set(Visit):
        raise InvalidInput("visit", _("Choose first or again."))
    party = fields.clean_number("party", line.party, low=1, high=MOST_PEOPLE)
    rest: dict[str, Any] = {name: fields.clean_line(name, getattr(line, name)) for name in _LINES}
    for name, kind in _LISTS.items():
        rest[name] = fields.clean_choice(name, getattr(line, name), labels(shop.choices(kind)))
    note = fields.clean_text("note", line.note)
    return replace(line, day=day, time_in=time_in, time_out=time_out, party=party, note=note, **rest)


def clock_of(field: str, text: str) -> str:
    """The time of day as HH:MM: 14:30, 1430, 9, 9点05."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    match = _CLOCK.fullmatch(plain) or re.fullmatch(r"(\d)(\d{2})", plain)
    if re.fullmatch(r"\d{3}", plain):
        match = re.fullmatch(r"(\d)(\d{2})", plain)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise InvalidInput(field, _("“{text}” is not a time. Type a time like 14:30.").format(text=text[:20]))
    return f"{int(match[1]):02}:{match[2] or '00'}"


def minutes_between(time_in: str, time_out: str) -> int | None:
    """How long they stayed; None while they are here."""
    if not time_in or not time_out:
        return None
    (start, begun), (end, ended) = (map(int, text.split(":")) for text in (time_in, time_out))
    return max(end * 60 + ended - start * 60 - begun, 0)


def moment_of(day: date, time_in: str) -> datetime:
    """When they came."""
    return datetime.combine(day, datetime.strptime(time_in, "%H:%M").time())


def proposed_result(shop: ShopRules, *, reachable: bool) -> str:
    """Left details where there is a way to reach the person; only what the shop's list still has."""
    code = LEFT_DETAILS if reachable else NO_DETAILS
    return code if shop.find("reception_results", code) else ""


def first_model(models: str) -> str:
    """The first of the cars they looked at."""
    return next((part.strip() for part in re.split(r"[、,，;；/]", models) if part.strip()), "")


def visit_label(code: str) -> str:
    """First or again, in words."""
    return {Visit.FIRST.value: _("First visit"), Visit.AGAIN.value: _("Came again")}.get(code, "")


def flag_label(name: str) -> str:
    """What was done, in words."""
    return {
        "survey": _("Survey"), "quoted": _("Quote given"), "test_drive": _("Test drive"), "trade_in": _("Trade-in"),
        "finance": _("Finance"),
    }[name]


def facts(line: RegisterFields, shop: ShopRules) -> str:
    """The line in a few words, for the timeline: 3 people · own car · first visit · 汉 EV · test drive."""
    people = ngettext("{n} person came", "{n} people came", line.party).format(n=line.party) if line.party else ""
    visit = visit_label(line.visit) if line.kind == CAME_IN else ""
    parts = [
        people, shop.label_of("arrivals", line.arrival), visit, shop.label_of("reception_purposes", line.purpose),
        line.models, *(flag_label(name) for name in FLAGS if getattr(line, name)),
        shop.label_of("reception_results", line.result),
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def totals(lines: Iterable[RegisterLine]) -> RegisterTotals:
    """What the day adds up to."""
    rows = [line.fields for line in lines]
    came = [row for row in rows if row.kind == CAME_IN]
    visits, levels = Counter(row.visit for row in came), Counter(row.level for row in rows if row.level)
    return RegisterTotals(
        lines=len(rows), came_in=len(came), called_in=len(rows) - len(came), people=sum(row.party or 1 for row in came),
        first=visits[Visit.FIRST.value], again=visits[Visit.AGAIN.value],
        left_details=sum(row.result not in ("", NO_DETAILS) for row in rows),
        flags={name: sum(getattr(row, name) for row in rows) for name in FLAGS},
        levels={level: levels[level] for level in sorted(levels, key="HABC".index)},
        still_here=sum(not row.time_out for row in came),
    )  # fmt: skip
