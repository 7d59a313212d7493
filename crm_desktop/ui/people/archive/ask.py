"""A small dialog: a few fields and one button; what is refused is said under its field, and nothing typed is lost."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms import Field, read_all, told_by_field
from crm_desktop.ui.page import Page
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.text_input import composing

Save = Callable[[dict[str, Any], Callable[[Any], None], Callable[[UserError], None]], object]
"""save(values, then, failed): call `then(result)` once it is written, `failed(problem)` if not."""


class Ask(Sheet):
    """Opened by `open()`; closes by itself once it is saved.

    It may be closed before the answer comes: what was handed over is written all the same, and a refusal is told then.
    """

    def __init__(  # noqa: PLR0913 - a dialog's whole description, three of it by keyword
        self, title: str, fields: Sequence[Field], save: Save, parent: QWidget | None, *, yes: str = "",
        hint: str = "", width: int = 460,
    ) -> None:  # fmt: skip
        super().__init__(title, parent, width=width)
        self.fields = {field.name: field for field in fields}
        self._save = save
        self._notices = parent.notices if isinstance(parent, Page) else None
        self.problem = Label("", "error", self)
        self.problem.hide()
        if hint:
            self.body.addWidget(Label(hint, "muted", self))
        self.lay_out(fields)
        self.body.addWidget(self.problem)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(yes or _("Save"), primary=True)
        self.yes.clicked.connect(self.save)
        if fields:
            fields[0].setFocus()

    def lay_out(self, fields: Sequence[Field]) -> None:
        """Place the fields: one below the other."""
        for field in fields:
            self.body.addWidget(field)

    def values(self) -> dict[str, Any] | None:
        """What is typed; None when something cannot be understood (the reason is under it)."""
        return read_all(self.fields.values())

    def save(self) -> None:
        """Hand it over."""
        values = None if composing() else self.values()
        if values is None:
            return
        self.yes.setEnabled(False)
        self.problem.hide()
        self._save(values, self._saved, self.refuse)

    def _saved(self, _result: object) -> None:
        if isValid(self):
            self.accept()

    def refuse(self, problem: UserError) -> None:
        """It was not saved: say why."""
        if not isValid(self):
            if self._notices is not None:
                self._notices.error(problem)
            return
        self.yes.setEnabled(True)
        if not told_by_field(self.fields.values(), problem):
            self.problem.setText(str(problem))
            self.problem.show()
