"""Log a touch: one key for the result, Enter, done. The next day is proposed, the script stands beside it."""

from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, format_day
from crm_desktop.features.calls import queries as calls
from crm_desktop.features.calls.records import CallSheet
from crm_desktop.features.scripts.records import Script
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules, TouchKind
from crm_desktop.features.touches import commands
from crm_desktop.features.touches.records import LoggedTouch, NewTouch, NextFollowUp
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.days import day_of, day_text
from crm_desktop.ui.forms.text_fields import ParsedField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.touch.script_pane import ScriptPane
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, captioned, column
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 1000
NONE, PROPOSED, OWN = "none", "proposed", "own"


class TouchForm(Page):
    """What happened and what comes next, with one person."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.outgoing_only = False
        """Whether only what we start is offered: in call mode nobody comes in."""
        self.pane: ScriptPane | None = None
        """What is said, beside the form; the touch remembers it."""
        self.sheet: CallSheet | None = None
        self.shop: ShopRules | None = None
        self.kinds = ChoiceChips(_("Kind"), self)
        self.results = ChoiceChips(_("Result"), self, numbered=True)
        self.openers = ChoiceChips(_("Opener"), self, optional=True)
        self.moods = ChoiceChips(_("Mood"), self, optional=True)
        self.note = TextField("note", _("What was said"), self, inline=False, lines=2)
        self.next = ChoiceChips(_("Next contact"), self, tone=Tone.OK)
        self.day = ParsedField("day", "", day_of, self, show=day_text, inline=False,
                               placeholder=_("For example 11-28, +3 or Friday"))  # fmt: skip
        self.purpose = TextField("purpose", _("What for"), self, inline=False, lines=1)
        self.day.hide()
        self._build()
        self.kinds.chosen.connect(self._kind_chosen)
        self.results.chosen.connect(self._propose)
        self.next.chosen.connect(self._next_chosen)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        for label, chips in (
            (_("Kind"), self.kinds), (_("Result"), self.results), (_("Opener"), self.openers), (_("Mood"), self.moods),
        ):  # fmt: skip
            whole.addLayout(captioned(label, chips, self))
        whole.addWidget(self.note)
        whole.addLayout(column(Label(_("Next contact"), "muted", self), self.next, self.day, spacing=SCALE.xs))
        whole.addWidget(self.purpose)

    def show_shop(self, shop: ShopRules, sheet: CallSheet) -> None:
        """Offer the shop's lists for this person."""
        self.shop, self.sheet = shop, sheet
        kinds = [(k.code, k.label) for k in shop.touch_kinds if k.outgoing or not self.outgoing_only]
        self.kinds.offer(kinds, chosen=self.kinds.code() or "call")
        self.openers.offer([(o.code, o.label) for o in shop.openers])
        self.moods.offer([(m.code, m.label) for m in shop.moods])
        self._kind_chosen(self.kinds.code())
        self.purpose.set_value("", force=True)
        if self.pane is not None:
            self.pane.show_scripts(sheet.scripts, self.kinds.code())
        self.results.setFocus()

    def _kind(self) -> TouchKind | None:
        return next((k for k in self.shop.touch_kinds if k.code == self.kinds.code()), None) if self.shop else None

    def _kind_chosen(self, _code: str) -> None:
        kind = self._kind()
        if kind is None or self.shop is None:
            return
        results = [(code, self.shop.label_of("touch_results", code)) for code in kind.results]
        self.results.offer(results, chosen=kind.results[0] if kind.results else "")
        self.results.setVisible(bool(results))
        if self.pane is not None:
            self.pane.prefer(kind.code)
        self._propose()

    def is_effective(self) -> bool:
        """Whether the chosen result restarts the clock."""
        return bool(self.shop) and self.results.code() in self.shop.effective_results  # type: ignore[union-attr]

    def _proposed(self) -> date | None:
        if self.sheet is None:
            return None
        return self.sheet.next_effective if self.is_effective() else self.sheet.next_missed

    def _propose(self, _code: str = "") -> None:
        today, proposed = clock.today(), self._proposed()
        days = [today + timedelta(days=n) for n in (1, 3, 7, 30)]
        choices = [(PROPOSED, _("{day} (proposed)").format(day=_short(proposed, today)))] if proposed else []
        choices += [(day.isoformat(), _short(day, today)) for day in days if day != proposed]
        choices += [(OWN, _("Another day")), (NONE, _("By the rules only") if proposed else _("None"))]
        was = self.next.code()
        keep = was if was in dict(choices) and was not in (PROPOSED, NONE) else ""
        self.next.offer(choices, chosen=keep or (PROPOSED if proposed else NONE))

    def _next_chosen(self, code: str) -> None:
        self.day.setVisible(code == OWN)
        window = self.window()
        if isinstance(window, Sheet):
            window.fit_soon()
        if code == OWN:
            self.day.setFocus()

    def touch(self) -> NewTouch:
        """What is to be logged."""
        sheet, said = self.sheet, self._said()
        return NewTouch(
            kind=self.kinds.code(), result=self.results.code(), opener=self.openers.code(),
            mood=int(self.moods.code()) if self.moods.code() else None, note=str(self.note.value()),
            answers=sheet.answers if sheet else "", script=said.key if said else "",
            script_version=said.version if said else 0,
        )  # fmt: skip

    def _said(self) -> Script | None:
        """The script that was used: the one on show, where we started the talk or the user turned to it."""
        if self.pane is None or self.pane.shown is None:
            return None
        kind = self._kind()
        return self.pane.shown if self.pane.by_hand or (kind is not None and kind.outgoing) else None

    def next_follow_up(self) -> NextFollowUp | None:
        """The next contact, where it is other than the rules ask for anyway. Raises InvalidInput."""
        code, purpose = self.next.code(), str(self.purpose.value())
        if code == OWN:
            day = self.day.value()
            if day is None:
                raise InvalidInput("day", _("Write the day of the next contact, for example 11-28 or +3."))
            return NextFollowUp(day, purpose=purpose)
        if code == PROPOSED and purpose and (proposed := self._proposed()):
            return NextFollowUp(proposed, purpose=purpose)
        if code in ("", NONE, PROPOSED):
            return None
        return NextFollowUp(date.fromisoformat(code), purpose=purpose)


