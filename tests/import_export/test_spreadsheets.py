"""Workbooks as dealers' systems write them."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.spreadsheets import cell_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800138000.0, "13800138000"),
        (110101198802290000.0, "110101198802290000"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (date(1985, 6, 15), "1985-06-15"),
        (datetime(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 15, 30), "2026-01-02 15:30"),
        ("a\x00b", "ab"),
        (None, ""),
    ],
)
def test_a_cell_reads_as_a_person_would_have_typed_it(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@pytest.fixture
def dealer_file(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["某店客户表"], [],
        ["序号", "客户信息", None, "意向", None], [None, "客户姓名", "联系电话", "意向车型", "级别"],
        [1, "王芳", 13800138000, "汉", "H级"], [], [2, "李雷", "1.3900139E+10", "宋", "A"], ["合计", 2],
    ):  # fmt: skip
        sheet.append(line)
    for merged in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(merged)
    book.create_sheet("说明")["A1"] = "本表由系统导出"
    book.save(tmp_path / "dms.xlsx")
    return tmp_path / "dms.xlsx"


def test_titles_two_line_headers_and_totals_are_understood(dealer_file: Path) -> None:
    people, remarks = read_sources([dealer_file])

    assert people.rows[0].values == {
        "序号": "1", "客户姓名": "王芳", "联系电话": "13800138000", "意向车型": "汉", "级别": "H级",
    }  # fmt: skip
    assert [row.number for row in people.rows] == [5, 6, 7, 8]
    assert people.rows[3].problem
    assert remarks.sheet == "说明"


def test_an_old_xls_file_is_read(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for column, header in enumerate(["姓名", "手机号", "生日"]):
        sheet.write(0, column, header)
    sheet.write(1, 0, "王芳")
    sheet.write(1, 1, 13800138000)
    sheet.write(1, 2, date(1985, 6, 15), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.save(str(tmp_path / "old.xls"))

    (table,) = read_sources([tmp_path / "old.xls"])

    assert table.rows[0].values == {"姓名": "王芳", "手机号": "13800138000", "生日": "1985-06-15"}


def test_a_cell_merged_over_rows_counts_for_each(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["姓名", "电话", "来源"], ["王芳", "13800138000", "自然到店"], ["李雷", "13900139000", None]):
        sheet.append(line)
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / "merged.xlsx")

    (table,) = read_sources([tmp_path / "merged.xlsx"])

    assert [row.values["来源"] for row in table.rows] == ["自然到店", "自然到店"]


def test_a_stray_cell_far_below_makes_no_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["姓名", "电话"], ["王芳", "13800138000"]):
        sheet.append(line)
    sheet["D3000"] = "x"
    book.save(tmp_path / "far.xlsx")

    (table,) = read_sources([tmp_path / "far.xlsx"])

    assert [row.number for row in table.rows] == [2, 3000]


def test_a_cell_that_would_exhaust_the_memory_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "姓名", "x"
    book.save(tmp_path / "far.xlsx")

    with pytest.raises(FileProblem, match="远离表格"):
        read_sources([tmp_path / "far.xlsx"])


def test_a_damaged_old_workbook_is_one_sentence(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "姓名")
    book.save(str(tmp_path / "old.xls"))
    whole = (tmp_path / "old.xls").read_bytes()
    area = whole.index(b"\x00\x02\x0e\x00") + 4

    for at, bad in ((44, b"\xff\xff\xff\x7f"), (30, b"\x63\x00"), (area, b"\xff\xff\xff\x7f"), (600, b"\xff" * 200)):
        (tmp_path / "bad.xls").write_bytes(whole[:at] + bad + whole[at + len(bad) :])
        with pytest.raises(FileProblem, match="损坏"):
            read_sources([tmp_path / "bad.xls"])


def test_a_form_of_one_person_is_read_by_its_labels(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (
        ["客户信息登记表"], ["客户姓名", "王芳", "联系电话", 13800138000], ["意向车型", "汉", None, "预算", "25万"],
        ["备注", "喜欢白色"], ["以上信息由客户本人填写"],
    ):  # fmt: skip
        book.active.append(line)
    book.save(tmp_path / "form.xlsx")

    (table,) = read_sources([tmp_path / "form.xlsx"])

    assert [row.values for row in table.rows] == [
        {"客户姓名": "王芳", "联系电话": "13800138000", "意向车型": "汉", "预算": "25万", "备注": "喜欢白色"}
    ]
    assert table.preamble == ("客户信息登记表", "以上信息由客户本人填写")


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_would_swell_without_end_is_refused(tmp_path: Path, dealer_file: Path, part: str) -> None:
    path = tmp_path / "swells.xlsx"
    with zipfile.ZipFile(dealer_file) as good, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name) + (b" " * (80 << 20) if name == part else b""))

    with pytest.raises(FileProblem, match="太大"):
        read_sources([path])
