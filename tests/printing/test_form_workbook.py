"""The forms as a workbook: what stands on paper stands in its cells."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm_desktop.features.forms.records import DELIVERY_CHECKLIST, LEVEL_TABLE, OWNER_CARD, REGISTER, Cell, Form, Group
from crm_desktop.printing import form_workbook
from tests.printing.forms_of_a_shop import ALL, form, named


def _sheet(one: Form, file: BytesIO) -> object:
    form_workbook.write([one], file)
    file.seek(0)
    return load_workbook(file).active


def _rows(sheet: object) -> list[list[object]]:
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ALL)
def test_columns_and_lines_are_those_of_the_paper(code: str, file: BytesIO) -> None:
    one = form(code, 7)
    rows = _rows(_sheet(one, file))

    table = next(block for band in one.bands for block in band if hasattr(block, "groups"))
    assert [one.title] in rows
    assert [column.label for column in table.columns] in rows  # type: ignore[union-attr]
    for row in table.groups[0].lines:  # type: ignore[union-attr]
        wanted = [text for cell in row for text in (cell.parts or (cell.text,)) if text]
        assert [text.replace("\u00a0", " ") for text in wanted] in rows


def test_sums_are_numbers(file: BytesIO) -> None:
    rows = _rows(_sheet(form(REGISTER, 60), file))

    total = next(row for row in rows if row and str(row[0]).startswith("合计"))
    assert total[1:] == [20] * 5


def test_a_formula_typed_as_a_name_stays_text(file: BytesIO) -> None:
    one = form(REGISTER, 1)
    table = one.bands[0][0]
    row = (Cell("=1+1"), *table.groups[0].lines[0][1:])  # type: ignore[union-attr]
    evil = Form(
        one.code, one.number, one.title, one.name, one.said, one.head,
        ((type(table)(table.columns, (Group("", (row,)),)),),),  # type: ignore[union-attr,call-arg,arg-type]
    )
    sheet = _sheet(evil, file)

    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value == "=1+1"]  # type: ignore[attr-defined]
    assert [cell.data_type for cell in cells] == ["s"]


def test_each_person_has_a_sheet_of_his_own_name(file: BytesIO) -> None:
    people = [named(form(OWNER_CARD, 1), name) for name in ("周敏", "周敏", "a/b:c?" * 9, "")]
    form_workbook.write(people, file)

    file.seek(0)
    names = load_workbook(file).sheetnames
    assert names[:2] == ["周敏", "周敏 2"]
    assert len(set(names)) == 4
    assert all(len(name) <= 31 for name in names)


def test_the_sheet_is_ready_for_the_printer(file: BytesIO) -> None:
    sheet = _sheet(form(LEVEL_TABLE, 5), file)

    assert sheet.page_setup.orientation == "landscape"  # type: ignore[attr-defined]
    assert sheet.page_setup.fitToWidth == 1  # type: ignore[attr-defined]
    assert sheet.print_title_rows  # type: ignore[attr-defined]


def test_points_to_tick_and_who_signs_are_there(file: BytesIO) -> None:
    rows = _rows(_sheet(form(DELIVERY_CHECKLIST, 1), file))

    assert ["□ 漆面与外观无划痕"] in rows
    assert any(row and "服务顾问" in str(row[0]) for row in rows)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by /dev/full")
def test_a_full_disk_is_told_once_and_leaves_no_open_archive() -> None:
    """An archive that is left open fails again when it is collected, which pytest reports."""
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError, match="No space"):
        form_workbook.write([form(REGISTER, 3)], full)  # type: ignore[arg-type]
