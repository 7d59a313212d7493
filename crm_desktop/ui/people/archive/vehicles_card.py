"""Cars: the person's own, a rival's, one to trade in."""

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_number
from crm_desktop.features.customers import commands
from crm_desktop.features.customers.records import VehicleRecord
from crm_desktop.ui.people.archive.part import ArchivePage, Part, RowsView, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.archive.vehicle_dialog import VehicleDialog
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

SIGNS = {"own": "car", "rival": "car-multiple", "trade_in": "car-arrow-right"}


class VehiclesCard(Part):
    """Enter opens a car; the menu copies its plate and VIN, and removes it."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__("", page)
        self.add_button = small_button(_("Add a car"), self, "plus")
        self.head.insertWidget(0, self.add_button)
        self.list = RowsView(_("Cars"), self)
        self.none = Label(
            _("No car noted. The plate, the insurance and the next maintenance give good reasons to call."), "muted",
            self,
        )
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.add_button.clicked.connect(lambda: self.add())
        self.list.opened.connect(self.edit)
        self.list.customContextMenuRequested.connect(self._ask_menu)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        self.none.setVisible(not data.archive.vehicles)
        self.list.show_rows([_row(car, data) for car in data.archive.vehicles])

    def _car(self, car_id: str) -> VehicleRecord | None:
        cars = self.data.archive.vehicles if self.data else ()
        return next((car for car in cars if car.id == car_id), None)

    def add(self) -> None:
        """Note a car."""
        if self.data is not None:
            VehicleDialog(self.page, self.data.id, self.data.shop, None).open()

    def edit(self, car_id: str) -> None:
        """Correct what is known of a car."""
        car = self._car(car_id)
        if car is not None and self.data is not None:
            VehicleDialog(self.page, self.data.id, self.data.shop, car).open()

    def remove(self, car_id: str) -> None:
        """Take it off; the message brings it back."""
        self.page.act(_("Remove a car"), commands.remove_vehicle, car_id, done=_("The car is removed."))

    def make_menu(self, car: VehicleRecord) -> QMenu:
        """What can be done with a car."""
        menu = QMenu(self)
        menu.addAction(_("Correct…"), partial(self.edit, car.id))
        for text, value in ((_("Copy the plate"), car.plate), (_("Copy the VIN"), car.vin)):
            if value:
                menu.addAction(text, partial(QGuiApplication.clipboard().setText, value))
        menu.addSeparator()
        menu.addAction(_("Remove"), partial(self.remove, car.id))
        return menu

    def _ask_menu(self, spot: QPoint) -> None:
        car = self._car(self.list.picked_id())
        if car is not None:
            self.make_menu(car).popup(self.list.viewport().mapToGlobal(spot))

    @override
    def field(self, name: str) -> QWidget | None:
        return self.add_button if name in ("vehicle", "plate", "vin") else None


def _row(car: VehicleRecord, data: Shown) -> Row:
    name = " ".join(filter(None, (car.brand, car.model, car.trim))) or car.shown_plate or car.vin
    facts = [
        car.shown_plate, car.colour, f"VIN {car.vin}" if car.vin else "",
        _("{n} km").format(n=format_number(car.mileage)) if car.mileage else "",
        _("delivered {day}").format(day=format_date(car.delivered_on)) if car.delivered_on else "",
    ]  # fmt: skip
    soon = [
        Pill(text.format(day=format_date(day, year=False)), Tone.WARN)
        for text, day, lead in (
            (_("Insured until {day}"), car.insurance_until, data.shop.numbers.insurance_lead_days),
            (_("Inspection {day}"), car.inspection_until, data.shop.numbers.inspection_lead_days),
            (_("Maintenance {day}"), car.maintenance_on, data.shop.numbers.maintenance_lead_days),
        )
        if day is not None and 0 <= (day - data.today).days <= lead
    ]
    kind = Pill(data.shop.label_of("vehicle_kinds", car.kind), Tone.OK if car.kind == "own" else Tone.MUTED)
    return Row(
        car.id, name, " · ".join(filter(None, facts)), pills=(kind,), right_pill=soon[0] if soon else None,
        sign=SIGNS.get(car.kind, "car"), tooltip=car.note,
    )  # fmt: skip
