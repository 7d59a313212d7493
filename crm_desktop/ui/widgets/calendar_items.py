"""What the calendar's views show: plain items by day, and how they stand side by side; no Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from crm_desktop.base.dates import monday

NO_TIME = -1
"""The minute of an item that has a day but no time."""
KEEP_TIME = -2
"""The minute of a move that changes the day only."""
STEP = 15
DAY_MINUTES = 24 * 60
LEAST_SEEN = 30
"""An item is drawn as if it took at least so many minutes."""
WEEK = 7
MONTH_DAYS = 42


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """One thing on the calendar. `key` is unique; `sign` is a short word that says what the tone means."""

    key: str
    day: date
    title: str
    subtitle: str = ""
    minute: int = NO_TIME
    length: int = 0
    tone: str = "muted"
    sign: str = ""
    icon: str = ""
    late: int = 0
    late_text: str = ""
    movable: bool = True
    done: bool = False
    tooltip: str = ""

    @property
    def timed(self) -> bool:
        """Whether it stands at a time."""
        return self.minute >= 0

    @property
    def end(self) -> int:
        """The minute it ends, as it is drawn."""
        return min(self.minute + max(self.length, LEAST_SEEN), DAY_MINUTES)

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        time = time_text(self.minute) if self.timed else ""
        return "，".join(part for part in (time, self.title, self.sign, self.late_text, self.subtitle) if part)


@dataclass(frozen=True, slots=True)
class DayMark:
    """What is known of a day besides its items. `load` from 0 to 1 is the length of its bar."""

    total: int = 0
    done: int = 0
    off: bool = False
    name: str = ""
    lunar: str = ""
    load: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A timed item in its lane; `lanes` stand side by side in its stretch of the day."""

    item: CalendarItem
    lane: int
    lanes: int


@dataclass(frozen=True, slots=True)
class DayItems:
    """A day's items: those without a time in their order, the others in lanes."""

    whole: tuple[CalendarItem, ...] = ()
    placed: tuple[Placed, ...] = ()

    @property
    def items(self) -> tuple[CalendarItem, ...]:
        """All, the timed ones last and in the order of their times."""
        return (*self.whole, *(one.item for one in self.placed))


NOTHING = DayItems()
UNMARKED = DayMark()


@dataclass(frozen=True)
class Shown:
    """A range of days as a view shows it; made off the GUI thread."""

    days: Mapping[date, DayItems] = field(default_factory=dict)
    marks: Mapping[date, DayMark] = field(default_factory=dict)
    places: Mapping[str, date] = field(default_factory=dict)

    def day(self, day: date) -> DayItems:
        """The items of a day."""
        return self.days.get(day, NOTHING)

    def mark(self, day: date) -> DayMark:
        """What is known of a day."""
        return self.marks.get(day, UNMARKED)

    def item(self, key: str) -> CalendarItem | None:
        """The item of this key."""
        day = self.places.get(key)
        return next((one for one in self.day(day).items if one.key == key), None) if day else None

    def total(self, day: date) -> int:
        """How many there are on a day, shown or not."""
        found = self.day(day)
        return max(self.mark(day).total, len(found.whole) + len(found.placed))


def arranged(items: Iterable[CalendarItem], marks: Mapping[date, DayMark] | None = None) -> Shown:
    """Items by day, each day's timed ones in lanes."""
    whole: dict[date, list[CalendarItem]] = {}
    timed: dict[date, list[CalendarItem]] = {}
    places: dict[str, date] = {}
    for item in items:
        (timed if item.timed else whole).setdefault(item.day, []).append(item)
        places[item.key] = item.day
    days = {
        day: DayItems(tuple(whole.get(day, ())), tuple(in_lanes(timed.get(day, ()))))
        for day in whole.keys() | timed.keys()
    }
    return Shown(days, marks or {}, places)


def in_lanes(items: Iterable[CalendarItem]) -> list[Placed]:
    """Timed items of one day side by side where they overlap; what touches nobody has the whole width."""
    placed: list[Placed] = []
    group: list[tuple[CalendarItem, int]] = []
    ends: list[int] = []
    until = 0
    for item in sorted(items, key=lambda one: (one.minute, -one.end)):
        if item.minute >= until and group:
            placed += [Placed(one, lane, len(ends)) for one, lane in group]
            group, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end <= item.minute), len(ends))
        if lane == len(ends):
            ends.append(item.end)
        else:
            ends[lane] = item.end
        group.append((item, lane))
        until = max(ends)
    return [*placed, *(Placed(one, lane, len(ends)) for one, lane in group)]


def time_text(minute: int) -> str:
    """09:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def minute_of(text: str) -> int:
    """The minute of "09:30"; NO_TIME for nothing."""
    hours, colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes) if colon and hours.isdecimal() and minutes.isdecimal() else NO_TIME


def month_grid(day: date) -> date:
    """The first of the 42 days that show its month."""
    return monday(day.replace(day=1))


def month_later(day: date, months: int) -> date:
    """The same day of a month before or after; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    length = (date(year + month // 11, (month + 1) % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, length))
