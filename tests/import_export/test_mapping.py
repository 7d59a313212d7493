"""What columns mean, by their header, their neighbours and what stands in them."""

from pathlib import Path

import pytest

from crm_desktop.import_export.export import export_headers
from crm_desktop.import_export.fields import Field
from crm_desktop.import_export.headers import meaning_of
from crm_desktop.import_export.mapping import guess_mapping
from crm_desktop.import_export.source import SourceKind, SourceRow, SourceTable


def table(headers: list[str], *rows: list[str]) -> SourceTable:
    made = [SourceRow(n, {h: v for h, v in zip(headers, row, strict=True) if v}) for n, row in enumerate(rows, start=2)]
    return SourceTable(Path("x.csv"), SourceKind.TEXT, tuple(headers), made)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓名", Field.NAME), ("客户姓名", Field.NAME), ("*联系人（必填）", Field.NAME), ("姓 名：", Field.NAME),
        ("手机号码", Field.PHONE), ("电话2", Field.PHONE), ("客户联系电话", Field.PHONE), ("手机/微信", Field.PHONE),
        ("微信号", Field.WECHAT), ("意向级别", Field.LEVEL), ("客户状态", Field.STATUS), ("意向车型", Field.MODEL),
        ("渠道", Field.SOURCE), ("备注", Field.NOTE), ("出生日期", Field.BIRTHDAY), ("农历生日", Field.LUNAR_BIRTHDAY),
        ("公司/单位", Field.COMPANY), ("小区", Field.ESTATE), ("车牌号", Field.PLATE), ("VIN/车架号", Field.VIN),
        ("标签", Field.TAG), ("性别", Field.GENDER), ("下次回访", Field.FOLLOW_ON), ("跟进记录", Field.TOUCH_NOTE),
        ("最近联系", Field.TOUCH_ON), ("電話", Field.PHONE), ("備註", Field.NOTE), ("Mobile Phone", Field.PHONE),
        ("E-mail 2 Address", Field.EMAIL), ("Home Street", Field.ADDRESS_PART), ("Web Page", Field.WEB),
        ("Given Name", Field.GIVEN_NAME), ("Last Name", Field.FAMILY_NAME), ("Group Membership", Field.TAG),
        ("Date of Birth", Field.BIRTHDAY), ("License Plate", Field.PLATE), ("Lead Status", Field.STATUS),
    ],
)  # fmt: skip
def test_headers_of_both_languages_are_known(header: str, field: Field) -> None:
    found = meaning_of(header)

    assert found is not None
    assert found.field is field


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_import_knows_every_header_that_export_writes(language: str) -> None:
    from crm_desktop.base import i18n

    i18n.set_language(language)

    unknown = [header for header in export_headers().values() if meaning_of(header) is None]

    assert not unknown


def test_googles_pairs_give_value_and_label() -> None:
    mapping = guess_mapping(table(["Name", "Phone 1 - Type", "Phone 1 - Value"], ["A", "Work", "13800138000"]))

    value = mapping.columns[2]
    assert (value.field, value.label_header) == (Field.PHONE, "Phone 1 - Type")


def test_columns_without_a_telling_header_go_by_their_content() -> None:
    mapping = guess_mapping(
        table(["A", "B", "C", "D", "E"], ["王芳", "13800138000", "a@b.cn", "LSVAA49J132047371", "沪A12345"])
    )

    assert [column.field for column in mapping.columns] == [
        Field.NAME, Field.PHONE, Field.EMAIL, Field.VIN, Field.PLATE,
    ]  # fmt: skip


def test_a_model_beside_a_plate_is_the_car_they_own() -> None:
    owners = guess_mapping(table(["姓名", "车牌", "车型"]))
    prospects = guess_mapping(table(["姓名", "级别", "车型"]))

    assert owners.field_of("车型") is Field.OWN_CAR
    assert not owners.has_customers
    assert prospects.field_of("车型") is Field.MODEL
    assert prospects.has_customers


def test_a_day_of_buying_beside_a_plate_is_past() -> None:
    ahead = guess_mapping(table(["姓名", "购车时间"], ["甲", "2027-05-06"]))
    past = guess_mapping(table(["姓名", "车牌号", "购车时间"], ["甲", "京A12345", "2020-05-06"]))

    assert (ahead.columns[1].field, past.columns[2].field) == (Field.EXPECTED_ON, Field.BOUGHT_ON)


def test_outlooks_title_is_a_form_of_address_beside_a_job_title() -> None:
    assert guess_mapping(table(["First Name", "Title", "Job Title"])).field_of("Title") is Field.NAME_PREFIX
    assert guess_mapping(table(["Name", "Title"])).field_of("Title") is Field.JOB


def test_a_column_tells_whether_days_or_months_come_first() -> None:
    days = guess_mapping(table(["Name", "Birthday"], ["A", "05/06/1985"], ["B", "31/12/1985"]))
    months = guess_mapping(table(["Name", "Birthday"], ["A", "05/06/1985"], ["B", "12/31/1985"]))
    unclear = guess_mapping(table(["Name", "Birthday"], ["A", "05/06/1985"]))

    assert days.day_first == {"Birthday"}
    assert months.month_first == {"Birthday"}
    assert not unclear.day_first | unclear.month_first


def test_the_user_may_change_a_meaning() -> None:
    mapping = guess_mapping(table(["姓名", "杂项"])).with_field("杂项", Field.TAG)

    assert mapping.field_of("杂项") is Field.TAG
    assert mapping.field_of("姓名") is Field.NAME


def test_a_given_name_beside_a_family_name_is_no_whole_name() -> None:
    found = guess_mapping(table(["名字", "姓氏", "电话"], ["芳", "王", "13800138000"]))

    assert [column.field for column in found.columns] == [Field.GIVEN_NAME, Field.FAMILY_NAME, Field.PHONE]
    assert guess_mapping(table(["名字", "电话"], ["王芳", "13800138000"])).columns[0].field is Field.NAME


@pytest.mark.parametrize(
    ("header", "field"),
    [("跟进时间", Field.TOUCH_ON), ("跟进备注", Field.TOUCH_NOTE), ("留资时间", Field.OPENED_ON),
     ("标签组（客户等级）", Field.TAG)],
)  # fmt: skip
def test_headers_of_lead_lists_and_wecom_are_known(header: str, field: Field) -> None:
    found = meaning_of(header)

    assert found is not None
    assert found.field is field
