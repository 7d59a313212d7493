"""vCards of every make, as broken as telephones write them."""

import base64
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_desktop.import_export.contact_cards import read_cards
from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.source import SourceRow
from crm_desktop.store.store import Store

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def rows(text: str | bytes) -> list[SourceRow]:
    return read_cards(text.encode() if isinstance(text, str) else text)[0]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def quoted(text: str, encoding: str) -> str:
    return "".join(f"={byte:02X}" for byte in text.encode(encoding))


@pytest.mark.parametrize("charset", ["UTF-8", "GBK", "GB2312", "GB18030"])
def test_quoted_printable_names_come_out(charset: str) -> None:
    name = f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{quoted('王', charset)};{quoted('芳', charset)};;;"

    (row,) = rows(card(name, "TEL;CELL:13800138000", version="2.1"))

    assert row.values == {"N.family": "王", "N.given": "芳", "TEL CELL": "13800138000"}


def test_soft_breaks_may_cut_a_character() -> None:
    coded = quoted("王芳" * 20, "utf-8")
    folded = "=\r\n".join(coded[at : at + 74] for at in range(0, len(coded), 74))

    (row,) = rows(card(f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{folded}", "TEL:1", version="2.1"))

    assert row.values == {"FN": "王芳" * 20, "TEL": "1"}


def test_a_soft_break_before_a_blank_line_ends_the_value() -> None:
    (row,) = rows(card("ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91=", "", "TEL:1", version="2.1"))

    assert row.values == {"ORG": "Ñ", "TEL": "1"}


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8-sig"])
def test_raw_text_in_other_encodings_is_read(encoding: str) -> None:
    data = (card("N:王;芳", version="2.1") + card("N:李;雷", version="2.1")).encode(encoding)

    assert [row.values["N.family"] for row in rows(data)] == ["王", "李"]


def test_one_character_names_follow_the_encoding_of_their_file() -> None:
    first = card("N:赵;铁柱", "NOTE:喜欢白色车，家住朝阳", version="2.1")
    second = card("N:钱", "NOTE:毛", version="2.1")

    _, row = rows((first + second).encode("gbk"))

    assert row.values == {"N.family": "钱", "NOTE": "毛"}


def test_quoted_printable_without_a_charset_may_be_chinese() -> None:
    (row,) = rows(card(f"FN;ENCODING=QUOTED-PRINTABLE:{quoted('王建国', 'gbk')}", "TEL:1", version="2.1"))

    assert row.values == {"FN": "王建国", "TEL": "1"}


def test_a_file_cut_in_the_middle_of_a_character_keeps_what_is_there() -> None:
    text = card("FN:完整", "TEL:1").encode() + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:断了".encode()[:-1]

    assert [row.values["FN"] for row in rows(text)] == ["完整", "断\ufffd"]


def test_bytes_in_the_declared_charset_win() -> None:
    data = card("FN:张三", version="2.1").encode() + card("FN;CHARSET=GBK:王芳", version="2.1").encode("gbk")

    assert [row.values["FN"] for row in rows(data)] == ["张三", "王芳"]


def test_version_four_uris_and_quoted_types_are_understood() -> None:
    (row,) = rows(
        card(
            'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+86-138-0013-8000', "EMAIL;TYPE=work:mailto:a@b.cn",
            'ADR;TYPE=home;LABEL="x:y;z":;;人民路1号;上海市;上海市;200000;中国', "BDAY:--0615",
            f"PHOTO:data:image/png;base64,{base64.b64encode(PNG).decode()}", version="4.0",
        )
    )  # fmt: skip

    assert row.values == {
        "TEL CELL": "+86-138-0013-8000", "EMAIL WORK": "a@b.cn", "BDAY": "--06-15",
        "ADR HOME": "中国上海市人民路1号 200000",
    }  # fmt: skip
    assert row.photos[0].data == PNG


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:19850615", "1985-06-15"),
        ("BDAY;VALUE=date:1985-06-15", "1985-06-15"),
        ("BDAY:1985-06-15T00:00:00Z", "1985-06-15"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-06-15", "--06-15"),
        ("X-ALTBDAY;CALSCALE=chinese:1985-06-15", "lunar:1985-06-15"),
        ("BDAY;VALUE=text:circa 1800", "circa 1800"),
    ],
)
def test_every_form_of_birthday_is_read(line: str, birthday: str) -> None:
    (row,) = rows(card(line))

    assert row.values == {"BDAY": birthday}


@pytest.mark.parametrize("parameter", ["ENCODING=b;TYPE=PNG", "ENCODING=BASE64;PNG", "TYPE=PNG;ENCODING=BASE64"])
@pytest.mark.parametrize("fold", ["\r\n ", "\r\n", "\r\n\t"])
def test_photos_survive_any_folding(parameter: str, fold: str) -> None:
    coded = base64.b64encode(PNG).decode()
    lines = fold.join(coded[at : at + 30] for at in range(0, len(coded), 30))

    (row,) = rows(card(f"PHOTO;{parameter}:{lines}", "", "TEL:13800138000"))

    assert row.photos[0].data == PNG
    assert row.photos[0].mime == "image/png"
    assert row.values == {"TEL": "13800138000"}


def test_binary_that_is_no_picture_is_named() -> None:
    (row,) = rows(card("FN:A", "SOUND;ENCODING=b:AAAA"))

    assert "SOUND" in row.lost[0]


def test_apple_groups_give_their_label() -> None:
    (row,) = rows(
        card(
            "item1.TEL:13800138000", "item1.X-ABLabel:_$!<Assistant>!$_", "item2.X-ABRELATEDNAMES:李雷",
            "item2.X-ABLabel:_$!<Spouse>!$_", "IMPP;X-SERVICE-TYPE=QQ:x-apple:12345",
        )
    )  # fmt: skip

    assert row.values == {"TEL Assistant": "13800138000", "X-ABRELATEDNAMES Spouse": "李雷", "X-QQ": "12345"}


def test_a_missing_end_and_an_empty_card_are_cards() -> None:
    found = rows("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\nbegin:vcard\nfn:c\n")

    assert [row.values.get("FN") for row in found] == ["A", "B", None, "c"]
    assert [row.number for row in found] == [1, 2, 3, 4]


def test_a_card_inside_a_card_belongs_to_the_outer_one() -> None:
    nested = "BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Helper\nTEL:1\nEND:VCARD\nTEL:2\nEND:VCARD\n"
    escaped = "BEGIN:VCARD\nFN:Boss\nAGENT:BEGIN:VCARD\\nFN:Helper\\nTEL:1\\nEND:VCARD\\n\nTEL:2\nEND:VCARD\n"

    for text in (nested, escaped):
        (row,) = rows(text)
        assert row.values == {"FN": "Boss", "TEL": "2", "AGENT": "FN: Helper; TEL: 1"}


def test_lines_about_the_file_are_left_out_and_named() -> None:
    found, left_out = read_cards(card("FN:A", "REV:2020", "PRODID:x", "UID:u-1", "X-NEW-THING:y").encode())

    assert found[0].values == {"FN": "A", "UID": "u-1", "X-NEW-THING": "y"}
    assert left_out == ("PRODID", "REV")


def test_a_line_that_is_no_property_is_kept() -> None:
    (row,) = rows(card("FN:A", "broken line", "NOTE:a\\, b\\; c\\nd\\\\e"))

    assert row.values == {"FN": "A", "?": "broken line", "NOTE": "a, b; c\nd\\e"}


def test_carriage_returns_alone_end_lines() -> None:
    (row,) = rows(card("FN:A", "TEL:1").replace("\r\n", "\r"))

    assert row.values == {"FN": "A", "TEL": "1"}


def test_a_mark_of_utf8_between_joined_files_hides_no_card() -> None:
    joined = b"".join(b"\xef\xbb\xbf" + card(f"FN:{name}").encode() for name in "AB")

    assert [row.values["FN"] for row in rows(joined)] == ["A", "B"]


def test_what_stands_behind_the_last_part_of_a_line_is_kept() -> None:
    (row,) = rows(card("N:王;芳;;;;阿芳", "ADR:;;建国路;1号;北京;;100022;中国;东门"))

    assert row.values["N.suffix"] == "阿芳"
    assert "东门" in row.values["ADR"]


def test_a_soft_break_before_the_next_line_of_a_card_swallows_nothing() -> None:
    (row,) = rows(card(f"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted('王', 'utf-8')};;;;=", "TEL;CELL:1"))

    assert row.values == {"N.family": "王", "TEL CELL": "1"}


def test_what_an_android_telephone_calls_a_number_is_its_label() -> None:
    coded = f"TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,{quoted('车友群', 'utf-8')}):1"

    (row,) = rows(card("N:A", coded, "TEL;X-CUSTOM(Shop):2", "TEL;CELL:3", version="2.1"))

    assert row.values == {"N.family": "A", "TEL 车友群": "1", "TEL Shop": "2", "TEL CELL": "3"}


def test_wechat_and_qq_among_social_profiles_are_told_by_their_type() -> None:
    (row,) = rows(
        card(
            "X-SOCIALPROFILE;type=WeChat;x-user=wx_1:x-apple:wx_1", "X-SOCIALPROFILE;type=qq:x-apple:12345",
            "X-SOCIALPROFILE;type=twitter:https://twitter.com/a",
        )
    )  # fmt: skip

    assert row.values == {
        "X-WECHAT": "wx_1", "X-QQ": "12345", "X-SOCIALPROFILE TWITTER": "https://twitter.com/a",
    }  # fmt: skip


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"FN:A\r\n", b"PHOTO;ENCODING=b:", b"N;ENCODING=QUOTED-PRINTABLE:="])
)
@example(b"\x00\x00\x00\x01\x00\x01\x00", b"")  # was taken for UTF-16
def test_no_bytes_at_all_break_the_reader(noise: bytes, before: bytes) -> None:
    found = rows(b"BEGIN:VCARD\r\n" + before + noise + b"\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\n")

    assert found
    assert all(isinstance(text, str) for row in found for text in row.values.values())


