"""The shop's own fields, and what an import brought along that has no field of ours."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands
from crm_desktop.features.settings.records import CustomField
from crm_desktop.ui.forms import CheckField, ChoiceField, Field, Form, LineField, NumberField, ParsedField
from crm_desktop.ui.people.archive.days import day_typed
from crm_desktop.ui.people.archive.part import ArchivePage, FieldGrid, Part, saving_form
from crm_desktop.ui.people.archive.reading import Shown


class OwnFieldsCard(Part):
    """Fields are made once for each name that is met; those of others stay hidden."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Own fields"), page)
        self.form = saving_form(page, self._deed)
        self.grid = FieldGrid(self)
        self.body.addWidget(self.grid)
        self.setVisible(False)

    @staticmethod
    def _deed(subject: str, field: str, value: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _set, (subject, field, _as_text(value))

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        known = {field.code: field for field in data.fields}
        values = {custom.field: custom.value for custom in data.archive.card.customs}
        by_label = {field.label: field.code for field in data.fields}
        shown = {by_label.get(name, name): value for name, value in values.items()}
        for name in dict.fromkeys([*known, *shown]):
            if name not in self.form.fields:
                field = _field(known.get(name) or CustomField(name, name))
                self.grid.add(self.form.add(field))
        for name, field in self.form.fields.items():
            field.setVisible(name in known or name in shown)
        self.grid.settle()
        everything = {name: _of_text(self.form.fields[name], shown.get(name, "")) for name in self.form.fields}
        self.form.show_values(data.id, everything)
        self.setVisible(bool(known or shown))

    @override
    def forms(self) -> Iterable[Form]:
        return (self.form,)

    @override
    def field(self, name: str) -> QWidget | None:
        return self.form.fields.get(name) if self.isVisible() else None


def _set(session: Any, contact_id: str, field: str, value: str) -> None:
    commands.set_custom_value(session, contact_id, field, value=value)


def _field(of: CustomField) -> Field:
    if of.kind == "number":
        return NumberField(of.code, of.label, least=-9_999_999)
    if of.kind == "date":
        return ParsedField(of.code, of.label, day_typed, show=lambda day: day.isoformat())
    if of.kind == "choice":
        return ChoiceField(of.code, of.label, [(choice, choice) for choice in of.choices])
    if of.kind == "yes_no":
        return CheckField(of.code, of.label)
    return LineField(of.code, of.label, longest=2000)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _of_text(field: Field, text: str) -> Any:
    if isinstance(field, NumberField):
        return int(text) if text.lstrip("-").isdecimal() else None
    if isinstance(field, CheckField):
        return text == "1"
    if isinstance(field, ParsedField):
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None
    return text
