"""Prices, service terms and names of cars as price lists write them."""

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.catalogue.records import NewModel, ServiceTerms
from crm_desktop.features.catalogue.rules import (
    TermsBook,
    clean,
    colours_of,
    matching,
    parse_price,
    parse_terms,
    price_range,
)

SONG = NewModel("比亚迪", "宋 PLUS DM-i", "112KM 领先型", "雪域白", 129_800_00, 6, 5000, 12, 10_000)
SONG_BEST = NewModel("比亚迪", "宋 PLUS DM-i", "160KM 旗舰型", "", 189_800_00, 6, 7500, 12, 10_000)
SONG_PLAIN = NewModel("比亚迪", "宋", "", "", 99_800_00, 3, 3000, 6, 5000)
SEAL = NewModel("比亚迪", "海豹", "650KM 四驱版", "", 239_800_00)
CARS = [SONG_PLAIN, SONG, SONG_BEST, SEAL]


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("159800", "", 159_800_00), ("159,800", "", 159_800_00), ("¥159,800.00", "", 159_800_00),
        ("15.98万", "", 159_800_00), ("15.98 万元", "", 159_800_00), ("15.98", "", 159_800_00),
        ("15.98", "万", 159_800_00), ("159800", "万", 159_800_00), ("１５９８００元", "元", 159_800_00),
        ("1280", "元", 1280_00), ("12.5w", "", 125_000_00), ("15.98万起", "", 159_800_00),
        ("", "", None), ("待定", "", None), ("—", "万", None),
    ],
)  # fmt: skip
def test_a_price_is_understood_however_it_is_written(text, unit, fen):
    assert parse_price(text, unit) == fen


@pytest.mark.parametrize("text", ["12.98-15.98万", "12.98万~15.98万", "129800至159800"])
def test_a_range_of_prices_is_refused_with_the_reason(text):
    with pytest.raises(InvalidInput, match="价格区间"):
        parse_price(text)


@pytest.mark.parametrize("text", ["面议", "0", "15.98万8", "999999999999", "-5"])
def test_what_is_no_price_is_refused(text):
    with pytest.raises(InvalidInput):
        parse_price(text)


@pytest.mark.parametrize(
    ("text", "unit", "terms"),
    [
        ("6个月/5000公里", "", (6, 5000)), ("1年或1万公里", "", (12, 10_000)), ("半年", "", (6, None)),
        ("7500 km", "", (None, 7500)), ("6", "", (6, None)), ("5000", "", (None, 5000)), ("0.5", "km", (None, 5000)),
        ("3", "months", (3, None)), ("12 months or 10,000 km", "", (12, 10_000)), ("", "", (None, None)),
        ("1万", "", (None, 10_000)), ("每12个月/1.5万公里", "", (12, 15_000)),
    ],
)  # fmt: skip
def test_a_service_term_is_understood(text, unit, terms):
    assert parse_terms("first", text, unit) == terms


@pytest.mark.parametrize("text", ["看手册", "3-6个月", "3个月6个月", "1.3个月"])
def test_an_unclear_service_term_is_refused(text):
    with pytest.raises(InvalidInput):
        parse_terms("first", text)


def test_a_cell_of_colours_is_taken_apart_but_not_a_two_tone_colour():
    assert colours_of("雪域白、极地黑，时光灰") == ("雪域白", "极地黑", "时光灰")
    assert colours_of("冰川蓝/极地黑") == ("冰川蓝/极地黑",)
    assert colours_of("") == ("",)


def test_a_car_needs_a_model_and_sensible_figures():
    for wrong in (NewModel(brand="比亚迪"), NewModel(model="汉", first_months=0), NewModel(model="汉", list_price=0)):
        with pytest.raises(InvalidInput):
            clean(wrong)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"model": "宋plus dmi"}, [SONG, SONG_BEST]),
        ({"model": "宋 PLUS DM-i", "trim": "160km旗舰型"}, [SONG_BEST]),
        ({"model": "宋 PLUS DM-i 112KM 领先型"}, [SONG]),
        ({"model": "比亚迪海豹"}, [SEAL]),
        ({"brand": "比亚迪", "model": "海豹 650KM 四驱版"}, [SEAL]),
        ({"model": "宋"}, [SONG_PLAIN]),
        ({"model": "宋 PLUS DM-i", "colour": "雪域白"}, [SONG]),
        ({"model": "宋 PLUS DM-i", "colour": "没有的颜色"}, [SONG, SONG_BEST]),
        ({"model": "海豹 DM-i"}, []),
        ({"model": "朗逸"}, []),
        ({"model": ""}, []),
    ],
)
def test_the_car_is_found_by_what_somebody_typed(typed, found):
    assert matching(CARS, **typed) == found


def test_the_terms_of_the_trim_come_before_those_of_the_model():
    book = TermsBook(CARS)

    assert book.of("", "宋 PLUS DM-i", "160KM 旗舰型") == ServiceTerms(6, 7500, 12, 10_000)
    assert book.of("比亚迪", "宋PLUS DM-i") == ServiceTerms(6, 5000, 12, 10_000)
    assert book.of("比亚迪", "海豹") is None


def test_prices_that_are_not_known_are_left_out_of_the_range():
    found = price_range([None, 5, 3])
    assert found is not None
    assert (found.low, found.high) == (3, 5)
    assert price_range([None]) is None
