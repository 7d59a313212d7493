"""Whom to ask now, in which situation, and with which words."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.referrals import queries
from crm_desktop.features.referrals.records import Candidate, Coaching
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.referrals.beats import BeatsPane
from crm_desktop.ui.pages.referrals.blocks_bar import BlocksBar
from crm_desktop.ui.pages.referrals.lines import candidate_line, past_ask, situation_pill
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.side_panel import beside, side_panel

MOST_PAST = 4


class CoachTab(Page):
    """Candidates at the left; beside the marked one the script's beats, and the ask by Enter."""

    refresh_on = frozenset({
        "referral", "referral_ask", "contact", "customer", "opportunity", "touch", "commitment", "setting", "script",
    })  # fmt: skip

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.shop: ShopRules | None = None
        self.coaching: Coaching | None = None
        self.owners: tuple[str, ...] = ()
        key = Qt.Key
        self.beats = BeatsPane(services, self)
        self.list = KeyedList(_("Whom to ask now"), self, ground="surface", keys={
            key.Key_A: self.ask, key.Key_T: self.log_touch, key.Key_O: self.open_person,
            key.Key_Right: self.beats.go_on, key.Key_Left: self.beats.go_back,
        })  # fmt: skip
        self.name, self.situation = Label("", "page-title", self), PillLabel("", parent=self)
        self.private = PillLabel("", Tone.MUTED, self)
        self.reason = Label("", "muted", self, fills=True)
        self.blocks = BlocksBar(self)
        self.past = Label("", "muted", self, fills=True)
        self.hint = Label(_("Enter: note the ask · ← →: the beats · T: log a touch · O: open the archive"), "faint",
                          self, fills=True)  # fmt: skip
        self.right = QStackedWidget(self)
        self.empty = EmptyState(
            "account-heart-outline", _("Nobody is to be asked today."), self,
            hint=_("Whoever has just bought, drives happily or is about to decide stands here, unless he was asked "
                   "lately. You may ask anybody else too."),
        )  # fmt: skip
        self.empty.add_button(_("Ask somebody else"), self.ask_other, "account-search-outline")
        self._build()
        self.list.picked.connect(self._pick)
        self.list.opened.connect(lambda _id: self.ask())

    def _build(self) -> None:
        beside(self, side_panel(self, Label(_("Whom to ask now"), "card-title", self), self.list), self.right)
        card = Card("", self)
        card.body.addLayout(row(self.name, self.situation, self.private, None, spacing=SCALE.m))
        card.body.addWidget(self.reason)
        card.body.addWidget(self.blocks)
        self.asking = self._button(_("Note the ask"), self.ask, primary=True)
        touching, opening = self._button(_("Log a touch"), self.log_touch), self._button(
            _("Open the archive"), self.open_person)  # fmt: skip
        card.body.addLayout(row(self.asking, touching, opening, None))
        card.body.addWidget(self.beats, 1)
        card.body.addWidget(self.past)
        card.body.addWidget(self.hint)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)

    def _button(self, text: str, act: object, *, primary: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "primary" if primary else "small")
        button.clicked.connect(act)
        return button

    # Reading ------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        # Looks at the customers of a month: beside the reads somebody waits for.
        self.load(_now, self.owners, then=self._show, key="candidates", heavy=True)

    def show_owners(self, owners: Iterable[str]) -> None:
        """Only these consultants' customers, everybody's where none is named."""
        self.owners = tuple(sorted(owners))
        self.mark_stale()

    def _show(self, answer: tuple[ShopRules, tuple[Candidate, ...]]) -> None:
        self.shop, found = answer
        self.show_candidates(found)

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """Whom to ask now, the likeliest first."""
        if self.shop is None:
            return
        self.right.setCurrentIndex(0 if found else 1)
        shop, was = self.shop, self.subject()
        self.list.show_rows([candidate_line(one, shop) for one in found], pick_first=True)
        if was and was == self.subject():
            self._pick(was)

    def _pick(self, contact_id: str) -> None:
        self.load(queries.coaching, contact_id, then=self.show_coaching, failed=self._gone, key="coaching")

    def _gone(self, _problem: UserError) -> None:
        self.coaching = None

    def show_coaching(self, found: Coaching) -> None:
        """The situation, what forbids asking, and the words."""
        if self.shop is None:
            return
        self.coaching, today, shop = found, clock.today(), self.shop
        self.name.setText(found.name)
        pill = situation_pill(found.situation, shop)
        self.situation.show_pill(pill.text, pill.tone)
        self.private.show_pill(_("Private") if found.private else "")
        self.reason.setText(found.reason)
        self.blocks.show_blocks(found.blocks)
        self.asking.setEnabled(not found.blocks)
        self.beats.show_script(found.script)
        lines = [past_ask(one, shop, today) for one in found.asks[:MOST_PAST]]
        self.past.setText("\n".join([_("Asked before:"), *lines]) if lines else _("Nobody has asked yet."))

    # Doing --------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Note the ask of the marked person."""
        if self.subject():
            self.signals.run_action.emit("ask_referral", self.subject())

    def ask_other(self) -> None:
        """Ask somebody who is not in the list."""
        self.signals.run_action.emit("ask_referral", "")

    def log_touch(self) -> None:
        """Log a touch with the marked person."""
        if self.subject():
            self.signals.run_action.emit("log_touch", self.subject())

    def open_person(self) -> None:
        """Go to the archive."""
        if self.subject():
            self.signals.open_record.emit("person", self.subject())

    @override
    def subject(self) -> str:
        return self.list.picked_id()

    @override
    def focus_first(self) -> None:
        self.list.setFocus()


def _now(session: object, owners: tuple[str, ...]) -> tuple[ShopRules, tuple[Candidate, ...]]:
    return shop_rules(session), queries.candidates(session, owners=owners)  # type: ignore[arg-type]
