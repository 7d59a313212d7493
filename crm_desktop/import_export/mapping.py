"""What each column of a table means: by its header, by its neighbours, and by what stands in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crm_desktop.base import names
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.card_headers import card_column
from crm_desktop.import_export.fields import Column, Field, Mapping
from crm_desktop.import_export.headers import ADDRESS_PIECE, PAIR, header_key, looks_like_phone, meaning_of
from crm_desktop.import_export.own_fields import as_own_field
from crm_desktop.import_export.source import SourceKind, SourceTable

_SAMPLE = 200
_ORGANIZATION = re.compile(r"organization\s*(?:(\d+)\s*-\s*)?(name|title|department|.+)", re.IGNORECASE)
_PAIR_FIELDS = {
    "phone": Field.PHONE,
    "email": Field.EMAIL,
    "website": Field.WEB,
    "im": Field.OTHER_WAY,
    "customfield": Field.CUSTOM,
    "relation": Field.CUSTOM,
    "event": Field.CUSTOM,
    "jot": Field.CUSTOM,
}
_ADDRESS_PARTS = {
    "street": "street",
    "city": "city",
    "region": "region",
    "postal code": "code",
    "country": "country",
    "po box": "box",
    "extended address": "extended",
    "formatted": "formatted",
}
_DATES = frozenset(
    {
        Field.BIRTHDAY,
        Field.MET_ON,
        Field.OPENED_ON,
        Field.EXPECTED_ON,
        Field.ORDERED_ON,
        Field.DELIVERED_ON,
        Field.BOUGHT_ON,
        Field.INSURANCE_UNTIL,
        Field.INSPECTION_UNTIL,
        Field.MAINTENANCE_ON,
        Field.FOLLOW_ON,
        Field.TOUCH_ON,
    }
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_VIN = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-HJ-NPR-Z0-9]{17}", re.IGNORECASE)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·・.\s]?[A-Z0-9]{5,6}", re.IGNORECASE
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,5}")


def guess_mapping(table: SourceTable, own: Sequence[CustomField] = ()) -> Mapping:
    """The best guess for every column, the shop's own fields included; the user may change it."""
    if table.kind is SourceKind.CARDS:
        return Mapping(tuple(as_own_field(card_column(header), own) for header in table.headers))
    columns = [as_own_field(_by_header(header, table.headers), own) for header in table.headers]
    columns = _by_content(columns, table)
    columns = _settled(columns)
    return Mapping(tuple(columns), *_date_orders(columns, table))


def _by_header(header: str, headers: Sequence[str]) -> Column:
    return _pair(header, headers) or _address_part(header) or _organization(header) or _by_words(header)


def _pair(header: str, headers: Sequence[str]) -> Column | None:
    """Google writes `Phone 1 - Type` beside `Phone 1 - Value`."""
    found = PAIR.fullmatch(header.strip())
    if not found:
        return None
    field = _PAIR_FIELDS.get(found[1].casefold().replace("-", "").replace(" ", ""), Field.NOTE_LINE)
    if found[3].casefold() != "value":
        return Column(header, Field.NOTE_LINE)  # says what its neighbour is; see `label_header`
    beside = (
        h
        for h in headers
        if (m := PAIR.fullmatch(h.strip())) and m[3].casefold() != "value" and m.group(1, 2) == found.group(1, 2)
    )
    return Column(header, field, label_header=next(beside, ""))


def _address_part(header: str) -> Column | None:
    found = ADDRESS_PIECE.fullmatch(header.strip())
    part = _ADDRESS_PARTS.get(found[2].casefold()) if found else None
    return Column(header, Field.ADDRESS_PART, group=f"address {found[1]}", part=part) if found and part else None


def _organization(header: str) -> Column | None:
    found = _ORGANIZATION.fullmatch(header.strip())
    field = {"name": Field.COMPANY, "title": Field.JOB}.get(found[2].casefold()) if found else None
    return Column(header, field) if field else None


def _by_words(header: str) -> Column:
    meaning = meaning_of(re.sub(r" \(\d+\)$", "", header))
    if meaning is None:
        return Column(header, Field.NOTE_LINE)
    return Column(header, meaning.field, label=meaning.label, group=meaning.group, part=meaning.part)


