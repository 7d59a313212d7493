"""Days as they are typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.errors import InvalidInput
from crm_desktop.ui.forms.days import day_of

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("+3", date(2026, 11, 25)),
        ("3天后", date(2026, 11, 25)),
        ("明天", date(2026, 11, 23)),
        ("11-28", date(2026, 11, 28)),
        ("11月28日", date(2026, 11, 28)),
        ("1-5", date(2027, 1, 5)),
        ("28", date(2026, 11, 28)),
        ("5", date(2026, 12, 5)),
        ("2027/2/1", date(2027, 2, 1)),
        ("friday", date(2026, 11, 27)),
        ("Fri", date(2026, 11, 27)),
        ("周五", date(2026, 11, 27)),
        ("下周三", date(2026, 11, 25)),
        ("周日", date(2026, 11, 22)),
    ],
)
def test_a_typed_day_is_understood(typed, day):
    assert day_of(typed, SUNDAY) == day


@pytest.mark.parametrize("typed", ["", "someday", "2026-13-40", "31-31", "9" * 40, "+9999"])
def test_what_is_no_day_gets_a_sentence(typed):
    with pytest.raises(InvalidInput):
        day_of(typed, SUNDAY)


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_gets_a_sentence(typed):
    try:
        understood: object = day_of(typed, SUNDAY)
    except InvalidInput as problem:
        understood = str(problem)

    assert understood


@given(st.dates(SUNDAY, SUNDAY + timedelta(days=360)))
def test_month_and_day_mean_the_coming_one(day):
    assert day_of(f"{day.month}-{day.day}", SUNDAY) == day
