"""Plan a visit: when, what for, what to bring, with whom, where."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_day
from crm_desktop.features.contacts.records import ContactCard
from crm_desktop.features.touches.rules import clean_time
from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitPlan, VisitRecord
from crm_desktop.ui.forms.days import day_of
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.text_fields import LineField, ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.person_sheet import PersonSheet
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import column

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


class VisitDialog(PersonSheet):
    """Plan a visit with somebody, or change the plan of one."""

    edits = EDIT
    form: VisitForm

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Plan a visit"), services, parent, width=WIDTH)
        self.begin(VisitForm(services, self), argument)

    @override
    def fields(self) -> tuple[Field, ...]:
        return self.form.fields()

    @override
    def fill(self, card: ContactCard) -> None:
        self.form.show_plan({"place": card.address or card.estate})
        self.form.day.input.setFocus()

    @override
    def read_record(self) -> None:
        self.form.load(queries.visit, self.record, then=self._show_visit, failed=self.gone)

    def _show_visit(self, visit: VisitRecord) -> None:
        self.show_person(visit.contact_id, visit.name, private=visit.private)
        self.form.show_plan({field.name: getattr(visit, field.name) for field in self.fields()})
        self.form.day.input.setFocus()

    @override
    def write(self) -> None:
        plan = self.form.plan()
        command, subject = (commands.edit_visit, self.record) if self.record else (commands.plan_visit, self.contact)
        done = _("Visit with {name} {day}.").format(name=self.name.text(), day=format_day(plan.due_on, clock.today()))
        self.form.do(
            _("Plan a visit"), command, subject, plan, then=self.written, failed=self.failed, done=done,
        )  # fmt: skip
