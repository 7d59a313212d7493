"""The previews as the window opens them: by an action, with ids parted by commas, or a day."""

from contextlib import suppress
from datetime import date

from PySide6.QtWidgets import QWidget

from crm_desktop.features.forms.records import (
    DAILY_REPORT,
    DAY_PLAN,
    DELIVERY_CHECKLIST,
    LEVEL_TABLE,
    OWNER_CARD,
    REFERRAL_ACCOUNT,
    REFERRAL_STATEMENT,
    REGISTER,
)
from crm_desktop.ui.dialogs.form_preview import FormPreview
from crm_desktop.ui.dialogs.print_preview import ARCHIVE_CARD, VISIT_SHEET, PrintPreview
from crm_desktop.ui.services import Services


def _ids(argument: str) -> list[str]:
    return list(filter(None, argument.split(",")))


def _day(argument: str) -> date | None:
    """The day, if one is named; whoever is on show has no say in the day's forms."""
    with suppress(ValueError):
        return date.fromisoformat(argument)
    return None


class VisitSheetsDialog(PrintPreview):
    """Visit sheets of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, _ids(argument), parent, kind=VISIT_SHEET)


class ArchiveCardsDialog(PrintPreview):
    """Archive cards of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, _ids(argument), parent, kind=ARCHIVE_CARD)


class MorningDialog(FormPreview):
    """The day plan, and the visit sheets of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, DAY_PLAN, parent, contact_ids=_ids(argument))


class DayPlanDialog(FormPreview):
    """The day plan of today or of the day named."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, DAY_PLAN, parent, day=_day(argument))


class RegisterDialog(FormPreview):
    """The register of today or of the day named."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, REGISTER, parent, day=_day(argument))


class LevelTableDialog(FormPreview):
    """The level control table of this month or of that of the day named."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, LEVEL_TABLE, parent, day=_day(argument))


class DailyReportDialog(FormPreview):
    """The daily report of today or of the day named."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, DAILY_REPORT, parent, day=_day(argument))


class OwnerCardsDialog(FormPreview):
    """Owner cards of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, OWNER_CARD, parent, contact_ids=_ids(argument))


class DeliveryChecklistsDialog(FormPreview):
    """Delivery checklists of these people."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, DELIVERY_CHECKLIST, parent, contact_ids=_ids(argument))


class ReferralStatementDialog(FormPreview):
    """The rewards of this month or of that of the day named."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, REFERRAL_STATEMENT, parent, day=_day(argument))


class ReferralAccountsDialog(FormPreview):
    """The accounts of these introducers."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, REFERRAL_ACCOUNT, parent, contact_ids=_ids(argument))
