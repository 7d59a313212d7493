"""The Network page: people by ring, the guided path, groups, and the tips of colleagues and peers."""

from functools import partial
from typing import cast

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.network import queries
from crm_desktop.features.network.records import NetworkOverview
from crm_desktop.ui.pages.network.groups_tab import GroupsTab
from crm_desktop.ui.pages.network.path_tab import PathTab
from crm_desktop.ui.pages.network.rings import RingsStrip
from crm_desktop.ui.pages.network.tips_tab import TipsTab
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import row
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.lazy_stack import LazyStack
from crm_desktop.ui.widgets.part_tabs import PartTabs, Tab

PEOPLE, PATH, GROUPS, TIPS = "people", "path", "groups", "tips"
TABS: tuple[Tab, ...] = (
    (PEOPLE, lambda: _("My people")), (PATH, lambda: _("The four steps")), (GROUPS, lambda: _("Groups")),
    (TIPS, lambda: _("Colleagues and peers")),
)  # fmt: skip
PATH_PLACE, GROUPS_PLACE, TIPS_PLACE = 1, 2, 3


class NetworkPage(PeoplePage):
    """People who are not shop customers, and what ties them together; they never leave this laptop by themselves."""

    refresh_on = frozenset({"contact", "customer", "touch", "setting"})

    def __init__(self, services: Services) -> None:
        super().__init__(services, "network", is_customer=False)
        self._build_top()
        self.rings = RingsStrip(self)
        self.above.insertWidget(0, self.rings)
        self.rings.pressed.connect(self.show_ring)
        self.list.owners.changed.connect(self.refresh)
        self.show_tab(services.preferences.text("network_tab"))

    @override
    def lay_out(self) -> None:
        self._overview: NetworkOverview | None = None
        self.stack = LazyStack((
            lambda: self.splitter, self._make_path, partial(GroupsTab, self.services, self),
            partial(TipsTab, self.services, self),
        ), self)  # fmt: skip
        self.stack.show_part(0)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.stack, 1)

    def _build_top(self) -> None:
        """After list and archive: Tab comes to these first."""
        self.tabs = PartTabs(_("Parts of the network"), TABS, self)
        self.tabs.went.connect(self.focus_first)
        top = QWidget(self)
        top.setProperty("role", "top")
        top.setLayout(row(self.tabs, None, self._button("inventory", _("Take stock"), "account-multiple-plus-outline"),
                          self._button("tip", _("Record a tip"), "lightbulb-on-outline")))  # fmt: skip
        top.layout().setContentsMargins(SCALE.l, SCALE.s, SCALE.l, SCALE.s)  # type: ignore[union-attr]
        self._whole.insertWidget(0, top)
        self.tabs.currentChanged.connect(self._changed_tab)

    def _make_path(self) -> PathTab:
        path = PathTab(self.services, self)
        path.ring_asked.connect(self.show_ring)
        if self._overview is not None:
            path.show_overview(self._overview)
        return path

    @property
    def path(self) -> PathTab:
        """The four steps."""
        return cast("PathTab", self.stack.part(PATH_PLACE))

    @property
    def groups(self) -> GroupsTab:
        """The groups."""
        return cast("GroupsTab", self.stack.part(GROUPS_PLACE))

    @property
    def tips(self) -> TipsTab:
        """What colleagues and peers told."""
        return cast("TipsTab", self.stack.part(TIPS_PLACE))

    def _button(self, action: str, text: str, icon: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), text, self)
        button.setProperty("kind", "small")
        button.clicked.connect(partial(self.signals.run_action.emit, action, ""))
        return button

    # Tabs -----------------------------------------------------------------------------------------------------------

    def show_tab(self, name: str) -> None:
        """Show this part; an unknown name shows the people."""
        self.tabs.show_part(name)

    def _changed_tab(self, number: int) -> None:
        self.stack.show_part(number)
        self.services.preferences.set("network_tab", self.tabs.part())

    @override
    def refresh(self) -> None:
        self.load(queries.rings, owners=sorted(self.list.owners.codes()), then=self.show_overview, key="rings")

    def show_overview(self, overview: NetworkOverview) -> None:
        """How many stand in each ring."""
        self.rings.show_overview(overview)
        self._overview = overview
        if self.stack.has(PATH_PLACE):
            self.path.show_overview(overview)
        self.rings.setVisible(bool(overview.people))
        private = overview.private
        self.rings.setToolTip(
            ngettext("{n} person is private and never leaves this laptop.",
                     "{n} people are private and never leave this laptop.", private).format(n=f"{private:,}")
        )  # fmt: skip

    def show_ring(self, ring: int) -> None:
        """The people of one ring, 0 for all."""
        self.show_tab(PEOPLE)
        self.list.press(f"ring:{ring}" if ring else "")

    @override
    def open_record(self, record_id: str) -> None:
        """What the people's page opens, "tab:NAME", or "group:ID"."""
        verb, colon, rest = record_id.partition(":")
        if colon and verb == "tab":
            self.show_tab(rest)
        elif colon and verb == "group":
            self.show_tab(GROUPS)
            self.groups.show_group(rest)
        else:
            self.show_tab(PEOPLE)
            super().open_record(record_id)

    @override
    def subject(self) -> str:
        if self.stack.currentIndex() == 0:
            return super().subject()
        return self.tips.subject() if self.stack.currentIndex() == TIPS_PLACE else self.groups.subject()

    @override
    def focus_first(self) -> None:
        if self.stack.currentIndex() == 0:
            super().focus_first()
        else:
            (self.path, self.groups, self.tips)[self.stack.currentIndex() - 1].focus_first()

    @override
    def make_empty(self) -> QWidget:
        empty = EmptyState(
            "account-group-outline", _("Everybody knows two hundred people. Who of them drives?"), self,
            hint=_("Relatives, friends, colleagues, neighbours: what you write here stays private on this laptop."),
        )  # fmt: skip
        empty.add_button(
            _("Start with ten relatives"), partial(self.signals.run_action.emit, "inventory", ""),
            "account-multiple-plus-outline",
        )  # fmt: skip
        empty.add_button(_("Import my contacts"), partial(self.signals.run_action.emit, "import", ""), "import")
        return empty
