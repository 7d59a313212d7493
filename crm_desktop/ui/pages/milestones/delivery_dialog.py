"""The car is handed over: what stands in its papers, and the days that come with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_date, format_number
from crm_desktop.features.contacts.rules import clean_day
from crm_desktop.features.customers.records import NewVehicle
from crm_desktop.features.customers.rules.vehicles import clean_plate, clean_vin, plate_warning, vin_warning
from crm_desktop.features.milestones import commands, rules
from crm_desktop.features.milestones.records import Event, EventSheet
from crm_desktop.features.referrals.queries import coaching
from crm_desktop.features.referrals.records import Coaching
from crm_desktop.ui.forms import Field, LineField, NumberField, ParsedField, TextField
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.pages.milestones.event_dialog import Deed, EventDialog
from crm_desktop.ui.people.archive.days import day_typed, past_day
from crm_desktop.ui.widgets.card import Label

DAYS = ("insurance_until", "inspection_until", "maintenance_on")
CAR = ("brand", "model", "trim", "colour", "plate", "vin", "mileage", "insurer", *DAYS, "maintenance_km")


class DeliveryDialog(EventDialog):
    """All is proposed where the purchase is known: one Enter does it."""

    happens = Event.DELIVER
    columns: ClassVar[int] = 4
    wide: ClassVar[int] = 840
    asks_promises: ClassVar[bool] = True

    @override
    def heading(self) -> str:
        return _("The car was handed over")

    @override
    def verb(self) -> str:
        return _("Delivered")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        self.odd = Label("", "muted", self)
        self.odd.hide()
        self.ask_next = CheckField("ask_next", _("Then ask for a referral: the joy is fresh"), self, inline=False)
        self.ask_next.hide()
        self.form.load(coaching, sheet.contact_id, then=self._offer_ask, key="ask")
        day = past_day("delivered_on", _("Delivered on"))
        vin = ParsedField("vin", _("VIN"), clean_vin, self, inline=False, placeholder=_("17 letters and digits"))
        plate = ParsedField("plate", _("Plate"), clean_plate, self, inline=False, placeholder="沪A12345")
        vin.empty = plate.empty = ""
        fields: list[Field] = [
            day, self._line("brand", _("Brand")), self._line("model", _("Car model")), self._line("trim", _("Trim")),
            self._line("colour", _("Colour")), plate, vin,
            NumberField("mileage", _("Mileage (km)"), self, inline=False), self._line("insurer", _("Insurer")),
            _day("insurance_until", _("Insured until")), _day("inspection_until", _("Inspection until")),
            _day("maintenance_on", _("First service on")),
            NumberField("maintenance_km", _("First service at (km)"), self, inline=False),
            TextField("note", _("How it went"), self, inline=False, lines=1),
        ]  # fmt: skip
        self._propose(fields, sheet.car)
        day.input.edited.connect(self._count_anew)
        for field in (vin, plate):
            field.input.edited.connect(self._look)
        return fields

    def _line(self, name: str, label: str) -> LineField:
        return LineField(name, label, self, inline=False)

    def _propose(self, fields: Sequence[Field], car: NewVehicle) -> None:
        self._proposed = {name: getattr(car, name) for name in DAYS}
        for field in fields:
            if field.name in CAR:
                field.set_value(getattr(car, field.name), force=True)

    def _count_anew(self, _text: str = "") -> None:
        """Another day of the delivery: the days that hang on it follow, unless somebody has changed them."""
        sheet = self.sheet
        try:
            day = self.fields["delivered_on"].value()
        except InvalidInput:
            return
        if sheet is None or not isinstance(day, date):
            return
        car = rules.proposed_car(sheet.deal, day, terms=sheet.terms, shop=sheet.shop)
        for name in DAYS:
            field = self.fields[name]
            try:
                untouched = field.value() == self._proposed[name]
            except InvalidInput:
                continue
            if untouched:
                field.set_value(getattr(car, name), force=True)
                self._proposed[name] = getattr(car, name)

    def _look(self, _text: str = "") -> None:
        odd = []
        for name, warn in (("vin", vin_warning), ("plate", plate_warning)):
            try:
                odd.append(warn(self.fields[name].value()))
            except InvalidInput:
                odd.append("")  # said when it is saved: half a VIN is not wrong while it is typed
        self.odd.setText("\n".join(filter(None, odd)))
        if self.odd.isVisible() != any(odd):
            self.odd.setVisible(any(odd))
            self.fit_soon()

    @override
    def lay_out(self, fields: Sequence[Field]) -> None:
        super().lay_out(fields)
        self.add_part(self.odd)
        self.add_part(self.ask_next)

    def _offer_ask(self, found: Coaching) -> None:
        """Whoever may be asked is asked next, unless the tick is taken away."""
        if not found.blocks:
            self.ask_next.set_value(True, force=True)
            self.ask_next.show()
            self.fit_soon()

    @override
    def _saved(self, result: object) -> None:
        super()._saved(result)
        if self.ask_next.value():
            self.services.signals.run_action.emit("ask_referral", self.subject.contact_id)

    @override
    def first(self) -> QWidget | None:
        return None if self.sheet and self.sheet.car.model else self.fields["model"]

    @override
    def explain(self, sheet: EventSheet) -> str:
        terms = sheet.terms
        where = _("by the catalogue") if terms.from_catalogue else _("by the shop's rule")
        service = _("First service {where}: {months} months or {km} km, whichever comes first.").format(
            where=where, months=terms.months, km=format_number(terms.km)
        )
        return service + "\n" + _("The selling follow-ups stop; the calls after the delivery begin.")

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        day = values["delivered_on"]
        car = replace(
            sheet.car, delivered_on=day, bought_on=min(sheet.car.bought_on or day, day),
            **{name: values[name] for name in CAR},
        )  # fmt: skip
        deal = sheet.deal.id if sheet.deal else ""
        return commands.deliver, {"deal": deal, "on": day, "car": car, "note": values["note"]}

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("The delivery to {name} is noted. The selling follow-ups stop.").format(name=sheet.name)


def _day(name: str, label: str) -> ParsedField:
    return ParsedField(name, label, partial(_any_day, name), show=format_date, inline=False, placeholder="2026-11-22")


def _any_day(name: str, text: str) -> Any:
    try:
        return clean_day(name, text)
    except InvalidInput:
        return day_typed(text)
