"""Chinese lines: what may begin and end them, that nothing is lost, and that they fit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.printing import fonts as faces
from crm_desktop.printing.paper import Ink
from crm_desktop.printing.typography import CLOSING, HALF, OPENING, Line, Span, after, break_lines, elided, text_width

SIZE = 10.0
BEGIN_NEVER = "，。！？：；、）》」』”’…%％"
END_NEVER = "（《「『“‘￥¥"
WORDS = st.sampled_from([
    "王秀英", "今天", "开", "冬季续航", "Model 3", "605km", "3.5", "1,200", "wxy_82", "20–23", "a@b.cn", "您", "看车",
    "Tesla", "1/2", "，", "。", "？", "！", "：", "；", "、", "“", "”", "（", "）", "《", "》", "「", "」", "……", "——",
    "%", "￥", " ",
])
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map("".join)
WIDTHS = st.integers(min_value=60, max_value=400).map(float)


def _lines(text: str, width: float, *, bold: bool = False) -> list[Line]:
    return list(break_lines((Span(text, bold),), faces.load(), SIZE, width))


def _text(line: Line) -> str:
    return "".join(run.text for run in line.runs)


def _legal_break_inside(text: str) -> bool:
    return any(b not in CLOSING + " " and a not in OPENING + " " for a, b in pairwise(text))


@given(TEXTS, WIDTHS)
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_sign(text: str, width: float) -> None:
    lines = [_text(line) for line in _lines(text, width)]
    for before, line in pairwise(lines):
        if _legal_break_inside(before):  # a line of nothing but signs has no better place
            assert line[0] not in BEGIN_NEVER
            assert before[-1] not in END_NEVER


@given(TEXTS, WIDTHS)
def test_nothing_but_blanks_at_line_ends_is_lost(text: str, width: float) -> None:
    assert "".join(_text(line) for line in _lines(text, width)).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, WIDTHS, st.booleans())
def test_every_line_fits(text: str, width: float, bold: bool) -> None:
    assert all(line.width <= width + 1e-6 for line in _lines(text, width, bold=bold))


@given(st.lists(st.sampled_from(["Model", "wxy_82", "605km", "¥1,280.50", "138001", "AITO-M7", "看", "，"])))
def test_words_and_numbers_stay_whole(words: list[str]) -> None:
    text = " ".join(words)
    lines = [_text(line) for line in _lines(text, 90)]
    for word in set(words) - {"，"}:
        assert sum(line.count(word) for line in lines) == text.count(word)


def test_a_word_before_lone_signs_stays_whole() -> None:
    lines = [_text(line) for line in _lines("wxy_82 ， ， ， ， ，", 90)]

    assert lines[0].startswith("wxy_82")


@given(TEXTS, WIDTHS)
def test_the_rest_of_a_text_can_go_on_elsewhere(text: str, width: float) -> None:
    lines = _lines(text, width)
    if len(lines) < 2:
        return
    shown = _text(lines[0])
    rest = after((Span(text),), lines[1].start)
    assert (shown + "".join(span.text for span in rest)).replace(" ", "") == text.replace(" ", "")


def test_after_cuts_across_spans_and_keeps_their_styles() -> None:
    spans = (Span("王秀英", bold=True), Span("今天来店", ink=Ink.BAD))

    assert after(spans, 5) == (Span("来店", ink=Ink.BAD),)
    assert after(spans, 1) == (Span("秀英", bold=True), Span("今天来店", ink=Ink.BAD))


def test_a_question_mark_is_carried_over_with_its_character() -> None:
    lines = [_text(line) for line in _lines("您身边谁最近也在看车？我给他留个位子。", SIZE * 10.4)]

    assert lines == ["您身边谁最近也在看", "车？我给他留个位子。"]


def test_a_closing_sign_takes_only_half_its_place_at_the_end_of_a_line() -> None:
    lines = [_text(line) for line in _lines("您身边谁最近也在看车？我给他留个位子。", SIZE * 10.5)]

    assert lines == ["您身边谁最近也在看车？", "我给他留个位子。"]
    assert _lines("今天来店。", SIZE * 4.5)[0].width == pytest.approx(SIZE * 4.5)


def test_signs_that_meet_are_squeezed() -> None:
    fonts = faces.load()

    assert text_width("。”", fonts, SIZE) == pytest.approx(SIZE * (2 - HALF / 1000))
    assert len(_lines("他说：“好。”然后走了", 400)[0].runs) == 3


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = [_text(line) for line in _lines("https://example.com/" + "a" * 200, 100)]

    assert len(lines) > 5
    assert "".join(lines) == "https://example.com/" + "a" * 200


def test_line_feeds_begin_new_lines() -> None:
    assert [_text(line) for line in _lines("一\n\n二", 100)] == ["一", "", "二"]


def test_bold_and_plain_share_a_line() -> None:
    line = next(break_lines((Span("姓名", bold=True), Span("王秀英")), faces.load(), SIZE, 400))

    assert [(run.text, run.bold) for run in line.runs] == [("姓名", True), ("王秀英", False)]
    assert line.runs[1].x == pytest.approx(2 * SIZE)


def test_an_elided_text_says_so_and_fits() -> None:
    fonts = faces.load()

    assert elided("城东店", fonts, SIZE, 100) == "城东店"
    assert elided("城东大道八十八号汽车城东区", fonts, SIZE, 55) == "城东大道…"
