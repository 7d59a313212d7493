"""The Referrals page: whom to ask, who was named, what is owed, who brought whom, what asking brings."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.referrals import queries
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.referrals.coach_tab import CoachTab
from crm_desktop.ui.pages.referrals.gifts_tab import GiftsTab
from crm_desktop.ui.pages.referrals.lines import referral_line, reward_line
from crm_desktop.ui.pages.referrals.part import Part, Shown
from crm_desktop.ui.pages.referrals.pipeline_tab import PipelineTab
from crm_desktop.ui.pages.referrals.rewards_tab import RewardsTab
from crm_desktop.ui.pages.referrals.tree_tab import TreeTab
from crm_desktop.ui.pages.referrals.yields_tab import YieldsTab
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import row

COACH, PIPELINE, REWARDS, TREE, YIELDS, GIFTS = "coach", "pipeline", "rewards", "tree", "yields", "gifts"
TABS: tuple[tuple[str, Callable[[], str]], ...] = (
    (COACH, lambda: _("Whom to ask")), (PIPELINE, lambda: _("Pipeline")), (REWARDS, lambda: _("Rewards")),
    (TREE, lambda: _("Who brought whom")), (YIELDS, lambda: _("What asking brings")), (GIFTS, lambda: _("Gifts")),
)  # fmt: skip


class ReferralsPage(Page):
    """Everything but the coach is one reading, so that pipeline, ledger and tree agree."""

    refresh_on = frozenset({
        "referral", "referral_ask", "reward", "gift", "gift_move", "contact", "customer", "opportunity", "touch",
        "reception", "setting", "script",
    })  # fmt: skip

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.coach = CoachTab(services, self)
        self.pipeline, self.rewards = PipelineTab(services, self), RewardsTab(services, self)
        self.tree, self.yields, self.gifts = TreeTab(services, self), YieldsTab(services, self), GiftsTab(
            services, self)  # fmt: skip
        self.parts: tuple[Part, ...] = (self.pipeline, self.rewards, self.tree, self.yields, self.gifts)
        self._build()
        self.tabs.currentChanged.connect(self._changed_tab)
        self.yields.by_asked.connect(lambda _by: self.refresh())
        self.show_tab(services.preferences.text("referrals_tab"))

    def _build(self) -> None:
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(_("Parts of the referrals"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.stack = QStackedWidget(self)
        for number, (_name, text) in enumerate(TABS, start=1):
            self.tabs.setTabToolTip(self.tabs.addTab(text()), f"Alt+{number}")
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.activated.connect(partial(self._go_to, number - 1))
        for part in (self.coach, *self.parts):
            self.stack.addWidget(part)
        asking = QPushButton(icons.icon("account-heart-outline"), _("Ask for a referral"), self)
        asking.setProperty("kind", "small")
        asking.clicked.connect(partial(self.signals.run_action.emit, "ask_referral", ""))
        top = QWidget(self)
        top.setProperty("role", "top")
        line = row(self.tabs, None, asking)
        line.setContentsMargins(SCALE.l, SCALE.s, SCALE.l, SCALE.s)
        top.setLayout(line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(self.stack, 1)

    # Tabs -----------------------------------------------------------------------------------------------------------

    def show_tab(self, name: str) -> None:
        """Show this part; an unknown name shows whom to ask."""
        names = [one for one, _text in TABS]
        self.tabs.setCurrentIndex(names.index(name) if name in names else 0)

    def _go_to(self, number: int) -> None:
        self.tabs.setCurrentIndex(number)
        self.focus_first()

    def _changed_tab(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self.services.preferences.set("referrals_tab", TABS[number][0])

    def current(self) -> CoachTab | Part:
        """The part on show."""
        number = self.stack.currentIndex()
        return self.parts[number - 1] if number else self.coach

    # Page -----------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        # The whole book: beside the reads somebody waits for.
        self.load(_shown, by=self.yields.by.code(), then=self.show_found, key="overview", heavy=True)

    def show_found(self, shown: Shown) -> None:
        """Everything that was read, to every part."""
        for part in self.parts:
            part.take(shown)

    @override
    def open_record(self, record_id: str) -> None:
        """ "tab:NAME", or the id of a person: then the tree."""
        verb, colon, rest = record_id.partition(":")
        self.show_tab(rest if colon and verb == "tab" else TREE)

    @override
    def subject(self) -> str:
        return self.current().subject()

    @override
    def focus_first(self) -> None:
        self.current().focus_first()

    @override
    def print_page(self) -> bool:
        if self.current() is self.rewards or self.current() is self.tree:
            self.signals.run_action.emit("referral_statement", "")
            return True
        return False


def _shown(session: Any, *, by: str) -> Shown:
    found, today = queries.overview(session, by=by), clock.today()
    return Shown(
        found,
        {line.id: referral_line(line, found.shop, today) for line in found.book.lines},
        {one.key: reward_line(one, found.shop) for one in found.book.rewards},
    )
