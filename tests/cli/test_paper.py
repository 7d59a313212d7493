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
