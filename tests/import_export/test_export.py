"""Exports that other programs read, and that come back as they went."""

import csv
from pathlib import Path

import openpyxl
import pytest

from crm_desktop.base import i18n
from crm_desktop.base.errors import FileProblem
from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.export import Cancelled, export_people
from tests import make


@pytest.fixture
def people(store) -> list[str]:
    first = make.customer(
        store, name="王芳", phone=["13800138000", "021-65521234"], wechat="wx_1", email="a@b.cn", tags=("老乡", "车友"),
        level="H", birthday="lunar:1985-06-15", note="第一行\n=第二行", do_not_contact=True, company="甲,乙;丙公司",
    )  # fmt: skip
    make.opportunity(store, first, model="汉 EV", budget_low=15_000_000, budget_high=20_000_000)
    make.vehicle(store, first, plate="沪A12345", vin="LSVAA49J132047371", model="秦")
    make.touch(store, first, note="谈了价格")
    make.follow_up(store, first, due_at="10:30", purpose="约试驾")
    second = make.contact(store, name="=cmd|'calc'!A1", phone="+1 919 676 9515", birthday="--06-15", note="@备注")
    return [first, second]


def lines_of(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_the_columns_other_programs_rely_on(store, people, tmp_path) -> None:
    assert export_people(store, tmp_path / "all.csv", with_private=True) == 2

    first, second = lines_of(tmp_path / "all.csv")
    assert (first["id"], first["姓名"], first["电话"], first["备注"]) == (
        people[0],
        "王芳",
        "13800138000",
        "第一行\n=第二行",
    )
    assert first["请勿联系"] == "是"
    assert second["姓名"] == "'=cmd|'calc'!A1"
    assert second["电话"].startswith("'+")


def test_csv_headers_speak_the_language_of_the_moment(store, people, tmp_path) -> None:
    i18n.set_language("en")

    export_people(store, tmp_path / "all.csv", with_private=True)

    assert {"id", "name", "phone", "note"} <= set(lines_of(tmp_path / "all.csv")[0])


def test_a_sheet_holds_text_and_no_formulas(store, people, tmp_path) -> None:
    export_people(store, tmp_path / "all.xlsx", with_private=True)

    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx").active
    assert sheet is not None
    assert all(cell.data_type in "sn" and not isinstance(cell.value, int | float) for row in sheet for cell in row)
    assert sheet["B3"].value == "=cmd|'calc'!A1"


def test_a_selection_keeps_its_order(store, people, tmp_path) -> None:
    export_people(store, tmp_path / "some.csv", ids=[people[1], people[0], people[1]], with_private=True)

    assert [line["id"] for line in lines_of(tmp_path / "some.csv")] == [people[1], people[0]]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".vcf", ".json"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_export_comes_back_as_duplicates(
    store, people, tmp_path, verdicts, rows, ending: str, language: str
) -> None:
    i18n.set_language(language)
    before = rows("contact")
    export_people(store, tmp_path / f"all{ending}", with_private=True)

    _new, updated, duplicate, refused = verdicts(import_files(store, [tmp_path / f"all{ending}"]))

    assert (updated, refused) == (0, 0)
    assert duplicate >= 2
    assert rows("contact") == before
    assert len(rows("customer")) == 1


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".vcf"])
def test_an_export_fills_an_empty_profile(store, people, tmp_path, profile, ending: str, rows) -> None:
    export_people(store, tmp_path / f"all{ending}", with_private=True)
    store.write("Clear", lambda s: s.connection().exec_driver_sql("UPDATE contact SET deleted = '2026-01-01'") and None)

    import_files(store, [tmp_path / f"all{ending}"])

    first, second = rows("contact")
    assert (first["name"], first["birthday"], first["note"]) == ("王芳", "lunar:1985-06-15", "第一行\n=第二行")
    assert (first["company"], first["private"], first["do_not_contact"]) == ("甲,乙;丙公司", 0, 1)
    assert (second["name"], second["private"], second["birthday"]) == ("=cmd|'calc'!A1", 1, "--06-15")


def test_an_unknown_ending_or_folder_is_a_sentence(store, people, tmp_path) -> None:
    with pytest.raises(FileProblem, match="格式"):
        export_people(store, tmp_path / "all.pdf", with_private=True)
    with pytest.raises(FileProblem, match="无法写入"):
        export_people(store, tmp_path / "gone" / "all.csv", with_private=True)
    with pytest.raises(FileProblem, match="完整副本"):
        export_people(store, tmp_path / "all.json", ids=people, with_private=True)


def test_a_stopped_export_leaves_no_file(store, people, tmp_path) -> None:
    with pytest.raises(Cancelled):
        export_people(store, tmp_path / "all.csv", cancelled=lambda: True, with_private=True)

    assert list(tmp_path.glob("*.csv*")) + list(tmp_path.glob(".*")) == []


def test_a_very_long_note_goes_on_behind_the_last_column(store, tmp_path) -> None:
    make.contact(store, name="王芳", note="长" * 40_000)

    export_people(store, tmp_path / "all.xlsx", with_private=True)

    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx").active
    assert sheet is not None
    assert sum(str(cell.value or "").count("长") for cell in sheet[2]) == 40_000


def test_a_managers_export_says_whose_each_customer_is(store, people, tmp_path) -> None:
    make.enrolled(store, "li", role="consultant")
    make.customer(store, name="赵丽", owner="wang")
    export_people(store, tmp_path / "mine.csv")
    make.enrolled(store, "chen", role="manager")
    export_people(store, tmp_path / "all.csv")
    export_people(store, tmp_path / "all.xlsx")

    assert "销售顾问" not in lines_of(tmp_path / "mine.csv")[0]
    assert {line["姓名"]: line["销售顾问"] for line in lines_of(tmp_path / "all.csv")} == {"王芳": "", "赵丽": "王强"}
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx").active
    assert [sheet.cell(line, sheet.max_column).value for line in (1, 3)] == ["销售顾问", "王强"]
