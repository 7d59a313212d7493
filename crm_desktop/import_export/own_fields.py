"""The shop's own fields as columns of a source: which header is one, and what its cells may hold."""

import re
from collections.abc import Sequence

from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export import values
from crm_desktop.import_export.fields import IDENTITY, Column, Field

LONGEST = 2000
"""Characters of one value; more are kept in the note."""


def as_own_field(column: Column, fields: Sequence[CustomField]) -> Column:
    """The column as the shop's own field of that label, unless it names or reaches the person."""
    if column.field in IDENTITY or column.field is Field.ID:
        return column
    found = next((one for one in fields if values.plain(one.label) == values.plain(column.header)), None)
    return Column(column.header, Field.OWN, own=found.code) if found else column


def own_value(field: CustomField, text: str, **order: bool) -> str | None:
    """A cell as the field keeps it; "" is no value, None is not one of this kind."""
    if field.kind == "number":
        return _number(text)
    if field.kind == "date":
        on = values.day(text, **order)
        return on.isoformat() if on else None
    if field.kind == "yes_no":
        told = values.flag(text)
        return None if told is None else "1" if told else ""
    if field.kind == "choice":
        return next((choice for choice in field.choices if values.plain(choice) == values.plain(text)), None)
    return text if len(text) <= LONGEST else None


def _number(text: str) -> str | None:
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", values.plain(text)).removesuffix(".0")
    return str(int(plain)) if re.fullmatch(r"-?\d{1,7}", plain) and plain.isascii() else None
