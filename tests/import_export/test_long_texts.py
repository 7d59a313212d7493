"""Cells longer than a note may be: nothing of them is lost."""

import pytest

from crm_desktop.features.contacts.rules import TEXT
from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.export import export_people
from crm_desktop.import_export.merging import pieces


def told(rows) -> str:
    """All notes of the person, without the numbers of the parts."""
    notes = [rows("contact")[0]["note"], *(touch["note"] for touch in rows("touch") if touch["kind"] == "note")]
    return "".join(note.partition(") ")[2] for note in notes)


def test_a_very_long_cell_goes_on_in_notes_of_the_timeline(bring, rows) -> None:
    text = "".join(f"第{number}句话。" for number in range(8_000))

    bring("姓名,电话,备注", f"王芳,13800138000,{text}")

    assert told(rows) == text
    assert all(len(touch["note"]) <= TEXT for touch in rows("touch"))
    assert {touch["effective"] for touch in rows("touch")} == {0}


def test_the_same_long_cell_again_is_a_duplicate(bring, rows, verdicts) -> None:
    lines = ("姓名,电话,备注", f"王芳,13800138000,{'很长' * 20_000}")
    bring(*lines)
    before = rows("touch")

    assert verdicts(bring(*lines)) == (0, 0, 1, 0)
    assert rows("touch") == before


def test_what_a_full_note_has_no_room_for_becomes_a_note_of_the_timeline(bring, rows) -> None:
    bring("姓名,电话,备注", f"王芳,13800138000,{'旧' * 15_000}")
    bring("姓名,电话,备注", f"王芳,13800138000,{'新' * 15_000}")

    assert rows("contact")[0]["note"] == "旧" * 15_000
    assert [touch["note"] for touch in rows("touch")] == ["新" * 15_000]


def test_a_very_long_touch_is_several_notes(bring, rows) -> None:
    text = "谈" * 40_000

    bring("姓名,电话,最近联系时间,跟进记录", f"王芳,13800138000,2024-05-01,{text}")

    notes = sorted(touch["note"] for touch in rows("touch"))
    assert "".join(note.partition(") ")[2] for note in notes) == text


def test_parts_end_behind_a_line_where_there_is_one() -> None:
    parts = pieces("\n".join(["一行字"] * 9_000))

    assert all(part.endswith("\n") for part in parts[:-1])
    assert pieces("短") == ["短"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf"])
def test_a_full_note_comes_back_from_our_own_export_as_it_is(bring, rows, store, tmp_path, verdicts, ending) -> None:
    bring("姓名,电话,备注", f"王芳,13800138000,{'旧' * 15_000}", "王芳,13800138000,后来又说")
    bring("姓名,电话,备注", f"王芳,13800138000,{'新' * 4_900}")
    path = tmp_path / f"all.{ending}"
    export_people(store, path, ids=None, with_private=True)

    assert verdicts(import_files(store, [path], as_=None)) == (0, 0, 1, 0)
    assert rows("contact")[0]["note"] == f"{'旧' * 15_000}\n后来又说\n{'新' * 4_900}"
