"""Somebody came in or called in: keyed in half a minute without the mouse, the guard against doubles beside it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.catalogue import queries as catalogue
from crm_desktop.features.catalogue.records import CatalogueWords
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.features.duplicates.records import Likeness, Reason, Verdict
from crm_desktop.features.reception import commands, queries
from crm_desktop.features.reception.records import (
    CALLED_IN,
    CAME_IN,
    KnownPerson,
    Received,
    ReceptionRecord,
    Register,
    RegisterFields,
    Visit,
    Who,
)
from crm_desktop.features.reception.rules import visit_label
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.reading import clear_errors, told_by_field
from crm_desktop.ui.pages.reception.form import ReceptionForm
from crm_desktop.ui.pages.reception.today_list import TodayList
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, column, row
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.text_input import composing

WIDTH, SIDE = 1088, 320
ROW_HEIGHT = 56
LINE = "line:"
"""Before the id of a line in the argument: correct this one."""
TONES = {Verdict.CERTAIN: Tone.BAD, Verdict.PROBABLE: Tone.WARN, Verdict.POSSIBLE: Tone.MUTED}


class ReceptionDialog(Sheet):
    """The argument: nothing, "called_in", a contact's id, or "line:" and the id of a line to correct."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Came in / Called in"), parent, width=WIDTH)
        self.services = services
        self.known: KnownPerson | None = None
        self.record: ReceptionRecord | None = None
        self._saving = False
        self.form = ReceptionForm(services, self)
        self.today = TodayList(services, self)
        self.person = Label("", "strong", self)
        self.other = QPushButton(_("Somebody else"), self)
        self.other.setProperty("kind", "small")
        self.likeness_label = Label("", "muted", self)
        self.likenesses = ListView(_("People who resemble"), self, row_height=ROW_HEIGHT)
        self.problem = Label("", "error", self)
        self.remove = self.add_button(_("Take out"))
        self.add_close(_("Cancel"))
        self.save_button = self.add_button(_("Save"), primary=True)
        self._build()
        self._connect()
        self.form.load(_offers, then=partial(self._begin, argument), key="offers")

    def _build(self) -> None:
        self.form.name.input.setPlaceholderText(_("may stay empty"))
        side = QWidget(self)
        side.setFixedWidth(SIDE)
        side.setLayout(
            column(self.person, self.other, self.likeness_label, self.likenesses, self.today, spacing=SCALE.s)
        )
        side.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        columns = QHBoxLayout()
        columns.setSpacing(SCALE.xl)
        columns.addWidget(self.form, 1)
        columns.addWidget(side)
        self.body.addLayout(columns)
        self.body.addLayout(row(self.problem))
        for part in (self.person, self.other, self.problem, self.remove):
            part.hide()
        self._show_likenesses([])

    def _connect(self) -> None:
        self.form.name.edited.connect(self._name_edited)
        self.form.phone.edited.connect(self._look)
        self.likenesses.opened.connect(self.take)
        self.other.clicked.connect(self._release)
        self.today.correct_asked.connect(self.correct)
        self.today.shown.connect(self._take_weather)
        self.save_button.clicked.connect(self.save)
        self.remove.clicked.connect(self._take_out)

    def _begin(self, argument: str, offers: tuple[ShopRules, CatalogueWords]) -> None:
        self.form.show_shop(*offers)
        kind = CALLED_IN if argument == CALLED_IN else CAME_IN
        now = clock.now()
        self.form.show_line(RegisterFields(kind=kind, day=now.date(), time_in=f"{now:%H:%M}", visit=Visit.FIRST.value,
                                           purpose="new_car"))  # fmt: skip
        self.form.as_customer.set_value(True, force=True)
        self.form.name.setFocus()
        if argument.startswith(LINE):
            self.correct(argument.removeprefix(LINE))
        elif argument not in ("", CALLED_IN, CAME_IN):
            self.take(argument)
        self.fit_soon()

    def _take_weather(self, sheet: Register) -> None:
        """The weather of the day is typed once."""
        if sheet.weather and self.record is None and not self.form.weather.value():
            self.form.weather.set_value(sheet.weather, force=True)

    # Who it is ----------------------------------------------------------------------------------------------------

    def _name_edited(self) -> None:
        if self.known is not None:
            self.known = None
            self._show_person()
        self._look()

    def _look(self) -> None:
        name, number = self.form.name.input.text().strip(), self.form.phone.input.text().strip()
        if self.known is not None or not (name or number):
            self._show_likenesses([])
            return
        self.form.load(duplicates.guard, name=name, phones=[number] if number else [], then=self._show_likenesses,
                       key="guard")  # fmt: skip

    def _show_likenesses(self, found: list[Likeness]) -> None:
        self.likenesses.setVisible(bool(found))
        self.likeness_label.setVisible(bool(found))
        self.likeness_label.setText(_("In the book already? Down and Enter take the person."))
        self.likenesses.show_rows([_row(one) for one in found])
        self.likenesses.setFixedHeight(min(max(len(found), 1), 3) * ROW_HEIGHT + 2)
        same = [one for one in found if Reason.PHONE in one.why]
        name = self.form.name.input.text().strip()
        if len(same) == 1 and name in ("", same[0].name):
            self.take(same[0].id)

    def take(self, contact_id: str) -> None:
        """It is this person of the book."""
        self.form.load(queries.known_person, contact_id, then=self._taken, failed=self._failed, key="person")

    def _taken(self, person: KnownPerson) -> None:
        self.known = person
        self.form.name.set_value(person.name, force=True)
        self.form.chips["visit"].put(person.visit)
        self.form.chips["level"].put(person.level)
        if not person.is_customer:
            self.form.as_customer.set_value(False, force=True)
        self._show_likenesses([])
        self._show_person()
        if self.form.name.input.hasFocus():
            # Whoever it was not is typed over.
            self.form.name.input.selectAll()

    def _show_person(self) -> None:
        known = self.known
        self.person.setVisible(known is not None)
        self.other.setVisible(known is not None and self.record is None)
        self.form.as_customer.setVisible(known is None or not known.is_customer)
        if known is not None:
            words = (known.name, known.level, known.phone, known.subtitle, visit_label(known.visit))
            self.person.setText(" · ".join(filter(None, words)))

    def _release(self) -> None:
        self.known = None
        for field in (self.form.name, self.form.phone):
            field.set_value("", force=True)
        for name, code in (("visit", Visit.FIRST.value), ("level", "")):
            self.form.chips[name].put(code)
        self.form.as_customer.set_value(True, force=True)
        self._show_person()
        self.form.name.setFocus()

    # Correcting a line --------------------------------------------------------------------------------------------

    def correct(self, reception_id: str) -> None:
        """Show a line that is there already."""
        self.form.load(queries.reception, reception_id, then=self._show_record, failed=self._failed, key="record")

    def _show_record(self, record: ReceptionRecord) -> None:
        self.record, self.known = record, None
        self.title.setText(_("Correct a line of the register"))
        self.form.show_line(record.fields)
        self.form.name.set_value(record.name, force=True)
        self.form.phone.set_value(record.phone, force=True)
        for field in (self.form.name, self.form.phone):
            field.setEnabled(not record.contact_id)
        self.form.as_customer.setVisible(not record.contact_id)
        self.form.next.setVisible(False)
        self.remove.show()
        for part in (self.person, self.other):
            part.hide()
        self._show_likenesses([])
        self.form.time_out.setFocus()

    def _take_out(self) -> None:
        if self.record is not None:
            self.form.do(
                _("Take out a line of the register"), commands.remove_reception, self.record.id,
                done=_("The line is taken out; the person stays."), then=self._leave,
            )  # fmt: skip

    # Saving -------------------------------------------------------------------------------------------------------

    def who(self) -> Who:
        """Whom the line is about."""
        form = self.form
        return Who(
            self.known.id if self.known else "", str(form.name.value()), str(form.phone.value()),
            bool(form.as_customer.value()) or bool(self.known and self.known.is_customer),
        )  # fmt: skip

    def save(self) -> None:
        """Write the line with everything that follows."""
        if composing() or self._saving:
            return
        clear_errors(self.form.fields())
        self.problem.hide()
        try:
            line, following = self.form.line(), self.form.next_follow_up()
        except InvalidInput as wrong:
            self._failed(wrong)
            return
        self._saving = True
        if self.record is not None:
            self.form.do(
                _("Correct a line of the register"), commands.edit_reception, self.record.id, line, self.who(),
                seen={("reception", self.record.id): self.record.row_seq}, done=_("The line is corrected."),
                then=self._leave, failed=self._failed,
            )  # fmt: skip
            return
        label = _("Called in") if line.kind == CALLED_IN else _("Came in")
        self.form.do(label, commands.receive, line, self.who(), next_follow_up=following, then=self._saved,
                     failed=self._failed)  # fmt: skip

    def _saved(self, made: Received) -> None:
        name = str(self.form.name.value()) or str(self.form.phone.value())
        if not made.contact_id:
            text = _("The register has a line without a name.")
        elif made.new_person:
            text = _("{name} is in the book and in the register.").format(name=name)
        else:
            text = _("{name} is in the register.").format(name=name)
        self.services.notices.done(text, step=self.services.last_step)
        self.accept()

    def _leave(self, _answer: object) -> None:
        self.accept()

    def _failed(self, problem: UserError) -> None:
        self._saving = False
        if told_by_field(self.form.fields(), problem):
            self.fit_soon()
            return
        self.problem.setText(str(problem))
        self.problem.show()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if composing():
            event.accept()
        elif event.key() == Qt.Key.Key_Down and self.likenesses.isVisible():
            self.likenesses.setFocus()
            self.likenesses.setCurrentIndex(self.likenesses.rows.index(0, 0))
        elif event.key() == Qt.Key.Key_F6 and self.today.list.isVisible():
            self.today.list.setFocus()
            self.today.list.setCurrentIndex(self.today.list.rows.index(0, 0))
        else:
            super().keyPressEvent(event)


def _offers(session: object) -> tuple[ShopRules, CatalogueWords]:
    return shop_rules(session), catalogue.words(session)  # type: ignore[arg-type]


def _row(one: Likeness) -> Row:
    why = "、".join(duplicates.why_text(reason) for reason in one.why)
    words = " · ".join(filter(None, (one.phone, one.subtitle)))
    return Row(one.id, one.name, words, pills=(Pill(why, TONES[one.verdict]),))
