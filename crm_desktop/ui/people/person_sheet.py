"""A dialog about one person, of a list or still to be chosen: first who, then the form, then Save."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QPushButton, QWidget

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import queries
from crm_desktop.features.contacts.records import ContactCard
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms import Field, clear_errors, told_by_field
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import ElidedLabel, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.text_input import composing


class PersonSheet(Sheet):
    """Subclasses give it a form and say how to fill, read and save it.

    The argument is a contact's id, `edits` and the id of a record to change, or nothing: then who is asked.
    """

    edits: ClassVar[str]
    """Before the id of a record in the argument: change this one."""

    def __init__(self, title: str, services: Services, parent: QWidget | None, *, width: int) -> None:
        super().__init__(title, parent, width=width)
        self.services, self.contact, self.record = services, "", ""
        self.ask = Label("", "strong", self)
        self.picker = PersonPicker(services, self)
        self.name, self.private = ElidedLabel("", "page-title", self), PillLabel("", Tone.MUTED, self)
        self.problem = Label("", "error", self)
        self.form: Page
        self.save: QPushButton

    def begin(self, form: Page, argument: str, *, ask: str = "") -> None:
        """Lay out the parts around this form, and ask who it is unless that is known."""
        self.form = form
        self.ask.setText(ask)
        self.body.addWidget(self.ask)
        self.body.addWidget(self.picker)
        self.body.addLayout(row(self.name, self.private, None, spacing=SCALE.m))
        self.body.addWidget(form)
        self.body.addWidget(self.problem)
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Save"), primary=True)
        self.save.clicked.connect(self._save)
        self.picker.picked.connect(self.choose)
        self._show_parts(person=False)
        if argument.startswith(self.edits):
            self.record = argument.removeprefix(self.edits)
            self.read_record()
        elif argument:
            self.choose(argument)
        else:
            self.picker.setFocus()

    # What a subclass says ---------------------------------------------------------------------------------------------

    def fields(self) -> Sequence[Field]:
        """Where a reason can stand under what was typed."""
        raise NotImplementedError

    def read_record(self) -> None:
        """Load the record to change; then `show_person` and its values."""
        raise NotImplementedError

    def fill(self, card: ContactCard) -> None:
        """Propose what is known of the person who was chosen, and set the focus."""
        raise NotImplementedError

    def write(self) -> None:
        """Hand over what is typed, with `failed`. Raises InvalidInput."""
        raise NotImplementedError

    # Who --------------------------------------------------------------------------------------------------------------

    def choose(self, contact_id: str) -> None:
        """It is about this person."""
        self.contact = contact_id
        self.form.load(queries.card, contact_id, then=self._chosen, failed=self.gone)

    def _chosen(self, card: ContactCard) -> None:
        self.show_person(card.id, card.name, private=card.private)
        self.fill(card)

    def show_person(self, contact_id: str, name: str, *, private: bool) -> None:
        """The form, under the name; who stays on this laptop is marked."""
        self.contact = contact_id
        self._show_parts(person=True)
        self.name.setText(name)
        self.private.show_pill(_("Private") if private else "")
        self.fit_soon()

    def _show_parts(self, *, person: bool) -> None:
        self.ask.setVisible(not person and bool(self.ask.text()))
        self.picker.setVisible(not person)
        for part in (self.name, self.form, self.save):
            part.setVisible(person)
        self.problem.hide()

    def gone(self, problem: UserError) -> None:
        """What it is about is no longer here."""
        self.services.notices.error(problem)
        self.reject()

    # Saving -----------------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if composing():
            return
        clear_errors(self.fields())
        self.problem.hide()
        self.save.setEnabled(False)
        try:
            self.write()
        except InvalidInput as wrong:
            self.failed(wrong)

    def written(self, _answer: object) -> None:
        """It is kept."""
        self.accept()

    def failed(self, problem: UserError) -> None:
        """It was not kept: say why, under its field where it has one."""
        self.save.setEnabled(True)
        if told_by_field(self.fields(), problem):
            return
        self.problem.setText(str(problem))
        self.problem.show()
