"""Rests and returns: frozen until a day, out of contact, back in progress."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.milestones import commands, rules
from crm_desktop.features.milestones.records import Event, EventSheet
from crm_desktop.ui.forms import Field, TextField
from crm_desktop.ui.pages.milestones.event_dialog import Deed, EventDialog
from crm_desktop.ui.people.archive.days import future_day
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

RESTS = (30, 60, 90, 180)


class FreezeDialog(EventDialog):
    """Not now: until when."""

    happens = Event.FREEZE
    wide: ClassVar[int] = 480
    columns: ClassVar[int] = 1

    @override
    def heading(self) -> str:
        return _("Freeze the customer")

    @override
    def verb(self) -> str:
        return _("Freeze")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        self.rests = ChoiceChips(_("For how long"), self, optional=True)
        proposed = rules.freeze_day(sheet.today, sheet.shop)
        days = sorted({*RESTS, (proposed - sheet.today).days})
        self.rests.offer(
            [(str(n), ngettext("{n} day", "{n} days", n).format(n=n)) for n in days],
            chosen=str((proposed - sheet.today).days))
        self.rests.chosen.connect(self._set_day)
        until = future_day("frozen_until", _("Frozen until"))
        until.set_value(proposed, force=True)
        return (until, TextField("note", _("Why? (may stay empty)"), self, inline=False))

    @override
    def lay_out(self, fields: Sequence[Field]) -> None:
        self.add_part(self.rests)
        super().lay_out(fields)

    def _set_day(self, days: str) -> None:
        if days and self.sheet is not None:
            self.fields["frozen_until"].set_value(self.sheet.today + timedelta(days=int(days)), force=True)

    @override
    def explain(self, sheet: EventSheet) -> str:
        return _("Until then there is only a short greeting now and then; on that day you are asked whether to go on.")

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        return commands.freeze, {"until": values["frozen_until"], "note": values["note"]}

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("{name} is frozen.").format(name=sheet.name)


class OutOfContactDialog(EventDialog):
    """Nobody gets through any more."""

    happens = Event.OUT_OF_CONTACT
    wide: ClassVar[int] = 480
    columns: ClassVar[int] = 1

    @override
    def heading(self) -> str:
        return _("The customer is out of contact")

    @override
    def verb(self) -> str:
        return _("Out of contact")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        return (TextField("note", _("Why? (may stay empty)"), self, inline=False),)

    @override
    def explain(self, sheet: EventSheet) -> str:
        return _("The customer is asked once more, later. Any real contact can bring him back in progress.")

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        return commands.out_of_contact, {"note": values["note"]}

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("{name} is noted as out of contact.").format(name=sheet.name)


class ReviveDialog(EventDialog):
    """Back in progress: at which level."""

    happens = Event.REVIVE
    wide: ClassVar[int] = 520
    asks_plans: ClassVar[bool] = False

    @override
    def heading(self) -> str:
        return _("Back in progress")

    @override
    def verb(self) -> str:
        return _("Back in progress")

    @override
    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        self.levels = ChoiceChips(_("Intent level"), self, numbered=True)
        levels = [(one.code, _("{level} · within {n} days").format(level=one.label, n=one.horizon_days))
                  for one in sheet.shop.levels]  # fmt: skip
        self.levels.offer(levels, chosen=levels[-1][0])
        return ()

    @override
    def lay_out(self, fields: Sequence[Field]) -> None:
        self.add_part(Label(_("How soon does this customer buy?"), "muted", self))
        self.add_part(self.levels)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses the level from wherever the focus is, so that a digit and Enter are enough."""
        levels = self.sheet.shop.levels if self.sheet else ()
        number = int(event.text()) if event.text().isdecimal() else 0
        if self.yes.isVisible() and 1 <= number <= len(levels):
            self.levels.put(levels[number - 1].code)
            return
        super().keyPressEvent(event)

    @override
    def explain(self, sheet: EventSheet) -> str:
        if sheet.deal is not None:
            return ""
        if sheet.is_owner:
            return _("A new purchase begins; what the customer drives already stays as it is.")
        return _("A new purchase begins with the wishes of the one before, which stays as it was.")

    @override
    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        return commands.revive, {"level": self.levels.code()}

    @override
    def message(self, sheet: EventSheet) -> str:
        return _("{name} is back in progress.").format(name=sheet.name)
