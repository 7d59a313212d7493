"""The Settings page: sections by name on the left, their cards on the right."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.settings.catalogue_section import CatalogueSection
from crm_desktop.ui.pages.settings.data_section import DataSection
from crm_desktop.ui.pages.settings.follow_ups_section import FollowUpsSection
from crm_desktop.ui.pages.settings.forms_section import FormsSection
from crm_desktop.ui.pages.settings.look_section import LookSection
from crm_desktop.ui.pages.settings.me_section import MeSection
from crm_desktop.ui.pages.settings.referrals_section import ReferralsSection
from crm_desktop.ui.pages.settings.reminders_section import RemindersSection
from crm_desktop.ui.pages.settings.rules_section import RulesSection
from crm_desktop.ui.pages.settings.safety_section import SafetySection
from crm_desktop.ui.pages.settings.trash_section import TrashSection
from crm_desktop.ui.pages.settings.words_section import WordsSection
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.scrolled import Scrolled

NAMES_WIDTH = 200
MOST_WIDE = 760


class SettingsPage(Page):
    """Changes save themselves; what belongs to the shop says so."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.sections: dict[str, Page] = {
            "me": MeSection(services, self),
            "look": LookSection(services, self),
            "rules": RulesSection(services, self),
            "follow_ups": FollowUpsSection(services, self),
            "referrals": ReferralsSection(services, self),
            "reminders": RemindersSection(services, self),
            "words": WordsSection(services, self),
            "forms": FormsSection(services, self),
            "catalogue": CatalogueSection(services, self),
            "safety": SafetySection(services, self),
            "data": DataSection(services, self),
            "trash": TrashSection(services, self),
        }
        titles = {
            "me": _("Who I am"), "look": _("Language and look"), "rules": _("Rules of the shop"),
            "follow_ups": _("Follow-ups"), "forms": _("Forms"),
            "referrals": _("Referrals"),
            "reminders": _("Reminders"), "safety": _("Safety"), "data": _("Import and export"), "trash": _("Trash"),
            "catalogue": _("Vehicle catalogue"), "words": _("Doubtful words"),
        }  # fmt: skip
        self.names = QListWidget(self)
        self.names.setAccessibleName(_("Sections"))
        self.names.setProperty("kind", "sections")
        self.names.setFixedWidth(NAMES_WIDTH)
        self.stack = QStackedWidget(self)
        for name, section in self.sections.items():
            entry = QListWidgetItem(titles[name], self.names)
            entry.setSizeHint(QSize(0, SCALE.control + SCALE.xs))
            scrolled = Scrolled(self, margin=0)
            section.setMaximumWidth(MOST_WIDE)
            # In a row of its own: the height is reckoned for the width it has, not for that of the window.
            across = QHBoxLayout()
            across.addWidget(section, MOST_WIDE)
            across.addStretch(1)
            scrolled.body.addLayout(across)
            scrolled.body.addStretch(1)
            self.stack.addWidget(self._with_footer(scrolled, section))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.xl)
        left = QWidget(self)
        left.setLayout(column(Label(_("Settings"), "page-title", self), self.names, spacing=SCALE.m))
        left.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        whole.addWidget(left)
        whole.addWidget(self.stack, 1)
        self.names.currentRowChanged.connect(self._show_section)
        self.names.setCurrentRow(0)

    def _with_footer(self, scrolled: QWidget, section: Page) -> QWidget:
        """What a section has to say about everything on it stays in sight below it."""
        footer = getattr(section, "footer", None)
        if not isinstance(footer, QWidget):
            return scrolled
        whole = QWidget(self)
        footer.setMaximumWidth(MOST_WIDE)
        whole.setLayout(column(scrolled, footer, spacing=SCALE.m))
        whole.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        return whole

    def _show_section(self, number: int) -> None:
        self.flush()
        self.stack.setCurrentIndex(number)

    @override
    def open_record(self, record_id: str) -> None:
        if record_id in self.sections:
            self.names.setCurrentRow(list(self.sections).index(record_id))

    @override
    def flush(self) -> None:
        for section in self.sections.values():
            section.flush()

    @override
    def focus_first(self) -> None:
        self.names.setFocus()
