"""Remarks on cells, and formulas nobody has worked out."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.workbook_extras import extras_of


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two sheets, the second one begins away from the corner."""
    made = openpyxl.Workbook()
    first, second = made.active, made.create_sheet("二月")
    first.append(["姓名", "电话"])
    first.append(["王芳", "13800138000"])
    people = [[None, "李伟", "13800138001", "=B4&C4"], [None, "赵六", "13800138002"]]
    for row in ([], [], [None, "姓名", "电话", "全名"], *people):
        second.append(row)
    second["B4"].comment = Comment("张三:\n老客户，爱喝茶", "张三")
    second["C4"].comment = Comment("晚上打", "张三")
    second["C3"].comment = Comment("手机优先", "张三")
    made.save(tmp_path / "people.xlsx")
    return tmp_path / "people.xlsx"


def test_remarks_on_cells_come_along_with_their_column(book: Path) -> None:
    january, february = read_sources([book])

    assert [row.values for row in january.rows] == [{"姓名": "王芳", "电话": "13800138000"}]
    assert february.rows[0].values["单元格批注"] == "姓名: 老客户，爱喝茶\n电话: 晚上打"
    assert "单元格批注" not in february.rows[1].values
    assert february.headers[-1] == "单元格批注"


def test_remarks_are_kept_in_the_note(store, rows, book: Path) -> None:
    import_files(store, [book])

    notes = {row["name"]: row["note"] for row in rows("contact")}
    assert "爱喝茶" in notes["李伟"]
    assert "晚上打" in notes["李伟"]
    assert notes["王芳"] == notes["赵六"] == ""


def test_formulas_without_a_value_are_told_once_a_sheet(store, book: Path) -> None:
    (report,) = import_files(store, [book]).files

    told = [row for row in report.rows if row.verdict.value == "refused"]
    assert [(row.sheet, row.row) for row in told] == [("二月", 4)]
    assert "公式" in told[0].reason
    assert len(report.rows) == 4


def test_the_words_of_a_conversation_are_kept_without_what_excel_explains() -> None:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    explained = "[线程批注]\n\n你的Excel版本可读取此线程批注。了解详细信息: https://x.com\n\n注释:\n    老客户"
    made.active["A1"].comment = Comment(explained, "tc={1}")
    made.save(stream)

    assert extras_of(stream)["Sheet"].remarks == {(0, 0): "老客户"}


def test_a_formula_whose_text_came_out_empty_has_a_value() -> None:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    made.active["A1"] = '=IF(1,"","x")'
    made.save(stream)
    with zipfile.ZipFile(stream, "a") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'<c r="A1">', b'<c r="A1" t="str">')
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/worksheets/sheet1.xml", sheet)

    assert extras_of(stream) == {}
