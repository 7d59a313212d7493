"""Call mode: from person to person down the day's list, with the script, the number to dial and one key a result."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base import phone as phones
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.calendar import queries as calendar
from crm_desktop.features.calendar.records import DueItem
from crm_desktop.features.calls import queries as calls
from crm_desktop.features.calls.records import CallSheet
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import commands
from crm_desktop.features.touches.records import LoggedTouch
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.pages.touch.dialog import TouchForm
from crm_desktop.ui.pages.touch.script_pane import ScriptPane
from crm_desktop.ui.people.rows import private_pill, scale_pills
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.qr_code import QrCode, squares_of
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.text_input import composing

WIDTH, HEIGHT, LIST_WIDTH, QR = 1160, 640, 264, 112
LIMIT = 200


class Beside(QWidget):
    """What a caller looks at: the number as text and as a code to scan, the last words, the script."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self.phone = Label("", "figure", self, wrap=False)
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QrCode(_("Number to dial, to be scanned with the phone"), QR, self)
        self.scan = Label(_("Scan to dial"), "muted", self)
        self.last = Label("", "muted", self)
        self.script = ScriptPane(services, self)
        number = QVBoxLayout()
        number.setSpacing(SCALE.xs)
        number.addWidget(self.phone)
        number.addWidget(self.scan)
        number.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(SCALE.m)
        top.addWidget(self.code)
        top.addLayout(number, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.m)
        whole.addLayout(top)
        whole.addWidget(self.last)
        whole.addWidget(self.script, 1)
        whole.addStretch(0)

    def show_sheet(self, sheet: CallSheet) -> None:
        """Show what stands beside this person; the code comes a moment later."""
        self.phone.setText(sheet.phone)
        self.code.show_squares(())
        number: tuple[QWidget, ...] = (self.phone, self.code, self.scan)
        for part in number:
            part.setVisible(bool(sheet.phone))
        self.last.setText(_("Last: {words}").format(words=sheet.last_words) if sheet.last_words else "")
        self.last.setVisible(bool(sheet.last_words))


