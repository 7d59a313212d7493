"""The next contact: why, when, what for; done with a result, moved, dropped, or another one planned."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_day, format_full_day, format_month, ngettext
from crm_desktop.features.calendar import commands
from crm_desktop.features.calendar.records import DueItem, FollowUpRecord
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.touches.records import NextFollowUp
from crm_desktop.ui.forms import ChoiceField, Field, Form, LineField, TextField
from crm_desktop.ui.people.archive import deeds
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.days import future_day
from crm_desktop.ui.people.archive.part import (
    ArchivePage,
    Part,
    RowsView,
    icon_button,
    pairs,
    saving_form,
    small_button,
)
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.rows import Row

A_YEAR = 330
"""Days ahead within which a day and a month say enough."""


class NextCard(Part):
    """What to do next with this person."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Next step"), page)
        self.form = saving_form(page, lambda who, name, value: (customers.set_field, (who, name, value)))
        self.when = PillLabel("", parent=self)
        self.why, self.purpose = Label("", "", self, fills=True), Label("", "strong", self, fills=True)
        self.cold = Label("", "muted", self, fills=True)
        self.step = self.form.add(TextField("next_step", "", self, placeholder=_("Aim of the next contact"),
                                            lines=1))  # fmt: skip
        self.step.input.setAccessibleName(_("Next step"))
        self.done = small_button(_("Done and plan the next"), self, "check", kind="primary")
        self.move_button = small_button(_("Move"), self, "calendar-arrow-right", kind="")
        self.plan_button = icon_button("calendar-plus", _("Plan a contact"), self, self.plan)
        self.calendar_button = icon_button(
            "calendar-month-outline", _("Show in the calendar"), self, self.show_in_calendar
        )
        self.others = RowsView(_("Also planned"), self, compact=True, row_height=36)
        self._build()

    def _build(self) -> None:
        self.head.setSpacing(SCALE.xs)
        self.head.addWidget(self.calendar_button)
        self.head.addWidget(self.plan_button)
        self.body.addLayout(row(self.when, None))
        for widget in (self.purpose, self.why, self.cold, self.step):
            self.body.addWidget(widget)
        self._buttons = FlowLayout()
        for button in (self.done, self.move_button):
            self._buttons.addWidget(button)
        self.body.addLayout(self._buttons)
        self.body.addWidget(self.others)
        self.done.clicked.connect(partial(deeds.run, self.page, "log_touch"))
        self.move_button.clicked.connect(lambda: self.put_off())
        self.others.opened.connect(self.edit)
        self.others.customContextMenuRequested.connect(self._ask_menu)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        due, part = data.archive.due, data.archive.customer
        self.when.show_pill(*_when(due, data))
        self.when.setToolTip(format_full_day(due.due) if due else "")
        self.purpose.setText(due.purpose if due else "")
        self.purpose.setVisible(bool(self.purpose.text()))
        self.why.setText(due.reason if due else _nothing(data))
        self.why.setVisible(bool(self.why.text()) and self.why.text() != self.purpose.text())
        late = data.archive.cold_on is not None and data.archive.cold_on <= data.today
        last = data.archive.last_effective_on
        said = due is not None and due.rule != "planned"  # a rule's reason tells the last contact itself
        words = _("Last real contact: {day}").format(day=format_day(last, data.today)) if last and not said else ""
        self.cold.setText(_silence(data) if late else words)
        self.cold.setVisible(bool(self.cold.text()))
        self.step.setVisible(part is not None)
        self.form.show_values(data.id, {"next_step": part.next_step if part else ""})
        self.done.setText(_("Done and plan the next") if due else _("Log a touch"))
        self.move_button.setVisible(due is not None)
        self._fill_others(data)

    def _fill_others(self, data: Shown) -> None:
        due = data.archive.due
        rest = [one for one in data.archive.follow_ups if due is None or _key(one) != due.key]
        self.others.show_rows([
            Row(one.id, one.purpose or data.shop.label_of("touch_kinds", one.kind),
                right=" ".join(filter(None, (format_date(one.due_on, year=False), one.due_at))), icon="calendar-clock")
            for one in rest
        ])  # fmt: skip

    def _planned(self, plan_id: str) -> FollowUpRecord | None:
        plans = self.data.archive.follow_ups if self.data else ()
        return next((one for one in plans if one.id == plan_id), None)

    def show_in_calendar(self) -> None:
        """The next contact among everything else of its day; without one, today."""
        if self.data is not None:
            due = self.data.archive.due
            where = f"{self.data.id}/{due.key}" if due else self.data.today.isoformat()
            self.page.signals.open_record.emit("calendar", where)

    # Doing --------------------------------------------------------------------------------------------------------

    def put_off(self) -> None:
        """Put the due item on another day, or drop it."""
        due = self.data.archive.due if self.data else None
        if due is None or self.data is None:
            return
        person = self.data.id
        day, time = future_day("due_on", _("New day")), _time(due.due_at)
        ask = Ask(
            _("Move the next contact"), [day, time],
            lambda values, then, failed: self.page.act(
                _("Move a follow-up"), commands.move_follow_up, person, due.key, due_on=values["due_on"] or due.due,
                due_at=values["due_at"], then=then, failed=failed, done=_("The contact is moved."),
            ),
            self.page, yes=_("Move"), hint=due.reason,
        )  # fmt: skip
        skip = small_button(_("Skip this one"), ask, kind="flat")
        skip.clicked.connect(partial(self._skip_and_close, due, ask))
        ask.buttons.insertWidget(0, skip)
        ask.open()

    def skip(self, due: DueItem) -> None:
        """Drop a plan; what a rule asks for comes again one interval later."""
        self.page.act(
            _("Skip a follow-up"), commands.cancel_follow_up, due.contact_id, due.key,
            done=_("This contact is skipped."),
        )

    def _skip_and_close(self, due: DueItem, ask: Ask) -> None:
        self.skip(due)
        ask.reject()

    def plan(self) -> None:
        """A contact on a day of one's own choice."""
        if self.data is not None:
            person = self.data.id
            self._ask_plan(
                _("Plan a contact"), None,
                lambda plan, **kw: self.page.act(_("Plan a contact"), commands.plan_follow_up, person, plan, **kw),
            )  # fmt: skip

    def edit(self, plan_id: str) -> None:
        """Change day, kind or purpose."""
        one = self._planned(plan_id)
        if one is not None:
            seen = {("follow_up", one.id): one.row_seq}
            self._ask_plan(
                _("Change a planned contact"), one,
                lambda plan, **kw: self.page.act(
                    _("Change a planned contact"), commands.edit_follow_up, plan_id, plan, seen=seen, **kw),
            )  # fmt: skip

    def _ask_plan(self, title: str, now: FollowUpRecord | None, save: Any) -> None:
        assert self.data is not None
        day, time = future_day("due_on", _("Day")), _time(now.due_at if now else "")
        kind = ChoiceField("kind", _("Kind"), pairs(k for k in self.data.shop.touch_kinds if k.code != "note"),
                           inline=False, none=None)  # fmt: skip
        purpose = TextField("purpose", _("What for"), inline=False, lines=1)
        fields: list[Field] = [day, time, kind, purpose]
        if now is not None:
            for field in fields:
                field.set_value(getattr(now, field.name), force=True)

        def keep(values: dict[str, Any], then: Any, failed: Any) -> None:
            if values["due_on"] is None:
                ask.yes.setEnabled(True)
                day.show_error(_("Write the day of the next contact, for example 11-28 or +3."))
                return
            save(NextFollowUp(**values), then=then, failed=failed)

        ask = Ask(title, fields, keep, self.page, yes=_("Plan"))
        ask.open()

    def drop(self, plan_id: str) -> None:
        """A plan that no longer holds."""
        one = self._planned(plan_id)
        if one is not None:
            self.page.act(
                _("Drop a planned contact"), commands.cancel_follow_up, one.contact_id, _key(one),
                done=_("The planned contact is dropped."),
            )  # fmt: skip

    def _ask_menu(self, spot: Any) -> None:
        plan_id = self.others.picked_id()
        if plan_id:
            menu = QMenu(self)
            menu.addAction(_("Change…"), partial(self.edit, plan_id))
            menu.addAction(_("Drop"), partial(self.drop, plan_id))
            menu.popup(self.others.viewport().mapToGlobal(spot))

    @override
    def forms(self) -> Iterable[Form]:
        return (self.form,)


