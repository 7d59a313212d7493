"""The shop's forms on paper: text and place of every word, nothing lost, nothing over the edge or over another."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from crm_desktop.base import i18n
from crm_desktop.features.forms.records import (
    DAILY_REPORT,
    DAY_PLAN,
    DELIVERY_CHECKLIST,
    LEVEL_TABLE,
    OWNER_CARD,
    REGISTER,
)
from crm_desktop.printing import table_form
from crm_desktop.printing.paper import PaperName
from tests.printing.forms_of_a_shop import ALL, form, named

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("CRM_UPDATE_GOLDEN") == "1"
"""Set to write the golden files anew: look at the pictures of the tour first."""
WITH_NAMES = (DAY_PLAN, REGISTER, LEVEL_TABLE, DAILY_REPORT)
LONG = "老板说价格还要再谈，家里老人觉得后排要宽敞，约了周六带全家来复驾。" * 12


def _words(page: PageObject) -> list[tuple[float, float, float, str]]:
    """Every text drawn: from the left, from the top, its size, what it says."""
    found: list[tuple[float, float, float, str]] = []
    height = float(page.mediabox.height)

    def note(text: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            found.append((float(tm[4]), height - float(tm[5]), float(size), text.strip("\n")))

    page.extract_text(visitor_text=note)
    return found


def _layout(file: BytesIO) -> str:
    lines = []
    for number, page in enumerate(PdfReader(file).pages, 1):
        lines.append(f"page {number}: {float(page.mediabox.width):.0f} x {float(page.mediabox.height):.0f}")
        lines += [f"{x:5.0f} {y:5.0f} {size:4.1f} {text}" for x, y, size, text in _words(page)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("code", ALL)
def test_every_word_stands_where_it_stood(code: str, language: str, file: BytesIO) -> None:
    i18n.set_language(language)
    table_form.render([form(code, 3)], file)

    kept, found = GOLDEN / f"{code}-{language}.txt", _layout(file)
    if UPDATE:
        kept.write_text(found, "utf-8")
    assert found == kept.read_text("utf-8")


@pytest.mark.parametrize(
    ("lines", "paper", "language"), [(0, "A4", "zh_CN"), (0, "A5", "en"), (1, "A4", "en"), (200, "A4", "zh_CN")]
)
@pytest.mark.parametrize("code", ALL)
def test_nothing_is_lost_however_many_lines(
    code: str, lines: int, paper: PaperName, language: str, file: BytesIO
) -> None:
    i18n.set_language(language)
    pages = table_form.render([form(code, lines)], file, paper=paper)

    read = PdfReader(file).pages
    texts = ["".join(page.extract_text().split()) for page in read]
    counted = [f"第{n}/{pages}页" if language == "zh_CN" else f"Page{n}of{pages}" for n in range(1, pages + 1)]
    assert len(texts) == pages
    assert all(mark in text for mark, text in zip(counted, texts, strict=True))
    assert all("城东店" in text and "刘洋" in text for text in texts)
    if code in WITH_NAMES:
        assert sum(text.count("王䶮") for text in texts) == len([n for n in range(1, lines + 1) if n % 6 == 3])
    assert (pages > 3) == (lines == 200)


@pytest.mark.parametrize(("code", "paper"), [*((code, "A4") for code in ALL), (REGISTER, "A5"), (OWNER_CARD, "A5")])
def test_long_texts_wrap_and_none_is_cut(code: str, paper: PaperName, file: BytesIO) -> None:
    one = form(code, 2, long=LONG)
    table_form.render([one], file, paper=paper)

    text = "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)
    wanted = sum(
        cell.text.count("复驾") for band in one.bands for block in band for group in getattr(block, "groups", ())
        for row in group.lines for cell in row
    ) + sum(fact.text.count("复驾") for band in one.bands for block in band for fact in getattr(block, "facts", ()))
    # A word may be broken over two lines of a cell, then its halves do not stand together in the text.
    assert text.count("驾") >= wanted


def _boxes(page: PageObject) -> Iterator[tuple[float, float, float, float]]:
    from crm_desktop.printing import fonts as faces
    from crm_desktop.printing.typography import text_width

    for x, y, size, text in _words(page):
        yield x, y - size * 0.75, x + text_width(text, faces.load(), size), y + size * 0.05


@pytest.mark.parametrize(("paper", "language"), [("A4", "zh_CN"), ("A5", "en")])
@pytest.mark.parametrize("code", ALL)
def test_no_text_stands_on_another_or_over_the_edge(
    code: str, paper: PaperName, language: str, file: BytesIO
) -> None:
    i18n.set_language(language)
    table_form.render([form(code, 9, long=LONG[:90])], file, paper=paper)

    for page in PdfReader(file).pages:
        boxes = sorted(_boxes(page), key=lambda box: box[1])
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        assert all(x >= 0 and y >= 0 and right <= width and bottom <= height for x, y, right, bottom in boxes)
        for place, (x, _y, right, bottom) in enumerate(boxes):
            for other_x, other_y, other_right, _bottom in boxes[place + 1 :]:
                if other_y >= bottom - 0.5:
                    break
                assert other_right <= x + 0.6 or other_x >= right - 0.6


def test_a_page_adds_up_and_carries_over(file: BytesIO) -> None:
    pages = table_form.render([form(REGISTER, 60)], file)

    texts = [page.extract_text() for page in PdfReader(file).pages]
    assert pages > 1
    assert "承前页" not in texts[0]
    assert all("承前页" in text for text in texts[1:])
    assert all("本页小计" in text for text in texts)
    assert "合计 · 60 行" in texts[-1]
    assert texts[-1].splitlines().count("20") >= 4  # every third of sixty in each summed column


def test_sums_of_a_sheet_still_filled_by_hand_are_left_to_the_pen(file: BytesIO) -> None:
    table_form.render([form(REGISTER, 3, still_open=True)], file)

    text = PdfReader(file).pages[0].extract_text()
    assert "合计 · 已打印 3 行" in text


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("lines", [0, 3])
@pytest.mark.parametrize("code", [REGISTER, DELIVERY_CHECKLIST])
def test_neither_a_sum_nor_who_signs_is_cut_off(code: str, lines: int, paper: PaperName, file: BytesIO) -> None:
    i18n.set_language("en")
    table_form.render([form(code, lines, still_open=True)], file, paper=paper)

    text = PdfReader(file).pages[-1].extract_text()
    assert "…" not in text
    assert ("Total" if code == REGISTER else "Service adviser") in text


def test_a_form_lies_as_the_shop_wants_it(file: BytesIO) -> None:
    table_form.render([form(LEVEL_TABLE, 1), form(OWNER_CARD, 1)], file)

    shapes = [float(page.mediabox.width) > float(page.mediabox.height) for page in PdfReader(file).pages]
    assert shapes == [True, False]


def test_labels_stand_on_every_page(file: BytesIO) -> None:
    table_form.render([form(DAY_PLAN, 80)], file)

    assert all("目的与缘由" in page.extract_text() for page in PdfReader(file).pages)


def test_forms_of_several_people_each_have_a_bookmark(file: BytesIO) -> None:
    table_form.render([named(form(OWNER_CARD, 1), name) for name in ("周敏", "王芳")], file)

    outline = [str(entry["/Title"]) for entry in PdfReader(file).outline if isinstance(entry, dict)]
    assert outline == ["周敏", "王芳"]


def test_the_same_form_gives_the_same_bytes(file: BytesIO) -> None:
    other = BytesIO()
    table_form.render([form(DAILY_REPORT, 9)], file)
    table_form.render([form(DAILY_REPORT, 9)], other)

    assert file.getvalue() == other.getvalue()
