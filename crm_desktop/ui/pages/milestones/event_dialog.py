"""What all dialogs of the life cycle share: whom it is about, the fields, what else is settled, one Enter to do it."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.milestones import queries
from crm_desktop.features.milestones.records import Aftermath, Event, EventSheet, Subject
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms import Field, TextField, read_all, told_by_field
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.milestones.tick_list import TickList, plan_ticks, promise_ticks
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import ElidedLabel, Label, row
from crm_desktop.ui.widgets.text_input import composing

Deed = tuple[Callable[..., Any], dict[str, Any]]


class EventDialog(Sheet):
    """Subclasses say what it is called, which fields it has, and which command does it.

    Opened with the text of a `Subject`: a person, perhaps a purchase and the proposal it accepts; without one the
    person is chosen first.
    """

    happens: ClassVar[Event]
    columns: ClassVar[int] = 2
    wide: ClassVar[int] = 560

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(self.heading(), parent, width=self.wide)
        self.services, self.subject = services, Subject.of(argument)
        self.sheet: EventSheet | None = None
        self.fields: dict[str, Field] = {}
        self.picker = PersonPicker(services, self)
        self.form = Page(services, self)
        self.who, self.about = ElidedLabel("", "page-title", self), Label("", "muted", self, wrap=False)
        self.hint = Label("", "muted", self)
        self.plans = TickList(_("These planned contacts are given up"), self)
        self.promises = TickList(_("Kept today"), self)
        self.problem = Label("", "error", self)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(self.verb(), primary=True)
        self._build()
        self.picker.picked.connect(self._choose)
        self.yes.clicked.connect(self.save)
        self._show_parts(person=False)
        if self.subject.contact_id:
            self.picker.hide()
            self._ask()
        else:
            self.picker.setFocus()

    def _build(self) -> None:
        self._inside = QVBoxLayout(self.form)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(SCALE.m)
        self.body.addWidget(self.picker)
        self.body.addLayout(row(self.who, self.about, None, spacing=SCALE.m))
        for widget in (self.form, self.hint):
            self.body.addWidget(widget)
        ticks = row(self.plans, self.promises, spacing=SCALE.xl)
        self.body.addLayout(ticks)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.body.setSpacing(SCALE.s)

    # What a subclass says ---------------------------------------------------------------------------------------------

    def heading(self) -> str:
        """The title."""
        raise NotImplementedError

    def verb(self) -> str:
        """The button that does it."""
        raise NotImplementedError

    def make_fields(self, sheet: EventSheet) -> Sequence[Field]:
        """The fields, with what is proposed in them."""
        raise NotImplementedError

    def lay_out(self, fields: Sequence[Field]) -> None:
        """Place the fields: side by side, a long text over what is left of the line."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(SCALE.m)
        grid.setVerticalSpacing(SCALE.s)
        at = 0
        for field in fields:
            left = self.columns - at % self.columns
            if isinstance(field, TextField) and 2 * left < self.columns:
                at, left = at + left, self.columns
            span = left if isinstance(field, TextField) else 1
            grid.addWidget(field, at // self.columns, at % self.columns, 1, span)
            at += span
        self._inside.addLayout(grid)

    def add_part(self, widget: QWidget) -> None:
        """Something other than a field."""
        self._inside.addWidget(widget)

    def explain(self, sheet: EventSheet) -> str:
        """What comes with it, as a sentence below the fields."""
        return ""

    def deed(self, values: dict[str, Any], sheet: EventSheet) -> Deed:
        """The command and what it is called with, besides the person and what is settled with it."""
        raise NotImplementedError

    def message(self, sheet: EventSheet) -> str:
        """The message afterwards."""
        raise NotImplementedError

    def first(self) -> QWidget | None:
        """Where the focus starts: the button, so that one Enter is enough, unless something must be said."""
        return None

    asks_promises: ClassVar[bool] = False
    asks_plans: ClassVar[bool] = True

    # Showing ----------------------------------------------------------------------------------------------------------

    def _show_parts(self, *, person: bool) -> None:
        for part in (self.who, self.about, self.form, self.hint, self.plans, self.promises, self.yes):
            part.setVisible(person)
        self.problem.hide()

    def _choose(self, contact_id: str) -> None:
        self.subject = Subject(contact_id)
        self.picker.hide()
        self._ask()

    def _ask(self) -> None:
        self.form.load(
            queries.event_sheet, self.happens, self.subject.contact_id, deal_id=self.subject.deal_id, then=self._show,
            failed=self._gone, key="sheet",
        )  # fmt: skip

    def _show(self, sheet: EventSheet) -> None:
        self.sheet = sheet
        self._show_parts(person=True)
        shop = sheet.shop
        self.who.setText(sheet.name)
        level = shop.label_of("levels", sheet.level) if sheet.status in ("N", "P") else ""
        deal = sheet.deal.model if sheet.deal else ""
        self.about.setText(" · ".join(filter(None, (shop.label_of("statuses", sheet.status), level, deal))))
        if sheet.refusal:
            for part in (self.form, self.hint, self.plans, self.promises, self.yes):
                part.hide()
            self._tell(sheet.refusal)
            return
        made = self.make_fields(sheet)
        self.fields = {field.name: field for field in made}
        self.lay_out(made)
        self._tell_hint(self.explain(sheet))
        self.plans.offer(plan_ticks(sheet) if self.asks_plans else [])
        self.promises.offer(promise_ticks(sheet) if self.asks_promises else [])
        (self.first() or self.yes).setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit_soon()

    def _tell_hint(self, text: str) -> None:
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def _tell(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.fit_soon()

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    # Doing ------------------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any] | None:
        """What is typed; None when something cannot be understood (the reason stands under it)."""
        found = read_all(self.fields.values())
        if found is None:
            self.fit_soon()
        return found

    def save(self) -> None:
        """Do it, as one step."""
        sheet = self.sheet
        if composing() or sheet is None or not self.yes.isVisible() or not self.yes.isEnabled():
            return
        values = self.values()
        if values is None:
            return
        self._tell("")
        self.yes.setEnabled(False)
        command, given = self.deed(values, sheet)
        aftermath = Aftermath(self.plans.ticked(), self.promises.ticked(), self.subject.proposal)
        self.form.do(
            self.heading(), command, sheet.contact_id, aftermath=aftermath, then=self._saved, failed=self.refuse,
            done=self.message(sheet), **given,
        )  # fmt: skip

    def _saved(self, _result: object) -> None:
        self.accept()

    def refuse(self, problem: UserError) -> None:
        """It was not done: say why, at the field where it is known."""
        self.yes.setEnabled(True)
        if told_by_field(self.fields.values(), problem):
            self.fit_soon()
        else:
            self._tell(str(problem))
