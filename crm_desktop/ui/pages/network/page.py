"""The Network page: four rings of people I know, private until promoted."""

from functools import partial

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.network import queries
from crm_desktop.features.network.records import NetworkOverview
from crm_desktop.ui.pages.network.rings import RingsStrip
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.empty_state import EmptyState


class NetworkPage(PeoplePage):
    """People who are not shop customers; they never leave this laptop."""

    refresh_on = frozenset({"contact", "customer", "touch"})

    def __init__(self, services: Services) -> None:
        super().__init__(services, "network", is_customer=False)
        self.rings = RingsStrip(self)
        self.above.insertWidget(0, self.rings)
        self.rings.pressed.connect(self._show_ring)

    @override
    def refresh(self) -> None:
        self.load(queries.rings, then=self.show_overview, key="rings")

    def show_overview(self, overview: NetworkOverview) -> None:
        """How many stand in each ring."""
        self.rings.show_overview(overview)
        self.rings.setVisible(bool(overview.people))
        private = overview.private
        self.rings.setToolTip(
            ngettext("{n} person is private and never leaves this laptop.",
                     "{n} people are private and never leave this laptop.", private).format(n=f"{private:,}")
        )  # fmt: skip

    def _show_ring(self, ring: int) -> None:
        self.list.show_filter(f"ring:{ring}" if ring else "")

    @override
    def make_empty(self) -> QWidget:
        empty = EmptyState(
            "account-group-outline", _("Everybody knows two hundred people. Who of them drives?"), self,
            hint=_("Relatives, friends, colleagues, neighbours: what you write here stays private on this laptop."),
        )  # fmt: skip
        empty.add_button(_("Import my contacts"), partial(self.signals.run_action.emit, "import", ""), "import")
        return empty
