"""What a person is called: the name as it stands, else put together, else what else identifies the row."""

import re

from crm_desktop.base import names
from crm_desktop.features.contacts import rules
from crm_desktop.import_export import values
from crm_desktop.import_export.fields import Column, Field
from crm_desktop.import_export.known import folded_name
from crm_desktop.import_export.person import Incoming
from crm_desktop.import_export.plain_text import one_line
from crm_desktop.import_export.source import SourceRow


def compose_name(made: Incoming, cells: list[tuple[Column, str]], row: SourceRow) -> None:
    """Fill the name; pieces of names that it does not contain go into the note."""
    by_field: dict[Field, str] = {}
    for column, text in cells:
        by_field.setdefault(column.field, one_line(text))
    name = _without_place(_tidy(by_field.get(Field.NAME, "")), made) or _put_together(by_field)
    made.named = bool(name)
    if not name:
        name = _stand_in(made, row)
    if len(name) > rules.NAME:
        made.keep(_header(cells), name)
        name = name[: rules.NAME]
    made.contact["name"] = name
    if cells:
        made.headers["name"] = _header(cells)
    for column, text in cells:
        if _without_place(text, made) != name and not _contains(made, column, text):
            made.keep(column.header, one_line(text))


def _header(cells: list[tuple[Column, str]]) -> str:
    whole = [column.header for column, _text in cells if column.field is Field.NAME]
    return (whole or [column.header for column, _text in cells] or ["name"])[0]


def _tidy(name: str) -> str:
    """Address books write 王 芳; Chinese names have no blanks inside."""
    return name.replace(" ", "") if " " in name and all(names.is_han(char) or char == " " for char in name) else name


def _without_place(name: str, made: Incoming) -> str:
    """WeCom writes 王芳@微信, and 王芳@宏达贸易 of people of another company."""
    own, at, place = name.rpartition("@")
    return own.strip() if at and own.strip() and place in ("微信", made.contact.get("company")) else name


def _put_together(parts: dict[Field, str]) -> str:
    family, given, middle = (parts.get(f, "") for f in (Field.FAMILY_NAME, Field.GIVEN_NAME, Field.MIDDLE_NAME))
    if any(map(names.is_han, family + given)):
        latin = re.search(r"[A-Za-z]", family + given)
        return f"{family} {given}".strip() if latin and family and given else f"{family}{middle}{given}"
    return " ".join(filter(None, (given, middle, family)))


def _stand_in(made: Incoming, row: SourceRow) -> str:
    """A row without a name is named by nickname, company, e-mail, phone or whatever it has."""
    contact = made.contact
    ways = {way.kind: way.value for way in reversed(made.ways)}
    car = made.vehicle.get("plate") or made.vehicle.get("vin")
    choices = (
        contact.get("nickname"),
        contact.get("company"),
        ways.get("email"),
        ways.get("phone"),
        ways.get("wechat"),
        ways.get("qq"),
        ways.get("other"),
        ways.get("web"),
        car,
        next(iter(row.values.values()), ""),
    )
    return one_line(str(next((choice for choice in choices if choice), "")))


def _contains(made: Incoming, column: Column, text: str) -> bool:
    folded = re.sub(r"[\W_]+", "", folded_name(text))
    if column.field is Field.NAME_PREFIX and (gender := values.word_code("gender", text)):
        made.contact.setdefault("gender", gender)
        if values.plain(text) in {"先生", "女士"}:
            return True
    whole = re.sub(r"[\W_]+", "", folded_name(made.name))
    return not folded or folded in whole
