"""About the person: who he is, how we know him, what he agreed to; every field saves itself."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.contacts.rules import clean_day
from crm_desktop.features.customers import commands
from crm_desktop.ui.forms import CheckField, ChoiceField, Field, Form, LineField, ParsedField, StarsField, TextField
from crm_desktop.ui.people.archive.needs_card import offer
from crm_desktop.ui.people.archive.part import ArchivePage, FieldGrid, Part, align, pairs, saving_form
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import Label, line

LISTS = {"gender": "genders", "ring": "rings", "occasion": "occasions", "source": "sources", "consent": "consents",
         "how_known": "how_known"}
_OF_CUSTOMERS = ("decision_maker", "opened_on")


class FactsCard(Part):
    """Three blocks: identity, how we know each other, consent."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("About the person"), page)
        self.form = saving_form(page, self._deed)
        self.identity, self.relation, self.consent = FieldGrid(self), FieldGrid(self), FieldGrid(self)
        self.verified = Label("", "faint", self, fills=True)
        self._build()

    def _build(self) -> None:
        birthday = ParsedField("birthday", _("Birthday"), _birthday, show=lambda day: day.label())
        birthday.input.setToolTip(_("For example 1985-08-15, 8-15 or 农历六月十五"))
        identity: tuple[tuple[Field, bool], ...] = (
            (LineField("nickname", _("Nickname")), False), (ChoiceField("gender", _("Gender"), []), False),
            (birthday, False), (LineField("job", _("Job")), False), (LineField("company", _("Company")), True),
            (LineField("estate", _("Estate")), True), (LineField("address", _("Address")), True),
            (LineField("decision_maker", _("Decided by")), False), (TextField("family", _("Family"), lines=1), True),
            (TextField("preferences", _("Preferences"), lines=1), True),
            (TextField("note", _("Note"), lines=2), True),
        )  # fmt: skip
        relation: tuple[Field, ...] = (
            ChoiceField("source", _("Source"), []), ChoiceField("occasion", _("Occasion"), []),
            ChoiceField("ring", _("Ring"), []), ChoiceField("how_known", _("How known"), []),
            StarsField("closeness", _("Closeness"), sign="heart"),
            _day_field("met_on", _("Met on")), _day_field("opened_on", _("Opened on")),
        )  # fmt: skip
        for field, wide in identity:
            self.identity.add(self.form.add(field), wide=wide)
        for field in relation:
            self.relation.add(self.form.add(field))
        self.consent.add(self.form.add(ChoiceField("consent", _("Consent"), [])))
        self.consent.add(self.form.add(CheckField("do_not_contact", _("Do not contact any more"))), wide=True)
        align(self.identity, self.relation, self.consent)
        for part in (self.identity, line(self), self.relation, line(self), self.consent, self.verified):
            self.body.addWidget(part)

    @staticmethod
    def _deed(subject: str, field: str, value: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        if field == "ring":
            value = int(value) if value else None
        elif field == "closeness":
            value = value or None
        return commands.set_field, (subject, field, value)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        card, part = data.archive.card, data.archive.customer
        for name, choices in LISTS.items():
            field = self.form.fields[name]
            assert isinstance(field, ChoiceField)
            offer(field, pairs(data.shop.choices(choices)))
        names = set(self.form.fields) - set(_OF_CUSTOMERS)
        values = {name: getattr(card, name) for name in names}
        values["ring"] = "" if card.ring is None else str(card.ring)
        values["decision_maker"] = part.decision_maker if part else ""
        values["opened_on"] = part.opened_on if part else None
        self.form.show_values(card.id, values)
        for name in _OF_CUSTOMERS:
            self.form.fields[name].setVisible(part is not None)
        self.identity.settle()
        self.relation.settle()
        words = [_("Added on {day}").format(day=format_date(card.created.date()))]
        if card.consent and card.consent_on:
            words.append(_("Consent noted on {day}").format(day=format_date(card.consent_on)))
        if card.verified_on:
            words.append(_("Checked on {day}").format(day=format_date(card.verified_on)))
        self.verified.setText(" · ".join(words))

    @override
    def forms(self) -> Iterable[Form]:
        return (self.form,)

    @override
    def field(self, name: str) -> QWidget | None:
        other = {"home": "estate"}.get(name, name)
        return self.form.fields.get(other)


def _birthday(text: str) -> PartialDate | None:
    return PartialDate.parse(text)


def _day_field(name: str, label: str) -> ParsedField:
    def parse(text: str) -> object:
        try:
            return clean_day(name, text)
        except InvalidInput:
            raise InvalidInput(name, _("This is not a day. Write it like 2026-11-22.")) from None

    return ParsedField(name, label, parse, show=format_date)
