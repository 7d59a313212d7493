"""Plan a visit: when, what for, what to bring, with whom, where."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, format_day
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.contacts.records import ContactCard
from crm_desktop.features.touches.rules import clean_time
from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitPlan, VisitRecord
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.days import day_of
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.text_fields import LineField, ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 560
EDIT = "visit:"
"""Before the id of a visit in the argument: change this one."""


class VisitForm(Page):
    """The fields of a plan."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.day = ParsedField("due_on", _("Day"), day_of, self, show=date.isoformat, inline=False,
                               placeholder=_("For example 11-28, +3 or Friday"))  # fmt: skip
        self.time = ParsedField("due_at", _("Time"), _time, self, inline=False, placeholder="14:30")
        self.purpose = TextField("purpose", _("What for"), self, inline=False, lines=1)
        self.place = LineField("place", _("Where"), self, inline=False)
        self.people = LineField("people", _("Together with"), self, inline=False,
                                placeholder=_("Who comes along, whom we meet"))  # fmt: skip
        self.preparation = TextField("preparation", _("To bring"), self, inline=False, lines=2)
        when = QHBoxLayout()
        when.setSpacing(SCALE.m)
        when.addWidget(self.day, 2)
        when.addWidget(self.time, 1)
        whole = column(spacing=SCALE.s)
        whole.addLayout(when)
        for part in (self.purpose, self.place, self.people, self.preparation):
            whole.addWidget(part)
        self.setLayout(whole)

    def fields(self) -> tuple[Field, ...]:
        """Every field, in reading order."""
        return self.day, self.time, self.purpose, self.place, self.people, self.preparation

    def show_plan(self, values: dict[str, Any]) -> None:
        """Fill the fields."""
        for field in self.fields():
            field.set_value(values.get(field.name), force=True)

    def plan(self) -> VisitPlan:
        """What is typed. Raises InvalidInput."""
        values = {field.name: field.value() for field in self.fields()}
        if values["due_on"] is None:
            raise InvalidInput("due_on", _("Write the day of the visit, for example 11-28 or +3."))
        values["due_at"] = values["due_at"] or ""
        return VisitPlan(**values)


def _time(text: str) -> str:
    return clean_time("due_at", text)


class VisitDialog(Sheet):
    """The argument is a contact's id, "visit:" and a visit's id to change it, or nothing: then who is asked."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Plan a visit"), parent, width=WIDTH)
        self.services, self._contact, self._visit = services, "", ""
        self.picker = PersonPicker(services, self)
        self.form = VisitForm(services, self)
        self.name = Label("", "page-title", self)
        self.problem = Label("", "error", self)
        for part in (self.picker, self.name, self.form, self.problem):
            self.body.addWidget(part)
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Save"), primary=True)
        self.save.clicked.connect(self._save)
        self.picker.picked.connect(self.show_person)
        self._show_parts(person=False)
        if argument.startswith(EDIT):
            self._visit = argument.removeprefix(EDIT)
            self.form.load(queries.visit, self._visit, then=self._show_visit, failed=self._gone)
        elif argument:
            self.show_person(argument)
        else:
            self.picker.setFocus()

    def _show_parts(self, *, person: bool) -> None:
        self.picker.setVisible(not person)
        for part in (self.name, self.form, self.save):
            part.setVisible(person)
        self.problem.hide()

    def show_person(self, contact_id: str) -> None:
        """Plan with this person; the address is proposed as the place."""
        self._contact = contact_id
        self.form.load(contacts.card, contact_id, then=self._show_person, failed=self._gone)

    def _show_person(self, card: ContactCard) -> None:
        self._show_parts(person=True)
        self.name.setText(card.name)
        self.form.show_plan({"place": card.address or card.estate})
        self.form.day.input.setFocus()
        self.fit_soon()

    def _show_visit(self, visit: VisitRecord) -> None:
        self._contact = visit.contact_id
        self._show_parts(person=True)
        self.name.setText(visit.name)
        self.form.show_plan({field.name: getattr(visit, field.name) for field in self.form.fields()})
        self.form.day.input.setFocus()
        self.fit_soon()

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    def _save(self) -> None:
        if composing():
            return
        for field in self.form.fields():
            field.show_error("")
        try:
            plan = self.form.plan()
        except InvalidInput as wrong:
            self._failed(wrong)
            return
        self.save.setEnabled(False)
        command, subject = (commands.edit_visit, self._visit) if self._visit else (commands.plan_visit, self._contact)
        done = _("Visit with {name} {day}.").format(name=self.name.text(), day=format_day(plan.due_on, clock.today()))
        self.form.do(
            _("Plan a visit"), command, subject, plan, then=lambda _answer: self.accept(), failed=self._failed,
            done=done,
        )  # fmt: skip

    def _failed(self, problem: UserError) -> None:
        self.save.setEnabled(True)
        field = next((one for one in self.form.fields() if one.name == getattr(problem, "field", "")), None)
        if field is not None:
            field.show_error(str(problem))
            return
        self.problem.setText(str(problem))
        self.problem.show()
