"""Key a visit's report back in a minute: was the person met, what was said, what was agreed, when next."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, format_day
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.rules import reviews
from crm_desktop.features.touches.records import LoggedTouch
from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitRecord, VisitReport
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.days import day_of, day_text
from crm_desktop.ui.forms.text_fields import ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import ElidedLabel, Label, captioned, column, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 640
CAPTION = 88


class ReportForm(Page):
    """The report's fields; of a report that is in, the manager's mark."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.results = ChoiceChips(_("Result"), self, numbered=True)
        self.mood = ChoiceChips(_("Mood"), self, optional=True)
        self.report = TextField("report", _("What was said"), self, inline=False, lines=3)
        self.agreed = TextField("agreed", _("What was agreed"), self, inline=False, lines=1)
        self.day = ParsedField("next_on", _("Next contact"), day_of, self, show=day_text, inline=False,
                               placeholder=_("By the rules, or a day like 11-28, +3"))  # fmt: skip
        self.marks = ChoiceChips(_("Manager's mark"), self, tone=Tone.OK, optional=True)
        self.mark_note = TextField("review_note", _("The manager's words"), self, inline=False, lines=1)
        whole = column(spacing=SCALE.s)
        for caption, chips in ((_("Result"), self.results), (_("Mood"), self.mood)):
            whole.addLayout(self._line(caption, chips))
        for part in (self.report, self.agreed, self.day):
            whole.addWidget(part)
        self._review = QWidget(self)
        review = column(spacing=SCALE.s)
        review.setContentsMargins(0, 0, 0, 0)
        review.addLayout(self._line(_("Mark"), self.marks))
        review.addWidget(self.mark_note)
        self._review.setLayout(review)
        whole.addWidget(self._review)
        self.setLayout(whole)

    def _line(self, text: str, chips: ChoiceChips) -> QHBoxLayout:
        return captioned(text, chips, self, width=CAPTION)

    def show_visit(self, shop: ShopRules, visit: VisitRecord, *, marks: bool) -> None:
        """Offer the shop's lists; show the report when it is in. Not `marks`: the mark is only read."""
        kind = next(one for one in shop.touch_kinds if one.code == queries.VISIT)
        offered = [(code, shop.label_of("touch_results", code)) for code in kind.results]
        self.results.offer(offered, chosen=kind.results[0] if kind.results else "")
        self.mood.offer([(mood.code, mood.label) for mood in shop.moods])
        self.marks.offer([(mark.code, mark.label) for mark in shop.review_marks], chosen=visit.review)
        self.report.set_value(visit.report, force=True)
        self.agreed.set_value(visit.agreed, force=True)
        self.mark_note.set_value(visit.review_note, force=True)
        is_in = visit.reported_at is not None
        self._review.setVisible(is_in and (marks or bool(visit.review)))
        self.marks.setEnabled(marks)
        self.mark_note.setEnabled(marks)
        for part in (self.results, self.mood, self.report, self.agreed, self.day):
            part.setEnabled(not is_in)
        (self.marks if is_in and marks else self.results).setFocus()

    def value(self) -> VisitReport:
        """What is typed. Raises InvalidInput."""
        return VisitReport(
            result=self.results.code(), report=str(self.report.value() or ""), agreed=str(self.agreed.value() or ""),
            mood=int(self.mood.code()) if self.mood.code() else None, next_on=self.day.value(),
        )  # fmt: skip


class VisitReportDialog(Sheet):
    """The argument is the visit's id."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Visit report"), parent, width=WIDTH)
        self.services, self.visit = services, argument
        self.record: VisitRecord | None = None
        self.name, self.private = ElidedLabel("", "page-title", self), PillLabel("", Tone.MUTED, self)
        self.plan = Label("", "muted", self)
        self.form = ReportForm(services, self)
        self.problem = Label("", "error", self)
        self.body.addLayout(row(self.name, self.private, None, spacing=SCALE.m))
        for part in (self.plan, self.form, self.problem):
            self.body.addWidget(part)
        self.problem.hide()
        self.withdraw = self.add_button(_("Take the report back"))
        self.withdraw.hide()
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Save"), primary=True)
        self.save.clicked.connect(self._save)
        self.withdraw.clicked.connect(self._withdraw)
        self.form.load(_with_shop, argument, then=self._show, failed=self._gone)

    def _show(self, answer: tuple[ShopRules, VisitRecord, bool]) -> None:
        shop, record, marks = answer
        self.record = record
        self.name.setText(record.name)
        self.private.show_pill(_("Private") if record.private else "")
        when = " ".join(filter(None, (format_day(record.due_on, clock.today()), record.due_at)))
        planned = (when, record.purpose, record.place, record.people, record.preparation)
        self.plan.setText(" · ".join(" ".join(part.split()) for part in planned if part))
        self.withdraw.setVisible(record.reported_at is not None)
        self.form.show_visit(shop, record, marks=marks)
        self.save.setVisible(marks or record.reported_at is None)
        self.fit_soon()

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    def _save(self) -> None:
        if composing() or self.record is None:
            return
        if self.record.reported_at is not None:
            self._do(
                _("Mark a report"), commands.review_visit, self.form.marks.code(),
                done=_("The report is marked."), note=str(self.form.mark_note.value() or ""),
            )  # fmt: skip
            return
        try:
            report = self.form.value()
        except InvalidInput as wrong:
            self._failed(wrong)
            return
        self._do(_("Visit report"), commands.report_visit, report, then=self._reported)

    def _do(self, label: str, command: Any, *what: Any, done: str = "", then: Any = None, **more: Any) -> None:
        self.save.setEnabled(False)
        self.form.do(
            label, command, self.visit, *what, done=done, then=then or self.answered,
            failed=self._failed, **more,
        )  # fmt: skip

    def _reported(self, logged: LoggedTouch) -> None:
        name = self.record.name if self.record else ""
        sentence = (
            _("Logged with {name}.") if logged.effective else _("Logged with {name}; it does not restart the clock.")
        )
        self.services.notices.done(sentence.format(name=name), step=self.services.last_step)
        self.accept()

    def _withdraw(self) -> None:
        self._do(
            _("Take the report back"), commands.withdraw_report, done=_("The report is taken back."),
        )  # fmt: skip

    def _failed(self, problem: UserError) -> None:
        self.save.setEnabled(True)
        self.problem.setText(str(problem))
        self.problem.show()


def _with_shop(session: Any, visit_id: str) -> tuple[ShopRules, VisitRecord, bool]:
    """The visit, and whether the mark on it is mine to give: alone, or as the manager."""
    mine = me(session)
    return shop_rules(session), queries.visit(session, visit_id), mine is None or reviews(mine)


def day_or_today(text: str) -> date:
    """The day an argument names, else today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()
