"""The customer ordered, or takes the order back."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.customers.rules.needs import parse_money
from crm_desktop.features.milestones import commands
from crm_desktop.features.milestones.records import Event, EventSheet
from crm_desktop.ui.forms import Field, LineField, ParsedField, TextField
from crm_desktop.ui.forms.text_fields import money_text
from crm_desktop.ui.pages.milestones.event_dialog import Deed, EventDialog
from crm_desktop.ui.people.archive.days import future_day, past_day


class OrderDialog(EventDialog):
    """Which car, at which price, and when it will be handed over."""

    happens = Event.ORDER
    asks_plans: ClassVar[bool] = False

    @override
    def heading(self) -> str:
        return _("The customer ordered")

    @override
    def verb(self) -> str:
        return _("Ordered")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        deal = sheet.deal
        model = LineField("model", _("Model"), self, inline=False, placeholder=_("Which car?"))
        quote = ParsedField(
            "quote", _("Price agreed"), partial(parse_money, "quote"), self, show=money_text, inline=False,
            placeholder=_("For example 128800 or 12.88万"),
        )  # fmt: skip
        planned = future_day("deliver_on", _("Delivery planned on"))
        model.set_value(deal.model if deal else "", force=True)
        quote.set_value(deal.quote if deal else None, force=True)
        planned.set_value(sheet.today + timedelta(days=sheet.shop.numbers.delivery_days), force=True)
        return (model, quote, past_day("ordered_on", _("Ordered on")), planned)

    @override
    def first(self) -> QWidget | None:
        return None if self.sheet and self.sheet.deal and self.sheet.deal.model else self.fields["model"]

    @override
    def explain(self, sheet: EventSheet) -> str:
        return _("Until the delivery the customer is kept informed; appointments stay as they are.")

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        return commands.order, {
            "deal": sheet.deal.id if sheet.deal else "", "on": values["ordered_on"], "quote": values["quote"],
            "deliver_on": values["deliver_on"], "model": values["model"],
        }  # fmt: skip

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("Congratulations! The order of {name} is noted.").format(name=sheet.name)


class CancelOrderDialog(EventDialog):
    """The order is off; why, and which plans go with it."""

    happens = Event.CANCEL_ORDER
    wide: ClassVar[int] = 480
    columns: ClassVar[int] = 1

    @override
    def heading(self) -> str:
        return _("The order is cancelled")

    @override
    def verb(self) -> str:
        return _("Cancel the order")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        return (
            past_day("cancelled_on", _("Order cancelled on")),
            TextField("note", _("Why? (may stay empty)"), self, inline=False),
        )

    @override
    def explain(self, sheet: EventSheet) -> str:
        if sheet.is_owner:
            return _("The customer has a car of us and stays an owner.")
        return _("The customer is asked once more; then note a loss, or bring him back in progress.")

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        deal = sheet.deal.id if sheet.deal else ""
        return commands.cancel_order, {"deal": deal, "on": values["cancelled_on"], "note": values["note"]}

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("The order of {name} is cancelled.").format(name=sheet.name)