def _by_content(columns: list[Column], table: SourceTable) -> list[Column]:
    """Columns whose header says nothing, by what stands in them."""
    rows = table.rows[:_SAMPLE]
    made: list[Column] = []
    labels = {column.label_header for column in columns}
    for column in columns:
        if column.field is Field.NOTE_LINE and column.header not in labels:
            values = [row.values[column.header] for row in rows if column.header in row.values]
            column = replace(column, field=_content_field(values))
        made.append(column)
    has_name = any(c.field in {Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME, Field.NICKNAME} for c in made)
    return made if has_name else _with_name(made, rows_of={c.header: _values(table, c.header) for c in made})


def _values(table: SourceTable, header: str) -> list[str]:
    return [row.values[header] for row in table.rows[:_SAMPLE] if header in row.values]


def _content_field(values: list[str]) -> Field:
    for field, looks in (
        (Field.EMAIL, _EMAIL.fullmatch),
        (Field.VIN, _VIN.fullmatch),
        (Field.PLATE, _PLATE.fullmatch),
        (Field.PHONE, looks_like_phone),
    ):
        if _share(values, looks) >= 0.6:
            return field
    return Field.NOTE_LINE


def _share(values: Iterable[str], looks: object) -> float:
    found = [bool(looks(value)) for value in values]  # type: ignore[operator]
    return sum(found) / len(found) if found else 0.0


def _with_name(columns: list[Column], rows_of: dict[str, list[str]]) -> list[Column]:
    """Without a header for names, the first column that holds mostly names is it."""
    for n, column in enumerate(columns):
        if column.field is Field.NOTE_LINE and _share(rows_of[column.header], _looks_like_name) >= 0.6:
            return [*columns[:n], replace(column, field=Field.NAME), *columns[n + 1 :]]
    return columns


def _looks_like_name(text: str) -> bool:
    if _HAN_NAME.fullmatch(text):
        return bool(names.split_name(text)[0])
    return bool(re.fullmatch(r"[^\W\d_]+(?:[ .'\-][^\W\d_]+){1,3}", text))


def _settled(columns: list[Column]) -> list[Column]:
    """Words that mean one thing beside one neighbour and another thing beside another."""
    fields = {column.field for column in columns}
    keys = {header_key(column.header) for column in columns}
    made = []
    for column in columns:
        key = header_key(column.header)
        if key == "title" and keys & {"jobtitle", "firstname"}:
            column = replace(column, field=Field.NAME_PREFIX if "jobtitle" in keys else Field.JOB)
        if column.field is Field.GIVEN_NAME and key == "名" and Field.FAMILY_NAME not in fields:
            column = replace(column, field=Field.NAME)
        if column.field is Field.NAME and key == "名字" and Field.FAMILY_NAME in fields:
            column = replace(column, field=Field.GIVEN_NAME)
        if (
            key in {"车型", "车型名称", "model"}
            and fields & {Field.PLATE, Field.VIN}
            and not fields & {Field.LEVEL, Field.STATUS}
        ):
            column = replace(column, field=Field.OWN_CAR)
        if key == "购车时间" and fields & {Field.PLATE, Field.VIN, Field.MILEAGE, Field.INSURANCE_UNTIL}:
            column = replace(column, field=Field.BOUGHT_ON)
        made.append(column)
    return made


def _date_orders(columns: list[Column], table: SourceTable) -> tuple[frozenset[str], frozenset[str]]:
    """31/12/1985 and 12/31/1985 are clear; 05/06/1985 is as its column is."""
    day_first, month_first = set(), set()
    for column in columns:
        if column.field not in _DATES and column.field is not Field.OWN:
            continue
        pairs = [m for v in _values(table, column.header) if (m := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}", v))]
        if any(int(m[1]) > 12 for m in pairs):
            day_first.add(column.header)
        elif any(int(m[2]) > 12 for m in pairs):
            month_first.add(column.header)
    return frozenset(day_first), frozenset(month_first)
