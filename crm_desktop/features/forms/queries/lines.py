"""Cells in the order of the shop's columns, and what every form has around them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from crm_desktop.features.forms.queries.designs import mark_of
from crm_desktop.features.forms.records import Band, Cell, Column, Design, Form, Line
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.records import Letterhead

YES = "✓"
_BLANKS = re.compile(r"[ \t\r\n]+")  # those that do not break stay


def line(columns: Sequence[Column], values: Mapping[str, Cell | str]) -> Line:
    """The values that belong to these columns, in their order; what is not known stays empty."""
    return tuple(_cell(values.get(column.code, "")) for column in columns)


def _cell(value: Cell | str) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(_BLANKS.sub(" ", value).strip(" "))


def level_cell(level: str, shop: ShopRules) -> Cell:
    """A level as its letter in its colour."""
    return Cell(level, level if shop.find("levels", level) else "")


def tick(*, done: bool) -> Cell:
    """A tick that counts, or nothing."""
    return Cell(YES, amount=1) if done else Cell()


def form(  # noqa: PLR0913 - all that makes a form, by keyword
    design: Design, head: Letterhead, *, day: date, said: Sequence[str], bands: Sequence[Band], tail: str = "",
    name: str = "",
) -> Form:
    """The form with its head and foot; `tail` makes its number unlike others of that day."""
    number = f"{mark_of(design.code)}{day:%Y%m%d}" + (f"-{tail[-5:].upper()}" if tail else "")
    return Form(
        design.code, number, design.title, name or design.title, tuple(filter(None, said)), head,
        tuple(bands), design.signatures, design.landscape,
    )
