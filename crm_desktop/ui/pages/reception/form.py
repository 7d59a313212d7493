"""The fields of a line of the register, in the order they are keyed: who, when, how, what for, what came of it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.catalogue.records import CatalogueWords
from crm_desktop.features.reception.records import CALLED_IN, CAME_IN, FLAGS, RegisterFields, Visit
from crm_desktop.features.reception.rules import clock_of, flag_label, visit_label
from crm_desktop.features.settings.records import Choice, ShopRules
from crm_desktop.features.touches.records import NextFollowUp
from crm_desktop.ui.forms.days import day_of, day_text
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.pick_fields import CheckField, ChoiceField, FlagsField
from crm_desktop.ui.forms.text_fields import LineField, NumberField, ParsedField
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import captioned
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

CAPTION = 68
CHIPS = ("arrival", "purpose", "visit", "level", "result")


class ReceptionForm(Page):
    """Everything of a line; Tab goes through it in the order in which it is asked at the desk."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.kind = ChoiceChips(_("Came in or called in"), self)
        self.name = LineField("name", _("Name"), self, inline=False, longest=100)
        self.phone = LineField("phone", _("Phone"), self, inline=False)
        self.day = ParsedField("day", _("Day"), _past_day, self, inline=False)
        self.time_in = ParsedField("time_in", _("Time in"), lambda text: clock_of("time_in", text), self, inline=False)
        self.time_out = ParsedField(
            "time_out", _("Time out"), lambda text: clock_of("time_out", text), self, inline=False,
            placeholder=_("still here"),
        )  # fmt: skip
        self.party = NumberField("party", _("How many"), self, least=1, most=99, inline=False)
        self.chips = {
            "arrival": ChoiceChips(_("By"), self, optional=True, numbered=True),
            "purpose": ChoiceChips(_("What for"), self, optional=True, numbered=True),
            "visit": ChoiceChips(_("Visit"), self, optional=True, numbered=True),
            "level": ChoiceChips(_("Level"), self, optional=True),
            "result": ChoiceChips(_("Result"), self, optional=True, numbered=True),
        }
        self.models = LineField("models", _("Cars looked at"), self, inline=False)
        self.flags = FlagsField("flags", "", [(name, flag_label(name)) for name in FLAGS], self, inline=False)
        self.source = ChoiceField("source", _("Source"), [], self, inline=False)
        self.rival = LineField("rival", _("Rival cars"), self, inline=False)
        self.plate = LineField("plate", _("Plate or quota"), self, inline=False)
        self.weather = ChoiceField("weather", _("Weather"), [], self, inline=False)
        self.note = LineField("note", _("Note"), self, inline=False, longest=2000)
        self.next = ParsedField("due_on", _("Next contact"), day_of, self, show=day_text, inline=False,
                                placeholder=_("By the rules"))  # fmt: skip
        self.as_customer = CheckField("as_customer", _("Open a customer archive"), self)
        self.kind.offer([(CAME_IN, _("Came in")), (CALLED_IN, _("Called in"))], chosen=CAME_IN)
        self._build()
        self.kind.chosen.connect(self._kind_chosen)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        top = QHBoxLayout()
        top.addWidget(self.kind, 1)
        top.addWidget(self.as_customer, 0, Qt.AlignmentFlag.AlignRight)
        whole.addLayout(top)
        whole.addLayout(_grid((self.name, 2), (self.phone, 2)))
        whole.addLayout(_grid((self.time_in, 1), (self.time_out, 1), (self.party, 1), (self.day, 2)))
        for name in ("arrival", "purpose"):
            whole.addLayout(self._chip_line(name))
        both = QHBoxLayout()
        both.addLayout(self._chip_line("visit"), 1)
        both.addLayout(self._chip_line("level"), 1)
        whole.addLayout(both)
        whole.addLayout(_grid((self.models, 3), (self.rival, 2)))
        whole.addLayout(self._captioned(_("Steps"), self.flags))
        whole.addLayout(self._chip_line("result"))
        whole.addLayout(_grid((self.note, 3), (self.next, 2)))
        whole.addLayout(_grid((self.source, 1), (self.plate, 1), (self.weather, 1)))

    def _tab_in_order(self) -> None:
        """Tab goes as the form is read; every chip has its place, for any of a row may be the one that Tab stops at."""
        places: list[QWidget] = [
            self.kind, self.name, self.phone, self.time_in, self.time_out, self.party, self.day, self.chips["arrival"],
            self.chips["purpose"], self.chips["visit"], self.chips["level"], self.models, self.rival, self.flags,
            self.chips["result"], self.note, self.next, self.source, self.plate, self.weather, self.as_customer,
        ]  # fmt: skip
        stops: list[QWidget] = []
        for place in places:
            stops += place.findChildren(Chip) or [place.focusProxy() or place]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _chip_line(self, name: str) -> QHBoxLayout:
        chips = self.chips[name]
        return self._captioned(chips.accessibleName(), chips)

    def _captioned(self, text: str, widget: QWidget) -> QHBoxLayout:
        return captioned(text, widget, self, width=CAPTION)

    # Showing ------------------------------------------------------------------------------------------------------

    def show_shop(self, shop: ShopRules, words: CatalogueWords) -> None:
        """Offer the shop's lists, and the catalogue's words while a car is typed."""
        self.chips["arrival"].offer(_pairs(shop.arrivals))
        self.chips["purpose"].offer(_pairs(shop.reception_purposes))
        self.chips["visit"].offer([(visit.value, visit_label(visit.value)) for visit in Visit])
        self.chips["level"].offer([(level.code, level.code) for level in shop.levels])
        self.chips["result"].offer(_pairs(shop.reception_results))
        self.source.set_choices(_pairs(shop.sources))
        self.weather.set_choices(_pairs(shop.weathers))
        self.models.complete(words.models, several=True)
        self._tab_in_order()

    def show_line(self, line: RegisterFields) -> None:
        """Fill every field."""
        self.kind.put(line.kind)
        for name, chips in self.chips.items():
            chips.put(getattr(line, name))
        for field in self.lines():
            field.set_value(getattr(line, field.name), force=True)
        self.flags.set_value(frozenset(name for name in FLAGS if getattr(line, name)), force=True)
        self._kind_chosen(line.kind)

    def lines(self) -> tuple[Field, ...]:
        """The fields of the line that are typed or picked from a list."""
        return (self.day, self.time_in, self.time_out, self.party, self.models, self.rival, self.note, self.source,
                self.plate, self.weather)  # fmt: skip

    def fields(self) -> tuple[Field, ...]:
        """Every field that may be wrong."""
        return (self.name, self.phone, *self.lines(), self.next)

    def _kind_chosen(self, kind: str) -> None:
        came = kind == CAME_IN
        for widget in (self.party, self.plate):
            widget.setEnabled(came)
        self.chips["arrival"].setEnabled(came)
        self.chips["visit"].setEnabled(came)

    # Reading ------------------------------------------------------------------------------------------------------

    def line(self) -> RegisterFields:
        """What is keyed. Raises InvalidInput."""
        values: dict[str, Any] = {field.name: field.value() for field in self.lines()}
        values |= {name: chips.code() for name, chips in self.chips.items()}
        values |= {name: name in self.flags.value() for name in FLAGS}
        texts = {name: value or "" for name, value in values.items() if name not in ("day", "party", *FLAGS)}
        found = RegisterFields(kind=self.kind.code(), **{**values, **texts})
        return replace(found, party=None, arrival="", visit="") if found.kind == CALLED_IN else found

    def next_follow_up(self) -> NextFollowUp | None:
        """The next contact, where one is typed. Raises InvalidInput."""
        day = self.next.value()
        return NextFollowUp(day) if day else None


def _grid(*placed: tuple[QWidget, int]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(SCALE.m)
    column = 0
    for widget, wide in placed:
        grid.addWidget(widget, 0, column, 1, wide)
        column += wide
    for place in range(column):
        grid.setColumnStretch(place, 1)
    return grid


def _pairs(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    return [(choice.code, choice.label) for choice in choices]


def _past_day(text: str) -> date:
    """A day that is over or is today: 11-20, 昨天, -1."""
    today = clock.today()
    back = {"yesterday": 1, "昨天": 1, "前天": 2}.get(text.strip().casefold())
    if back is not None:
        return today - timedelta(days=back)
    day = day_of(text)
    if day > today and day.year > today.year and str(day.year) not in text:
        day = day.replace(year=today.year)  # 11-20 is the last one, not the next
    if day > today:
        raise InvalidInput("day", _("This day has not come yet. The register tells what happened."))
    return day
