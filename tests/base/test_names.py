"""Names, plates, VINs and WeChat ids as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import names


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("王芳", ("王", "芳")),
        ("欧阳娜娜", ("欧阳", "娜娜")),
        ("司马 相如", ("司马", "相如")),
        ("尉迟恭", ("尉迟", "恭")),
        ("王", ("王", "")),
        ("John Quinlan Public", ("Public", "John Quinlan")),
        ("Public, John Q.", ("Public", "John Q.")),
        ("Ludwig van Beethoven", ("van Beethoven", "Ludwig")),
        ("Martin King Jr.", ("King", "Martin")),
        ("Madonna", ("", "Madonna")),
        ("买买提·艾山", ("", "买买提·艾山")),
        ("  ", ("", "")),
    ],
)
def test_a_name_is_split_into_family_and_given(name: str, parts: tuple[str, str]) -> None:
    assert names.split_name(name) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王 芳", "王芳"),
        ("JOHN  smith", "John Smith"),
        ("Ｌｉ　Ｍｉｎｇ", "li ming"),
        ("买买提・艾山", "买买提·艾山"),
        ("王\u200b芳", "王芳"),
    ],
)
def test_ways_to_write_one_name_are_equal(one: str, other: str) -> None:
    assert names.normal_name(one) == names.normal_name(other)


@given(st.text(max_size=30))
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    once = names.normal_name(text)

    assert names.normal_name(once) == once


def test_plates_vins_and_wechat_ids_are_compared_without_signs() -> None:
    assert names.plate_normal("沪a·123 45") == "沪A12345"
    assert names.vin_normal("lsv-o1234 5678 90ab") == "LSV01234567890AB"
    assert names.wechat_normal(" 微信号：WangFang_88 ") == "wangfang_88"
    assert names.wechat_normal("同手机号") == ""


@pytest.mark.parametrize(
    "text",
    ["", "无", "未上牌", "新车", "临牌", "暂无", "12345", "皖A*****", "京A1****5", "京AXXX45", "-", "N/A", "京A"],
)
def test_what_stands_in_place_of_a_plate_is_none(text: str) -> None:
    assert names.plate_normal(text) == ""


@pytest.mark.parametrize("text", ["无", "未知", "0" * 17, "12345678901234567", "LFV********3456", "N/A", "111"])
def test_what_stands_in_place_of_a_vin_is_none(text: str) -> None:
    assert names.vin_normal(text) == ""


@pytest.mark.parametrize(
    "text", ["无", "没有", "同电话", "是", "已加", "微信", "wx", "0", "111111", "138****8214", "n/a"]
)
def test_what_stands_in_place_of_a_wechat_id_is_none(text: str) -> None:
    assert names.wechat_normal(text) == ""
