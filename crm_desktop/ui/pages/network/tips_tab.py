"""Colleagues and peers: who they are, and the tips that went to and fro."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import Partner, TipRecord
from crm_desktop.features.team.queries import team
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.network.lines import balance, partner_line, tip_line
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.side_panel import beside, side_panel

EDIT = "tip:"
"""Before the id of a tip in the argument of the dialog: change this one."""


class TipsTab(Page):
    """List of partners on the left, the tips of the picked one on the right."""

    refresh_on = frozenset({"tip", "contact", "setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.partners: list[Partner] = []
        self.found: list[TipRecord] = []
        key = Qt.Key
        self.list = KeyedList(_("Colleagues and peers"), self, ground="surface", keys={key.Key_N: self.add})
        self.tips = KeyedList(_("Tips"), self, ground="surface", keys={
            key.Key_N: self.add, key.Key_E: self.edit, key.Key_Delete: self.remove,
        })  # fmt: skip
        self.name, self.balance = Label("", "page-title", self), PillLabel("", parent=self)
        self.told = Label("", "muted", self, fills=True)
        self.nothing = Label(_("No tip yet. Give one first: it comes back."), "muted", self)
        self.hint = Label(_("N: record a tip · Enter: change it, say what came of it · Delete: remove"), "faint", self,
                          fills=True)  # fmt: skip
        self.new, self.archive = QPushButton(_("Record a tip"), self), QPushButton(_("Open the archive"), self)
        self.empty = EmptyState(
            "lightbulb-on-outline",
            _("Who sees drivers every day? The workshop, the repair shop, sellers of other brands."), self,
            hint=_("Write down colleagues and peers, and every tip that went to and fro: what is noted comes back."),
        )  # fmt: skip
        self.empty.add_button(_("Record a tip"), self.add, "lightbulb-on-outline")
        self.owners = OwnerChip(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        card = Card("", self)
        card.body.addLayout(row(self.name, self.balance, None, spacing=SCALE.m))
        card.body.addWidget(self.told)
        for button in (self.new, self.archive):
            button.setProperty("kind", "small")
        card.body.addLayout(row(self.new, self.archive, None))
        card.body.addWidget(self.tips, 1)
        card.body.addWidget(self.nothing)
        card.body.addStretch(0)
        card.body.addWidget(self.hint)
        self.right = QStackedWidget(self)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)
        beside(self, side_panel(self, self.owners, self.list), self.right)

    def _connect(self) -> None:
        self.owners.changed.connect(self.refresh)
        self.list.picked.connect(self._pick)
        self.list.opened.connect(lambda _id: self.tips.setFocus())
        self.tips.opened.connect(lambda _id: self.edit())
        self.new.clicked.connect(self.add)
        self.archive.clicked.connect(self.open_person)

    # Reading ------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.load(team, then=self.owners.show_team, key="team")
        self.load(queries.partners, owners=self.owners.codes(), then=self.show_partners, key="partners")
        if self.subject():
            self._pick(self.subject())

    def show_partners(self, partners: list[Partner]) -> None:
        """Who exchanges tips."""
        self.partners = partners
        today = clock.today()
        self.right.setCurrentIndex(0 if partners else 1)
        self.list.show_rows([partner_line(one, today) for one in partners], pick_first=True)
        self._show_partner()

    def _pick(self, contact_id: str) -> None:
        self._show_partner()
        self.load(queries.tips, partner=contact_id, then=self.show_tips, key="tips")

    def _show_partner(self) -> None:
        partner = next((one for one in self.partners if one.id == self.subject()), None)
        if partner is None:
            return
        self.name.setText(partner.name)
        pill = balance(partner)
        self.balance.show_pill(pill.text if pill else "", pill.tone if pill else "muted")
        told = _("received {received}, given {given}").format(received=partner.received, given=partner.given)
        ordered = _("{n} of them ordered").format(n=partner.ordered)
        words = (partner.how_known, partner.subtitle, told, ordered if partner.ordered else "")
        self.told.setText(" · ".join(filter(None, words)))

    def show_tips(self, tips: list[TipRecord]) -> None:
        """The tips of the picked partner."""
        self.found = tips
        today = clock.today()
        self.tips.show_rows([tip_line(one, today, with_partner=False) for one in tips], pick_first=True)
        self.tips.setVisible(bool(tips))
        self.nothing.setVisible(not tips)

    # Doing --------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Record a tip of the picked partner."""
        self.signals.run_action.emit("tip", self.subject())

    def edit(self) -> None:
        """Change the marked tip."""
        if tip := self.tips.picked_id():
            self.signals.run_action.emit("tip", EDIT + tip)

    def remove(self) -> None:
        """Forget the marked tip; the message brings it back."""
        if tip := self.tips.picked_id():
            self.do(_("Remove a tip"), commands.remove_tip, tip, done=_("The tip was removed."))

    def open_person(self) -> None:
        """Go to the archive of the partner."""
        if self.subject():
            self.signals.open_record.emit("person", self.subject())

    @override
    def subject(self) -> str:
        return self.list.picked_id()

    @override
    def focus_first(self) -> None:
        self.list.setFocus()
