"""Moving an entry: the past says why not, a day off says so, and everything can be taken back."""

from datetime import date

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, weekday_name
from crm_desktop.features.calendar import commands
from crm_desktop.features.calendar.records import Entry
from crm_desktop.ui.page import Page
from crm_desktop.ui.widgets.calendar_items import KEEP_TIME, DayMark, time_text


def move(page: Page, entry: Entry, day: date, minute: int, mark: DayMark) -> bool:
    """Write it; False when it stays where it is."""
    if entry.done:
        page.notices.info(_("This is done already: it stays on its day."))
        return False
    if day < clock.today():
        page.notices.info(_("This day is over. Move the entry to today or later."))
        return False
    at = None if minute == KEEP_TIME else time_text(minute) if minute >= 0 else ""
    page.do(
        _("Move a follow-up"), commands.move_follow_up, entry.contact_id, entry.key, due_on=day, due_at=at,
        done=said(day, entry.at if at is None else at, mark),
    )  # fmt: skip
    return True


def said(day: date, at: str, mark: DayMark) -> str:
    """Where it went, and what is special about that day."""
    when = " ".join(filter(None, (format_date(day, year=False), weekday_name(day, short=True), at)))
    if mark.off and mark.name:
        return _("Moved to {day}, a day off ({name}).").format(day=when, name=mark.name)
    if mark.off:
        return _("Moved to {day}, one of your days off.").format(day=when)
    return _("Moved to {day}.").format(day=when)
