"""The preview as the window opens it: by an action, with ids parted by commas."""

from PySide6.QtWidgets import QWidget

from crm_desktop.ui.dialogs.print_preview import ARCHIVE_CARD, VISIT_SHEET, PrintPreview
from crm_desktop.ui.services import Services


class VisitSheetsDialog(PrintPreview):
    """Visit sheets of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, list(filter(None, argument.split(","))), parent, kind=VISIT_SHEET)


class ArchiveCardsDialog(PrintPreview):
    """Archive cards of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, list(filter(None, argument.split(","))), parent, kind=ARCHIVE_CARD)
