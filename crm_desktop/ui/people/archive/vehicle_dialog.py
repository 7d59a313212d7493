"""One car: what is written on its papers, and the days that come with it."""

from collections.abc import Sequence
from dataclasses import astuple
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.catalogue import queries as catalogue
from crm_desktop.features.catalogue.records import CatalogueWords
from crm_desktop.features.contacts.rules import clean_day
from crm_desktop.features.customers import commands
from crm_desktop.features.customers.records import NewVehicle, VehicleRecord
from crm_desktop.features.customers.rules.vehicles import clean_plate, clean_vin, plate_warning, vin_warning
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.forms import CheckField, ChoiceField, Field, LineField, NumberField, ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.days import day_typed
from crm_desktop.ui.people.archive.part import ArchivePage, pairs
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label

COLUMNS = 3


class VehicleDialog(Ask):
    """VIN and plate are checked while they are typed: what is impossible is refused, what is odd is pointed out."""

    def __init__(self, page: ArchivePage, contact_id: str, shop: ShopRules, car: VehicleRecord | None) -> None:
        self.page, self.contact, self.car = page, contact_id, car
        self.hint = Label("", "muted")
        self.vin = ParsedField("vin", _("VIN"), clean_vin, inline=False, placeholder=_("17 letters and digits"))
        self.vin.empty = ""
        self.plate = ParsedField("plate", _("Plate"), clean_plate, inline=False, placeholder="沪A12345")
        self.plate.empty = ""
        fields: list[Field] = [
            ChoiceField("kind", _("Whose"), pairs(shop.vehicle_kinds), inline=False, none=None),
            LineField("brand", _("Brand"), inline=False), LineField("model", _("Car model"), inline=False),
            LineField("trim", _("Trim"), inline=False), LineField("colour", _("Colour"), inline=False),
            self.plate, self.vin, NumberField("mileage", _("Mileage (km)"), inline=False),
            _day("bought_on", _("Bought on")), _day("delivered_on", _("Delivered on")),
            _day("insurance_until", _("Insured until")), LineField("insurer", _("Insurer"), inline=False),
            _day("inspection_until", _("Inspection until")), _day("maintenance_on", _("Next maintenance")),
            NumberField("maintenance_km", _("Next maintenance at (km)"), inline=False),
            CheckField("sold_by_us", _("Sold by us"), inline=False),
            TextField("note", _("Note"), inline=False, lines=1),
        ]  # fmt: skip
        super().__init__(_("Car") if car else _("Add a car"), fields, self._write, page, width=720)
        self.body.insertWidget(self.body.count() - 1, self.hint)
        self.hint.hide()
        known = car or NewVehicle()
        for field in fields:
            field.set_value(getattr(known, field.name), force=True)
        for field in (self.vin, self.plate):
            field.input.edited.connect(self._look)
        self._look()
        self.fields["brand"].setFocus()
        asking = Page(page.services, self)  # its answer goes nowhere when the dialog is gone
        asking.hide()
        asking.load(catalogue.words, then=self._complete)

    def _complete(self, words: CatalogueWords) -> None:
        for name, known in zip(("brand", "model", "trim", "colour"), astuple(words), strict=True):
            field = self.fields[name]
            assert isinstance(field, LineField)
            field.complete(known)

    def lay_out(self, fields: Sequence[Field]) -> None:
        """Several beside each other, so that all fit on a small screen."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(SCALE.m)
        grid.setVerticalSpacing(SCALE.s)
        for n, field in enumerate(fields):
            last = n == len(fields) - 1
            grid.addWidget(field, n // COLUMNS, n % COLUMNS, 1, COLUMNS - n % COLUMNS if last else 1)
        self.body.addLayout(grid)

    def _look(self, _text: str = "") -> None:
        odd = []
        for field, warn in ((self.vin, vin_warning), (self.plate, plate_warning)):
            try:
                odd.append(warn(field.read()))
                field.show_error("")
            except InvalidInput:
                odd.append("")  # said when it is saved: half a VIN is not wrong while it is typed
        self.hint.setText("\n".join(filter(None, odd)))
        self.hint.setVisible(any(odd))

    def _write(self, values: dict[str, Any], then: Any, failed: Any) -> None:
        new = NewVehicle(**values)
        if self.car is None:
            self.page.act(_("Add a car"), commands.add_vehicle, self.contact, new, then=then, failed=failed)
        else:
            self.page.act(
                _("Change a car"), commands.edit_vehicle, self.car.id, new, then=then, failed=failed,
                seen={("vehicle", self.car.id): self.car.row_seq},
            )  # fmt: skip


def _day(name: str, label: str) -> ParsedField:
    return ParsedField(name, label, partial(_past_or_to_come, name), show=format_date, inline=False,
                       placeholder="2026-11-22")  # fmt: skip


def _past_or_to_come(name: str, text: str) -> Any:
    try:
        return clean_day(name, text)
    except InvalidInput:
        return day_typed(text)
