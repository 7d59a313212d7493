"""The deal is lost: why (three families side by side), really or by ourselves, and when to ask again."""

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.milestones import commands, rules
from crm_desktop.features.milestones.records import Event, EventSheet, Truth
from crm_desktop.ui.forms import Field, TextField
from crm_desktop.ui.pages.milestones.event_dialog import Deed, EventDialog
from crm_desktop.ui.pages.milestones.reason_columns import ReasonColumns
from crm_desktop.ui.people.archive.days import future_day, past_day
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

OWN_FAULT = "own_fault"


class LossDialog(EventDialog):
    """A loss without its reason teaches nothing, so the reason is the one thing that must be chosen."""

    happens = Event.LOSE
    wide: ClassVar[int] = 960

    @override
    def heading(self) -> str:
        return _("The deal is lost")

    @override
    def verb(self) -> str:
        return _("Lost")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        self.reasons = ReasonColumns(self)
        self.reasons.offer(sheet.shop)
        self.truth = ChoiceChips(_("True or false loss"), self)
        self.truth.offer([
            (Truth.TRUE, _("True: bought elsewhere or gave up")), (Truth.FALSE, _("False: we lost him ourselves")),
        ], chosen=Truth.TRUE)  # fmt: skip
        self.reasons.picked.connect(self._judge)
        self.reasons.entered.connect(self.save)
        again = future_day("revive_on", _("Ask again on"))
        again.set_value(rules.revival_day(sheet.today, sheet.shop), force=True)
        note = TextField("lost_note", _("What happened"), self, inline=False, lines=1)
        return (past_day("lost_on", _("Lost on")), again, note)

    @override
    def lay_out(self, fields: Sequence[Field]) -> None:
        self.add_part(self.reasons)
        judged = QWidget(self)
        line = row(Label(_("True or false loss"), "muted", self, wrap=False), self.truth)
        line.setStretch(1, 1)
        judged.setLayout(line)
        self.add_part(judged)
        super().lay_out(fields)

    def _judge(self, _code: str) -> None:
        """Our own fault is a false loss, until somebody says otherwise."""
        self.truth.put(Truth.FALSE if self.reasons.family() == OWN_FAULT else Truth.TRUE)

    @override
    def first(self) -> QWidget | None:
        return self.reasons

    @override
    def explain(self, sheet: EventSheet) -> str:
        return _("The customer has a car of us and stays an owner.") if sheet.is_owner else ""

    @override
    def values(self) -> dict[str, Any] | None:
        found = super().values()
        if found is not None and not self.reasons.code():
            self.refuse(InvalidInput("lost_reason", _("A loss needs a reason. Choose one of the list.")))
            self.reasons.setFocus()
            return None
        return found

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        return commands.lose, {
            "deal": sheet.deal.id if sheet.deal else "", "reason": self.reasons.code(), "truth": self.truth.code(),
            "note": values["lost_note"], "on": values["lost_on"], "revive_on": values["revive_on"],
        }  # fmt: skip

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("The loss of {name} is noted with its reason.").format(name=sheet.name)
