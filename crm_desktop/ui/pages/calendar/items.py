"""Entries of the calendar as the views show them, and what each sort is called."""

from datetime import date

from crm_desktop.base import lunar
from crm_desktop.base.i18n import _, format_full_day, language, ngettext
from crm_desktop.features.calendar.records import DayLoad, Entry
from crm_desktop.ui.people.rows import private_pill, scale_pills
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.calendar_items import CalendarItem, DayMark, minute_of
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

FULL_DAY = 20
"""So many entries fill a day's bar."""
SORTS = ("appointment", "cadence", "event", "occasion", "delivery", "visit", "promise")


def sort_name(sort: str) -> str:
    """What a sort of entry is called."""
    return {
        "appointment": _("Appointments"), "cadence": _("Regular contacts"), "event": _("Events"),
        "occasion": _("Occasions"), "delivery": _("Deliveries"), "visit": _("Visits"), "promise": _("Promises"),
    }.get(sort, sort)  # fmt: skip


def full_key(entry: Entry) -> str:
    """One key for person and item."""
    return f"{entry.contact_id}/{entry.key}"


def item_of(entry: Entry) -> CalendarItem:
    """How the entry looks."""
    pill = next(iter(scale_pills(entry.level, entry.status)), None)
    tone = pill.tone if pill else Tone.ACCENT if entry.sort == "occasion" else Tone.MUTED
    sign = " · ".join(one.text for one in (pill, *private_pill(entry.private)) if one)
    late = entry.overdue_days
    words = dict.fromkeys(filter(None, (entry.title, entry.owner, entry.subtitle)))
    return CalendarItem(
        full_key(entry), entry.on, entry.name, " · ".join(words),
        minute_of(entry.at), entry.minutes, tone, sign, late=late,
        late_text=ngettext("{n} day late", "{n} days late", late).format(n=late) if late else "",
        movable=entry.movable, done=entry.done, tooltip=told(entry),
    )  # fmt: skip


def overdue_row(entry: Entry) -> Row:
    """The entry as one line of what is overdue."""
    late = ngettext("{n} day late", "{n} days late", entry.overdue_days).format(n=entry.overdue_days)
    return Row(
        full_key(entry), entry.name, " · ".join(filter(None, (entry.title, entry.owner))),
        pills=(*scale_pills(entry.level, entry.status), *private_pill(entry.private)),
        right_pill=Pill(late, Tone.BAD), tooltip=told(entry),
    )  # fmt: skip


def told(entry: Entry) -> str:
    """Who, when and why, for the tooltip."""
    when = " ".join(filter(None, (format_full_day(entry.on), entry.at)))
    private = _("Private, stays on this laptop") if entry.private else ""
    owner = _("Consultant: {name}").format(name=entry.owner) if entry.owner else ""
    lines = (" · ".join(filter(None, (entry.name, entry.phone))), owner, private, when, entry.title, entry.reason)
    return "\n".join(dict.fromkeys(filter(None, lines)))


def mark_of(day: date, load: DayLoad) -> DayMark:
    """What is said of a day."""
    total = load.due + load.done
    return DayMark(total, load.done, load.off, load.day_name, lunar_name(day), min(total / FULL_DAY, 1.0))


def lunar_name(day: date) -> str:
    """The lunar day where people read Chinese; on its first day the month."""
    found = lunar.of(day) if language() == "zh_CN" else None
    if found is None:
        return ""
    if found.day == 1:
        return ("闰" if found.leap else "") + lunar.MONTH_NAMES[found.month - 1] + "月"
    return lunar.day_name(found.day)
