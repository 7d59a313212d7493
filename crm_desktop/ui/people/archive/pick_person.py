"""Choose another person of the book: for a relation, or to merge."""

from collections.abc import Callable
from typing import Any

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms import Field
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.person_picker import PeopleFound
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.text_input import composing

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
        self._pick = pick
        self.fields = fields
        self.people = PeopleFound(page.services, self, without=without)
        self.problem = Label("", "error", self)
        self.problem.hide()
        if hint:
            self.body.addWidget(Label(hint, "muted", self))
        for widget in (self.people, *fields, self.problem):
            self.body.addWidget(widget)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(yes, primary=True)
        self.yes.setEnabled(False)
        self.yes.clicked.connect(self.choose)
        self.people.found.connect(self.yes.setEnabled)
        self.people.list.doubleClicked.connect(self.choose)
        self.people.setFocus()

    def choose(self) -> None:
        """Take the person under the mark."""
        person = self.people.person()
        if person is None or composing():
            return
        self.yes.setEnabled(False)
        self._pick(person, {field.name: field.value() for field in self.fields}, self.answered, self._refuse)

    def _refuse(self, problem: UserError) -> None:
        self.yes.setEnabled(True)
        self.problem.setText(str(problem))
        self.problem.show()
