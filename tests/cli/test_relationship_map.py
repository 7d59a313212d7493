"""map by command line."""

import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader


@pytest.mark.parametrize(("ending", "head"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_whole_map_is_one_file(crm, tmp_path: Path, ending: str, head: bytes):
    target = tmp_path / f"map.{ending}"

    told = crm("map", "--to", target)

    assert told.code == 0
    assert told.document["people"] == 60
    assert told.document["path"] == []
    assert target.read_bytes().startswith(head)


def test_around_a_person_only_the_near_ones_and_the_way(crm, tmp_path: Path):
    [hit] = crm("search", "status:D", "--limit", 1).document["results"]
    target = tmp_path / "map.pdf"

    told = crm("map", "--to", target, "--around", hit["id"])

    assert told.document["people"] < 60
    assert told.document["path"][-1] == hit["id"]
    # A glyph that two characters share is read back as the radical: ⾹ is 香.
    told = unicodedata.normalize("NFKC", PdfReader(target).pages[0].extract_text())
    assert hit["name"] in told.replace(" ", "")


def test_a_file_of_another_kind_is_refused(crm, tmp_path: Path):
    told = crm("map", "--to", tmp_path / "map.svg")

    assert told.code == 1
    assert ".pdf" in told.document["error"]
    assert not (tmp_path / "map.svg").exists()


def test_somebody_unknown_is_told(crm, tmp_path: Path):
    told = crm("map", "--to", tmp_path / "map.png", "--around", "ffffff")

    assert told.code == 1
    assert "ffffff" in told.document["error"]
