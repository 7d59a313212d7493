"""Items by day and in lanes, and the days a view shows."""

from datetime import date

import pytest

from crm_desktop.ui.widgets.calendar_items import (
    NO_TIME,
    CalendarItem,
    DayMark,
    arranged,
    in_lanes,
    minute_of,
    month_grid,
    month_later,
)

DAY = date(2026, 11, 22)


def item(key: str, minute: int = NO_TIME, length: int = 60, day: date = DAY) -> CalendarItem:
    return CalendarItem(key, day, key, minute=minute, length=length)


def test_appointments_that_overlap_stand_side_by_side():
    lanes = {one.item.key: (one.lane, one.lanes) for one in in_lanes([item("a", 540), item("b", 570), item("c", 720)])}

    assert lanes == {"a": (0, 2), "b": (1, 2), "c": (0, 1)}


def test_a_lane_that_is_free_again_is_used_again():
    lanes = {
        one.item.key: one.lane for one in in_lanes([item("a", 540, 120), item("b", 540, 30), item("c", 570, 30)])
    }

    assert lanes == {"a": 0, "b": 1, "c": 1}


def test_short_ones_right_after_each_other_do_not_hide_each_other():
    lanes = {one.item.key: one.lane for one in in_lanes([item("a", 540, 5), item("b", 550, 5)])}

    assert lanes == {"a": 0, "b": 1}


def test_a_day_counts_what_is_not_shown_too():
    shown = arranged([item("a")], {DAY: DayMark(total=15)})

    assert (shown.total(DAY), shown.item("a").key, shown.item("b")) == (15, "a", None)


@pytest.mark.parametrize(("text", "minute"), [("09:30", 570), ("", NO_TIME), ("abc", NO_TIME)])
def test_a_time_is_read(text, minute):
    assert minute_of(text) == minute


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)), (date(2027, 1, 15), -1, date(2026, 12, 15)),
    ],
)  # fmt: skip
def test_a_month_later_is_in_that_month(day, months, later):
    assert month_later(day, months) == later


def test_a_month_begins_on_the_monday_before_its_first():
    assert month_grid(DAY) == date(2026, 10, 26)