def _short(day: date | None, today: date) -> str:
    return format_day(day, today) if day else ""


class TouchDialog(Sheet):
    """The form beside the script; opened with a contact's id, behind a blank the key of the item that is worked, or
    without one to choose first."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Log a touch"), parent, width=WIDTH)
        self.services, self._contact = services, ""
        self.picker = PersonPicker(services, self)
        self.form = TouchForm(services, self)
        self.name = Label("", "page-title", self)
        self.why = Label("", "muted", self)
        self.last = Label("", "muted", self)
        self.script = self.form.pane = ScriptPane(services, self)
        self.problem = Label("", "error", self)
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Save"), primary=True)
        self._build()
        self.picker.picked.connect(self.show_person)
        self.save.clicked.connect(self._save)
        if argument:
            contact_id, _blank, key = argument.partition(" ")
            self.show_person(contact_id, key)
        else:
            self._show_parts(person=False)
            self.picker.setFocus()

    def _build(self) -> None:
        whole = self.body
        whole.setSpacing(SCALE.s)
        whole.addWidget(self.picker)
        whole.addWidget(self.name)
        whole.addWidget(self.why)
        whole.addWidget(self.last)
        columns = QHBoxLayout()
        columns.setSpacing(SCALE.xl)
        columns.addWidget(self.form, 2)
        columns.addWidget(self.script, 1)
        whole.addLayout(columns)
        whole.addWidget(self.problem)

    def _show_parts(self, *, person: bool) -> None:
        self.picker.setVisible(not person)
        for part in (self.name, self.why, self.last, self.script, self.form, self.save):
            part.setVisible(person)
        self.problem.hide()

    def show_person(self, contact_id: str, key: str = "") -> None:
        """Ask for what stands beside this person, and beside one due item of his."""
        self._contact = contact_id
        self._show_parts(person=False)
        self.form.load(_beside, contact_id, clock.today(), key, then=self._show, failed=self._gone)

    def _show(self, answer: tuple[ShopRules, CallSheet]) -> None:
        shop, sheet = answer
        self._show_parts(person=True)
        scale = shop.label_of("levels", sheet.level) or shop.label_of("statuses", sheet.status)
        self.name.setText(sheet.name)
        self.why.setText(" · ".join(filter(None, [scale, sheet.phone, sheet.reason, sheet.purpose])))
        self.last.setText(_("Last: {words}").format(words=sheet.last_words) if sheet.last_words else "")
        self.last.setVisible(bool(sheet.last_words))
        self.form.show_shop(shop, sheet)
        if sheet.blocked:
            self._tell(_("This person asked not to be contacted: calls and messages cannot be logged."))
        self.fit_soon()

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    def _tell(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _save(self) -> None:
        if composing():
            return
        try:
            touch, planned = self.form.touch(), self.form.next_follow_up()
        except InvalidInput as wrong:
            self._tell(str(wrong))
            return
        self.save.setEnabled(False)
        self.form.do(
            _("Log a touch"), commands.log_touch, self._contact, touch, next_follow_up=planned, then=self._saved,
            failed=self._failed,
        )  # fmt: skip

    def _saved(self, logged: LoggedTouch) -> None:
        name = self.form.sheet.name if self.form.sheet else ""
        sentence = (
            _("Logged with {name}.") if logged.effective else _("Logged with {name}; it does not restart the clock.")
        )
        self.services.notices.done(sentence.format(name=name), step=self.services.last_step)
        self.accept()

    def _failed(self, problem: UserError) -> None:
        self.save.setEnabled(True)
        self._tell(str(problem))


def _beside(session: object, contact_id: str, today: date, key: str) -> tuple[ShopRules, CallSheet]:
    return shop_rules(session), calls.call_sheet(session, contact_id, today, key=key)  # type: ignore[arg-type]
