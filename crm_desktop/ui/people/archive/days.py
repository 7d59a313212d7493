"""Days in the archive's fields: typed as consultants speak, shown so that they are understood when typed again."""

from datetime import date

from crm_desktop.base import clock
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.contacts.rules import clean_day
from crm_desktop.ui.forms import ParsedField
from crm_desktop.ui.forms.days import day_of


def day_typed(text: str) -> date | None:
    """A day to come as a consultant types it, or any day as it is shown."""
    try:
        return day_of(text)
    except InvalidInput:
        known = _partial(text)
        return known.next_on(clock.today()) if known and known.year is None else clean_day("day", text)


def day_shown(day: date) -> str:
    """Without the year where the coming one is meant: what is shown is understood when it is typed again."""
    return format_date(day, year=not 0 <= (day - clock.today()).days < 330)


def _partial(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except InvalidInput:
        return None


def future_day(name: str, label: str) -> ParsedField:
    """A day to come."""
    return ParsedField(
        name, label, day_typed, show=day_shown, inline=False, placeholder=_("For example 11-28, +3 or Friday")
    )


def past_day(name: str, label: str) -> ParsedField:
    """A day up to today, today by default."""
    field = ParsedField(name, label, _past, show=format_date, inline=False, placeholder=_("Today"))
    field.set_value(clock.today(), force=True)
    return field


def _past(text: str) -> date:
    return clean_day("on", text, today=clock.today()) or clock.today()
