"""print by command line."""

from pathlib import Path

import pytest
from pypdf import PdfReader


def some_ids(crm, count: int) -> list[str]:
    return [hit["id"] for hit in crm("search", "level:A", "--limit", count).document["results"]]


@pytest.mark.parametrize("form", ["visit-sheet", "archive-card"])
@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_sheets_of_several_people_are_one_pdf(crm, tmp_path: Path, form: str, paper: str):
    ids, target = some_ids(crm, 3), tmp_path / "sheets.pdf"

    told = crm("print", form, *ids, "--to", target, "--paper", paper)

    assert told.code == 0
    assert told.document["pages"] == len(PdfReader(target).pages) >= 3


def test_nobody_to_print_leaves_no_file(crm, tmp_path: Path):
    told = crm("print", "visit-sheet", "ffffff", "--to", tmp_path / "x.pdf")

    assert told.code == 1
    assert not (tmp_path / "x.pdf").exists()


def test_place_that_cannot_be_written_is_a_sentence(crm, tmp_path: Path):
    told = crm("print", "visit-sheet", *some_ids(crm, 1), "--to", tmp_path / "none" / "x.pdf")

    assert told.code == 1
    assert "x.pdf" in told.document["error"]


@pytest.mark.parametrize(
    ("form", "when"),
    [("day-plan", ("--date", "2026-11-22")), ("register", ()), ("daily-report", ("--date", "today")),
     ("level-table", ("--month", "2026-11"))],
)
def test_a_form_of_a_day_or_month_is_a_pdf_or_a_workbook(crm, tmp_path: Path, form: str, when: tuple[str, ...]):
    pdf, book = tmp_path / "form.pdf", tmp_path / "form.xlsx"

    told = crm("print", form, "--to", pdf, "--paper", "a4", *when)
    also = crm("print", form, "--to", book, *when)

    assert told.code == also.code == 0
    assert told.document["pages"] == len(PdfReader(pdf).pages)
    assert book.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("form", ["owner-card", "delivery-checklist"])
def test_forms_of_people_are_made_of_the_people_named(crm, tmp_path: Path, form: str):
    told = crm("print", form, *some_ids(crm, 2), "--to", tmp_path / "x.pdf")

    assert told.code == 0
    assert told.document["people"] == 2


@pytest.mark.parametrize(
    "words", [("owner-card",), ("visit-sheet",), ("day-plan", "abc"), ("archive-card", "abc", "--to", "x.xlsx")]
)
def test_what_cannot_be_printed_is_a_sentence(crm, tmp_path: Path, words: tuple[str, ...]):
    told = crm("print", *words, *(() if "--to" in words else ("--to", tmp_path / "x.pdf")))

    assert told.code == 1
    assert told.document["error"]
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize("form", ["day-plan", "register"])
@pytest.mark.parametrize("name", ["form.png", "form.csv", "form"])
def test_no_form_is_written_under_the_name_of_another_kind(crm, tmp_path: Path, form: str, name: str):
    told = crm("print", form, "--to", tmp_path / name)

    assert told.code == 1
    assert ".pdf" in told.document["error"]
    assert ".xlsx" in told.document["error"]
    assert not (tmp_path / name).exists()


def test_no_sheet_is_written_under_the_name_of_a_picture(crm, tmp_path: Path):
    told = crm("print", "visit-sheet", *some_ids(crm, 1), "--to", tmp_path / "sheet.png")

    assert told.code == 1
    assert ".pdf" in told.document["error"]
    assert not (tmp_path / "sheet.png").exists()
