"""A form: the fields of one record, saved one by one as they are finished."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from crm_desktop.base.errors import UserError
from crm_desktop.ui.forms.field import Field

F = TypeVar("F", bound=Field)

Save = Callable[[str, str, Any, Callable[[], None], Callable[[UserError], None]], object]
"""save(record id, field name, value, then, failed): call `then()` once it is written, `failed(problem)` if not."""


class Form(QObject):
    """Fields by name. The form knows whose they are: what was typed for one person is never saved at another."""

    def __init__(self, save: Save, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.subject = ""
        self._save = save

    def add(self, field: F) -> F:
        """Take a field in; returns it, to be laid out."""
        self.fields[field.name] = field
        field.committed.connect(partial(self._send, field))
        return field

    def show_values(self, subject: str, values: Mapping[str, Any]) -> None:
        """Show this record. Another one than before: what is open is saved to the old one first."""
        other = subject != self.subject
        if other:
            self.flush()
            self.subject = subject
        for name, field in self.fields.items():
            if name in values:
                field.set_value(values[name], force=other)

    def _send(self, field: Field, value: Any) -> None:
        self._save(
            self.subject, field.name, value, partial(self._confirm, self.subject, field, value),
            partial(self._refuse, self.subject, field, value),
        )  # fmt: skip

    def _confirm(self, subject: str, field: Field, value: Any) -> None:
        if subject == self.subject:
            field.confirm(value)

    def _refuse(self, subject: str, field: Field, value: Any, problem: UserError) -> None:
        if subject == self.subject:
            field.refuse(value, problem)

    def flush(self) -> bool:
        """Hand over everything typed; False when a field cannot be understood."""
        refused = [field for field in self.fields.values() if not field.commit()]
        return not refused

    def give_up(self) -> None:
        """Whose it was is gone: nothing typed is handed over any more. The caller has said what is lost."""
        self.subject = ""
        for field in self.fields.values():
            field.give_up()

    @property
    def is_dirty(self) -> bool:
        """Whether something typed is not handed over yet."""
        return any(field.is_dirty for field in self.fields.values())
