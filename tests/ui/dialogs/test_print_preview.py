"""The preview: what will be on paper, saved and printed as it is shown."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.dialogs.print_preview import ARCHIVE_CARD, PrintPreview
from crm_desktop.ui.lanes import InlineLane, Ticket
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from crm_desktop.ui.services import Services

Show = Callable[..., QWidget]


@pytest.fixture
def people(store: "Store") -> list[str]:
    return [make.customer(store, name, number) for name, number in (("王秀英", "13800138000"), ("周敏", "13900000000"))]


def test_the_pages_are_seen_before_they_are_printed(services: "Services", people: list[str], show: Show) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    preview.go_to(1)

    assert preview.counter.text() == "第 2 / 2 页"
    assert preview.view.picture is not None
    assert not preview.after.isEnabled()


def test_only_the_people_ticked_are_printed(
    services: "Services", people: list[str], show: Show, tmp_path: Path
) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    preview.people.item(0).setCheckState(Qt.CheckState.Unchecked)
    preview.save_to(str(tmp_path / "a.pdf"))

    text = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    assert preview.counter.text() == "第 1 / 1 页"
    assert "周敏" in text
    assert "王秀英" not in text


def test_nobody_ticked_leaves_nothing_to_print(services: "Services", people: list[str], show: Show) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    for number in range(2):
        preview.people.item(number).setCheckState(Qt.CheckState.Unchecked)

    assert not preview.print_button.isEnabled()
    assert preview.view.picture is None


class Held(InlineLane):
    """A lane that is busy: jobs wait until it goes on."""

    def __init__(self, services: "Services") -> None:
        super().__init__(services.notices)
        self.waiting: list[Ticket] = []

    def _put(self, ticket: Ticket) -> Ticket:
        self.waiting.append(ticket)
        return ticket

    def go_on(self) -> None:
        for ticket in self.waiting:
            super()._put(ticket)
        self.waiting = []


def test_the_paper_may_be_changed_before_the_other_sheets_are_read(
    services: "Services", people: list[str], show: Show, notices: Any, tmp_path: Path
) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    busy = Held(services)
    services.lanes = replace(services.lanes, read=busy)

    preview.kinds.put(ARCHIVE_CARD)
    preview.kinds.chosen.emit(ARCHIVE_CARD)
    preview.papers.put("A5")
    preview.papers.chosen.emit("A5")
    assert notices.texts == []
    busy.go_on()

    preview.save_to(str(tmp_path / "a.pdf"))
    assert "客户档案卡" in PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    assert float(PdfReader(tmp_path / "a.pdf").pages[0].mediabox.width) == pytest.approx(419.5, abs=1)


def test_only_what_is_on_show_can_be_printed(services: "Services", people: list[str], show: Show) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    busy = Held(services)
    services.lanes = replace(services.lanes, free=busy)

    preview.people.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not preview.print_button.isEnabled()
    assert not preview.save_button.isEnabled()

    busy.go_on()
    assert preview.print_button.isEnabled()
    assert preview.counter.text() == "第 1 / 1 页"


def test_the_paper_chosen_is_remembered(services: "Services", people: list[str], show: Show) -> None:
    preview = PrintPreview(services, people[:1])
    show(preview, 640, 780)
    preview.papers.put("A5")
    preview.papers.chosen.emit("A5")

    again = PrintPreview(services, people[:1])
    show(again, 640, 780)
    assert again.papers.code() == "A5"


def test_a_person_chosen_in_the_list_is_shown(services: "Services", people: list[str], show: Show) -> None:
    preview = PrintPreview(services, people, kind=ARCHIVE_CARD)
    show(preview, 820, 680)
    preview.people.setCurrentRow(1)

    assert preview.page == 1


def test_a_page_reaches_the_printer_in_its_size(
    services: "Services", people: list[str], show: Show, tmp_path: Path
) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    preview.send(printer)

    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 2


def test_a_place_that_cannot_be_written_is_said(
    services: "Services", people: list[str], show: Show, notices: object, tmp_path: Path
) -> None:
    preview = PrintPreview(services, people)
    show(preview, 820, 680)
    preview.save_to(str(tmp_path / "missing" / "a.pdf"))

    assert "无法写入 a.pdf" in notices.texts[-1]  # type: ignore[attr-defined]


def test_a_person_who_is_gone_is_said(services: "Services", show: Show, notices: object) -> None:
    show(PrintPreview(services, ["nobody"]), 640, 780)

    assert "没有打印任何内容" in notices.texts[-1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["visit_sheet", "archive_card"])
def test_nothing_is_cut_off(
    kind: str, services: "Services", people: list[str], show: Show, clipped: Callable[[QWidget], list[str]],
    shot: Callable[[QWidget, str], Path],
) -> None:
    preview = PrintPreview(services, people, kind=kind)
    show(preview, 820, 680)
    preview._draw_page()
    shot(preview, f"print-preview-{kind}")

    assert not clipped(preview)
