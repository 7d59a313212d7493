"""CSV in every dialect and encoding."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.guard import guarded, unguarded
from crm_desktop.import_export.source import SourceTable
from crm_desktop.import_export.text_encoding import decode
from crm_desktop.import_export.text_tables import read_text

TABLE = '姓名,手机,备注\n王芳,13800138000,喜欢红色\n李䶮,13900139000,"两行\n备注"\n'


def read(tmp_path: Path, data: bytes, name: str = "people.csv") -> SourceTable:
    path = tmp_path / name
    path.write_bytes(data)
    (table,) = read_sources([path])
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_encoding_separator_and_line_end_gives_the_same_rows(
    tmp_path: Path, encoding: str, separator: str, line_end: str
) -> None:
    data = TABLE.replace(",", separator).replace("\n", line_end).encode(encoding)

    rows = read(tmp_path, data).rows

    assert rows[0].values == {"姓名": "王芳", "手机": "13800138000", "备注": "喜欢红色"}
    assert rows[1].values == {"姓名": "李䶮", "手机": "13900139000", "备注": "两行\n备注"}
    assert [row.number for row in rows] == [2, 3]


@pytest.mark.parametrize(
    ("encoding", "name"), [("latin-1", "José García"), ("cp1251", "Иванов Иван"), ("big5", "陳美麗"), ("gbk", "王芳")]
)
def test_other_encodings_are_guessed(tmp_path: Path, encoding: str, name: str) -> None:
    data = f"Name,Phone,Note\n{name},+1 919 555 1234,{name} {name} {name}\n".encode(encoding)

    assert read(tmp_path, data).rows[0].values["Name"] == name


@pytest.mark.parametrize("text", [
    "姓名,電話,公司\n陳大文,0912345678,台北汽車\n", "客戶姓名;手機;備註\n林志玲;0911111111;下週試駕\n",
])  # fmt: skip
def test_a_short_list_in_traditional_characters_is_read(tmp_path: Path, text: str) -> None:
    separator = "," if "," in text else ";"

    (row,) = read(tmp_path, text.encode("big5")).rows

    assert list(row.values.values()) == text.splitlines()[1].split(separator)


@pytest.mark.parametrize(("encoding", "text"), [
    ("gb18030", "客户姓名,手机号码,备注\n欧阳娜娜,13800138000,价格还要再谈一谈\n"),
    ("gb18030", "姓名,手机\n龚䶮,13800138000\n"),
    ("cp1252", "Name;Téléphone;Société\nRené Müller;+49 30 123456;Größe GmbH\n"),
    ("cp1252", "Nom;Né\nÄrzte Übung;ÄÖÜ\n"), ("cp1252", "NÄHERE;ÖSTLICHE\nÉCOLE SUPÉRIEURE;ÅÄÖ\n"),
    ("cp1251", "Имя;Телефон\nИванова Мария;+7 495 1234567\n"),
])  # fmt: skip
def test_nothing_else_is_taken_for_traditional_characters(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_quote_that_never_closes_swallows_nothing(tmp_path: Path) -> None:
    data = '姓名,电话,备注\n王芳,13800138000,"没有关上\n李雷,13900139000,好\n'.encode()

    rows = read(tmp_path, data).rows

    assert [row.values["姓名"] for row in rows] == ["王芳", "李雷"]
    assert rows[0].values["备注"] == '"没有关上'


def test_zeros_and_a_lone_mark_do_not_look_like_utf16(tmp_path: Path) -> None:
    data = "姓名,电话\n王\x00芳,13800138000\n".encode()

    assert read(tmp_path, data).rows[0].values["姓名"] == "王芳"


def test_excels_separator_line_is_obeyed(tmp_path: Path) -> None:
    table = read(tmp_path, b"sep=;\nName;Phone\nA, B;13800138000\n")

    assert table.rows[0].values == {"Name": "A, B", "Phone": "13800138000"}
    assert table.rows[0].number == 3


def test_a_list_without_header_or_separator_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "王芳,13800138000\n李雷,13900139000\n".encode()).rows[0].number == 1
    rows = read(tmp_path, "王芳 13800138000\n李雷　13900139000\n".encode(), "list.txt").rows
    assert list(rows[1].values.values()) == ["李雷", "13900139000"]


def test_title_blank_and_total_lines_are_not_people(tmp_path: Path) -> None:
    data = (
        "客户登记表,,\n导出时间:2026-01-01,,\n\n姓名,电话,级别\n"
        "王芳,13800138000,A\n,,\n李雷,13900139000,B\n合计,2,\n\n\n"
    )

    table = read(tmp_path, data.encode())

    assert table.preamble == ("客户登记表", "导出时间:2026-01-01")
    assert [(row.number, bool(row.values), bool(row.problem)) for row in table.rows] == [
        (5, True, False), (6, False, False), (7, True, False), (8, True, True),
    ]  # fmt: skip


def test_cells_beyond_the_header_and_twin_headers_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "姓名,备注,备注\n王芳,一,二,三\n".encode())

    assert table.rows[0].values == {"姓名": "王芳", "备注": "一", "备注 (2)": "二", "第 4 列": "三"}


@given(st.text())
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    from crm_desktop.base.errors import FileProblem

    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(data)

    try:
        tables = read_sources([path])
    except FileProblem:
        return
    assert all(isinstance(text, str) for table in tables for row in table.rows for text in row.values.values())


def test_inches_and_open_quotes_spoil_only_their_own_line(tmp_path: Path) -> None:
    lines = ["姓名,电话,备注", '王芳,13800138000,12" 屏', '李雷,13900139000,"两行', '备注"', '"韩梅,13700137000,好']
    lines += [f"客户{n},1360000{n:04}," for n in range(300)]

    rows = read(tmp_path, "\n".join(lines).encode()).rows

    assert [row.values["姓名"] for row in rows][:4] == ["王芳", "李雷", '"韩梅', "客户0"]
    assert rows[1].values["备注"] == "两行\n备注"
    assert len(rows) == 303


def test_digits_that_a_program_wrote_as_a_formula_are_plain_again(tmp_path: Path) -> None:
    lines = '姓名,电话,备注\n="王芳","=""13800138000""",="他说""好"""\n李雷,="13900139000",=1+1\n'

    table = read(tmp_path, lines.encode())

    assert [row.values for row in table.rows] == [
        {"姓名": "王芳", "电话": "13800138000", "备注": '他说"好"'},
        {"姓名": "李雷", "电话": "13900139000", "备注": "=1+1"},
    ]


