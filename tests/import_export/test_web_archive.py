"""Pages kept as one file, and web pages that call themselves a table."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.import_export.files import read_grids, read_sources

PAGE = (
    "<html xmlns:x=urn:schemas-microsoft-com:office:excel><head><meta charset={charset}><style>{style}</style></head>"
    "<body><table><tr><td>姓名</td><td>电话</td></tr><tr><td class=xl65>王芳</td>"
    "<td align=right x:num=13800138000>1.38E+10</td></tr>"
    "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td></td><td></td></tr><![endif]>"
    "</table></body></html>"
)
FRAME = (
    "<html><head><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>一月</x:Name></x:ExcelWorksheet>"
    "<x:ExcelWorksheet><x:Name>二月</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml></head>"
    "<frameset><frame src=sheet001.htm></frameset></html>"
)


def page(charset: str = "gb2312", style: str = "") -> bytes:
    return PAGE.format(charset=charset, style=style).encode("gb18030" if charset == "gb2312" else charset)


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """A file of these pages, as Excel writes it."""

    def write(pages: dict[str, bytes], name: str = "people.xls", encoding: str = "quoted-printable") -> Path:
        whole = EmailMessage()
        whole["X-Document-Type"] = "Workbook"
        whole.make_related()
        for place, content in pages.items():
            part = EmailMessage()
            part.set_content(content, "text", "html", cte=encoding)
            part["Content-Location"] = f"file:///C:/D6B8/{place}"
            whole.attach(part)
        path = tmp_path / name
        path.write_bytes(b"MIME-Version: 1.0\r\n" + whole.as_bytes().replace(b"MIME-Version: 1.0\n", b"", 1))
        return path

    return write


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("name", ["people.mht", "people.xls", "people.csv"])
def test_a_single_file_web_page_is_read_whatever_it_is_called(
    archive: Callable[..., Path], name: str, encoding: str
) -> None:
    (table,) = read_sources([archive({"people.htm": page()}, name, encoding)])

    assert [row.values for row in table.rows] == [{"姓名": "王芳", "电话": "13800138000"}]


def test_each_sheet_of_a_single_file_web_page_has_its_name(archive: Callable[..., Path]) -> None:
    tabs = b"<html><body><table><tr><td>a</td><td>b</td></tr></table></body></html>"
    pages = {"book.htm": FRAME.encode("gbk"), "sheet001.htm": page(), "sheet002.htm": page(), "tabstrip.htm": tabs}

    tables = read_sources([archive(pages)])

    assert [table.sheet for table in tables] == ["一月", "二月"]
    assert [grid.sheet for grid in read_grids(archive(pages))] == ["一月", "二月"]


def test_a_web_page_is_read_behind_long_styles(tmp_path: Path) -> None:
    path = tmp_path / "people.xls"
    path.write_bytes(page("utf-8", style=".xl65 {mso-style-parent:style0;}\n" * 2000))

    (table,) = read_sources([path])

    assert [row.values for row in table.rows] == [{"姓名": "王芳", "电话": "13800138000"}]


@pytest.mark.parametrize("name", ["people.xls", "people.csv", "people.mht"])
@pytest.mark.parametrize("table", ["", "<table><tr><td></td></tr></table>"])
def test_a_page_without_people_is_one_sentence(archive, tmp_path: Path, name: str, table: str) -> None:
    login = f"<!DOCTYPE html><html><body><form>用户名<input></form>{table}</body></html>".encode()
    path = tmp_path / name
    path.write_bytes(login)

    for file in (path, archive({"login.htm": login}, f"archive-{name}")):
        with pytest.raises(FileProblem, match=r"网页.*没有改动任何数据"):
            read_sources([file])
        with pytest.raises(FileProblem, match="网页"):
            read_grids(file)
