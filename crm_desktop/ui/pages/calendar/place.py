"""Where the calendar stood last time: its view for good, its day while it is still the same day."""

from datetime import date

from crm_desktop.base.preferences import Preferences
from crm_desktop.ui.pages.calendar.reading import VIEWS, WEEKLY

VIEW, DAY = "calendar_view", "calendar_day"


def remembered(preferences: Preferences, today: date) -> tuple[str, date]:
    """View and day to begin with."""
    view, known = preferences.text(VIEW), preferences.get(DAY)
    day = today
    if isinstance(known, list) and len(known) == 2 and known[0] == today.isoformat():
        try:
            day = date.fromisoformat(str(known[1]))
        except ValueError:
            day = today
    return (view if view in VIEWS else WEEKLY), day


def remember(preferences: Preferences, view: str, day: date, today: date) -> None:
    """Keep them for the next start."""
    preferences.set(VIEW, view)
    preferences.set(DAY, [today.isoformat(), day.isoformat()])
