"""What is planned and due as a calendar file (.ics, RFC 5545), for the phone or another calendar.

Times are floating local times and days are whole-day events, as in the book: no time zone can move them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock, phone
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.queries import entries, overdue_entries
from crm_desktop.features.calendar.records import Entry
from crm_desktop.features.touches.rules import PLANNED
from crm_desktop.import_export.calendar_files import CONTACT, KEY
from crm_desktop.import_export.people_out import private_among
from crm_desktop.store.tables import FollowUp, Visit

if TYPE_CHECKING:
    from icalendar import Event

AHEAD = timedelta(days=365)
MOST = 50_000
_PRODUCT = "-//Showroom CRM//Showroom CRM//EN"
_DOMAIN = "showroom-crm.invalid"


def write_calendar(
    session: Session, part: Path, ids: Sequence[str] | None = None, *, with_private: bool = False
) -> int:
    """Write everything that is open, overdue included, to the end of the coming year; returns how many events."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Showroom CRM"))
    places, stamp = _places(session), clock.now().astimezone(UTC).replace(microsecond=0)
    count, hidden = 0, frozenset() if with_private else private_among(session)
    for entry in _open_entries(session, set(ids) if ids is not None else None):
        if entry.contact_id in hidden:
            continue
        calendar.add_component(_event(entry, places, stamp))
        count += 1
    part.write_bytes(calendar.to_ical())
    return count


def _open_entries(session: Session, wanted: set[str] | None) -> Iterator[Entry]:
    today = clock.today()
    late = overdue_entries(session, today, limit=MOST)
    for entry in (*late, *entries(session, today, today + AHEAD, today=today, limit=MOST)):
        if not entry.done and (wanted is None or entry.contact_id in wanted):
            yield entry


def _event(entry: Entry, places: dict[str, str], stamp: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{_uid(entry)}@{_DOMAIN}")
    event.add("dtstamp", stamp)
    if entry.at:
        hour, minute = map(int, entry.at.split(":"))
        event.add("dtstart", datetime.combine(entry.on, datetime.min.time()).replace(hour=hour, minute=minute))
        event.add("duration", timedelta(minutes=entry.minutes or 30))
    else:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day's list does not block the day
    event.add("summary", _clean(" · ".join(filter(None, (entry.name, entry.title)))))
    told = (entry.reason, entry.subtitle, entry.phone)
    event.add("description", _clean("\n".join(dict.fromkeys(part for part in told if part))))
    if number := phone.normal(entry.phone):
        event.add("url", f"tel:{number}")
    if place := places.get(entry.key):
        event.add("location", _clean(place))
    event.add("categories", [entry.sort])
    event.add(CONTACT, entry.contact_id)
    event.add(KEY, entry.key)
    return event


def _uid(entry: Entry) -> str:
    """The same at every export, so that another calendar updates its events instead of doubling them."""
    return re.sub(r"[^\w.-]", "-", f"{entry.contact_id}-{entry.key}")


def _places(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(FollowUp.id, Visit.place)
        .join(FollowUp, FollowUp.id == Visit.follow_up)
        .where(Visit.deleted.is_(None), Visit.place != "", FollowUp.state == "planned")
    )
    return {f"{PLANNED}/{row.id}": row.place for row in rows}


def _clean(text: str) -> str:
    """Control characters are not allowed in a calendar file."""
    return "".join(char for char in text if char == "\n" or ord(char) >= 32)
