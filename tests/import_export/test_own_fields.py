"""The shop's own fields as columns of a file."""

import pytest

from crm_desktop.features.settings import commands
from crm_desktop.features.settings.queries import custom_fields
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.apply import apply_import
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.mapping import guess_mapping
from crm_desktop.import_export.plan import preview
from crm_desktop.import_export.undo import undo_import

MINE = (
    ("行业", "text", ()), ("车位数", "number", ()), ("入会日", "date", ()),
    ("充电桩", "yes_no", ()), ("渠道等级", "choice", ("金", "银")),
)  # fmt: skip


@pytest.fixture
def codes(store) -> dict[str, str]:
    """The code of each own field by its label."""
    return {
        label: store.write("", commands.save_custom_field, CustomField("", label, kind, choices))
        for label, kind, choices in MINE
    }


def kept(rows, codes: dict[str, str]) -> dict[str, str]:
    """Value by label."""
    labels = {code: label for label, code in codes.items()}
    return {labels[row["field"]]: row["value"] for row in rows("custom_value")}


def test_headers_that_are_labels_of_own_fields_fill_them(bring, rows, codes) -> None:
    bring("姓名,电话,行业,车位数,入会日,充电桩,渠道等级", "王芳,13800138000,教育,2,2024/5/1,有,金")

    assert kept(rows, codes) == {"行业": "教育", "车位数": "2", "入会日": "2024-05-01", "充电桩": "1", "渠道等级": "金"}
    assert rows("contact")[0]["note"] == ""


@pytest.mark.parametrize(
    ("header", "cell"), [("车位数", "很多"), ("入会日", "去年"), ("充电桩", "问老公"), ("渠道等级", "钻石")]
)
def test_a_value_of_another_kind_stays_in_the_note(bring, rows, codes, header: str, cell: str) -> None:
    bring(f"姓名,电话,{header}", f"王芳,13800138000,{cell}")

    assert kept(rows, codes) == {}
    assert rows("contact")[0]["note"] == f"{header}: {cell}"


def test_the_same_again_is_a_duplicate_and_a_differing_value_is_noted(bring, rows, verdicts, codes) -> None:
    lines = ("姓名,电话,行业", "王芳,13800138000,教育")
    bring(*lines)

    assert verdicts(bring(*lines)) == (0, 0, 1, 0)
    assert verdicts(bring("姓名,电话,行业", "王芳,13800138000,医疗")) == (0, 1, 0, 0)
    assert kept(rows, codes) == {"行业": "教育"}
    assert rows("contact")[0]["note"] == "行业: 医疗"


def test_a_plain_no_leaves_nothing_behind(bring, rows, codes) -> None:
    bring("姓名,电话,充电桩", "王芳,13800138000,否")

    assert (kept(rows, codes), rows("contact")[0]["note"]) == ({}, "")


def test_a_field_called_like_a_phone_stays_a_phone(store, bring, rows) -> None:
    store.write("", commands.save_custom_field, CustomField("", "手机", "text"))

    bring("姓名,手机", "王芳,13800138000")

    assert (rows("custom_value"), rows("contact_way")[0]["value"]) == ([], "13800138000")


def test_any_column_may_be_made_an_own_field_by_hand(store, people_file, rows, codes) -> None:
    tables = read_sources([people_file("姓名,电话,所在行业", "王芳,13800138000,教育")])
    guessed = guess_mapping(tables[0], store.read(custom_fields))
    columns = [*guessed.columns[:2], guessed.columns[2].with_meaning(f"own:{codes['行业']}")]

    apply_import(store, store.read(preview, tables, [type(guessed)(tuple(columns))]))

    assert kept(rows, codes) == {"行业": "教育"}


def test_taking_the_import_back_takes_the_values_back(store, bring, rows, codes) -> None:
    report = bring("姓名,电话,行业", "王芳,13800138000,教育")

    undo_import(store, report.batch)

    assert rows("custom_value") == []
