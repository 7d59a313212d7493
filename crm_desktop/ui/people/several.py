"""What can be done with several people at once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import queries as contact_queries
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import Me
from crm_desktop.features.touches.records import NextFollowUp
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.tag_name import TagName
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, row

Act = Callable[[list[str]], object]
LEVELS = ("H", "A", "B", "C")
DAYS = (1, 3, 7, 30)


class SeveralBar(Page):
    """A bar that shows when two or more people are chosen; `ids_asked` carries what to do with their ids."""

    refresh_on = frozenset({"setting"})
    ids_asked = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.count = Label("", "strong", self, wrap=False)
        self.tag_button = self._button(_("Tag"), "tag-plus-outline")
        self.level_button = self._button(_("Level"), "signal-cellular-2", self._level_menu())
        self.plan_button = self._button(_("Plan a follow-up"), "calendar-plus", self._plan_menu())
        self.print_button = self._button(_("Visit sheets"), "printer-outline")
        self.export_button = self._button(_("Export"), "export")
        self.hand_over_button = self._button(_("Hand over to a colleague"), "account-switch-outline")
        self.hand_over_button.hide()
        self.trash_button = self._button(_("To the trash"), "trash-can-outline")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, SCALE.xs, 0, SCALE.xs)
        whole.setSpacing(SCALE.xs)
        whole.addLayout(
            row(self.count, None, self.tag_button, self.level_button, self.plan_button, self.print_button,
                self.export_button, self.hand_over_button, self.trash_button, spacing=SCALE.xs)
        )  # fmt: skip
        self.tag_button.clicked.connect(partial(self._ask, self._tag))
        self.print_button.clicked.connect(partial(self._ask, self._print))
        self.export_button.clicked.connect(partial(self._ask, self._export))
        self.hand_over_button.clicked.connect(partial(self._ask, self._hand_over))
        self.trash_button.clicked.connect(partial(self._ask, self._trash))

    @override
    def refresh(self) -> None:
        self.load(me, then=self._show_rights, key="me")

    def _show_rights(self, found: Me | None) -> None:
        self.hand_over_button.setVisible(found is not None)

    def _button(self, text: str, icon: str, menu: QMenu | None = None) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(icon))
        button.setToolTip(text)
        button.setAccessibleName(text)
        if menu is not None:
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _level_menu(self) -> QMenu:
        menu = QMenu(self)
        for level in LEVELS:
            action = QAction(_("Level {level}").format(level=level), menu)
            action.triggered.connect(partial(self._ask, partial(self._level, level)))
            menu.addAction(action)
        return menu

    def _plan_menu(self) -> QMenu:
        menu, today = QMenu(self), clock.today()
        for days in DAYS:
            action = QAction(format_day(today + timedelta(days=days), today), menu)
            action.triggered.connect(partial(self._ask, partial(self._plan, days)))
            menu.addAction(action)
        return menu

    def show_count(self, count: int) -> None:
        """Show the bar for two and more."""
        self.setVisible(count > 1)
        self.count.setText(ngettext("{n} chosen", "{n} chosen", count).format(n=f"{count:,}"))

    def _ask(self, act: Act, *_args: object) -> None:
        self.ids_asked.emit(act)

    # What is done -------------------------------------------------------------------------------------------------

    def _tag(self, ids: list[str]) -> None:
        asking = TagName(self.window())
        asking.named.connect(partial(self._tag_as, ids))
        self.load(contact_queries.tag_counts, limit=12, then=asking.offer)
        asking.open()

    def _tag_as(self, ids: list[str], name: str) -> None:
        done = ngettext("{n} person was tagged “{tag}”.", "{n} people were tagged “{tag}”.", len(ids))
        self.do(_("Tag people"), contacts.tag, ids, name, done=done.format(n=f"{len(ids):,}", tag=name))

    def _level(self, level: str, ids: list[str]) -> None:
        done = ngettext("{n} customer is now level {level}.", "{n} customers are now level {level}.", len(ids))
        self.do(
            _("Change levels"), customers.set_level_many, ids, level, done=done.format(n=f"{len(ids):,}", level=level)
        )

    def _plan(self, days: int, ids: list[str]) -> None:
        day: date = clock.today() + timedelta(days=days)
        done = ngettext("{n} follow-up was planned.", "{n} follow-ups were planned.", len(ids))
        self.do(_("Plan follow-ups"), calendar.plan_many, ids, NextFollowUp(day), done=done.format(n=f"{len(ids):,}"))

    def _print(self, ids: list[str]) -> None:
        self.signals.run_action.emit("visit_sheets", ",".join(ids))

    def _export(self, ids: list[str]) -> None:
        self.signals.run_action.emit("export", ",".join(ids))

    def _hand_over(self, ids: list[str]) -> None:
        self.signals.run_action.emit("hand_over", ",".join(ids))

    def _trash(self, ids: list[str]) -> None:
        done = ngettext("{n} person is in the trash.", "{n} people are in the trash.", len(ids))
        self.do(_("Move people to the trash"), contacts.trash, ids, done=done.format(n=f"{len(ids):,}"))
