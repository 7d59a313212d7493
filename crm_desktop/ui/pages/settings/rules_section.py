"""Rules of the shop: how soon each level buys, and the carry kit. Shipped, changed here, put back here."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.settings import commands
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.text_fields import NumberField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.settings.rule_saving import save_rule
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row

MOST_DAYS = 3650
NUMBER_WIDTH = 120


class RulesSection(Page):
    """Every figure saves itself; what is due is counted anew."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.form = Form(partial(save_rule, self), self)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, SCALE.m, 0)
        self._whole.setSpacing(SCALE.l)
        self._made = False

    @override
    def refresh(self) -> None:
        self.load(shop_rules, then=self.show_rules, key="rules")

    def show_rules(self, shop: ShopRules) -> None:
        """Show the rules in force."""
        if not self._made:
            self._made = True
            self._make(shop)
        values: dict[str, Any] = {}
        for level in shop.levels:
            values[f"levels/{level.code}/horizon_days"] = level.horizon_days
        for item in shop.carry_kit:
            values[f"carry_kit/{item.code}/minimum"] = item.minimum
        values["numbers/lease_days/"] = shop.numbers.lease_days
        self.form.show_values("rules", values)

    def _make(self, shop: ShopRules) -> None:
        levels = Card(_("Intent levels"), self)
        levels.body.addWidget(
            Label(_("How soon somebody buys. How often to speak until then stands under Follow-ups."), "muted", self)
        )  # fmt: skip
        grid = QGridLayout()
        grid.addWidget(Label(_("Buys within (days)"), "muted", self), 0, 1)
        for line, level in enumerate(shop.levels, start=1):
            grid.addWidget(Label(level.code, "strong", self), line, 0)
            grid.addWidget(self._number(f"levels/{level.code}/horizon_days", level.code, least=1), line, 1)
        levels.body.addLayout(grid)
        levels.body.addLayout(row(None, self._reset_button("levels")))
        kit = Card(_("Carry kit"), self)
        for item in shop.carry_kit:
            label = " · ".join(filter(None, (item.label, item.unit)))
            kit.body.addWidget(self._number(f"carry_kit/{item.code}/minimum", label, wide=True))
        kit.body.addLayout(row(None, self._reset_button("carry_kit")))
        laptops = Card(_("Laptops of the shop"), self)
        about = _("A laptop that was used on so many days without a sync locks itself, until it syncs or the manager "
                  "reads out a code. Nothing is erased. 0 means never.")  # fmt: skip
        laptops.body.addWidget(Label(about, "muted", self))
        laptops.body.addWidget(self._number("numbers/lease_days/", _("Days of use without sync"), wide=True))
        for card in (levels, kit, laptops):
            self._whole.addWidget(card)

    def _number(self, name: str, label: str, *, least: int = 0, wide: bool = False) -> NumberField:
        field = NumberField(name, label if wide else "", self, least=least, most=MOST_DAYS)
        field.input.setAccessibleName(label)
        field.input.setProperty("kind", "boxed")
        field.input.setMaximumWidth(NUMBER_WIDTH)
        if wide:
            field.label.setFixedWidth(220)
        return self.form.add(field)

    def _reset_button(self, kind: str) -> QPushButton:
        button = QPushButton(_("Back to the shipped values"), self)
        button.setProperty("kind", "small")
        button.clicked.connect(lambda: self._reset(kind))
        return button

    def _reset(self, kind: str) -> None:
        self.do(_("Put rules back"), commands.reset, kind, done=_("The shipped values hold again."))

    @override
    def flush(self) -> None:
        self.form.flush()
