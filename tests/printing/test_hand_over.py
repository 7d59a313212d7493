"""The hand-over pack on paper."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from crm_desktop.features.hand_over import queries
from crm_desktop.printing import hand_over
from tests import make


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_the_summary_comes_first_then_a_card_for_each(store, paper) -> None:
    make.enrolled(store, "chen", role="manager")
    people = [make.customer(store, f"客户{n}", f"138001380{n:02}", owner="li", level="H") for n in range(12)]
    make.commitment(store, people[0], "送脚垫一套", due_on=date(2026, 11, 20))
    file = BytesIO()

    count = hand_over.render(store.read(queries.pack, people, date(2026, 11, 22)), file, paper=paper)

    pages = ["".join(page.extract_text().split()) for page in PdfReader(file).pages]
    assert count == len(pages) >= 13
    assert "客户移交" in pages[0]
    assert all(f"客户{n}" in "".join(pages[: count - 12]) for n in range(12))
    assert all("移交卡" in page for page in pages[count - 12 :])
    assert "送脚垫一套" in pages[count - 12]
