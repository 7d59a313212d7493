"""The filter as it is typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.customers.records import Filter
from crm_desktop.features.customers.rules import format_filter, parse_filter


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Filter()),
        ("level:H", Filter(levels=frozenset("H"))),
        ("级别：h,a", Filter(levels=frozenset("HA"))),
        ("level:none", Filter(levels=frozenset({""}))),
        ("status:F1 状态:N", Filter(statuses=frozenset({"F1", "N"}))),
        ("tier:1", Filter(tiers=frozenset({1}))),
        ('tag:"两 个 字" tag:老客户', Filter(tags=frozenset({"两 个 字", "老客户"}))),
        ("due:today", Filter(due="today")),
        ("到期:逾期", Filter(due="overdue")),
        ("due:2026-11-25", Filter(due="2026-11-25")),
        ("is:cold 王 138", Filter(cold=True, text="王 138")),
        ("owner:li,王强 顾问:zhou", Filter(owners=frozenset({"li", "王强", "zhou"}))),
        ("source:walk_in ring:2", Filter(sources=frozenset({"walk_in"}), rings=frozenset({2}))),
    ],
)
def test_conditions_are_read(typed: str, wanted: Filter) -> None:
    assert parse_filter(typed) == wanted


@pytest.mark.parametrize(
    "typed", ["level:Z", "due:someday", "tier:9", "status:", "ring:x", "is:tall", "due:today,week"]
)
def test_a_condition_without_sense_is_reported(typed: str) -> None:
    found = parse_filter(f"{typed} 王")

    assert found.unknown == (typed,)
    assert found == Filter(text="王")


def test_words_with_a_colon_are_text() -> None:
    assert parse_filter("http://example.com").text == "http://example.com"
    assert parse_filter('"level:H"').text == "level:H"


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)
names = st.text(st.characters(categories=["L", "N"], include_characters=" -,:"), min_size=1, max_size=8).map(str.strip)
filters = st.builds(
    Filter,
    text=st.lists(words, max_size=3).map(" ".join),
    levels=st.frozensets(st.sampled_from(["", "H", "A", "B", "C"])),
    statuses=st.frozensets(st.sampled_from(["N", "P", "O", "D", "F1", "F2", "L", "T"])),
    tiers=st.frozensets(st.integers(1, 4)),
    rings=st.frozensets(st.integers(1, 4)),
    tags=st.frozensets(names.filter(bool)),
    sources=st.frozensets(names.filter(bool)),
    owners=st.frozensets(names.filter(bool)),
    due=st.sampled_from(["", "today", "overdue", "week", "none"]) | st.dates(date(2000, 1, 1)).map(str),
    cold=st.booleans(),
)


@given(filters)
def test_a_filter_survives_being_written_and_read(wanted: Filter) -> None:
    assert parse_filter(format_filter(wanted)) == wanted


@given(st.text(max_size=200))
def test_any_text_is_a_filter(typed: str) -> None:
    found = parse_filter(typed)

    assert parse_filter(format_filter(found)) == found
