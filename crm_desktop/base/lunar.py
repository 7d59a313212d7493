"""The lunar calendar, 1900–2100, from a table of its years."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from crm_desktop.base.i18n import language
from crm_desktop.base.paths import resources

FIRST_YEAR = 1900
LAST_YEAR = 2100
MONTH_NAMES = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_UNITS = "一二三四五六七八九十"


@dataclass(frozen=True)
class LunarDay:
    """One day of the lunar calendar."""

    year: int
    month: int
    day: int
    leap: bool


@dataclass(frozen=True)
class _Month:
    """A month of a lunar year: its first solar day as an ordinal, and its length."""

    number: int
    leap: bool
    first: int
    length: int


@cache
def _table() -> dict[int, str]:
    """Lines of the table by year. Calculating one takes ten milliseconds, and the first page asks for it."""
    lines = (resources() / "content" / "lunar_years.txt").read_text("utf-8").splitlines()
    return {int(line[:4]): line for line in lines if not line.startswith("#")}


@cache
def _months(year: int) -> tuple[_Month, ...]:
    _year, first, leap, lengths = _table()[year].split()
    names = [(number, again) for number in range(1, 13) for again in (False, True) if not again or number == int(leap)]
    months, begins = [], int(first)
    for (number, again), length in zip(names, lengths, strict=True):
        months.append(_Month(number, again, begins, 30 if length == "L" else 29))
        begins += months[-1].length
    return tuple(months)


def _month(year: int, month: int, *, leap: bool) -> _Month | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return next((m for m in _months(year) if m.number == month and m.leap == leap), None)


def has_leap(year: int, month: int) -> bool:
    """True when this lunar year has the month twice."""
    return _month(year, month, leap=True) is not None


def month_length(year: int, month: int, *, leap: bool) -> int:
    """29 or 30; 0 when that year has no such month."""
    found = _month(year, month, leap=leap)
    return found.length if found else 0


def solar_day(year: int, month: int, day: int, *, leap: bool) -> date | None:
    """The solar date; None when the lunar one does not exist or lies outside the tables."""
    found = _month(year, month, leap=leap)
    return date.fromordinal(found.first + day - 1) if found and 1 <= day <= found.length else None


def celebrated(year: int, month: int, day: int, *, leap: bool) -> date | None:
    """The solar date a yearly lunar day is kept on in a lunar year (see `PartialDate.in_year`)."""
    found = (_month(year, month, leap=True) if leap else None) or _month(year, month, leap=False)
    return date.fromordinal(found.first + min(day, found.length) - 1) if found else None


def of(day: date) -> LunarDay | None:
    """The lunar day of a solar date; None outside the tables."""
    ordinal = day.toordinal()
    for year in (day.year, day.year - 1):
        if FIRST_YEAR <= year <= LAST_YEAR:
            for month in _months(year):
                if month.first <= ordinal < month.first + month.length:
                    return LunarDay(year, month.number, ordinal - month.first + 1, month.leap)
    return None


def day_name(day: int) -> str:
    """初一, 初十, 十五, 二十, 廿三, 三十."""
    if day <= 10:
        return "初" + _UNITS[day - 1]
    if day in (20, 30):
        return _UNITS[day // 10 - 1] + "十"
    return ("十" if day < 20 else "廿") + _UNITS[day % 10 - 1]


def label(year: int | None, month: int | None, day: int | None, *, leap: bool) -> str:
    """农历1985年闰六月十五; lunar 1985-6-15 (leap month)."""
    if language() == "zh_CN":
        text = "农历" + (f"{year}年" if year else "")
        if month:
            text += ("闰" if leap else "") + MONTH_NAMES[month - 1] + "月"
        return text + (day_name(day) if day else "")
    parts = "-".join(str(part) for part in (year, month, day) if part)
    return f"lunar {parts}" + (" (leap month)" if leap else "")
