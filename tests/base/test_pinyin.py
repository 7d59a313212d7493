"""Names in letters."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import pinyin


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("王秀英", "wangxiuying"),
        ("单雄信", "shanxiongxin"),
        ("解晓东", "xiexiaodong"),
        ("区志强", "ouzhiqiang"),
        ("仇和", "qiuhe"),
        ("查良镛", "zhaliangyong"),
        ("曾国藩", "zengguofan"),
        ("尉迟恭", "yuchigong"),
        ("吕布", "lvbu"),
        ("万俟卨", "moqixie"),
        ("李查", "licha"),
        ("John Smith", "johnsmith"),
        ("José Núñez", "josenunez"),
        ("䶮㛃𬭎", "yanjiehong"),
    ],
)
def test_a_name_is_ordered_by_its_sound(name: str, key: str) -> None:
    assert pinyin.sort_key(name) == key


def test_knowing_how_characters_sound_takes_little_memory_also_while_it_is_read() -> None:
    tracemalloc.start()
    try:
        known = pinyin._dictionary.__wrapped__()
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert known
    assert kept < 2**20
    assert most < 2 * 2**20


def test_digits_and_signs_come_last() -> None:
    names = ["123", "赵云", "", "Adam", "安娜", "#7", "王五"]

    assert sorted(names, key=pinyin.sort_key)[:4] == ["Adam", "安娜", "王五", "赵云"]


def test_a_surname_with_two_readings_is_found_by_both() -> None:
    forms = pinyin.search_forms("单田芳")

    assert {"shantianfang", "stf", "dantianfang", "dtf"} <= forms


@pytest.mark.parametrize("typed", ["wangxiuying", "wxy", "xiuying", "ying", "xy", "wangxy", "wxiuying"])
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    assert typed in pinyin.search_forms("王秀英")


def test_lv_is_also_found_as_in_a_passport() -> None:
    assert {"lvbu", "lyubu", "lubu"} <= pinyin.search_forms("吕布")


def test_western_names_are_found_from_either_end() -> None:
    assert {"johnsmith", "smith", "smithjohn", "js"} <= pinyin.search_forms("John Smith")


def test_every_character_lists_its_readings() -> None:
    assert pinyin.syllables("曾一") == [["zeng", "ceng"], ["yi"]]
    assert pinyin.initials("欧阳娜娜") == "oynn"
    assert pinyin.section("王芳") == "W"
    assert pinyin.section("007") == "#"


@given(st.text(alphabet="王单欧阳明月吕e埃 a三3", max_size=5))
def test_ways_to_type_a_name_begin_with_it_or_come_second(name: str) -> None:
    forms, letters = pinyin.search_forms(name), pinyin.first_letters(name)

    from_start, second = pinyin.sounds(name)

    assert from_start == {form for form in forms if form[0] in letters}
    assert second == forms - from_start


@given(st.text(max_size=20))
def test_any_text_has_a_key_and_few_forms(text: str) -> None:
    assert pinyin.sort_key(text)
    assert len(pinyin.search_forms(text)) < 800
    assert all(form.isalnum() and form == form.lower() for form in pinyin.search_forms(text))
