"""The one list of pages, and of the dialogs that can be opened from anywhere.

Both are named by where they live and imported when first shown: the window appears before the profile's code is read.
"""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtWidgets import QDialog

from crm_desktop.base.i18n import _
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services

PAGES_PACKAGE = "crm_desktop.ui.pages"


@dataclass(frozen=True)
class PageEntry:
    """A page; in the rail, or opened from elsewhere in the frame."""

    name: str
    text: Callable[[], str]
    icon: str
    where: str
    digit: int
    """Ctrl with this digit opens it; it stays with the page, wherever the page stands in the rail."""
    words: str = ""
    at_foot: bool = False
    in_rail: bool = True

    @property
    def keys(self) -> str:
        """The shortcut."""
        return f"Ctrl+{self.digit}"


PAGES: tuple[PageEntry, ...] = (
    PageEntry("today", lambda: _("Today"), "calendar-today", "today.page:TodayPage", 1, "jinri"),
    PageEntry(
        "customers", lambda: _("Customers"), "card-account-details-outline", "customers.page:CustomersPage", 2, "kehu"
    ),
    PageEntry("network", lambda: _("Network"), "account-group-outline", "network.page:NetworkPage", 3, "renmai"),
    PageEntry("calendar", lambda: _("Calendar"), "calendar-month-outline", "calendar.page:CalendarPage", 4, "rili"),
    PageEntry("map", lambda: _("Map"), "graph-outline", "relationship_map.page:MapPage", 5, "guanxitu ditu relations"),
    PageEntry(
        "referrals", lambda: _("Referrals"), "account-heart-outline", "referrals.page:ReferralsPage", 7,
        "zhuanjieshao jiangli",
    ),
    PageEntry("scripts", lambda: _("Scripts"), "script-text-outline", "scripts.page:ScriptsPage", 8, "huashu talk"),
    PageEntry(
        "settings", lambda: _("Settings"), "cog-outline", "settings.page:SettingsPage", 6, "shezhi", at_foot=True
    ),
    PageEntry(
        "sync", lambda: _("Sync"), "cloud-sync-outline", "sync.page:SyncPage", 0, "tongbu chongtu conflicts shop",
        in_rail=False,
    ),
)

DIALOGS: dict[str, str] = {
    "capture": "capture.dialog:CaptureDialog",
    "ask_referral": "referrals.ask_dialog:AskDialog",
    "inventory": "network.inventory_dialog:InventoryDialog",
    "promote": "network.promote_dialog:PromoteDialog",
    "tip": "network.tip_dialog:TipDialog",
    "log_touch": "touch.dialog:TouchDialog",
    "call_mode": "touch.call_mode:CallModeDialog",
    "reception": "reception.dialog:ReceptionDialog",
    "price_list": "catalogue.price_list:PriceListDialog",
    "import": "importing.wizard:ImportWizard",
    "export": "exporting.dialog:ExportDialog",
    "visit_sheets": "printing.dialog:VisitSheetsDialog",
    "day_close": "day_close.dialog:DayCloseDialog",
    "visits": "visits.route_dialog:RouteDialog",
    "visit_plan": "visits.plan_dialog:VisitDialog",
    "visit_report": "visits.report_dialog:VisitReportDialog",
    "order": "milestones.order_dialog:OrderDialog",
    "deliver": "milestones.delivery_dialog:DeliveryDialog",
    "reviews": "reviews.dialog:ReviewsDialog",
    "hand_over": "hand_over.dialog:HandOverDialog",
    "hand_over_pack": "hand_over.pack_preview:PackPreview",
    "lose": "milestones.loss_dialog:LossDialog",
    "freeze": "milestones.rest_dialogs:FreezeDialog",
    "out_of_contact": "milestones.rest_dialogs:OutOfContactDialog",
    "cancel_order": "milestones.order_dialog:CancelOrderDialog",
    "revive": "milestones.rest_dialogs:ReviveDialog",
    "archive_cards": "printing.dialog:ArchiveCardsDialog",
    "morning": "printing.dialog:MorningDialog",
    "print_day_plan": "printing.dialog:DayPlanDialog",
    "print_register": "printing.dialog:RegisterDialog",
    "print_level_table": "printing.dialog:LevelTableDialog",
    "print_daily_report": "printing.dialog:DailyReportDialog",
    "owner_cards": "printing.dialog:OwnerCardsDialog",
    "delivery_checklists": "printing.dialog:DeliveryChecklistsDialog",
    "referral_statement": "printing.dialog:ReferralStatementDialog",
    "enrol": "sync.enrol_dialog:EnrolDialog",
    "own_rules": "sync.own_rules_dialog:OwnRulesDialog",
    "referral_accounts": "printing.dialog:ReferralAccountsDialog",
}
"""Action name → dialog; made as Dialog(services, parent, argument) and opened by `open()`."""
ABOUT_A_PERSON = frozenset({
    "ask_referral", "promote", "tip", "log_touch", "reception", "export", "visit_sheets", "visit_plan", "order",
    "deliver", "hand_over", "hand_over_pack", "lose", "freeze", "out_of_contact", "cancel_order", "revive",
    "archive_cards", "owner_cards", "delivery_checklists", "referral_accounts",
})  # fmt: skip
"""Opened for the person on show when they are asked for without an argument; to the others its id says nothing."""
SELDOM = ("import", "export", "price_list", "enrol", "own_rules")
"""Dialogs whose code is read when they are opened: readers and writers of files, the line to a server; few days need
them."""


def entries() -> tuple[PageEntry, ...]:
    """The pages in the rail's order, then those that are not in it."""
    return PAGES


def entry(name: str) -> PageEntry | None:
    """The page of this name."""
    return next((one for one in entries() if one.name == name), None)


def _find(where: str) -> object:
    module, _colon, name = where.partition(":")
    return getattr(importlib.import_module(f"{PAGES_PACKAGE}.{module}"), name)


def is_read(where: str) -> bool:
    """Whether the code of a page or dialog is there, so that making it does not wait for the disk."""
    module, _colon, name = where.partition(":")
    return hasattr(sys.modules.get(f"{PAGES_PACKAGE}.{module}"), name)


def read(where: str) -> None:
    """Import the code of a page or dialog; on a lane."""
    _find(where)


def make_page(where: str, services: Services) -> Page:
    """Import and build a page."""
    return cast("Callable[[Services], Page]", _find(where))(services)


def make_dialog(where: str, services: Services, parent: object, argument: str) -> QDialog:
    """Import and build a dialog."""
    return cast("Callable[[Services, object, str], QDialog]", _find(where))(services, parent, argument)


def preload(page: str = "") -> None:
    """Import one page's code, or that of all pages and most dialogs: on a lane, while the profile opens or later."""
    if page:
        _find((entry(page) or PAGES[0]).where)
        return
    often = [where for name, where in DIALOGS.items() if name not in SELDOM]
    for where in (*(one.where for one in PAGES), *often):
        _find(where)
