"""What the calendar page reads, off the GUI thread: the days of a view with as many entries as can be seen."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING

from crm_desktop.base.dates import monday
from crm_desktop.features.calendar import queries
from crm_desktop.features.calendar.records import DayLoad, Entry, EntryFilter
from crm_desktop.ui.pages.calendar.items import full_key, item_of, mark_of, overdue_row
from crm_desktop.ui.widgets.calendar_items import (
    MONTH_DAYS,
    WEEK,
    CalendarItem,
    DayMark,
    Shown,
    arranged,
    month_grid,
)
from crm_desktop.ui.widgets.rows import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DAY, WEEKLY, MONTH, AGENDA = "day", "week", "month", "agenda"
VIEWS = (DAY, WEEKLY, MONTH, AGENDA)
AGENDA_DAYS = 60
FEW = 1500
"""Up to so many entries are read at once; else so many of each day as can be seen."""
MOST_OF_A_DAY = {DAY: 200, WEEKLY: 40, MONTH: 12}
"""Of each sort; of a month's day of all sorts together: a cell has hardly room for more. The rest is only counted."""
LATE_PAGE = 200


@dataclass(frozen=True)
class Asked:
    """What is to be shown."""

    view: str
    day: date
    month: date
    today: date
    filters: EntryFilter

    @property
    def first(self) -> date:
        """The first day of the view."""
        return {WEEKLY: monday(self.day), MONTH: month_grid(self.day)}.get(self.view, self.day)

    @property
    def days(self) -> int:
        """How many days the view shows."""
        return {DAY: 1, WEEKLY: WEEK, MONTH: MONTH_DAYS}.get(self.view, AGENDA_DAYS)

    @property
    def last(self) -> date:
        """The last day of the view."""
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Board:
    """The answer: the view's days, the small month's marks, and what is overdue."""

    asked: Asked
    shown: Shown
    month: dict[date, DayMark]
    overdue_rows: tuple[Row, ...]
    overdue_items: tuple[CalendarItem, ...]  # only the agenda shows them
    overdue_total: int
    entries: dict[str, Entry] = field(default_factory=dict)
    due: int = 0
    done: int = 0
    unknown_year: int = 0  # of the days shown, one whose public holidays nobody has entered yet


def board(session: "Session", asked: Asked) -> Board:
    """Everything the page shows at once."""
    filters, grid = asked.filters, month_grid(asked.month)
    around = queries.workload(
        session, grid, grid + timedelta(days=MONTH_DAYS - 1), today=asked.today, filters=filters
    )
    shown, found, loads = _range(session, asked, asked.first, asked.last)
    late = _overdue(session, asked.today, filters)
    return Board(
        asked, shown, marks(around), tuple(map(overdue_row, late)),
        tuple(map(item_of, late)) if asked.view == AGENDA else (), _overdue_total(session, asked, late),
        {full_key(entry): entry for entry in (*late, *found)},
        sum(load.due for load in loads.values()), sum(load.done for load in loads.values()),
        next((day.year for day, load in loads.items() if not load.known), 0),
    )  # fmt: skip


def marks(loads: dict[date, DayLoad]) -> dict[date, DayMark]:
    """What is said of each day."""
    return {day: mark_of(day, load) for day, load in loads.items()}


def _range(
    session: "Session", asked: Asked, first: date, last: date
) -> tuple[Shown, list[Entry], dict[date, DayLoad]]:
    """The days with their entries: all of them, or so many of each day as can be seen."""
    today, filters = asked.today, asked.filters
    loads = queries.workload(session, first, last, today=today, filters=filters)
    known = marks(loads)
    if sum(load.due + load.done for load in loads.values()) <= FEW:
        found = queries.entries(session, first, last, today=today, filters=filters, limit=FEW + 1)
        if len(found) <= FEW:
            # Birthdays and promises are entries too; what is here is all there is.
            totals = Counter(entry.on for entry in found)
            known = {day: replace(mark, total=totals[day]) for day, mark in known.items()}
            return arranged(map(item_of, found), known), found, loads
    if asked.view == AGENDA:
        return Shown(marks=known), [], loads
    most = MOST_OF_A_DAY[asked.view]
    found = queries.entries(session, first, last, today=today, filters=filters, per_day=most)
    if asked.view == MONTH:
        found = [one for _day, day in groupby(found, key=attrgetter("on")) for one in islice(day, most)]
    return arranged(map(item_of, found), known), found, loads


def _overdue(session: "Session", today: date, filters: EntryFilter) -> list[Entry]:
    return queries.overdue_entries(session, today, filters=filters, limit=LATE_PAGE)


def _overdue_total(session: "Session", asked: Asked, late: list[Entry]) -> int:
    """How many are overdue; counted by their days where there is more than one page."""
    if len(late) < LATE_PAGE:
        return len(late)
    begin = min(entry.on for entry in late)
    past = queries.workload(
        session, begin, asked.today - timedelta(days=1), today=asked.today, filters=asked.filters
    )
    return max(sum(load.due for load in past.values()), len(late))


@dataclass(frozen=True)
class MoreDays:
    """Days the agenda comes to."""

    asked: tuple[date, ...]
    shown: Shown
    entries: dict[str, Entry]


def items_of_days(session: "Session", days: tuple[date, ...], today: date, filters: EntryFilter) -> MoreDays:
    """All entries of these days."""
    found = [
        entry for day in days for entry in queries.entries(session, day, day, today=today, filters=filters)
    ]  # fmt: skip
    return MoreDays(days, arranged(map(item_of, found)), {full_key(entry): entry for entry in found})


def days_after(session: "Session", asked: Asked, last: date) -> MoreDays:
    """The agenda's next days, counted, and read where they hold little."""
    until = last + timedelta(days=AGENDA_DAYS)
    shown, found, _loads = _range(session, asked, last + timedelta(days=1), until)
    return MoreDays((until,), shown, {full_key(entry): entry for entry in found})


@dataclass(frozen=True)
class MoreOverdue:
    """What else is overdue."""

    items: tuple[CalendarItem, ...]
    entries: dict[str, Entry]


def more_overdue(session: "Session", today: date, filters: EntryFilter, offset: int) -> MoreOverdue:
    """The next page of what is overdue."""
    late = queries.overdue_entries(session, today, filters=filters, limit=LATE_PAGE, offset=offset)
    return MoreOverdue(tuple(map(item_of, late)), {full_key(entry): entry for entry in late})


def day_of_entry(session: "Session", wanted: str, today: date) -> tuple[date, str] | None:
    """The day of "contact/rule/occurrence", or of the person's next entry; None when nothing is due."""
    contact_id, _slash, key = wanted.partition("/")
    due = queries.due_of(session, contact_id, today=today)
    if due is None:
        return None
    if not key or due.key == key:
        return due.due, f"{contact_id}/{due.key}"
    plans = queries.follow_ups(session, contact_id)
    plan = next((one for one in plans if key in (f"{one.rule}/{one.id}", f"{one.rule}/{one.occurrence}")), None)
    return (plan.due_on, wanted) if plan else (due.due, f"{contact_id}/{due.key}")
