"""The table of lunar years says what a library that calculates them says."""

from datetime import date, timedelta

import pytest
from lunar_python import LunarYear, Solar

from crm_desktop.base import lunar, paths

JULIAN_OF_ORDINAL = 1721425  # Julian day number of noon on date.fromordinal(0)


def library_line(year: int) -> str:
    """The line of the table for this year, as the library calculates it: all lines were written by this."""
    months = [month for month in LunarYear.fromYear(year).getMonths() if month.getYear() == year]
    first = int(months[0].getFirstJulianDay()) - JULIAN_OF_ORDINAL
    leap = next((-month.getMonth() for month in months if month.getMonth() < 0), 0)
    return f"{year} {first} {leap} " + "".join("L" if month.getDayCount() == 30 else "s" for month in months)


def test_the_table_is_the_librarys_for_every_year() -> None:
    text = (paths.resources() / "content" / "lunar_years.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    years = range(lunar.FIRST_YEAR, lunar.LAST_YEAR + 1)
    assert lines == [library_line(year) for year in years]


@pytest.mark.parametrize("year", [1900, 1985, 2006, 2023, 2025, 2033, 2100])
def test_every_day_of_a_year_is_called_as_the_library_calls_it(year: int) -> None:
    day = date(year, 2, 20)
    while day < date(year, 12, 31):
        told = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        found = lunar.of(day)
        assert found == lunar.LunarDay(told.getYear(), abs(told.getMonth()), told.getDay(), told.getMonth() < 0)
        assert lunar.solar_day(found.year, found.month, found.day, leap=found.leap) == day
        day += timedelta(days=1)


def test_outside_the_table_no_day_has_a_lunar_name() -> None:
    assert lunar.of(date(1899, 12, 31)) is None
    assert lunar.solar_day(2101, 1, 1, leap=False) is None
