"""What stands on the archive card."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from crm_desktop.features.visits.records import ArchiveCard, CardSection, Fact, TouchLine
from crm_desktop.printing import archive_card
from crm_desktop.printing.paper import PaperName
from tests.printing.conftest import SHEET


def _card(touches: int) -> ArchiveCard:
    talks = tuple(TouchLine(f"{n}日", "去电", f"第{n}号接触。" * 9) for n in range(touches))
    return ArchiveCard(
        "A20261122-197A1", SHEET.day, SHEET.head, SHEET.who,
        (
            CardSection("个人情况", (Fact("生日", "农历十月十五"), Fact("单位", "城东实验中学")), half=True),
            CardSection("档案", (Fact("来源", "转介绍"),), half=True),
            CardSection("单独半幅", (Fact("备注", "喜欢白色。\n邻居也在看车。"),), half=True),
            CardSection("接触记录", touches=talks),
        ),
    )


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("touches", [1, 200])
def test_a_card_takes_the_pages_it_needs_and_loses_nothing(paper: PaperName, touches: int, file: BytesIO) -> None:
    count = archive_card.render([_card(touches)], file, paper=paper)

    pages = ["".join(page.extract_text().split()) for page in PdfReader(file).pages]
    everything = "".join(pages)
    assert count == len(pages)
    assert (count > 3) == (touches == 200)
    assert all(f"第{number}/{count}页" in page for number, page in enumerate(pages, 1))
    assert all(everything.count(f"第{n}号接触。") >= 8 for n in range(touches))
    for words in ("农历十月十五", "转介绍", "喜欢白色。", "邻居也在看车。", "请锁好保管", "王秀英"):
        assert words in everything


def test_a_card_with_nothing_but_a_name_is_one_page(file: BytesIO) -> None:
    assert archive_card.render([ArchiveCard("A1", SHEET.day, SHEET.head, SHEET.who)], file) == 1
