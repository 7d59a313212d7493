"""What a consultant reads on the visit sheet."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from crm_desktop.base import i18n
from crm_desktop.base.errors import FileProblem
from crm_desktop.features.visits.records import Fact, Letterhead, Talk, TouchLine, VisitSheet, Who
from crm_desktop.printing import visit_sheet
from crm_desktop.printing.paper import PaperName
from tests.printing.conftest import SHEET, much

NAMES = "䶮㛃𬭎喆"


def _pages(file: BytesIO) -> list[str]:
    file.seek(0)
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


def _empty() -> VisitSheet:
    return VisitSheet("V1", SHEET.day, "", Letterhead(), Who("1", "周敏"))


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_everything_known_stands_on_one_page(paper: PaperName, file: BytesIO) -> None:
    assert visit_sheet.render([SHEET], file, paper=paper) == 1

    (text,) = _pages(file)
    facts = (*SHEET.who.about, *SHEET.why, *SHEET.needs, *SHEET.commitments, *SHEET.vehicles)
    said = [fact.text for fact in facts] + [touch.text for touch in SHEET.touches]
    for words in (*said, "王秀英", "王女士", "H级·7天内", "◆◆◆◇", "城东店", "刘洋", "V20261122-197A1", "第1/1页"):
        assert "".join(words.split()) in text


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_the_page_has_the_size_asked_for(paper: PaperName, file: BytesIO) -> None:
    visit_sheet.render([SHEET], file, paper=paper)

    box = PdfReader(file).pages[0].mediabox
    millimetres = (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4))
    assert millimetres == {"A4": (210, 297), "A5": (148, 210)}[paper]


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_does_not_fit_goes_on_over_the_page(paper: PaperName, language: str, file: BytesIO) -> None:
    i18n.set_language(language)
    sheet = much(SHEET)

    count = visit_sheet.render([sheet], file, paper=paper)

    pages = _pages(file)
    assert count == len(pages) > 1
    everything = "".join(pages)
    for fact in (*sheet.who.about, *sheet.why, *sheet.needs, *sheet.commitments, *sheet.vehicles):
        assert fact.text[: fact.text.index("号") + 1] in everything
    # Every word is there as often as it was said, however it was cut.
    assert everything.count("续航") >= sum(touch.text.count("续航") for touch in sheet.touches) - 20
    assert everything.count("阿不都热合曼" * 2) >= 1


def test_an_empty_archive_still_gives_a_page_to_write_on(file: BytesIO) -> None:
    assert visit_sheet.render([_empty()], file) == 1

    (text,) = _pages(file)
    for words in ("周敏", "还没有接触过。", "我要说的话", "现场记录", "转介绍名单", "下一步"):
        assert words in text


def test_someone_who_wants_no_contact_is_marked_and_has_no_code_to_dial(file: BytesIO) -> None:
    visit_sheet.render([replace(SHEET, who=replace(SHEET.who, do_not_contact=True))], file)

    (text,) = _pages(file)
    assert "请勿联系" in text
    assert "扫码拨号" not in text


def test_rare_characters_of_a_name_are_printed(file: BytesIO) -> None:
    visit_sheet.render([replace(SHEET, who=replace(SHEET.who, name=NAMES))], file)

    assert NAMES in _pages(file)[0]


def test_a_character_the_font_lacks_gets_a_frame_and_a_note(file: BytesIO) -> None:
    visit_sheet.render([replace(SHEET, who=replace(SHEET.who, name="王\U0002a6d6"))], file)

    (text,) = _pages(file)
    assert "王U+2A6D6" in text
    assert "打印字体没有U+2A6D6这个字" in text


def test_many_people_are_in_one_file_each_with_a_bookmark(file: BytesIO) -> None:
    people = [replace(SHEET, number=f"V{n}", who=replace(SHEET.who, name=f"客户{n}")) for n in range(7)]

    assert visit_sheet.render(people, file) == 7

    outline = [str(entry["/Title"]) for entry in PdfReader(file).outline if isinstance(entry, dict)]
    assert outline == [f"客户{n}" for n in range(7)]


def test_the_document_says_what_it_is(file: BytesIO) -> None:
    visit_sheet.render([SHEET], file)

    about = PdfReader(file).metadata
    assert about is not None
    assert about.title == "拜访单：王秀英"
    assert about.author == "销售顾问 刘洋"


def test_the_same_records_give_the_same_bytes(file: BytesIO) -> None:
    other = BytesIO()
    visit_sheet.render([SHEET], file)
    visit_sheet.render([SHEET], other)

    assert file.getvalue() == other.getvalue()


def test_english_sheets_are_english(file: BytesIO) -> None:
    i18n.set_language("en")
    visit_sheet.render([_empty()], file)

    assert not any("\u4e00" <= char <= "\u9fff" for char in _pages(file)[0].replace("周敏", ""))


def _clean_margins(file: BytesIO, paper: PaperName) -> bool:
    """Whether nothing was drawn outside the margins, and the foot of every page is used."""
    import pypdfium2

    edge = {"A4": 15, "A5": 9}[paper] / 25.4 * 72 - 3
    for page in pypdfium2.PdfDocument(file.getvalue()):
        picture = page.render(scale=1).to_pil().convert("L")
        width, height = picture.size
        margins = ((0, 0, int(edge), height), (int(width - edge), 0, width, height), (0, 0, width, 15))
        if any(picture.crop(margin).getextrema() != (255, 255) for margin in margins):
            return False
        if picture.crop((0, int(height * 0.93), width, height)).getextrema()[0] == 255:
            return False
    return True


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("make", [lambda: SHEET, _empty, lambda: much(SHEET)])
def test_nothing_is_drawn_over_the_edge_and_the_foot_is_used(
    paper: PaperName, language: str, make: Callable[[], VisitSheet], file: BytesIO
) -> None:
    i18n.set_language(language)
    visit_sheet.render([make()], file, paper=paper)

    assert _clean_margins(file, paper)


def test_a_shop_s_picture_is_printed_and_a_broken_one_left_out(file: BytesIO) -> None:
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (80, 40), "red").save(picture, "PNG")

    visit_sheet.render([replace(SHEET, head=replace(SHEET.head, logo=picture.getvalue()))], file)
    assert len(PdfReader(file).pages[0].images) == 1

    broken = BytesIO()
    visit_sheet.render([replace(SHEET, head=replace(SHEET.head, logo=b"GIF89a?"))], broken)
    assert len(PdfReader(broken).pages[0].images) == 0


def test_a_file_appears_whole_and_alone(tmp_path: Path) -> None:
    target = tmp_path / "拜访单.pdf"
    target.write_bytes(b"old")

    visit_sheet.render([SHEET], target)

    assert target.read_bytes().startswith(b"%PDF")
    assert [entry.name for entry in tmp_path.iterdir()] == ["拜访单.pdf"]


def test_a_place_that_cannot_be_written_is_said_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    blocker = tmp_path / "file"
    blocker.write_bytes(b"x")

    for target in (tmp_path / "missing" / "a.pdf", tmp_path / "folder", blocker / "a.pdf"):
        with pytest.raises(FileProblem, match="无法写入"):
            visit_sheet.render([SHEET], target)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]


def test_touches_share_the_room_when_there_is_too_much(file: BytesIO) -> None:
    sheet = replace(SHEET, touches=much(SHEET).touches)
    visit_sheet.render([sheet], file)

    first = _pages(file)[0]
    days = [first.index(touch.day) for touch in sheet.touches]
    assert all(a < b for a, b in pairwise(days))


@settings(max_examples=30)
@given(st.text(max_size=80), st.text(max_size=400), st.sampled_from(["A4", "A5"]))
def test_any_text_at_all_can_be_printed(name: str, text: str, paper: PaperName) -> None:
    file = BytesIO()
    sheet = replace(
        SHEET, occasion=text, head=replace(SHEET.head, shop=text, consultant=name),
        who=replace(SHEET.who, name=name, salutation=name, level_text=name, about=(Fact(name, text), Fact("", text))),
        why=(Fact(text, text),), touches=(TouchLine(name, text, text),), talk=Talk(name, (Fact(name, text),)),
    )

    assert visit_sheet.render([sheet], file, paper=paper) == len(PdfReader(file).pages)
    assert _clean_margins(file, paper)


def test_urgent_facts_are_told_apart_by_more_than_colour(file: BytesIO) -> None:
    fact = Fact("到期", "11月20日 · 逾期 2 天", urgent=True)
    visit_sheet.render([replace(SHEET, why=(fact,))], file)

    assert "逾期2天" in _pages(file)[0]


def test_who_is_private_is_marked_beside_the_name(file: BytesIO) -> None:
    visit_sheet.render([SHEET, replace(SHEET, who=replace(SHEET.who, private=True))], file)

    assert ["私密" in page for page in _pages(file)] == [False, True]
