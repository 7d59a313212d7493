"""Language and theme of this device."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import i18n
from crm_desktop.base.i18n import _
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips


class LookSection(Page):
    """Changes show at once."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.language = ChoiceChips(_("Language"), self)
        # Each language is called by its own name, so that everybody finds the way back.
        self.language.offer([("zh_CN", "简体中文"), ("en", "English")], chosen=i18n.language())
        self.theme = ChoiceChips(_("Theme"), self)
        self.theme.offer([("system", _("Like the system")), ("light", _("Light")), ("dark", _("Dark"))])
        card = Card(_("Language and look"), self)
        card.body.addWidget(Label(_("Language"), "muted", self))
        card.body.addWidget(self.language)
        card.body.addWidget(Label(_("Theme"), "muted", self))
        card.body.addWidget(self.theme)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.addWidget(card)
        self.language.chosen.connect(self._speak)
        self.theme.chosen.connect(self._paint)

    @override
    def refresh(self) -> None:
        self._stale = True  # a shortcut may switch the theme while the page is hidden
        self.theme.put(self.services.preferences.theme or "system")
        self.language.put(i18n.language())

    def _speak(self, code: str) -> None:
        if code != i18n.language():
            self.signals.run_action.emit("language", code)

    def _paint(self, choice: str) -> None:
        self.signals.run_action.emit("theme", choice)