def test_lines_outside_every_card_are_told_in_one_refused_row() -> None:
    lost = b"\r\nTEL:13800138000\r\nFN:\xe6\x9d\x8e\xe4\xbc\x9f\r\nEND:VCARD\r\n-----\r\n"

    found = rows(card("FN:A").encode() + lost + card("FN:B").encode() + b"NOTE:more\r\n")

    assert [row.values.get("FN") for row in found] == ["A", "B", None]
    assert [bool(row.problem) for row in found] == [False, False, True]
    assert "3" in found[-1].problem
    assert "李伟" in found[-1].problem


def test_marks_between_cards_are_no_lost_lines() -> None:
    assert len(rows(card("FN:A").encode() + b"\r\n-----\r\n\r\nEND:VCARD\r\n" + card("FN:B").encode())) == 2


def test_lines_outside_every_card_are_told_by_the_import(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    path.write_bytes(card("FN:A").encode() + "NOTE:真的很想买车\r\n".encode())

    (report,) = import_files(store, [path]).files

    assert [row.verdict.value for row in report.rows] == ["new", "refused"]
    assert "真的很想买车" in report.rows[1].reason


def test_what_androids_keep_in_lines_of_their_own_is_read() -> None:
    item = "X-ANDROID-CUSTOM:vnd.android.cursor.item/"

    (row,) = rows(
        card(
            "FN:王芳", f"{item}nickname;芳芳;1;;;;;;;;;;;;;", f"{item}contact_event;1985-06-15;3;;;;;;;;;;;;;",
            f"{item}contact_event;2010-05-01;1;;;;;;;;;;;;;", f"{item}contact_event;2020-01-02;0;提车;;;;;;;;;;;;",
            f"{item}relation;李伟;14;;;;;;;;;;;;;", f"{item}relation;李小伟;0;侄子;;;;;;;;;;;;", f"{item}hobby;tea;;;",
        )
    )  # fmt: skip

    assert row.values["NICKNAME"] == "芳芳"
    assert row.values["BDAY"] == "1985-06-15"
    assert row.values["ANNIVERSARY"] == "2010-05-01"
    assert row.values["X-ABDATE 提车"] == "2020-01-02"
    assert row.values["RELATED SPOUSE"] == "李伟"
    assert row.values["RELATED 侄子"] == "李小伟"
    assert row.values["X-ANDROID-CUSTOM"] == "vnd.android.cursor.item/hobby;tea;;;"
