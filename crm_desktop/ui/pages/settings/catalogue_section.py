"""Vehicle catalogue: what the shop sells, at what price, with which service terms; price lists come in here."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_money, ngettext
from crm_desktop.features.catalogue import commands, queries
from crm_desktop.features.catalogue.records import LastImport, ModelRecord, NewModel
from crm_desktop.features.catalogue.rules import MOST_KM, MOST_MONTHS
from crm_desktop.import_export.price_list import value_labels
from crm_desktop.ui.forms import Field, LineField, MoneyField, NumberField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.text_input import LineInput

SHOWN = 9
ROW_HEIGHT = 54
COLUMNS = 2
DIALOG_WIDTH = 560


class CatalogueSection(Page):
    """The list is filtered as one types; Enter on a car corrects it."""

    refresh_on = frozenset({"catalogue_model"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.cars: dict[str, ModelRecord] = {}
        self.last: LastImport | None = None
        self.filter = LineInput(_("Brand, model, trim or colour"), self)
        self.count = Label("", "muted", self)
        self.list = ListView(_("Vehicle catalogue"), self, several=True, row_height=ROW_HEIGHT)
        teach = _("No car yet. Import the maker's price list, or add the cars one by one: they then complete what you "
                  "type, stand beside quotes and say when the first service is due.")  # fmt: skip
        self.none = Label(teach, "muted", self)
        self.add = QPushButton(icons.icon("plus"), _("Add a car of the shop"), self)
        self.edit = QPushButton(_("Change"), self)
        self.offer = QPushButton(_("Stop offering"), self)
        self.load_list = QPushButton(icons.icon("import"), _("Import a price list"), self)
        self.past = Label("", "muted", self)
        self.back = QPushButton(_("Take this import back"), self)
        self._build()
        self.filter.edited.connect(self.refresh)
        self.list.opened.connect(self.open_car)
        self.list.picked.connect(self._picked)
        self.add.clicked.connect(partial(self.open_car, ""))
        self.edit.clicked.connect(self._edit_picked)
        self.offer.clicked.connect(self._offer)
        self.load_list.clicked.connect(partial(self.signals.run_action.emit, "price_list", "-"))
        self.back.clicked.connect(self._take_back)

    def _build(self) -> None:
        card = Card(_("Vehicle catalogue"), self)
        about = _("What the shop sells, with list prices and service terms; the same on every laptop.")
        card.body.addWidget(Label(about, "muted", self))
        card.body.addLayout(row(self.add, self.load_list, None))
        for part in (self.filter, self.count, self.none, self.list):
            card.body.addWidget(part)
        card.body.addLayout(row(self.edit, self.offer, None))
        card.body.addLayout(row(self.past, None, self.back))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.addWidget(card)

    def shop_parts(self) -> tuple[QWidget, ...]:
        """What changes the catalogue; looking a car up is free."""
        return (self.add, self.load_list, self.edit, self.offer, self.back)

    @override
    def refresh(self) -> None:
        self.load(_read, self.filter.text(), then=self._show, key="catalogue")

    def _show(self, answer: tuple[list[ModelRecord], LastImport | None]) -> None:
        cars, self.last = answer
        self.cars = {car.id: car for car in cars}
        self.list.show_rows([_row(car) for car in cars], pick_first=True)
        self.list.setFixedHeight(ROW_HEIGHT * min(max(len(cars), 1), SHOWN) + 2)
        typed = bool(self.filter.text().strip())
        self.count.setText(ngettext("{n} car", "{n} cars", len(cars)).format(n=f"{len(cars):,}"))
        for part in (self.list, self.edit, self.offer):
            part.setVisible(bool(cars))
        self.count.setVisible(bool(cars) or typed)
        self.filter.setVisible(bool(cars) or typed)
        self.none.setVisible(not cars and not typed)
        there = self.last is not None and not self.last.undone
        self.past.setVisible(there)
        self.back.setVisible(there)
        if self.last is not None:
            self.past.setText(_("Last price list: {file}, {at}").format(file=self.last.file, at=self.last.at))
        self._picked(self.list.picked_id())

    def _picked(self, car_id: str) -> None:
        car = self.cars.get(car_id)
        self.offer.setText(_("Stop offering") if car is None or car.active else _("Offer again"))

    def _edit_picked(self) -> None:
        self.open_car(self.list.picked_id())

    def open_car(self, car_id: str) -> None:
        """Change this car, or add one ("")."""
        if self.edit.isEnabled():
            CarDialog(self, self.cars.get(car_id)).open()

    def _offer(self) -> None:
        picked = self.cars.get(self.list.picked_id())
        ids = self.list.chosen_ids() or ([picked.id] if picked else [])
        if picked is None or not ids:
            return
        done = _("Offered again.") if not picked.active else _("No longer offered; what is known of it stays.")
        self.do(_("Change the catalogue"), commands.set_active, ids, active=not picked.active, done=done)

    def _take_back(self) -> None:
        if self.last is not None:
            self.notices.undo_asked.emit(self.last.step)


class CarDialog(Ask):
    """One car of the catalogue."""

    def __init__(self, section: CatalogueSection, car: ModelRecord | None) -> None:
        self.section, self.car = section, car
        labels = value_labels()
        fields: list[Field] = [
            LineField("brand", _("Brand"), inline=False), LineField("model", _("Car model"), inline=False),
            LineField("trim", _("Trim"), inline=False), LineField("colour", _("Colour"), inline=False),
            MoneyField("list_price", labels["list_price"], inline=False, placeholder="159800"),
            *(NumberField(name, labels[name], inline=False, least=1,
                          most=MOST_MONTHS if name.endswith("months") else MOST_KM)
              for name in ("first_months", "first_km", "later_months", "later_km")),
        ]  # fmt: skip
        title = _("Change a car of the catalogue") if car else _("Add a car to the catalogue")
        super().__init__(title, fields, self._write, section, width=DIALOG_WIDTH)
        for field in fields:
            field.set_value(getattr(car, field.name) if car else None, force=True)
        asking = Page(section.services, self)  # its answer goes nowhere when the dialog is gone
        asking.hide()
        asking.load(queries.words, then=self._complete)

    @override
    def lay_out(self, fields: Any) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SCALE.m)
        grid.setVerticalSpacing(SCALE.s)
        places = [0, 1, 2, 3, 4, 6, 7, 8, 9]  # the price stands alone in its line
        for place, field in zip(places, fields, strict=True):
            grid.addWidget(field, place // COLUMNS, place % COLUMNS)
        self.body.addLayout(grid)

    def _complete(self, words: Any) -> None:
        for name in ("brand", "model", "trim", "colour"):
            field = self.fields[name]
            assert isinstance(field, LineField)
            field.complete(getattr(words, f"{name}s"))

    def _write(self, values: dict[str, Any], then: Any, failed: Any) -> None:
        new = NewModel(**values)
        if self.car is None:
            self.section.do(_("Change the catalogue"), commands.add_model, new, then=then, failed=failed)
        else:
            self.section.do(
                _("Change the catalogue"), commands.edit_model, self.car.id, new, then=then, failed=failed,
                seen={("catalogue_model", self.car.id): self.car.row_seq},
            )  # fmt: skip


def _read(session: Any, text: str) -> tuple[list[ModelRecord], LastImport | None]:
    return queries.catalogue(session, text), queries.last_import(session)


def _row(car: ModelRecord) -> Row:
    pills = () if car.active else (Pill(_("No longer offered"), Tone.MUTED),)
    return Row(car.id, car.name, _terms(car), right=format_money(car.list_price), sign="car-outline", pills=pills)


def _terms(car: ModelRecord) -> str:
    first = _interval(car.first_months, car.first_km)
    later = _interval(car.later_months, car.later_km)
    parts = [
        _("first service {when}").format(when=first) if first else "",
        _("then every {when}").format(when=later) if later else "",
    ]
    return " · ".join(filter(None, parts))


def _interval(months: int | None, km: int | None) -> str:
    parts = [
        ngettext("{n} month", "{n} months", months).format(n=months) if months else "",
        _("{n} km").format(n=f"{km:,}") if km else "",
    ]
    return " / ".join(filter(None, parts))
