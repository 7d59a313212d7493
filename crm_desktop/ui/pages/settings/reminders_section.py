"""When this device may ring, and when it locks itself."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.reminders.rules import clean_time
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.forms.text_fields import NumberField, ParsedField
from crm_desktop.ui.page import Page
from crm_desktop.ui.reminders import habits
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label

SUBJECT = "device"
FIELD_WIDTH = 480
LABEL_WIDTH = 220
"""Wider than elsewhere: these labels say what the minutes are for, on one line."""


class RemindersSection(Page):
    """Kept on this device; changes hold at once."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.form = Form(self._save, self)
        card = Card(_("Reminders"), self)
        card.body.addWidget(
            Label(_("The desktop says what is due while the program runs: an appointment before its time, the day once "
                    "in the morning. Nothing rings twice, nothing in quiet hours."), "muted", self)
        )  # fmt: skip
        fields = (
            CheckField("remind", _("Remind me on the desktop"), self),
            NumberField("remind_minutes", _("Minutes before an appointment"), self, most=240),
            ParsedField("quiet_from", _("Quiet from"), _checked, self, placeholder="21:00"),
            ParsedField("quiet_until", _("Quiet until"), _checked, self, placeholder="08:00"),
        )
        for field in fields:
            self._place(card, field)
        lock = Card(_("Lock by itself"), self)
        lock.body.addWidget(
            Label(_("The program asks for the passphrase again when nobody used it for so long. 0 means never."),
                  "muted", self)
        )  # fmt: skip
        idle = NumberField("lock_minutes", _("Minutes without use"), self, most=600)
        self._place(lock, idle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.setSpacing(SCALE.l)
        whole.addWidget(card)
        whole.addWidget(lock)

    def _place(self, card: Card, field: Field) -> None:
        field.label.setFixedWidth(LABEL_WIDTH)
        field.setMaximumWidth(FIELD_WIDTH)
        card.body.addWidget(self.form.add(field))

    @override
    def refresh(self) -> None:
        wishes = habits(self.services.preferences)
        self.form.show_values(
            SUBJECT,
            {
                "remind": wishes.on, "remind_minutes": wishes.minutes_before,
                "quiet_from": f"{wishes.quiet_from:%H:%M}", "quiet_until": f"{wishes.quiet_until:%H:%M}",
                "lock_minutes": self.services.preferences.get("lock_minutes", 0),
            },
        )  # fmt: skip

    def _save(
        self, _subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        if value is None:
            failed(InvalidInput(name, _("Write a number here.")))
            return
        self.services.preferences.set(name, value)
        then()

    @override
    def flush(self) -> None:
        self.form.flush()


def _checked(text: str) -> str:
    return f"{clean_time('quiet', text):%H:%M}"
