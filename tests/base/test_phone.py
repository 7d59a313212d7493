"""Phone numbers as people and files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import phone

MOBILE = "+8613800138000"
SWITCHBOARD = "+861065521234"


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138.0013.8000",
        "+86 138-0013-8000",
        "+86(138)00138000",
        "0086 13800138000",
        "8613800138000",
        "086 13800138000",
        "１３８００１３８０００",
        "138\u20110013\u20118000",
        "013800138000",
        "13800138000.0",
        "'13800138000",
        "tel:+86-138-0013-8000",
        "手机：13800138000",
        "13800138000(王先生)",
        "138 0013 8000 微信同号",
        "\u202a13800138000\u202c",
        "1 3 8 0 0 1 3 8 0 0 0",
        "١٣٨٠٠١٣٨٠٠٠",
    ],
)
def test_one_mobile_has_one_normal_form(text: str) -> None:
    assert phone.normal(text) == MOBILE


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("(010) 6552-1234", SWITCHBOARD),
        ("+86 10 6552 1234", SWITCHBOARD),
        ("86-010-65521234", SWITCHBOARD),
        ("+86 (0)10 65521234", SWITCHBOARD),
        ("010-65521234 转 12", SWITCHBOARD + "x12"),
        ("(010) 6552-1234 ext 12", SWITCHBOARD + "x12"),
        ("010-65521234-12", SWITCHBOARD + "x12"),
        ("0755-88886666", "+8675588886666"),
        ("400-800-8888", "+864008008888"),
        ("65521234", "65521234"),
        ("+1 212-555-0100", "+12125550100"),
        ("(415) 555-1234", "+14155551234"),
        ("0044 20 7946 0958", "+442079460958"),
        ("1-800-FLOWERS", "+18003569377"),
        ("13800138000 / 13900139000", MOBILE),
        ("10086", "10086"),
        ("办公室 010-65521234（上午）", SWITCHBOARD),
        ("家 +44 20 7946 0958", "+442079460958"),
    ],
)
def test_other_numbers_keep_what_they_say(text: str, normal: str) -> None:
    assert phone.normal(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "N/A",
        "见备注",
        "无",
        "00000000000",
        "11111111",
        "1.38E+10",
        "a@b.cn",
        "13800138000@qq.com",
        "2024-05-01",
        "1234",
        "---",
        "+",
        "()",
        "待补充",
    ],
)
def test_what_is_no_number_has_no_normal_form(text: str) -> None:
    assert phone.normal(text) == ""
    assert phone.display(text) == text.strip()


@given(st.one_of(st.text(max_size=40), st.text("0123456789+-() .extEXT转#/", max_size=30)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = phone.normal(text)

    assert phone.normal(once) == once


@given(st.text("0123456789+-() x转/", min_size=5, max_size=24))
def test_the_shown_form_is_the_same_number(text: str) -> None:
    normal = phone.normal(text)

    if normal:
        assert phone.normal(phone.display(normal)) == normal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+86 13800138000", "138 0013 8000"),
        ("01065521234", "010-65521234"),
        ("010-65521234x12", "010-65521234-12"),
        ("4008008888", "400-800-8888"),
        ("+442079460958", "+44 20 7946 0958"),
        (" 见备注 ", "见备注"),
    ],
)
def test_numbers_are_shown_in_groups(text: str, shown: str) -> None:
    assert phone.display(text) == shown


def test_a_masked_number_hides_its_middle() -> None:
    assert phone.mask("+86 138-0013-8000") == "138****8000"
    assert phone.mask("12345") == "*****"
    assert phone.mask("") == ""


def test_digits_leave_everything_else_out() -> None:
    assert phone.digits("+86 (138) ００13-8000") == "8613800138000"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("13800138000/13900139000", ["13800138000", "13900139000"]),
        ("13800138000、010-65521234", ["13800138000", "010-65521234"]),
        ("13800138000 13900139000", ["13800138000", "13900139000"]),
        ("138 0013 8000", ["138 0013 8000"]),
        ("13800138000,见备注", ["13800138000,见备注"]),
        ("", []),
    ],
)
def test_a_cell_may_hold_several_numbers(text: str, parts: list[str]) -> None:
    assert phone.split(text) == parts


def test_numbers_told_apart_by_remarks_are_split() -> None:
    assert phone.split("13800138205（本人）13800138206（太太）") == ["13800138205（本人）", "13800138206（太太）"]
    assert phone.split("13800138205（本人）") == ["13800138205（本人）"]
    assert phone.split("(010)65521234") == ["(010)65521234"]


@pytest.mark.parametrize(
    "text",
    ["138O0138OO0", "l38oo138ooo", "I38 O013 8000", "一三八零零一三八零零零", "138 0013 八〇〇〇", "+86 138O0138000"],
)
def test_letters_and_words_that_look_like_digits_are_digits(text: str) -> None:
    assert phone.normal(text) == "+8613800138000"


def test_an_area_code_with_letters_for_zeros_is_one() -> None:
    assert phone.normal("O1O-65521234") == phone.normal("010-65521234")


@pytest.mark.parametrize("text", ["Oil1380", "lOOl", "一二三四", "wx_l38oo138ooo", "OOOOOOOOOOO"])
def test_words_are_no_numbers(text: str) -> None:
    assert not phone.normal(text).startswith("+")


@pytest.mark.parametrize("text", ["0" * 3000, "+" + "0" * 3000, "0" * 2001 + "1"])
def test_thousands_of_zeros_are_no_number_and_no_error(text: str) -> None:
    assert phone.normal(text) == ""
