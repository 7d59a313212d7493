"""The rows of the day-end close."""

from datetime import date

from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.calendar.records import DueItem
from crm_desktop.features.day_close.records import ChangeLine, UnloggedItem
from crm_desktop.ui.people.rows import private_pill, scale_pills
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

ICONS = {
    "touch": "phone-check-outline", "new": "account-plus-outline", "level": "trending-up", "status": "flag-outline",
    "tier": "diamond-stone", "promise": "handshake-outline", "kept": "check-circle-outline",
}  # fmt: skip


def unlogged_row(item: UnloggedItem, day: date) -> Row:
    """An appointment that nobody wrote a result for."""
    when = f"{format_day(item.due, day)} {item.due_at}"
    return Row(
        f"{item.contact_id}|{item.key}", item.name, item.purpose or item.phone,
        pills=tuple(private_pill(item.private)), right_pill=Pill(when, Tone.WARN),
        icon="calendar-question", tooltip=item.phone,
    )  # fmt: skip


def change_row(number: int, line: ChangeLine) -> Row:
    """Something that happened today."""
    return Row(
        f"{line.contact_id}|{number}", line.name, line.text, right=f"{line.at:%H:%M}",
        pills=tuple(private_pill(line.private)),
        icon=ICONS.get(line.sort, "circle-small"), tooltip=line.text,
    )  # fmt: skip


def due_row(item: DueItem) -> Row:
    """A contact that is due."""
    late = ngettext("{n} day late", "{n} days late", item.overdue_days).format(n=item.overdue_days)
    pill = Pill(late, Tone.BAD) if item.overdue_days else Pill(item.due_at or _("all day"), Tone.MUTED)
    return Row(
        f"{item.contact_id}|{item.key}", item.name, " · ".join(filter(None, (item.subtitle, item.reason))),
        pills=(*scale_pills(item.level, item.status), *private_pill(item.private)), right_pill=pill, tooltip=item.phone,
    )  # fmt: skip