def test_a_list_may_have_a_tab_here_and_a_comma_there_and_words_behind(tmp_path: Path) -> None:
    lines = ["王芳 13800138000", "李雷：13900139000 看车, 周末", "韩梅\t13700137000", "赵四 13600136000"]

    table = read(tmp_path, "\n".join(lines).encode(), "list.txt")

    assert [list(row.values.values()) for row in table.rows] == [
        ["王芳", "13800138000"],
        ["李雷", "13900139000", "看车, 周末"],
        ["韩梅", "13700137000"],
        ["赵四", "13600136000"],
    ]


def test_the_numbers_of_a_list_are_no_part_of_the_names() -> None:
    grid = read_text("1. 王芳 13800138000\n2、李伟 13800138001\n3）赵六 138 0013 8002\n4 孙八 13800138003\n")

    assert [row[0] for row in grid.rows] == ["王芳", "李伟", "赵六", "孙八"]


def test_a_list_pasted_from_a_chat_gives_names_numbers_and_the_rest(tmp_path: Path) -> None:
    text = (
        "1、马一 13800138181 探岳 白\n2、苗二13800138182\n3. 凤三 电话13800138183 微信同号\n"
        "方四（138 0013 8184）老客户\n袁五，手机：13800138185\n+8613800138186 柳六\n"
    )

    rows = read(tmp_path, text.encode(), "list.txt").rows

    assert [list(row.values.values()) for row in rows] == [
        ["马一", "13800138181", "探岳 白"], ["苗二", "13800138182"], ["凤三", "13800138183", "微信同号"],
        ["方四", "138 0013 8184", "老客户"], ["袁五", "13800138185"], ["柳六", "+8613800138186"],
    ]  # fmt: skip


def test_a_title_that_stands_again_on_each_page_and_a_count_below_are_not_people(tmp_path: Path) -> None:
    page = "来店登记表,,\n日期,姓名,电话\n{0}日,客{0},1390013900{0}\n小计,,\n"

    rows = read(tmp_path, (page.format(1) + page.format(2) + "以上共 2 条记录,,\n").encode()).rows

    assert [row.values["姓名"] for row in rows if not row.problem] == ["客1", "客2"]
    assert [row.problem for row in rows if row.values.get("日期") == "来店登记表"] == ["这一行重复了表格的标题。"]
    assert rows[-1].problem == "这一行是合计，不是客户。"


def test_people_written_line_by_line_with_labels_are_one_row_each(tmp_path: Path) -> None:
    text = (
        "新线索\n\n姓名：王芳\n电话：13800138309\n意向车型：探岳\n备注：周六来\n带太太\n\n"
        "姓名: 李雷\n电话: 13800138310\n跟进人：小王\n"
    )

    table = read(tmp_path, text.encode(), "leads.txt")

    assert table.preamble == ("新线索",)
    assert [row.values for row in table.rows] == [
        {"姓名": "王芳", "电话": "13800138309", "意向车型": "探岳", "备注": "周六来\n带太太"},
        {"姓名": "李雷", "电话": "13800138310", "跟进人": "小王"},
    ]


def test_labels_without_a_blank_line_between_the_people_begin_anew_where_one_comes_again(tmp_path: Path) -> None:
    rows = read(tmp_path, "姓名：王芳\n手机：13800138309\n姓名：李雷\n手机：13800138310\n".encode(), "leads.txt").rows

    assert [list(row.values.values()) for row in rows] == [["王芳", "13800138309"], ["李雷", "13800138310"]]


def test_a_line_padded_with_thousands_of_blanks_is_read(tmp_path: Path) -> None:
    """It was tried in every way: hundreds of blanks took a second, thousands did not end."""
    blanks = " " * 5000
    text = f"王芳{blanks}13800138309\n李雷{blanks}13800138310 周六来\n赵敏{blanks}没有号码\n韩梅梅 13800138311\n"

    rows = read(tmp_path, text.encode(), "printed.txt").rows

    people = [[value for value in row.values.values() if value] for row in rows]
    assert people[:2] == [["王芳", "13800138309"], ["李雷", "13800138310", "周六来"]]
    assert people[3] == ["韩梅梅", "13800138311"]


def test_a_long_remark_behind_name_and_number_is_whole(tmp_path: Path) -> None:
    remark = "周六带太太来看车" * 60

    rows = read(tmp_path, f"王芳 13800138309 {remark}\n李雷 13800138310\n".encode(), "chat.txt").rows

    assert list(rows[0].values.values()) == ["王芳", "13800138309", remark]
