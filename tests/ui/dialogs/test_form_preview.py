"""The shop's forms seen before they are printed, of any day, saved as PDF or Excel."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from crm_desktop.features.forms.records import DAILY_REPORT, DAY_PLAN, FORMS, LEVEL_TABLE, OF_PEOPLE, OWNER_CARD
from crm_desktop.ui.dialogs.form_preview import MORNING, FormPreview
from crm_desktop.ui.pages.printing.dialog import DayPlanDialog, MorningDialog
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from crm_desktop.ui.services import Services

Show = Callable[..., QWidget]


def _text(preview: FormPreview, tmp_path: Path) -> list[str]:
    preview.save_to(str(tmp_path / "form.pdf"))
    return [page.extract_text() for page in PdfReader(tmp_path / "form.pdf").pages]


@pytest.fixture
def person(store: "Store") -> str:
    who = make.customer(store, "王秀英")
    make.follow_up(store, who, date(2026, 11, 22), purpose="约试驾")
    return who


def test_another_form_is_one_press_away(services: "Services", person: str, show: Show, tmp_path: Path) -> None:
    preview = FormPreview(services, DAY_PLAN)
    show(preview, 980, 680)
    assert "约试驾" in _text(preview, tmp_path)[0]

    preview.kinds.put(DAILY_REPORT)
    preview.kinds.chosen.emit(DAILY_REPORT)
    assert "营业日报表" in _text(preview, tmp_path)[0]


def test_days_and_months_are_leafed_through(services: "Services", show: Show, tmp_path: Path) -> None:
    preview = FormPreview(services, DAY_PLAN)
    show(preview, 980, 680)
    preview.day_after.click()
    assert "2026年11月23日" in _text(preview, tmp_path)[0]

    preview.kinds.chosen.emit(LEVEL_TABLE)
    preview.day_before.click()
    assert preview.day_label.text() == "2026年10月"
    preview.day_after.click()
    preview.day_after.click()
    assert "2026年12月" in _text(preview, tmp_path)[0]


def test_the_morning_prints_the_plan_and_then_the_visit_sheets(
    services: "Services", person: str, show: Show, tmp_path: Path
) -> None:
    preview = MorningDialog(services, None, person)
    show(preview, 980, 680)

    pages = _text(preview, tmp_path)
    assert preview.kinds.code() == MORNING
    assert "日计划" in pages[0]
    assert "拜访单" in pages[1]
    shapes = [page.mediabox.width > page.mediabox.height for page in PdfReader(tmp_path / "form.pdf").pages]
    assert shapes == [True, False]


def test_who_is_on_show_has_no_say_in_the_day_plan(
    services: "Services", person: str, show: Show, tmp_path: Path
) -> None:
    preview = DayPlanDialog(services, None, person)
    show(preview, 980, 680)

    assert len(_text(preview, tmp_path)) == 1


def test_the_form_is_saved_as_a_workbook_too(services: "Services", person: str, show: Show, tmp_path: Path) -> None:
    preview = FormPreview(services, DAY_PLAN)
    show(preview, 980, 680)
    preview.save_book_to(str(tmp_path / "plan.xlsx"))

    cells = [cell for row in load_workbook(tmp_path / "plan.xlsx").active.iter_rows(values_only=True) for cell in row]
    assert "王秀英" in cells


def test_forms_of_people_have_no_day(services: "Services", person: str, show: Show, tmp_path: Path) -> None:
    preview = FormPreview(services, OWNER_CARD, contact_ids=[person])
    show(preview, 980, 680)

    assert not preview.day_label.isVisible()
    assert "王秀英" in preview.file_stem()
    assert "保有客户管理卡" in _text(preview, tmp_path)[0]


def test_a_lying_page_reaches_the_printer_lying(
    services: "Services", person: str, show: Show, tmp_path: Path
) -> None:
    preview = MorningDialog(services, None, person)
    show(preview, 980, 680)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    preview.send(printer)

    shapes = [page.mediabox.width > page.mediabox.height for page in PdfReader(tmp_path / "printed.pdf").pages]
    assert shapes == [True, False]


def test_nobody_there_is_said(services: "Services", show: Show, notices: object) -> None:
    show(FormPreview(services, OWNER_CARD, contact_ids=["nobody"]), 980, 680)

    assert notices.texts  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", FORMS)
def test_nothing_is_cut_off(
    code: str, services: "Services", person: str, show: Show, clipped: Callable[[QWidget], list[str]],
    shot: Callable[[QWidget, str], Path],
) -> None:
    preview = FormPreview(services, code, contact_ids=[person] if code in OF_PEOPLE else [])
    show(preview, 980, 680)
    preview._draw_page()
    shot(preview, f"form-preview-{code}")

    assert not clipped(preview)
