"""The trash: who was moved there, and the way back."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.contacts import commands, queries
from crm_desktop.features.contacts.records import Trashed
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

SHOWN = 8
ROW_HEIGHT = 54


class TrashSection(Page):
    """Nobody is lost by a slip of the finger."""

    refresh_on = frozenset({"contact"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.list = ListView(_("Trash"), self, several=True, row_height=ROW_HEIGHT)
        self.none = Label(_("The trash is empty."), "muted", self)
        self.restore = QPushButton(icons.icon("restore"), _("Put back"), self)
        card = Card(_("Trash"), self)
        card.body.addWidget(Label(_("People in the trash keep everything; put them back whenever you like."), "muted"))
        for part in (self.none, self.list):
            card.body.addWidget(part)
        card.body.addLayout(row(None, self.restore))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.addWidget(card)
        self.restore.clicked.connect(self._restore)

    @override
    def refresh(self) -> None:
        self.load(queries.trashed, then=self._show, key="trash")

    def _show(self, people: list[Trashed]) -> None:
        today = clock.today()
        self.list.show_rows(
            [Row(p.id, p.name, p.phone, right=format_day(p.deleted.date(), today)) for p in people],
            pick_first=True,
        )
        self.list.setFixedHeight(ROW_HEIGHT * min(max(len(people), 1), SHOWN) + 2)
        for part in (self.list, self.restore):
            part.setVisible(bool(people))
        self.none.setVisible(not people)

    def _restore(self) -> None:
        if ids := self.list.chosen_ids():
            done = ngettext("{n} person is back.", "{n} people are back.", len(ids)).format(n=len(ids))
            self.do(_("Put people back"), commands.restore, ids, done=done)
