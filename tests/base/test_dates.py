"""Birthdays in both calendars, whole or in part."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.base import dates, i18n, lunar
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import InvalidInput

DAYS = st.dates(date(1901, 3, 1), date(2099, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    found = lunar.of(day)
    assert found is not None
    shape = draw(st.sampled_from(["whole", "no year", "month", "year", "lunar", "lunar no year"]))
    return {
        "whole": PartialDate.of(day),
        "no year": PartialDate(month=day.month, day=day.day),
        "month": PartialDate(year=day.year, month=day.month),
        "year": PartialDate(year=day.year),
        "lunar": PartialDate("lunar", found.year, found.month, found.day, found.leap),
        "lunar no year": PartialDate("lunar", None, found.month, found.day, found.leap),
    }[shape]


@given(partial_dates())
def test_what_is_written_reads_back_the_same(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day
    assert PartialDate.from_json(day.to_json()) == day
    for code in i18n.LANGUAGES:
        i18n.set_language(code)
        assert PartialDate.parse(day.label()) == day


@given(partial_dates(), DAYS)
def test_the_next_one_is_ahead_and_within_reach(day: PartialDate, today: date) -> None:
    following = day.next_on(today)

    if day.key():
        assert following is None or today <= following <= today + timedelta(days=400)
        assert today.year > 2096 or following is not None
    else:
        assert following is None


@given(partial_dates(), DAYS)
def test_a_birthday_is_found_by_key_on_the_day_it_is_kept(day: PartialDate, today: date) -> None:
    following = day.next_on(today)

    if following is not None:
        assert day.key() in dates.keys_on(following)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = None
    with contextlib.suppress(InvalidInput):
        found = PartialDate.parse(text)

    assert found == PartialDate.stored(text)
    assert found is None or PartialDate.parse(str(found)) == found


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1985-08-15", "1985-08-15"),
        ("1985/8/15", "1985-08-15"),
        ("1985.8.15", "1985-08-15"),
        ("1985年8月15日", "1985-08-15"),
        ("1985 年 8 月 15 号", "1985-08-15"),
        ("19850815", "1985-08-15"),
        ("1985-08-15T00:00:00Z", "1985-08-15"),
        ("1985-08-15 00:00:00", "1985-08-15"),
        ("1985/8/15 0:00", "1985-08-15"),
        ("19850815T000000Z", "1985-08-15"),
        ("--08-15", "--08-15"),
        ("--0815", "--08-15"),
        ("0815", "--08-15"),
        ("8月15日", "--08-15"),
        ("8/15", "--08-15"),
        ("8-15", "--08-15"),
        ("1604-08-15", "--08-15"),
        ("1985-08", "1985-08"),
        ("1985年8月", "1985-08"),
        ("1985", "1985"),
        ("15/08/1985", "1985-08-15"),
        ("08/15/1985", "1985-08-15"),
        ("Aug 15, 1985", "1985-08-15"),
        ("15 August 1985", "1985-08-15"),
        ("85-08-15", "1985-08-15"),
        ("一九八五年八月十五日", "1985-08-15"),
        ("31274", "1985-08-15"),
        ("１９８５－０８－１５", "1985-08-15"),
        ("农历六月十五", "lunar:--06-15"),
        ("农历2025年闰六月十五", "lunar:2025-06L-15"),
        ("lunar:1985-06-15", "lunar:1985-06-15"),
        ("阴历1985年6月15日", "lunar:1985-06-15"),
        ("腊月廿三", "lunar:--12-23"),
        ("正月初一", "lunar:--01-01"),
        ("八月十五", "lunar:--08-15"),
        ("(农)6.15", "lunar:--06-15"),
        ("6月15日(农历)", "lunar:--06-15"),
        ("农历1985-06-15", "lunar:1985-06-15"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, stored: str) -> None:
    assert str(PartialDate.parse(text)) == stored


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "05/06/1985",
        "05-08-15",
        "2023-02-29",
        "1985-13-01",
        "2000-00-00",
        "农历1985年闰六月十五",
        "13月1日",
        "明天",
        "99999",
        "6月31日",
    ],
)
def test_what_is_no_clear_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        PartialDate.parse(text)

    assert PartialDate.stored(text) is None


def test_nothing_is_no_date() -> None:
    assert PartialDate.parse("  ") is None
    assert PartialDate.from_json(None) is None


def test_the_leap_day_is_kept_on_the_28th() -> None:
    leap_day = PartialDate(month=2, day=29)

    assert leap_day.next_on(date(2026, 2, 1)) == date(2026, 2, 28)
    assert leap_day.next_on(date(2028, 2, 1)) == date(2028, 2, 29)
    assert leap_day.key() in dates.keys_on(date(2026, 2, 28))
    assert leap_day.key() not in dates.keys_on(date(2028, 2, 28))


def test_a_leap_month_birthday_is_kept_every_year() -> None:
    born = PartialDate("lunar", 2025, 6, 15, leap=True)

    assert born.on() == date(2025, 8, 8)
    assert born.next_on(date(2025, 7, 1)) == date(2025, 8, 8)
    assert born.next_on(date(2026, 1, 1)) == date(2026, 7, 28)


def test_lunar_new_years_eve_is_kept_in_a_short_month() -> None:
    eve = PartialDate("lunar", None, 12, 30)

    assert eve.next_on(date(2026, 1, 1)) == date(2026, 2, 16)
    assert dates.lunar_day_key(date(2026, 2, 16)) == "L12-29"


def test_a_birthday_may_be_the_lunar_year_before() -> None:
    assert PartialDate("lunar", None, 12, 8).next_on(date(2026, 1, 20)) == date(2026, 1, 26)


def test_days_have_keys_labels_and_ages() -> None:
    day = date(2026, 11, 22)

    assert (dates.solar_day_key(day), dates.lunar_day_key(day)) == ("S11-22", "L10-14")
    assert dates.lunar_label(day) == "农历十月十四"
    assert PartialDate(year=1985, month=8, day=15).turns(day) == 41
    assert PartialDate(month=8, day=15).turns(day) is None
    assert PartialDate("lunar", 1985, 12, 8).turns(date(2026, 1, 26)) == 40
    assert PartialDate("lunar", 2025, 6, 15, leap=True).to_json() == {
        "calendar": "lunar",
        "year": 2025,
        "month": 6,
        "day": 15,
        "leap": True,
    }


@settings(max_examples=20)
@given(partial_dates(), st.integers(1990, 2090))
def test_a_birthday_is_kept_exactly_once_in_every_year(born: PartialDate, year: int) -> None:
    if not born.key():
        return
    first = date(year, 1, 1) if born.calendar == "solar" else lunar.solar_day(year, 1, 1, leap=False)
    after = date(year + 1, 1, 1) if born.calendar == "solar" else lunar.solar_day(year + 1, 1, 1, leap=False)
    assert first is not None
    assert after is not None

    days = [first + timedelta(days=n) for n in range((after - first).days)]

    assert [day for day in days if born.key() in dates.keys_on(day)] == [born.in_year(year)]
