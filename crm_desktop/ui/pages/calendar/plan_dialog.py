"""Plan a contact on a day of the calendar: with whom, when, how and what for."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.calendar import commands
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches.records import NextFollowUp
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms import ChoiceField, LineField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.days import future_day
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.calendar_items import time_text
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.text_input import composing

NOTE = "note"


class PlanDialog(Sheet):
    """First the person, then the rest; Enter plans."""

    def __init__(self, page: Page, shop: ShopRules, day: date, minute: int, person: str = "") -> None:
        super().__init__(_("Plan a contact"), page, width=520)
        self.page, self._contact = page, ""
        self.picker = PersonPicker(page.services, self)
        self.name = Label("", "strong", self)
        self.day = future_day("due_on", _("Day"))
        self.time = LineField(
            "due_at", _("Time of an appointment"), self, inline=False, placeholder=_("For example 15:30, or empty")
        )
        kinds = [(one.code, one.label) for one in shop.touch_kinds if one.code != NOTE]
        self.kind = ChoiceField("kind", _("Kind"), kinds, self, inline=False, none=None)
        self.purpose = TextField("purpose", _("What for"), self, inline=False, lines=1)
        self.day.set_value(day, force=True)
        self.time.set_value(time_text(minute) if minute >= 0 else "", force=True)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self._build()
        self.picker.picked.connect(self.choose)
        self.yes.clicked.connect(self.plan)
        self._show_person(chosen=False)
        if person:
            self.choose(person)
        else:
            self.picker.setFocus()

    def _build(self) -> None:
        when = QHBoxLayout()
        when.setSpacing(SCALE.m)
        when.addWidget(self.day, 1)
        when.addWidget(self.time, 1)
        self.body.addWidget(self.picker)
        self.body.addWidget(self.name)
        self.body.addLayout(when)
        self.body.addWidget(self.kind)
        self.body.addWidget(self.purpose)
        self.body.addWidget(self.problem)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(_("Plan"), primary=True)

    def _show_person(self, *, chosen: bool) -> None:
        self.picker.setVisible(not chosen)
        for part in (self.name, self.kind, self.purpose):
            part.setVisible(chosen)
        self.yes.setEnabled(chosen)
        self.fit_soon()

    def choose(self, contact_id: str) -> None:
        """With this person."""
        self._contact = contact_id
        self.page.load(contacts.card, contact_id, then=self._chosen, failed=self._refuse)

    def _chosen(self, card: object) -> None:
        self.name.setText(getattr(card, "name", ""))
        self._show_person(chosen=True)
        self.purpose.setFocus()

    def plan(self) -> None:
        """Write it down."""
        if composing() or not self._contact:
            return
        try:
            day, at = self.day.value(), str(self.time.value())
        except InvalidInput as problem:
            self._refuse(problem)
            return
        if day is None:
            self.day.show_error(_("Write the day of the next contact, for example 11-28 or +3."))
            return
        plan = NextFollowUp(day, at, str(self.kind.value()), str(self.purpose.value()))
        self.yes.setEnabled(False)
        self.page.do(
            _("Plan a contact"), commands.plan_follow_up, self._contact, plan, then=self._planned, failed=self._refuse,
            done=_("Planned for {day}.").format(day=format_date(day, year=False)),
        )  # fmt: skip

    def _planned(self, _id: object) -> None:
        self.accept()

    def _refuse(self, problem: UserError) -> None:
        self.yes.setEnabled(bool(self._contact))
        for field in (self.day, self.time, self.kind, self.purpose):
            field.show_error(str(problem) if field.name == getattr(problem, "field", "") else "")
        own = getattr(problem, "field", "") in ("due_on", "due_at", "kind", "purpose", "day")
        self.problem.setText("" if own else str(problem))
        self.problem.setVisible(not own)
        self.fit_soon()

