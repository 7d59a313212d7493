"""What a file really is, and the sentence when it cannot be read."""

import errno
from pathlib import Path

import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.source import SourceKind


@pytest.fixture
def make(tmp_path: Path):
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.csv", b"", "是空的"),
        ("blank.csv", b"\r\n \r\n", "是空的"),
        ("mark.csv", b"\xef\xbb\xbf", "是空的"),
        ("photo.csv", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "JPEG"),
        ("program.csv", bytes(range(256)) * 20, "既不是表格"),
        ("book.xlsx", PROTECTED, "密码"),
        ("book.xlsx", b"PK\x03\x04 cut off", "损坏"),
        ("book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "损坏"),
        ("cards.vcf", b"hello", "没有联系人名片"),
        ("list.csv", '[{"name": "王芳"}]'.encode(), "程序之间"),
        ("lines.txt", '{"name": "王芳"}\n'.encode(), "程序之间"),
        ("other.json", b'{"a": 1}', "副本"),
        ("copy.json", b'{"format":"showroom-crm-full-copy"', "副本"),
    ],
)
def test_an_unreadable_file_is_one_clear_sentence(make, store, name: str, data: bytes, words: str) -> None:
    from crm_desktop.import_export.exchange import preview_files

    with pytest.raises(FileProblem, match=words) as problem:
        preview_files(store, [make(name, data)])

    assert name in str(problem.value)
    assert "没有改动任何数据" in str(problem.value)


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="文件夹"):
        read_sources([tmp_path])
    with pytest.raises(FileProblem, match="找不到文件"):
        read_sources([tmp_path / "gone.csv"])


def test_the_content_decides_not_the_extension(make) -> None:
    cards = make("contacts.csv", b"BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n")
    table = make("people.xls", "姓名,电话\n王芳,13800138000\n".encode())

    (from_cards, from_table) = read_sources([cards, table])

    assert from_cards.kind is SourceKind.CARDS
    assert from_table.rows[0].values == {"姓名": "王芳", "电话": "13800138000"}


def test_a_web_page_called_xls_is_read(make) -> None:
    page = (
        "<html><head><meta charset=gb2312></head><body><table><tr><td colspan=2>客户表</td></tr>"
        "<tr><th>姓名</th><th>电话</th></tr><tr><td>王芳</td><td>13800138000</td></tr></table></body></html>"
    )

    (table,) = read_sources([make("dms.xls", page.encode("gbk"))])

    assert table.preamble == ("客户表",)
    assert [row.values for row in table.rows] == [{"姓名": "王芳", "电话": "13800138000"}]


def test_an_excel_2003_xml_file_is_read(make) -> None:
    page = (
        '<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="客户">'
        "<Table><Row><Cell><Data>姓名</Data></Cell><Cell ss:Index='3'><Data>手机</Data></Cell></Row>"
        "<Row><Cell><Data>王芳</Data></Cell><Cell ss:Index='3'><Data ss:Type='Number'>13800138000</Data></Cell></Row>"
        "</Table></Worksheet></Workbook>"
    )

    (table,) = read_sources([make("old.xls", page.encode())])

    assert table.sheet == "客户"
    assert table.rows[0].values == {"姓名": "王芳", "手机": "13800138000"}


def test_a_remark_on_a_cell_of_an_excel_2003_xml_file_is_no_part_of_it(make) -> None:
    page = (
        '<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
        "<Row><Cell><Data>姓名</Data></Cell><Cell><Data>手机</Data></Cell></Row>"
        "<Row><Cell><Data>王芳</Data><Comment><ss:Data>老客户</ss:Data></Comment></Cell>"
        "<Cell><Data>=&quot;13800138000&quot;</Data></Cell></Row></Table></Worksheet></Workbook>"
    )

    (table,) = read_sources([make("old.xls", page.encode())])

    assert table.rows[0].values == {"姓名": "王芳", "手机": "13800138000"}


def test_why_a_file_cannot_be_opened_is_said_in_the_users_language(make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make("people.csv", "姓名\n王芳\n".encode())
    problem = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(Path, "read_bytes", lambda _self: (_ for _ in ()).throw(problem))

    with pytest.raises(FileProblem, match="受保护") as told:
        read_sources([path])

    assert "denied" not in str(told.value)
