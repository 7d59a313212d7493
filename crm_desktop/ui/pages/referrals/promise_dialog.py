"""Promise a reward that no rule gives, or another one than the rule's."""

from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.queries import Overview
from crm_desktop.features.referrals.records import EVENTS, Line
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.reading import clear_errors, told_by_field
from crm_desktop.ui.forms.text_fields import LineField, MoneyField, NumberField
from crm_desktop.ui.page import Page
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 520
MOST = 100_000


class RewardSheet(Sheet):
    """A few fields of a reward or a gift; a wrong value is said below its field."""

    def __init__(self, page: Page, title: str, told: str = "") -> None:
        super().__init__(title, page.window(), width=WIDTH)
        self.page = page
        self.fields: list[Field] = []
        self.problem = Label("", "error", self)
        self.problem.hide()
        if told:
            self.body.addWidget(Label(told, "muted", self, fills=True))
        self.add_close(_("Cancel"))

    def put(self, *parts: QWidget) -> None:
        """Add fields and other widgets in order."""
        for part in parts:
            self.body.addWidget(part)
            if isinstance(part, Field):
                self.fields.append(part)

    def finish(self, text: str) -> None:
        """The problem line and the button that saves."""
        self.body.addWidget(self.problem)
        self.save = self.add_button(text, primary=True)
        self.save.clicked.connect(self._save)

    def values(self) -> dict[str, Any]:
        """What is typed, by the field's name. Raises InvalidInput."""
        return {field.name: field.value() for field in self.fields}

    def send(self) -> None:
        """Do what the sheet is for, with `saved` and `failed`. Raises InvalidInput."""
        raise NotImplementedError

    def _save(self) -> None:
        if composing():
            return
        self.problem.hide()
        clear_errors(self.fields)
        try:
            self.send()
        except InvalidInput as wrong:
            self.failed(wrong)

    def saved(self, _answer: object = None) -> None:
        """It is saved."""
        self.accept()

    def failed(self, problem: UserError) -> None:
        """Say what is wrong, below its field where there is one."""
        if not told_by_field(self.fields, problem):
            self.problem.setText(str(problem))
            self.problem.show()
        self.fit_soon()


class PromiseDialog(RewardSheet):
    """For which event, what, and how much."""

    def __init__(self, page: Page, line: Line, overview: Overview) -> None:
        told = _("To {introducer}, for {name}. It takes the place of what the rules give.")
        super().__init__(page, _("Promise a reward"), told.format(introducer=line.introducer_name, name=line.name))
        self.line, shop = line, overview.shop
        self.events, self.kinds = ChoiceChips(_("For what"), self), ChoiceChips(_("What"), self)
        self.events.offer([(one, shop.label_of("referral_steps", one)) for one in EVENTS], chosen=EVENTS[-1])
        self.kinds.offer([(one.code, one.label) for one in shop.reward_kinds], chosen="cash")
        self.amount = MoneyField("amount", _("Worth in yuan"), self, inline=False, placeholder="500")
        self.quantity = NumberField("quantity", _("How many"), self, least=1, most=MOST, inline=False)
        self.quantity.set_value(1, force=True)
        self.note = LineField("note", _("Note"), self, inline=False)
        self.put(Label(_("For what"), "muted", self), self.events, Label(_("What"), "muted", self), self.kinds,
                 self.amount, self.quantity, self.note)  # fmt: skip
        self.finish(_("Promise"))
        self.events.setFocus()

    @override
    def send(self) -> None:
        values = self.values()
        self.page.do(
            _("Promise a reward"), commands.promise, self.line.id, self.events.code(), kind=self.kinds.code(),
            amount=values["amount"] or 0, quantity=values["quantity"] or 1, note=values["note"], then=self.saved,
            failed=self.failed, done=_("The reward is promised to {name}.").format(name=self.line.introducer_name),
        )  # fmt: skip
