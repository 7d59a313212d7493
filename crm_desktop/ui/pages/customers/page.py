"""The Customers page."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.empty_state import EmptyState


class CustomersPage(PeoplePage):
    """All shop customers."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, "customers", is_customer=True)

    @override
    def make_empty(self) -> QWidget:
        empty = EmptyState(
            "card-account-details-outline", _("One person, one archive: from the first meeting to the next car."), self,
            hint=_("Add a customer with Ctrl+N, or import the list you have in Excel."),
        )  # fmt: skip
        empty.add_button(_("New customer"), self._add, "plus")
        return empty

    def _add(self) -> None:
        self.signals.run_action.emit("capture", "customer")
