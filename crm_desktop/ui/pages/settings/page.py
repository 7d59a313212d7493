"""The Settings page: sections by name on the left, their cards on the right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget
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
from crm_desktop.ui.pages.settings.shop_note import ShopNote
from crm_desktop.ui.pages.settings.trash_section import TrashSection
from crm_desktop.ui.pages.settings.words_section import WordsSection
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.lazy_stack import LazyStack
from crm_desktop.ui.widgets.scrolled import Scrolled

NAMES_WIDTH = 200
MOST_WIDE = 760


SECTIONS: tuple[tuple[str, Callable[[], str], Callable[[Services, QWidget], Page]], ...] = (
    ("me", lambda: _("Who I am"), MeSection),
    ("look", lambda: _("Language and look"), LookSection),
    ("rules", lambda: _("Rules of the shop"), RulesSection),
    ("follow_ups", lambda: _("Follow-ups"), FollowUpsSection),
    ("referrals", lambda: _("Referrals"), ReferralsSection),
    ("reminders", lambda: _("Reminders"), RemindersSection),
    ("words", lambda: _("Doubtful words"), WordsSection),
    ("forms", lambda: _("Forms"), FormsSection),
    ("catalogue", lambda: _("Vehicle catalogue"), CatalogueSection),
    ("safety", lambda: _("Safety"), SafetySection),
    ("data", lambda: _("Import and export"), DataSection),
    ("trash", lambda: _("Trash"), TrashSection),
)
OF_THE_SHOP = frozenset({"rules", "follow_ups", "referrals", "words", "forms", "catalogue"})
"""Sections whose settings are the same on every laptop of the shop."""

_NAMES = [name for name, _title, _make in SECTIONS]


class SettingsPage(Page):
    """Changes save themselves; what belongs to the shop says so. A section is made when it is first shown."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._sections: dict[str, Page] = {}
        self.names = QListWidget(self)
        self.names.setAccessibleName(_("Sections"))
        self.names.setProperty("kind", "sections")
        self.names.setFixedWidth(NAMES_WIDTH)
        self.stack = LazyStack((partial(self._make, name, make) for name, _title, make in SECTIONS), self)
        for _name, title, _make in SECTIONS:
            entry = QListWidgetItem(title(), self.names)
            entry.setSizeHint(QSize(0, SCALE.control + SCALE.xs))
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

    def section(self, name: str) -> Page:
        """The section of this name."""
        self.stack.part(_NAMES.index(name))
        return self._sections[name]

    def _make(self, name: str, make: Callable[[Services, QWidget], Page]) -> QWidget:
        section = self._sections[name] = make(self.services, self)
        scrolled = Scrolled(self, margin=0)
        section.setMaximumWidth(MOST_WIDE)
        if name in OF_THE_SHOP:
            note = ShopNote(self.services, self, section)
            note.setMaximumWidth(MOST_WIDE)
            scrolled.body.addWidget(note)
        # In a row of its own: the height is reckoned for the width it has, not for that of the window.
        across = QHBoxLayout()
        across.addWidget(section, MOST_WIDE)
        across.addStretch(1)
        scrolled.body.addLayout(across)
        scrolled.body.addStretch(1)
        return self._with_footer(scrolled, section)

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
        self.stack.show_part(number)

    @override
    def open_record(self, record_id: str) -> None:
        if record_id in _NAMES:
            self.names.setCurrentRow(_NAMES.index(record_id))

    @override
    def flush(self) -> None:
        for section in self._sections.values():
            section.flush()

    @override
    def focus_first(self) -> None:
        self.names.setFocus()
