"""My days off, leave, public holidays and make-up workdays."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lunar_python.util import HolidayUtil

from crm_desktop.base import i18n
from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Facts
from crm_desktop.features.settings.queries import shipped_rules
from crm_desktop.features.settings.records import Leave, WorkDays

YEARS = shipped_rules().work_days.years
SUNDAY = date(2026, 11, 22)


def test_the_shipped_holidays_are_those_a_library_knows() -> None:
    calendar = rules.WorkCalendar(WorkDays(years=YEARS))
    for year in (2024, 2025, 2026):
        known = {date.fromisoformat(day.getDay()): day.isWork() for day in HolidayUtil.getHolidays(year)}
        for n in range(366):
            day = date(year, 1, 1) + timedelta(days=n)
            if day.year == year:
                assert calendar.off(day) == (known.get(day) is False), day
                assert calendar.made_up(day) == (known.get(day) is True), day


def test_a_year_that_was_not_announced_is_unknown_and_follows_the_week() -> None:
    calendar = rules.WorkCalendar(WorkDays(weekly=(6,), years=YEARS))

    assert calendar.known(2026)
    assert not calendar.known(2027)
    assert calendar.off(date(2027, 10, 3))  # a Sunday
    assert not calendar.off(date(2027, 10, 1))


def test_a_make_up_workday_is_worked_though_it_is_a_sunday_and_leave_is_stronger() -> None:
    made_up = date(2026, 1, 4)
    weekly = WorkDays(weekly=(6,), years=YEARS)

    assert not rules.WorkCalendar(weekly).off(made_up)
    away = replace(weekly, leave=(Leave("l", made_up, made_up),))
    assert rules.WorkCalendar(away).off(made_up)


def test_who_works_on_holidays_is_not_moved() -> None:
    calendar = rules.WorkCalendar(replace(shipped_rules().work_days, national_off=False))

    assert not calendar.off(date(2026, 10, 1))
    assert calendar.holiday(date(2026, 10, 1)) == "国庆节"


def test_the_long_holiday_moves_a_rhythm_behind_it_and_an_expiry_before_it() -> None:
    calendar = rules.WorkCalendar(WorkDays(weekly=(5, 6), years=YEARS))

    assert calendar.moved(date(2026, 2, 17), "next") == date(2026, 2, 24)
    assert calendar.moved(date(2026, 2, 17), "before") == date(2026, 2, 14)  # worked in its place
    assert calendar.moved(date(2026, 2, 17), "none") == date(2026, 2, 17)


def test_before_never_goes_behind_the_earliest_day() -> None:
    calendar = rules.WorkCalendar(WorkDays(weekly=(6,)))

    assert calendar.moved(SUNDAY, "before", earliest=SUNDAY) == SUNDAY + timedelta(days=1)


def test_who_never_works_is_asked_on_the_day() -> None:
    calendar = rules.WorkCalendar(WorkDays(weekly=tuple(range(7))))

    assert calendar.moved(SUNDAY, "next") == SUNDAY


def test_the_reason_says_what_moved_it() -> None:
    shop = replace(shipped_rules(), work_days=WorkDays(weekly=(6,), years=YEARS))
    person = Facts(is_customer=True, status="P", level="A", opened_on=date(2026, 10, 1),
                   last_effective=date(2026, 11, 18))  # fmt: skip
    (due,) = rules.open_items(person, rules.DueRules.of(shop))

    i18n.set_language("en")
    said = rules.words(due, person, shop, today=date(2026, 11, 30)).reason
    assert due.on == SUNDAY + timedelta(days=1)
    assert said == "Level A, once every 4 days, last reached Nov 18; moved from Sunday 11-22, your day off"
    i18n.set_language("zh_CN")
    said = rules.words(due, person, shop, today=date(2026, 11, 30)).reason
    assert said == "A 级，每 4 天一次，上次联系：11月18日；由 11-22 星期日（你的休息日）调整而来"


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
leaves = st.lists(st.tuples(days, st.integers(0, 20)), max_size=3).map(
    lambda spans: tuple(Leave(str(n), day, day + timedelta(days=more)) for n, (day, more) in enumerate(spans)))
patterns = st.builds(
    WorkDays, weekly=st.sets(st.integers(0, 6), max_size=6).map(tuple), national_off=st.booleans(), leave=leaves,
    years=st.just(YEARS))


@given(patterns, days)
def test_the_moved_day_is_the_nearest_working_day(pattern: WorkDays, day: date) -> None:
    calendar = rules.WorkCalendar(pattern)

    later, earlier = calendar.moved(day, "next"), calendar.moved(day, "before")

    assert not calendar.off(later)
    assert not calendar.off(earlier)
    assert all(calendar.off(day + timedelta(days=n)) for n in range((later - day).days))
    assert all(calendar.off(day - timedelta(days=n)) for n in range((day - earlier).days))
