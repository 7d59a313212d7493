"""Choose another person of the book: for a relation, or to merge."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import queries
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms import Field
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.rows import name_row
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.text_input import LineInput, composing

MOST = 8
Done = Callable[[Any], None]
Pick = Callable[[PersonName, dict[str, Any], Done, Callable[[UserError], None]], object]
"""pick(person, values, then, failed)"""


class PickPerson(Sheet):
    """A line, the people it finds, and what else is to be said; one primary button."""

    def __init__(  # noqa: PLR0913 - a dialog's whole description, most of it by keyword
        self, page: Page, title: str, pick: Pick, *, without: str, yes: str, fields: tuple[Field, ...] = (),
        hint: str = "",
    ) -> None:  # fmt: skip
        super().__init__(title, page, width=460)
        self.page, self._pick, self._without = page, pick, without
        self.people: list[PersonName] = []
        self.fields = fields
        self.input = LineInput(_("Name, pinyin or part of the phone number"), self)
        self.list = ListView(_("People"), self, compact=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setMinimumHeight(200)
        nobody = _("Nobody found. Try another part of the name, or add the person with Ctrl+N first.")
        self.none = Label(nobody, "muted", self)
        self.none.hide()
        self.problem = Label("", "error", self)
        self.problem.hide()
        if hint:
            self.body.addWidget(Label(hint, "muted", self))
        for widget in (self.input, self.list, self.none, *fields, self.problem):
            self.body.addWidget(widget)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(yes, primary=True)
        self.yes.setEnabled(False)
        self.yes.clicked.connect(self.choose)
        self.input.edited.connect(self._look)
        self.list.doubleClicked.connect(self.choose)
        self.input.setFocus()

    def _look(self, text: str) -> None:
        self.page.load(queries.names_like, text, limit=MOST + 1, then=self._show, key="pick person")

    def _show(self, people: list[PersonName]) -> None:
        self.people = [one for one in people if one.id != self._without][:MOST]
        self.list.show_rows([name_row(one) for one in self.people])
        self.none.setVisible(not self.people and bool(self.input.text().strip()))
        self.yes.setEnabled(bool(self.people))
        if self.people:
            self.list.setCurrentIndex(self.list.rows.index(0, 0))

    def choose(self) -> None:
        """Take the person under the mark."""
        person = next((one for one in self.people if one.id == self.list.picked_id()), None)
        if person is None or composing():
            return
        self.yes.setEnabled(False)
        self._pick(person, {field.name: field.value() for field in self.fields}, self.answered, self._refuse)

    def _refuse(self, problem: UserError) -> None:
        self.yes.setEnabled(True)
        self.problem.setText(str(problem))
        self.problem.show()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        number = self.list.currentIndex().row() + step
        if 0 <= number < self.list.rows.rowCount():
            self.list.setCurrentIndex(self.list.rows.index(number, 0))
