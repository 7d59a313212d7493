"""A tip given or received: with whom, about whom, when, and what came of it."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.contacts.records import ContactCard, PersonName
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import GIVEN, RECEIVED, NewTip, TipRecord
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.days import day_of
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.forms.text_fields import LineField, ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.network.tips_tab import EDIT
from crm_desktop.ui.people.person_sheet import PersonSheet
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

WIDTH = 520
OPEN = "open"


class TipForm(Page):
    """The fields; somebody of the book whose name is typed is offered as the person meant."""

    def __init__(self, services: Services, sheet: Sheet) -> None:
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


class TipDialog(PersonSheet):
    """Record a tip with a colleague or peer, or change one."""

    edits = EDIT
    form: TipForm

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Record a tip"), services, parent, width=WIDTH)
        self.begin(TipForm(services, self), argument, ask=_("With which colleague or peer?"))

    @override
    def fields(self) -> tuple[Field, ...]:
        return self.form.about, self.form.day

    @override
    def fill(self, card: ContactCard) -> None:
        self.form.about.input.setFocus()

    @override
    def read_record(self) -> None:
        self.form.load(queries.tip, self.record, then=self._show_tip, failed=self.gone)

    def _show_tip(self, tip: TipRecord) -> None:
        self.show_person(tip.partner, tip.partner_name, private=tip.private)
        self.form.show_tip(tip)
        self.form.outcome.setFocus()

    @override
    def write(self) -> None:
        self.form.do(
            _("Record a tip"), commands.record_tip, self.form.tip(self.contact), tip_id=self.record,
            then=self.written, failed=self.failed,
            done=_("The tip with {name} is kept.").format(name=self.name.text()),
        )  # fmt: skip
