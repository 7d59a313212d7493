"""The lines of the day beside the dialog: who is still here leaves by one key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.reception import commands, queries
from crm_desktop.features.reception.records import CAME_IN, Register, RegisterLine
from crm_desktop.features.reception.rules import facts
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.rows import private_pill
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row


class TodayList(Page):
    """Enter: they left now (who left already is corrected). F2 corrects, Delete takes a line out."""

    refresh_on = frozenset({"reception", "contact"})
    correct_asked = Signal(str)
    shown = Signal(object)
    """The register of the day, whenever it was read."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.sheet: Register | None = None
        self.head = Label("", "strong", self)
        self.hint = Label(_("F6: to this list. Enter: they left now. F2: correct. Delete: take out."), "faint", self)
        self.list = LineList(_("Register of today"), self)
        self.none = Label(_("Nobody yet today."), "muted", self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.xs)
        for part in (self.head, self.none, self.list, self.hint):
            whole.addWidget(part)
        whole.setStretchFactor(self.list, 1)
        whole.addStretch(0)
        self.list.opened.connect(self._leave)
        self.list.correct_asked.connect(self.correct_asked)
        self.list.remove_asked.connect(self._remove)

    @override
    def refresh(self) -> None:
        self.load(_today, then=self._show, key="register")

    def _show(self, answer: tuple[Register, ShopRules]) -> None:
        self.sheet, shop = answer
        total = self.sheet.totals
        self.head.setText(
            _("Today: {came} came in, {called} called in, {here} still here").format(
                came=total.came_in, called=total.called_in, here=total.still_here
            )
        )
        waiting = sorted(self.sheet.lines, key=lambda line: (not _is_here(line), -line.number))
        self.list.show_rows([_row(line, shop) for line in waiting])
        self.none.setVisible(not waiting)
        for part in (self.list, self.hint):
            part.setVisible(bool(waiting))
        self.shown.emit(self.sheet)

    def _line(self, line_id: str) -> RegisterLine | None:
        return next((one for one in self.sheet.lines if one.id == line_id), None) if self.sheet else None

    def _leave(self, line_id: str) -> None:
        line = self._line(line_id)
        if line is None:
            return
        if not _is_here(line):
            self.correct_asked.emit(line_id)
            return
        done = _("{name} left.").format(name=_name(line))
        self.do(_("Note that they left"), commands.close_reception, line_id, done=done)

    def _remove(self, line_id: str) -> None:
        self.do(_("Take out a line of the register"), commands.remove_reception, line_id,
                done=_("The line is taken out; the person stays."))  # fmt: skip


class LineList(ListView):
    """Two more keys than other lists."""

    correct_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent, row_height=56)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        asked = {Qt.Key.Key_F2: self.correct_asked, Qt.Key.Key_Delete: self.remove_asked}.get(Qt.Key(event.key()))
        if asked is not None and self.picked_id():
            asked.emit(self.picked_id())
            return
        super().keyPressEvent(event)


def _today(session: object) -> tuple[Register, ShopRules]:
    return queries.register(session, clock.today()), shop_rules(session)  # type: ignore[arg-type]


def _is_here(line: RegisterLine) -> bool:
    return line.fields.kind == CAME_IN and not line.fields.time_out


def _name(line: RegisterLine) -> str:
    return line.name or _("No name left")


def _row(line: RegisterLine, shop: ShopRules) -> Row:
    times = "–".join(filter(None, (line.fields.time_in, line.fields.time_out)))
    sign = "storefront-outline" if line.fields.kind == CAME_IN else "phone-incoming"
    pill = Pill(_("Still here"), Tone.OK) if _is_here(line) else None
    words = " · ".join(filter(None, (times, facts(line.fields, shop))))
    return Row(line.id, _name(line), words, sign=sign, pills=tuple(private_pill(line.private)), right_pill=pill)
