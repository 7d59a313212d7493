"""What may stand in a person's fields."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.contacts import rules

TODAY = date(2026, 11, 22)


def clean(field: str, value: object) -> object:
    return rules.cleaner(field, sources={"walk_in": "来店"}, occasions={"meal": "饭局"}, today=TODAY)(value)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "  王\t芳 ", "王 芳"),
        ("name", "\ufeff䶮\x00", "䶮"),
        ("gender", "female", "female"),
        ("gender", None, ""),
        ("birthday", "1985年8月15日", "1985-08-15"),
        ("birthday", "", ""),
        ("ring", "2", 2),
        ("ring", "", None),
        ("closeness", 5, 5),
        ("source", "来店", "walk_in"),
        ("source", "walk_in", "walk_in"),
        ("occasion", "meal", "meal"),
        ("met_on", "2026-11-20", date(2026, 11, 20)),
        ("met_on", None, None),
        ("do_not_contact", True, True),
        ("do_not_contact", "是", True),
        ("consent", "given", "given"),
        ("note", "a\r\nb\x07", "a\nb"),
        ("company", 4008000000, "4008000000"),
        ("note", "half \ud83d pair", "half  pair"),
    ],
)
def test_a_value_is_put_in_order(field: str, typed: object, kept: object) -> None:
    assert clean(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", " \u200b ".replace("\u200b", "")),
        ("name", "王" * 101),
        ("gender", "x"),
        ("birthday", "the fifth of never"),
        ("birthday", "1985-13-40"),
        ("ring", 5),
        ("ring", "two"),
        ("closeness", 0),
        ("source", "moon"),
        ("occasion", "war"),
        ("met_on", "2026-12-24"),
        ("met_on", "soon"),
        ("met_on", "0026-01-01"),
        ("consent", "maybe"),
        ("note", "长" * 20_001),
        ("address", "x" * 201),
        ("colour", "red"),
        ("id", "x"),
        ("name", ["王"]),
    ],
)
def test_a_wrong_value_names_its_field(field: str, typed: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean(field, typed)

    assert refusal.value.field == field
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "typed", "normal"),
    [
        ("phone", "138 0013 8000", "+8613800138000"),
        ("phone", "ask his wife", ""),
        ("wechat", "WXY_82", "wxy_82"),
        ("email", "Wang.Fang@Example.COM", "wang.fang@example.com"),
        ("qq", "10001", "10001"),
        ("other", "door bell", ""),
    ],
)
def test_ways_compare_by_their_normal_form(kind: str, typed: str, normal: str) -> None:
    assert rules.clean_way(kind, typed) == (typed, normal)


@pytest.mark.parametrize(("kind", "typed"), [("phone", " "), ("email", "wang"), ("email", "a b@c"), ("pigeon", "coo")])
def test_a_way_that_leads_nowhere_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(InvalidInput):
        rules.clean_way(kind, typed)


def test_an_odd_number_is_warned_of_not_refused() -> None:
    assert rules.way_warning("phone", "12")
    assert not rules.way_warning("phone", "13800138000")
    assert not rules.way_warning("phone", "")
    assert rules.way_warning("qq", "abc")


@given(st.text(max_size=300))
def test_any_text_is_kept_or_refused_with_a_sentence(text: str) -> None:
    for field in ("name", "note", "birthday", "met_on", "ring"):
        try:
            kept = clean(field, text)
        except InvalidInput:
            continue
        assert clean(field, kept) == kept
