"""The report that a person opens in a spreadsheet."""

import csv

import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.import_export.report import write_report


def test_every_row_has_its_line_and_reason(bring, tmp_path) -> None:
    report = bring("姓名,电话,备注", "=王芳,13800138000,一", ",,", "=王芳,13800138000,二", "=王芳,13800138000,二")

    write_report(report, tmp_path / "report.csv")

    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["行"], line["结论"]) for line in lines] == [
        ("2", "新增"),
        ("3", "未导入"),
        ("4", "更新"),
        ("5", "没有新内容"),
    ]
    assert lines[0]["姓名"] == "'=王芳"
    assert [line["原因"] for line in lines] == ["", "这一行是空的。", "已补充到 =王芳。", "'=王芳 已有这些内容。"]


def test_a_report_that_cannot_be_written_says_so(bring, tmp_path) -> None:
    report = bring("姓名,电话", "王芳,13800138000")

    with pytest.raises(FileProblem, match="导入本身已经完成"):
        write_report(report, tmp_path / "gone" / "report.csv")


def test_why_a_report_cannot_be_written_is_said_in_the_users_language(bring, tmp_path) -> None:
    report = bring("姓名,电话", "王芳,13800138000")
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(FileProblem, match="这是文件夹，不是文件"):
        write_report(report, tmp_path / "folder.csv")
    with pytest.raises(FileProblem, match="路径中有一段是文件"):
        write_report(report, tmp_path / "people.csv" / "report.csv")
