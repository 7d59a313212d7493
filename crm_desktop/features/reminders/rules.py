"""What rings now: pure decisions over what waits, the time, and what has rung before."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.reminders.records import Appointment, Habits, Morning, Reminder, Waiting

MOST_AT_ONCE = 3
"""More messages than that become one."""


def is_quiet(moment: time, habits: Habits) -> bool:
    """Whether these are quiet hours; equal ends mean there are none."""
    start, end = habits.quiet_from, habits.quiet_until
    if start == end:
        return False
    return start <= moment < end if start < end else moment >= start or moment < end


def to_ring(waiting: Waiting, now: datetime, habits: Habits) -> list[Reminder]:
    """What to say now. What falls into quiet hours, or into sleep, is said afterwards as long as the day lasts."""
    if not habits.on or is_quiet(now.time(), habits):
        return []
    return [one for one in _due(waiting, now, habits) if one.key not in waiting.rung]


def together(reminders: list[Reminder]) -> list[Reminder]:
    """After a long sleep many things wait: they are said in one message."""
    if len(reminders) <= MOST_AT_ONCE:
        return reminders
    text = "\n".join(f"{one.title} · {one.text}" for one in reminders[:MOST_AT_ONCE])
    more = len(reminders) - MOST_AT_ONCE
    text += "\n" + ngettext("and {n} more", "and {n} more", more).format(n=more)
    return [Reminder("", _("Showroom CRM"), text, reminders[0].contact_id)]


def _due(waiting: Waiting, now: datetime, habits: Habits) -> Iterator[Reminder]:
    lead = timedelta(minutes=habits.minutes_before)
    for one in waiting.appointments:
        if one.at - lead <= now and one.at.date() == now.date():
            yield _appointment(one)
    if waiting.morning.day == now.date() and (waiting.morning.due or waiting.morning.promises):
        yield _morning(waiting.morning)


def _appointment(one: Appointment) -> Reminder:
    title = _("{time} {name}").format(time=f"{one.at:%H:%M}", name=one.name)
    return Reminder(f"{one.contact_id}/{one.key}@{one.at.isoformat()}", title, one.text, one.contact_id)


def _morning(morning: Morning) -> Reminder:
    parts = []
    if morning.due:
        parts.append(ngettext("{n} person is due", "{n} people are due", morning.due).format(n=morning.due))
    if morning.overdue:
        parts.append(ngettext("{n} of them overdue", "{n} of them overdue", morning.overdue).format(n=morning.overdue))
    if morning.promises:
        promised = ngettext("{n} promise to keep", "{n} promises to keep", morning.promises)
        parts.append(promised.format(n=morning.promises))
    return Reminder(f"day/{morning.day.isoformat()}", _("Your day"), " · ".join(parts))


def clean_time(field: str, text: str) -> time:
    """A time of day as typed, "21:00"."""
    hour, _colon, minute = text.strip().replace("：", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        shown = text.strip()[:20]
        raise InvalidInput(field, _("“{text}” is not a time. Type a time like 14:30.").format(text=shown)) from error
