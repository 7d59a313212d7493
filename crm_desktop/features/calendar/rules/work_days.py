"""On which days I work, and where a day off moves what is due."""

from datetime import date, timedelta

from crm_desktop.base.i18n import _, weekday_name
from crm_desktop.features.settings.records import WorkDays

LONGEST = 400
"""Days looked through for a working day; who never works is asked on the day itself."""

_DAY = timedelta(days=1)


class WorkCalendar:
    """My weekly days off, my leave, public holidays and the days worked in their place; made once for many questions.

    Leave is stronger than a make-up workday, which is stronger than the weekly pattern.
    """

    def __init__(self, days: WorkDays) -> None:
        self._weekly = frozenset(days.weekly)
        self._leave = days.leave
        self._years = {year.year: year for year in days.years}
        self._national: dict[date, str] = {}
        self._work = {day for year in days.years for day in year.work} if days.national_off else set()
        self._names: dict[date, str] = {}
        for year in days.years:
            for holiday in year.days:
                for n in range((holiday.last - holiday.first).days + 1):
                    self._names[holiday.first + n * _DAY] = holiday.label
        if days.national_off:
            self._national = self._names
        self.later, self.earlier = _Nearest(self, 1), _Nearest(self, -1)

    def off(self, day: date) -> bool:
        """Whether I do not work on that day."""
        if any(one.first <= day <= one.last for one in self._leave):
            return True
        if day in self._work:
            return False
        return day in self._national or day.weekday() in self._weekly

    def known(self, year: int) -> bool:
        """Whether the public holidays of that year are known."""
        return year in self._years

    def holiday(self, day: date) -> str:
        """The public holiday on that day, or ""."""
        return self._names.get(day, "")

    def made_up(self, day: date) -> bool:
        """Whether that weekend day is worked in place of a holiday."""
        return any(day in year.work for year in self._years.values())

    def leave(self, day: date) -> str:
        """What my leave on that day is called, or ""."""
        one = next((one for one in self._leave if one.first <= day <= one.last), None)
        return (one.note or _("Leave")) if one else ""

    def why_off(self, day: date) -> str:
        """What that day off is, in words; "" for a working day."""
        if not self.off(day):
            return ""
        leave = next((one for one in self._leave if one.first <= day <= one.last), None)
        if leave is not None:
            return leave.note or _("your leave")
        return self._national.get(day) or _("your day off")

    def moved(self, day: date, shift: str, *, earliest: date | None = None) -> date:
        """Where that day lies when days off are left out: `next`, `before` (but not before `earliest`), or `none`."""
        if shift == "next":
            return self.later[day]
        if shift == "before":
            before = self.earlier[day]
            return before if earliest is None or before >= earliest else self.later[day]
        return day


class _Nearest(dict[date, date]):
    """The working day nearest to each day in one direction, found when first asked for."""

    def __init__(self, calendar: WorkCalendar, step: int) -> None:
        super().__init__()
        self._calendar, self._step = calendar, step

    def __missing__(self, day: date) -> date:
        off, step = self._calendar.off, self._step
        self[day] = found = next((on for n in range(LONGEST) if not off(on := day + n * step * _DAY)), day)
        return found


def moved_text(base: date, on: date, days: WorkCalendar, today: date) -> str:
    """That a day off moved it: "moved from Sunday 11-22, your day off"; "" when it did not."""
    if base == on:
        return ""
    day = f"{base.month:02}-{base.day:02}" if base.year == today.year else base.isoformat()
    return _("moved from {weekday} {day}, {why}").format(
        weekday=weekday_name(base), day=day, why=days.why_off(base) or _("your day off"))
