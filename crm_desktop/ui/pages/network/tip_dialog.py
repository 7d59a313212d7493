"""A tip given or received: with whom, about whom, when, and what came of it."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.contacts.records import ContactCard, PersonName
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import GIVEN, RECEIVED, NewTip, TipRecord
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.days import day_of
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.forms.text_fields import LineField, ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.network.tips_tab import EDIT
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 520
OPEN = "open"


class TipForm(Page):
    """The fields; somebody of the book whose name is typed is offered as the person meant."""

    def __init__(self, services: Services, sheet: "TipDialog") -> None:
        super().__init__(services, sheet)
        self._sheet = sheet
        self._meant: PersonName | None = None
        self.direction = ChoiceChips(_("Which way"), self, numbered=True)
        self.direction.offer([(RECEIVED, _("Received")), (GIVEN, _("Given"))], chosen=RECEIVED)
        self.about = LineField("about_name", _("About whom"), self, inline=False,
                               placeholder=_("A name, or a word about the person"))  # fmt: skip
        self.link = CheckField("link", "", self, inline=False)
        self.link.hide()
        self.day = ParsedField("day", _("Day"), day_of, self, show=date.isoformat, inline=False)
        self.outcome = ChoiceChips(_("What came of it"), self)
        self.note = TextField("note", _("Note"), self, inline=False, lines=2)
        whole = column(
            self.direction, self.about, self.link, self.day, Label(_("What came of it"), "muted", self), self.outcome,
            self.note, spacing=SCALE.s,
        )  # fmt: skip
        self.setLayout(whole)
        self.day.set_value(clock.today(), force=True)
        self.about.edited.connect(self._look)
        self.load(shop_rules, then=self._show_shop)

    def _show_shop(self, shop: ShopRules) -> None:
        outcomes = [(one.code, one.label) for one in shop.tip_outcomes]
        self.outcome.offer([(OPEN, _("No result yet")), *outcomes], chosen=self.outcome.code() or OPEN)
        self._sheet.fit_soon()

    def _look(self) -> None:
        name = self.about.input.text().strip()
        self.load(contacts.names_like, name, limit=2, then=self._offer, key="about")

    def _offer(self, people: list[PersonName]) -> None:
        name = self.about.input.text().strip()
        same = [one for one in people if one.name.casefold() == name.casefold()]
        self._show_meant(same[0] if len(same) == 1 else None)

    def _show_meant(self, person: PersonName | None) -> None:
        self._meant = person
        self.link.setVisible(person is not None)
        if person is not None:
            who = " · ".join(filter(None, (person.name, person.phone, person.subtitle)))
            self.link.input.setText(_("In the book: {who}").format(who=who))
            self.link.set_value(True, force=True)
        self._sheet.fit_soon()

    def show_tip(self, tip: TipRecord) -> None:
        """Fill the fields of one to be changed."""
        self.direction.put(tip.direction)
        self.about.set_value(tip.about_name, force=True)
        self.day.set_value(tip.day, force=True)
        self.outcome.put(tip.outcome or OPEN)
        self.note.set_value(tip.note, force=True)
        self._show_meant(PersonName(tip.about, tip.about_name) if tip.about else None)

    def tip(self, partner: str) -> NewTip:
        """What is typed. Raises InvalidInput."""
        values: dict[str, Any] = {field.name: field.value() for field in (self.about, self.day, self.note)}
        meant = self._meant.id if self._meant is not None and self.link.value() else ""
        outcome = self.outcome.code()
        return NewTip(
            partner, self.direction.code(), values["day"] or clock.today(), about=meant,
            about_name=values["about_name"], outcome="" if outcome == OPEN else outcome, note=values["note"],
        )  # fmt: skip


class TipDialog(Sheet):
    """The argument is a contact's id, "tip:" and a tip's id to change it, or nothing: then who is asked."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Record a tip"), parent, width=WIDTH)
        self.services, self._partner, self._tip = services, "", ""
        self.ask = Label(_("With which colleague or peer?"), "strong", self)
        self.picker = PersonPicker(services, self)
        self.name = Label("", "page-title", self)
        self.form = TipForm(services, self)
        self.problem = Label("", "error", self)
        for part in (self.ask, self.picker, self.name, self.form, self.problem):
            self.body.addWidget(part)
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Save"), primary=True)
        self.save.clicked.connect(self._save)
        self.picker.picked.connect(self.show_person)
        self._show_parts(person=False)
        if argument.startswith(EDIT):
            self._tip = argument.removeprefix(EDIT)
            self.form.load(queries.tip, self._tip, then=self._show_tip, failed=self._gone)
        elif argument:
            self.show_person(argument)
        else:
            self.picker.setFocus()

    def _show_parts(self, *, person: bool) -> None:
        asking: tuple[QWidget, ...] = (self.ask, self.picker)
        filling: tuple[QWidget, ...] = (self.name, self.form, self.save)
        for part in asking:
            part.setVisible(not person)
        for part in filling:
            part.setVisible(person)
        self.problem.hide()

    def show_person(self, contact_id: str) -> None:
        """Whose tip it is, or who got it."""
        self._partner = contact_id
        self.form.load(contacts.card, contact_id, then=self._show_person, failed=self._gone)

    def _show_person(self, card: ContactCard) -> None:
        self._show_parts(person=True)
        self.name.setText(card.name)
        self.form.about.input.setFocus()
        self.fit_soon()

    def _show_tip(self, tip: TipRecord) -> None:
        self._partner = tip.partner
        self._show_parts(person=True)
        self.name.setText(tip.partner_name)
        self.form.show_tip(tip)
        self.form.outcome.setFocus()
        self.fit_soon()

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    def _save(self) -> None:
        if composing():
            return
        for field in (self.form.about, self.form.day):
            field.show_error("")
        try:
            tip = self.form.tip(self._partner)
        except InvalidInput as wrong:
            self._failed(wrong)
            return
        self.save.setEnabled(False)
        self.form.do(
            _("Record a tip"), commands.record_tip, tip, tip_id=self._tip, then=lambda _answer: self.accept(),
            failed=self._failed, done=_("The tip with {name} is kept.").format(name=self.name.text()),
        )  # fmt: skip

    def _failed(self, problem: UserError) -> None:
        self.save.setEnabled(True)
        fields = {field.name: field for field in (self.form.about, self.form.day)}
        field = fields.get(getattr(problem, "field", ""))
        if field is not None:
            field.show_error(str(problem))
            return
        self.problem.setText(str(problem))
        self.problem.show()
