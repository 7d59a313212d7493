"""The Referrals page: whom to ask, who was named, what is owed, who brought whom, what asking brings."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.referrals import queries
from crm_desktop.features.team.queries import team
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.referrals.coach_tab import CoachTab
from crm_desktop.ui.pages.referrals.gifts_tab import GiftsTab
from crm_desktop.ui.pages.referrals.lines import referral_line, reward_line
from crm_desktop.ui.pages.referrals.part import Part, Shown
from crm_desktop.ui.pages.referrals.pipeline_tab import PipelineTab
from crm_desktop.ui.pages.referrals.rewards_tab import RewardsTab
from crm_desktop.ui.pages.referrals.tree_tab import TreeTab
from crm_desktop.ui.pages.referrals.yields_tab import ASKED_BY, YieldsTab
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import row
from crm_desktop.ui.widgets.lazy_stack import LazyStack
from crm_desktop.ui.widgets.part_tabs import PartTabs, Tab

COACH, PIPELINE, REWARDS, TREE, YIELDS, GIFTS = "coach", "pipeline", "rewards", "tree", "yields", "gifts"
TABS: tuple[Tab, ...] = (
    (COACH, lambda: _("Whom to ask")), (PIPELINE, lambda: _("Pipeline")), (REWARDS, lambda: _("Rewards")),
    (TREE, lambda: _("Who brought whom")), (YIELDS, lambda: _("What asking brings")), (GIFTS, lambda: _("Gifts")),
)  # fmt: skip
YIELDS_PLACE = 4


class ReferralsPage(Page):
    """Everything but the coach is one reading, made once one of it is looked at: pipeline, ledger and tree agree."""

    refresh_on = frozenset({
        "referral", "referral_ask", "reward", "gift", "gift_move", "contact", "customer", "opportunity", "touch",
        "reception", "setting", "script",
    })  # fmt: skip

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._shown: Shown | None = None
        self._parts: list[Part] = []
        makers = (PipelineTab, RewardsTab, TreeTab, self._make_yields, GiftsTab)
        self.stack = LazyStack((
            partial(CoachTab, services, self), *(partial(self._make, maker) for maker in makers),
        ), self)  # fmt: skip
        self._build()
        self.tabs.currentChanged.connect(self._changed_tab)
        self.show_tab(services.preferences.text("referrals_tab"))
        self.stack.show_part(self.tabs.currentIndex())  # the first tab is no change

    def _build(self) -> None:
        self.tabs = PartTabs(_("Parts of the referrals"), TABS, self)
        self.tabs.went.connect(self.focus_first)
        asking = QPushButton(icons.icon("account-heart-outline"), _("Ask for a referral"), self)
        asking.setProperty("kind", "small")
        asking.clicked.connect(partial(self.signals.run_action.emit, "ask_referral", ""))
        top = QWidget(self)
        top.setProperty("role", "top")
        self.owners = OwnerChip(self)
        self.owners.changed.connect(self._narrow)
        line = row(self.tabs, None, self.owners, asking)
        line.setContentsMargins(SCALE.l, SCALE.s, SCALE.l, SCALE.s)
        top.setLayout(line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(self.stack, 1)

    def _narrow(self) -> None:
        self.coach.show_owners(self.owners.codes())
        self.refresh()

    def _make(self, maker: Callable[[Services, QWidget], Part]) -> Part:
        part = maker(self.services, self)
        self._parts.append(part)
        if self._shown is not None:
            part.take(self._shown)
        elif self.isVisible():
            self.refresh()
        else:
            self.mark_stale()
        return part

    def _make_yields(self, services: Services, parent: QWidget) -> YieldsTab:
        yields = YieldsTab(services, parent)
        yields.by_asked.connect(lambda _by: self.refresh())
        return yields

    @property
    def coach(self) -> CoachTab:
        """Whom to ask."""
        return cast("CoachTab", self.stack.part(0))

    @property
    def pipeline(self) -> PipelineTab:
        """Who was named."""
        return cast("PipelineTab", self.stack.part(1))

    @property
    def rewards(self) -> RewardsTab:
        """What is owed."""
        return cast("RewardsTab", self.stack.part(2))

    @property
    def tree(self) -> TreeTab:
        """Who brought whom."""
        return cast("TreeTab", self.stack.part(3))

    @property
    def yields(self) -> YieldsTab:
        """What asking brings."""
        return cast("YieldsTab", self.stack.part(YIELDS_PLACE))

    @property
    def gifts(self) -> GiftsTab:
        """The stock of gifts."""
        return cast("GiftsTab", self.stack.part(5))

    # Tabs -----------------------------------------------------------------------------------------------------------

    def show_tab(self, name: str) -> None:
        """Show this part; an unknown name shows whom to ask."""
        self.tabs.show_part(name)

    def _changed_tab(self, number: int) -> None:
        self.stack.show_part(number)
        self.services.preferences.set("referrals_tab", self.tabs.part())

    def current(self) -> CoachTab | Part:
        """The part on show."""
        return cast("CoachTab | Part", self.stack.part(self.stack.currentIndex()))

    # Page -----------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.load(team, then=self.owners.show_team, key="team")
        if not self._parts:
            return  # the coach reads what it needs itself
        by = self.yields.by.code() if self.stack.has(YIELDS_PLACE) else ASKED_BY
        # The whole book: beside the reads somebody waits for.
        owners = self.owners.codes()
        self.load(_shown, by=by, owners=owners, then=self.show_found, key="overview", heavy=True)

    def show_found(self, shown: Shown) -> None:
        """Everything that was read, to every part."""
        self._shown = shown
        for part in self._parts:
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
        if isinstance(self.current(), RewardsTab | TreeTab):
            self.signals.run_action.emit("referral_statement", "")
            return True
        return False


def _shown(session: Any, *, by: str, owners: frozenset[str]) -> Shown:
    found, today = queries.overview(session, by=by, owners=owners), clock.today()
    return Shown(
        found,
        {line.id: referral_line(line, found.shop, today, found.owners[line.introducer]) for line in found.book.lines},
        {one.key: reward_line(one, found.shop, found.owners.get(one.introducer, "")) for one in found.book.rewards},
    )
