"""Calendar files (.ics, RFC 5545) into plain appointments: repeats unrolled, times in local civil time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.base import disk
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.import_export import text_encoding

if TYPE_CHECKING:
    from icalendar import Calendar, Component

MARK, END = "BEGIN:VCALENDAR", "END:VCALENDAR"
CONTACT, KEY = "X-SHOWROOM-CONTACT", "X-SHOWROOM-KEY"
"""Our own properties: whose appointment it is, and which due item."""

AHEAD = timedelta(days=366)
"""Repeated appointments are unrolled this far; the next file brings the rest."""

_LARGEST = 64 << 20
_MOST_REPEATS = 400
_OFTEN = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_MOST_TIMES = 24
"""So many times a day."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event of a calendar file, each repeat on its own; `row` counts them from 1."""

    row: int
    uid: str
    on: date | None  # None: the event has no day that can be read
    at: str = ""  # "HH:MM", or "" for a whole day
    summary: str = ""
    place: str = ""
    text: str = ""
    people: tuple[str, ...] = ()  # e-mail addresses of those invited
    contact_id: str = ""
    key: str = ""
    cancelled: bool = False


def is_calendar(path: Path) -> bool:
    """Whether a file is a calendar: by its content, else by its ending."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return path.suffix.casefold() in (".ics", ".ical", ".ifb")
    return MARK in text_encoding.decode(head).upper() or path.suffix.casefold() in (".ics", ".ical")


def read_appointments(path: Path, *, today: date) -> list[Appointment]:
    """Every event of the file; FileProblem with a sentence when it is no calendar or damaged."""
    found = [one for calendar in _parsed(path) for one in _appointments(calendar, today)]
    return [replace(one, row=row) for row, one in enumerate(found, start=1)]


def _parsed(path: Path) -> "list[Calendar]":
    from icalendar import Calendar

    try:
        if path.stat().st_size > _LARGEST:
            raise FileProblem(
                _("{file} is larger than 64 MB. Export a shorter period. Nothing was changed.").format(file=path.name)
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FileProblem(
            _("There is no file {file}. Check the name and the folder. Nothing was changed.").format(file=path.name)
        ) from error
    except OSError as error:
        raise FileProblem(
            _("{file} cannot be opened: {reason}. Check the name and your rights to read it. Nothing was changed.")
            .format(file=path.name, reason=disk.why(error))
        ) from error  # fmt: skip
    text = text_encoding.decode(data).lstrip("\ufeff")
    problem = FileProblem(
        _("{file} is no calendar file, or it is damaged. Export the calendar once more. Nothing was changed.")
        .format(file=path.name)
    )  # fmt: skip
    if MARK not in text.upper() or END not in text.upper():  # the end of a cut-off file is missing
        raise problem
    try:
        found = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise problem from error
    return [one for one in found if one.name == "VCALENDAR"]


def _appointments(calendar: "Calendar", today: date) -> Iterator[Appointment]:
    events = list(calendar.walk("VEVENT"))
    for event in events:
        if "RRULE" in event and not _repeats(event):
            del event["RRULE"]
    series = {_text(event, "UID") for event in events if "RRULE" in event or "RDATE" in event}
    unrolled = _unrolled(calendar, series, today) if series else {}
    for event in events:
        uid = _text(event, "UID")
        if uid not in series:
            yield _appointment(event)
        elif "RECURRENCE-ID" not in event:
            # A series that is over still gets its line, which says so.
            yield from unrolled.get(uid) or [_appointment(event)]


def _repeats(event: "Component") -> bool:
    """Whether it repeats by a rule that can be followed, and as appointments do: no oftener than a few times a day.
    To unroll a year of seconds takes hours, and one of steps of nothing never ends.
    """
    rules: Any = event.get("RRULE")
    return all(isinstance(rule, dict) and _is_calm(rule) for rule in (rules if isinstance(rules, list) else [rules]))


def _is_calm(rule: dict[str, list[Any]]) -> bool:
    often = {str(one).upper() for one in rule.get("FREQ", ())}
    times = prod(len(rule.get(name, (0,))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    return bool(often) and often <= _OFTEN and times <= _MOST_TIMES and all(n > 0 for n in rule.get("INTERVAL", ()))


def _unrolled(calendar: "Calendar", series: set[str], today: date) -> dict[str, list[Appointment]]:
    import recurring_ical_events

    found: dict[str, list[Appointment]] = defaultdict(list)
    for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(today, today + AHEAD):
        uid = _text(event, "UID")
        if uid in series and len(found[uid]) < _MOST_REPEATS:
            one = _appointment(event)
            found[uid].append(replace(one, uid=f"{uid}/{one.on}T{one.at}"))
    return found


def _appointment(event: "Component") -> Appointment:
    on, at = _moment(event)
    return Appointment(
        0, _text(event, "UID"), on, at, summary=_text(event, "SUMMARY"), place=_text(event, "LOCATION"),
        text=_text(event, "DESCRIPTION"), people=tuple(_invited(event)), contact_id=_text(event, CONTACT),
        key=_text(event, KEY), cancelled=_text(event, "STATUS").upper() == "CANCELLED",
    )  # fmt: skip


def _moment(event: "Component") -> tuple[date | None, str]:
    """The day and time on this laptop's wall clock."""
    try:
        start = event.decoded("DTSTART")
    except (KeyError, ValueError):
        return None, ""
    if isinstance(start, datetime):
        local = start.astimezone().replace(tzinfo=None) if start.tzinfo else start
        return local.date(), local.strftime("%H:%M")
    return (start, "") if isinstance(start, date) else (None, "")


def _invited(event: "Component") -> Iterator[str]:
    for name in ("ATTENDEE", "ORGANIZER"):
        value: Any = event.get(name, [])
        for one in value if isinstance(value, list) else [value]:
            address = str(one)
            if "@" in address:
                yield address.casefold().removeprefix("mailto:")


def _text(event: "Component", name: str) -> str:
    value: Any = event.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value).strip() if value is not None else ""