class CallModeDialog(Sheet):
    """The argument is a comma-separated list of contacts; none means everybody who is due today."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Call mode"), parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.services = services
        self.items: list[DueItem] = []
        self.logged: dict[str, bool] = {}
        self._wanted = [one for one in argument.split(",") if one]
        self._current = ""
        self.list = ListView(_("Whom to call"), self, row_height=54)
        self.list.setFixedWidth(LIST_WIDTH)
        self.name = Label("", "page-title", self)
        self.why = Label("", "muted", self)
        self.form = TouchForm(services, self)
        self.form.outgoing_only = True
        self.beside = Beside(services, self)
        self.form.pane = self.beside.script
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.outcome = EmptyState("party-popper", "", self)
        self.state = Label("", "muted", self, wrap=False)
        self.buttons.insertWidget(0, self.state)
        self.skip = self.add_button(_("Skip (Page Down)"))
        self.add_close()
        self.save = self.add_button(_("Save and next (Enter)"), primary=True)
        self._build()
        self.list.picked.connect(self._show_item)
        self.skip.clicked.connect(self._next)
        self.save.clicked.connect(self._save)
        self.form.load(_due, clock.today(), self._wanted, then=self._start)

    def _build(self) -> None:
        self._work = QWidget(self)
        middle = QVBoxLayout()
        middle.setSpacing(SCALE.s)
        for part in (self.name, self.why, self.form, self.problem):
            middle.addWidget(part)
        middle.addStretch(1)
        columns = QHBoxLayout(self._work)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(SCALE.l)
        columns.addWidget(self.list)
        columns.addLayout(middle, 5)
        columns.addWidget(self.beside, 4)
        self.body.addWidget(self._work, 1)
        self.body.addWidget(self.outcome, 1)
        self.outcome.hide()

    # The list -----------------------------------------------------------------------------------------------------

    def _start(self, items: list[DueItem]) -> None:
        self.items = items
        if not items:
            self._end()
            return
        self._show_list()
        self.list.pick(_row_id(items[0]))

    def _show_list(self) -> None:
        self.list.show_rows([self._row(item) for item in self.items])
        self.state.setText(
            _("{done} of {all} done").format(done=len(self.logged), all=len(self.items)) if self.items else ""
        )

    def _row(self, item: DueItem) -> Row:
        pill = None
        if _row_id(item) in self.logged:
            reached = self.logged[_row_id(item)]
            pill = Pill(_("reached"), Tone.OK) if reached else Pill(_("tried"), Tone.MUTED)
        elif item.overdue_days:
            late = ngettext("{n} day late", "{n} days late", item.overdue_days).format(n=item.overdue_days)
            pill = Pill(late, Tone.BAD)
        return Row(
            _row_id(item), item.name, item.subtitle or item.phone,
            pills=(*scale_pills(item.level, item.status), *private_pill(item.private)),
            right_pill=pill, tooltip=item.reason,
        )  # fmt: skip

    def _item(self) -> DueItem | None:
        return next((item for item in self.items if _row_id(item) == self._current), None)

    def _show_item(self, row_id: str) -> None:
        self._current = row_id
        item = self._item()
        if item is not None:
            self.save.setEnabled(False)
            self.form.load(_beside, item.contact_id, item.key, then=self._show, failed=self._tell, key="beside")

    def _show(self, answer: tuple[ShopRules, CallSheet]) -> None:
        shop, sheet = answer
        item = self._item()
        if item is None or item.contact_id != sheet.contact_id:
            return
        self.name.setText(sheet.name)
        scale = shop.label_of("levels", sheet.level) or shop.label_of("statuses", sheet.status)
        self.why.setText(" · ".join(dict.fromkeys(filter(None, (scale, item.purpose, item.reason)))))
        self.form.show_shop(shop, replace(sheet, answers=item.key))
        self.form.note.set_value("", force=True)
        self.beside.show_sheet(sheet)
        if sheet.phone:
            dial = f"tel:{phones.normal(sheet.phone) or sheet.phone}"
            self.form.work(partial(squares_of, dial), partial(self._show_code, item.contact_id), key="code")
        blocked = _("This person asked not to be contacted: calls and messages cannot be logged.")
        self._say(blocked if sheet.blocked else "")
        self.save.setEnabled(not sheet.blocked)

    def _show_code(self, contact_id: str, squares: Any) -> None:
        item = self._item()
        if item is not None and item.contact_id == contact_id:
            self.beside.code.show_squares(squares)

    # Doing --------------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        item = self._item()
        if composing() or item is None or not self.save.isEnabled():
            return
        try:
            touch, planned = self.form.touch(), self.form.next_follow_up()
        except InvalidInput as wrong:
            self._say(str(wrong))
            return
        self.save.setEnabled(False)
        self.form.do(
            _("Log a touch"), commands.log_touch, item.contact_id, touch, next_follow_up=planned,
            then=partial(self._saved, _row_id(item), item.name), failed=self._tell,
        )  # fmt: skip

    def _saved(self, row_id: str, name: str, logged: LoggedTouch) -> None:
        self.logged[row_id] = logged.effective
        said = (
            _("Logged with {name}.") if logged.effective else _("Logged with {name}; it does not restart the clock.")
        )
        self.services.notices.done(said.format(name=name), step=self.services.last_step)
        self._show_list()
        self._next()

    def _next(self) -> None:
        """The next person who is not done yet, round the list; nobody left ends it."""
        ids = [_row_id(item) for item in self.items]
        place = ids.index(self._current) if self._current in ids else -1
        waiting = [one for one in [*ids[place + 1 :], *ids[: place + 1]] if one not in self.logged]
        if waiting:
            self.list.pick(waiting[0])
        else:
            self._end()

    def _back(self) -> None:
        ids = [_row_id(item) for item in self.items]
        if self._current in ids and ids.index(self._current):
            self.list.pick(ids[ids.index(self._current) - 1])

    def _end(self) -> None:
        self._work.hide()
        self.outcome.show()
        for button in (self.skip, self.save):
            button.hide()
        made, reached = len(self.logged), sum(self.logged.values())
        said = ngettext("{n} call made, {reached} reached.", "{n} calls made, {reached} reached.", made)
        self.outcome.sentence.setText(said.format(n=made, reached=reached) if made else _("Nobody waits. Good work."))
        self.state.setText("")

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _tell(self, problem: UserError) -> None:
        self.save.setEnabled(True)
        self._say(str(problem))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if composing():
            event.accept()
            return
        acts = {Qt.Key.Key_PageDown: self._next, Qt.Key.Key_PageUp: self._back}
        if (act := acts.get(Qt.Key(event.key()))) is not None:
            act()
        else:
            super().keyPressEvent(event)


def _row_id(item: DueItem) -> str:
    return f"{item.contact_id}|{item.key}"


def _due(session: Any, today: Any, wanted: list[str]) -> list[DueItem]:
    if not wanted:
        return calendar.due_items(session, today, limit=LIMIT)
    found = calendar.due_of_many(session, wanted, today=today)
    return [found[one] for one in dict.fromkeys(wanted) if one in found]


def _beside(session: Any, contact_id: str, key: str) -> tuple[ShopRules, CallSheet]:
    return shop_rules(session), calls.call_sheet(session, contact_id, clock.today(), key=key)
