"""Fields of a dialog that are read together, and told together what is wrong with one of them."""

from collections.abc import Iterable
from typing import Any

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.ui.forms.field import Field


def clear_errors(fields: Iterable[Field]) -> None:
    """Nothing is wrong any more."""
    for field in fields:
        field.show_error("")


def read_all(fields: Iterable[Field]) -> dict[str, Any] | None:
    """What is typed, by the fields' names; None when one cannot be understood: the reason stands under that one."""
    found: dict[str, Any] = {}
    for field in fields:
        field.show_error("")
        try:
            found[field.name] = field.value()
        except InvalidInput as wrong:
            field.show_error(str(wrong))
            field.setFocus()
            return None
    return found


def told_by_field(fields: Iterable[Field], problem: UserError) -> bool:
    """Whether one of the fields is what a problem is about: it says so then, and has the keys."""
    about = getattr(problem, "field", "")
    field = next((one for one in fields if one.name == about), None)
    if field is not None:
        field.show_error(str(problem))
        field.setFocus()
    return field is not None
