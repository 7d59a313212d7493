"""The sentence above settings that belong to the shop, where only its manager changes them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import Me
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.figures import IconLabel


class ShopNote(Page):
    """Says why, and takes the section's shop parts (`shop_parts`) out of use; alone or as the manager nothing shows."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget, section: Page) -> None:
        super().__init__(services, parent)
        self._section = section
        self.card = Card("", self)
        self.text = Label(rules.why_read_only(), "", self, fills=True)
        line = row(IconLabel("lock-outline", Tone.MUTED, 20, self.card), self.text, spacing=SCALE.m)
        line.setStretch(1, 1)
        self.card.body.addLayout(line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)  # as the sections have it
        whole.addWidget(self.card)
        self.card.hide()

    @override
    def refresh(self) -> None:
        self.load(me, then=self._show, key="me")

    def _show(self, found: Me | None) -> None:
        mine = rules.edits_shop_data(found)
        self.card.setVisible(not mine)
        for part in shop_parts(self._section):
            part.setEnabled(mine)


def shop_parts(section: Page) -> Sequence[QWidget]:
    """What of a section changes shop data: what it names, else all of it."""
    named = getattr(section, "shop_parts", None)
    return named() if named else (section,)
