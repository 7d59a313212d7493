"""Cells as values; None where a cell cannot be understood for sure."""

from datetime import date, datetime

import pytest

from crm_desktop.import_export import values


@pytest.mark.parametrize(
    ("text", "code"),
    [("H", "H"), ("a级", "A"), ("Ａ 级（15天）", "A"), ("H级(7天内)", "H"), ("B类", "B"), ("C", "C"), ("高", "A"),
     ("Hot", "H"), ("已订", None), ("汉 EV", None), ("Civic", None)],
)  # fmt: skip
def test_levels_are_read_however_a_dealer_writes_them(text: str, code: str | None) -> None:
    assert values.level_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("P", "P"),
        ("跟进中", "P"),
        ("已交车", "D"),
        ("战败(价格)", "F1"),
        ("O-订单", "O"),
        ("New Lead", "N"),
        ("蓝色", None),
    ],
)
def test_statuses_are_read_however_a_dealer_writes_them(text: str, code: str | None) -> None:
    assert values.status_code(text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-22", date(2026, 11, 22)), ("2026年11月22日", date(2026, 11, 22)), ("46348", date(2026, 11, 22)),
     ("46348.5", date(2026, 11, 22)), ("2026/11/22 15:30", date(2026, 11, 22)), ("2026.11.22 下午", date(2026, 11, 22)),
     ("下周", None), ("11-22", None), ("05/06/2026", None)],
)  # fmt: skip
def test_days_are_read_with_and_without_a_time(clock, text: str, day: date | None) -> None:
    assert values.day(text) == day


def test_the_order_of_a_column_makes_a_day_clear() -> None:
    assert values.day("05/06/2026", day_first=True) == date(2026, 6, 5)
    assert values.day("05/06/2026", month_first=True) == date(2026, 5, 6)


def test_a_moment_without_a_time_is_noon() -> None:
    assert values.moment("2026-11-20") == datetime(2026, 11, 20, 12)
    assert values.moment("2026-11-20 9:05") == datetime(2026, 11, 20, 9, 5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026/12/1 下午 3:30:00", "15:30"), ("2026-12-01 3:30 PM", "15:30"), ("2026-12-01 3:30:00 p.m.", "15:30"),
        ("2026/12/1 上午 9:05", "09:05"), ("2026-12-01 12:10 PM", "12:10"), ("2026-12-01 20:00 晚", "20:00"),
    ],
)  # fmt: skip
def test_the_afternoon_is_heard(text: str, told: str) -> None:
    assert values.clock_time(text) == told
    assert not values.day_says_more(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("13800138000", ["13800138000"]), ("13800138000.0", ["13800138000"]), ("1.3800138E+10", ["13800138000"]),
     ("1.38E+10", ["1.38E+10"]), ("13800138000/13900139000", ["13800138000", "13900139000"]),
     ("'13800138000", ["13800138000"]),
     ("138 ::: 139", ["138", "139"]), ("homephone; fax", ["homephone", "fax"]), ("+86 138;ext=12", ["+86 138;ext=12"])],
)  # fmt: skip
def test_what_a_spreadsheet_did_to_a_number_is_taken_back(text: str, numbers: list[str]) -> None:
    assert values.numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("15-20万", 15, 20), ("15万~20万", 15, 20), ("20万以内", None, 20), ("15万以上", 15, None), ("15万左右", 15, 15),
     ("150,000", 15, 15), ("≥150000", 15, None), ("15", 15, 15), ("15-20", 15, 20), ("12,5万", 12.5, 12.5)],
)  # fmt: skip
def test_budgets_are_read_as_people_write_them(text: str, low: float | None, high: float | None) -> None:
    scale = 10_000 * 100
    assert values.fen_range(text) == (low and low * scale, high and high * scale)


def test_a_budget_in_words_is_not_guessed() -> None:
    assert values.fen_range("看看再说") is None
    assert values.fen("优惠2次共3万") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("32,000公里", 32000), ("3.2万", 32000), ("3.2万公里", 32000), ("800", 800), ("很多", None), ("12345.6", None)],
)
def test_mileages_are_read(text: str, number: int | None) -> None:
    assert values.whole_number(text) == number


def test_lunar_birthdays_stay_lunar() -> None:
    assert values.birthday("1985-06-15", lunar=True) == "lunar:1985-06-15"
    assert values.birthday("农历六月十五") == "lunar:--06-15"
    assert values.birthday("大概六月") is None


@pytest.mark.parametrize(
    ("text", "code", "more"),
    [("A 级(15天内)", "A", False), ("H-7天内", "H", False), ("重点", "H", False), ("A级 等降价", "A", True)],
)
def test_a_level_tells_whether_it_came_with_words(text: str, code: str, more: bool) -> None:
    assert (values.level_code(text), values.level_says_more(text)) == (code, more)
