"""The rules of one's own that gave way when this laptop joined the shop: seen, handed on, taken over one by one."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.sync.queries.own_rules import own_rules
from crm_desktop.features.sync.records import OwnRule
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import Me
from crm_desktop.features.team.rules import edits_shop_data
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page, late
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.rows import Row

WIDTH, HEIGHT = 640, 460
# With the commands come all that a session needs, which a laptop without a shop never does.
TAKE_OVER, FORGET = late("sync.commands.own_rules:take_over"), late("sync.commands.own_rules:forget_rule")


class OwnRulesDialog(Sheet):
    """Enter takes the picked one over, as the manager; Delete forgets it; Ctrl+C copies all, to hand them on."""

    def __init__(self, services: Services, parent: QWidget | None, _argument: str = "") -> None:
        super().__init__(_("My rules from before"), parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.services = services
        self.found: tuple[OwnRule, ...] = ()
        self._page = Page(services, self)  # its answers go nowhere when the dialog is gone
        self._page.hide()
        self.told = Label("", "muted", self, fills=True)
        self.list = KeyedList(_("My rules from before"), self, keys={
            Qt.Key.Key_Delete: self.forget, Qt.Key.Key_Return: self.take, Qt.Key.Key_Enter: self.take,
        })  # fmt: skip
        self.nothing = EmptyState("cog-outline", _("No rule of yours gave way."), self, hint=" ")
        self.nothing.hint.setText(_("What you had changed before you joined a shop stands here."))
        self.problem = Label("", "error", self, fills=True)
        for part, stretch in ((self.told, 0), (self.list, 1), (self.nothing, 1), (self.problem, 0)):
            self.body.addWidget(part, stretch)
        for part in (self.told, self.list, self.nothing, self.problem):
            part.hide()
        self.add_close()
        self.copy = self.add_button(_("Copy the list"))
        self.copy.setIcon(icons.icon("content-copy"))
        self.drop = self.add_button(_("Forget (Delete)"))
        self.act = self.add_button(_("Take over for the shop"), primary=True)
        self.copy.clicked.connect(self.copy_all)
        self.drop.clicked.connect(self.forget)
        self.act.clicked.connect(self.take)
        self._read()

    def _read(self, _answer: object = None) -> None:
        self._page.load(_read, then=self._show, key="own rules")

    def _show(self, answer: tuple[tuple[OwnRule, ...], Me | None]) -> None:
        self.found, mine = answer
        rows = [_row(number, one) for number, one in enumerate(self.found)]
        self.list.show_rows(rows, pick_first=True)
        self.told.setText(
            _("They gave way to the shop's when this laptop joined it. Taken over, one holds on every laptop.")
            if edits_shop_data(mine) else
            _("They gave way to the shop's when this laptop joined it. The manager changes these: hand on the list.")
        )  # fmt: skip
        for part in (self.told, self.list, self.copy, self.drop):
            part.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.act.setVisible(bool(rows) and edits_shop_data(mine))
        self.list.setFocus()

    def current(self) -> OwnRule | None:
        """The picked one."""
        picked = self.list.picked_id()
        return self.found[int(picked)] if picked.isdigit() and int(picked) < len(self.found) else None

    def take(self) -> None:
        """The picked one is the shop's from now on."""
        one = self.current()
        if one is not None and self.act.isVisible() and not one.same:
            said = _("“{name}” holds in the shop now.").format(name=one.label)
            self._do(_("Take a rule over"), TAKE_OVER, one, said)

    def forget(self) -> None:
        """The picked one is not wanted any more."""
        if one := self.current():
            self._do("", FORGET, one, "")

    def _do(self, label: str, command: Any, one: OwnRule, said: str) -> None:
        self.problem.hide()
        self._page.do(label, command, one.kind, one.key, done=said, then=self._read, failed=self._refuse)

    def _refuse(self, problem: UserError) -> None:
        self.problem.setText(str(problem))
        self.problem.show()

    def copy_all(self) -> None:
        """As text, for the manager."""
        QGuiApplication.clipboard().setText("\n".join(" · ".join((one.kind_label, one.label, _said(one)))
                                                       for one in self.found))  # fmt: skip
        self.services.notices.info(_("The list was copied."))


def _read(session: Any) -> tuple[tuple[OwnRule, ...], Me | None]:
    return own_rules(session), me(session)


def _said(one: OwnRule) -> str:
    lines = [_("{field}: {mine} (the shop: {shop})").format(field=field, mine=mine, shop=shop)
             for field, mine, shop in one.lines]  # fmt: skip
    return " · ".join(lines) or (_("as in the shop") if one.same else _("another one than the shop's"))


def _row(number: int, one: OwnRule) -> Row:
    pill = Pill(_("As in the shop"), Tone.OK) if one.same else None
    words = one.kind_label if one.same else f"{one.kind_label} · {_said(one)}"
    return Row(str(number), one.label, words, right_pill=pill, sign="cog-outline")