def _key(one: FollowUpRecord) -> str:
    return f"{one.rule}/{one.id if one.rule == 'planned' else one.occurrence}"


def _time(now: str) -> LineField:
    field = LineField("due_at", _("Time of an appointment"), inline=False, placeholder=_("For example 15:30, or empty"))
    field.set_value(now, force=True)
    return field


def _when(due: DueItem | None, data: Shown) -> tuple[str, str]:
    if due is None:
        return "", Tone.MUTED
    if due.overdue_days > 0:
        text = ngettext("{n} day late", "{n} days late", due.overdue_days).format(n=due.overdue_days)
        return text, Tone.BAD
    day = " ".join(filter(None, (_short_day(due.due, data.today), due.due_at)))
    return day, Tone.BAD if due.due == data.today else Tone.ACCENT


def _short_day(day: date, today: date) -> str:
    """Within a year a day needs no year; far away the month is enough: the card is narrow, the reason says it all."""
    ahead = (day - today).days
    if ahead > A_YEAR:
        return format_month(day)
    return format_date(day, year=False) if ahead > 1 and day.year != today.year else format_day(day, today)


def _nothing(data: Shown) -> str:
    if data.blocked:
        return _("Nothing is due: this person asked not to be contacted.")
    if data.archive.customer is None:
        return _("Nothing is planned. Plan a contact so that the relation does not go cold.")
    return _("Nothing is due: no rule asks in this status. Plan a contact if there is a reason.")


def _silence(data: Shown) -> str:
    last = data.archive.last_effective_on
    if last is None:
        return _("Going cold: no real contact yet.")
    days = (data.today - last).days
    text = ngettext("Going cold: no real contact for {n} day.", "Going cold: no real contact for {n} days.", days)
    return text.format(n=days)
