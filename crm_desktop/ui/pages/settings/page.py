"""The Settings page: sections by name on the left, their cards on the right."""

import importlib
from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.settings.shop_note import ShopNote
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.lazy_stack import LazyStack
from crm_desktop.ui.widgets.scrolled import Scrolled

NAMES_WIDTH = 200
MOST_WIDE = 760


SECTIONS: tuple[tuple[str, Callable[[], str], str], ...] = (
    ("me", lambda: _("Who I am"), "me_section:MeSection"),
    ("look", lambda: _("Language and look"), "look_section:LookSection"),
    ("rules", lambda: _("Rules of the shop"), "rules_section:RulesSection"),
    ("follow_ups", lambda: _("Follow-ups"), "follow_ups_section:FollowUpsSection"),
    ("referrals", lambda: _("Referrals"), "referrals_section:ReferralsSection"),
    ("reminders", lambda: _("Reminders"), "reminders_section:RemindersSection"),
    ("words", lambda: _("Doubtful words"), "words_section:WordsSection"),
    ("forms", lambda: _("Forms"), "forms_section:FormsSection"),
    ("catalogue", lambda: _("Vehicle catalogue"), "catalogue_section:CatalogueSection"),
    ("safety", lambda: _("Safety"), "safety_section:SafetySection"),
    ("data", lambda: _("Import and export"), "data_section:DataSection"),
    ("trash", lambda: _("Trash"), "trash_section:TrashSection"),
)
OF_THE_SHOP = frozenset({"rules", "follow_ups", "referrals", "words", "forms", "catalogue"})
"""Sections whose settings are the same on every laptop of the shop."""

_NAMES = [name for name, _title, _where in SECTIONS]


class SettingsPage(Page):
    """Changes save themselves; what belongs to the shop says so. A section is made when it is first shown."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._sections: dict[str, Page] = {}
        self.names = QListWidget(self)
        self.names.setAccessibleName(_("Sections"))
        self.names.setProperty("kind", "sections")
        self.names.setFixedWidth(NAMES_WIDTH)
        self.stack = LazyStack((partial(self._make, name, where) for name, _title, where in SECTIONS), self)
        for _name, title, _where in SECTIONS:
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

    def _make(self, name: str, where: str) -> QWidget:
        section = self._sections[name] = _class(where)(self.services, self)
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


def _class(where: str) -> Callable[[Services, QWidget], Page]:
    """A section's code is read with the section: most days nobody opens one."""
    module, _colon, name = where.partition(":")
    found = getattr(importlib.import_module(f"crm_desktop.ui.pages.settings.{module}"), name)
    return cast("Callable[[Services, QWidget], Page]", found)
