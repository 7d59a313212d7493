"""What the Sync page says before this laptop belongs to a shop: one card, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.pages.sync.enrol_parts import Effect, Effects
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.empty_state import Sign

WIDTH = 560


class NotConnected(QWidget):
    """`asked` when the user wants to connect."""

    asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        card = Card("", self, spacing=SCALE.m)
        card.setMaximumWidth(WIDTH)
        card.setMinimumWidth(420)
        self.title = Label(_("This laptop works on its own"), "page-title", self)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said = Label(_("Everything is kept here, encrypted. Connected to your shop, it is shared and safe there too."),
                     "muted", self)  # fmt: skip
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.points = Effects(self)
        self.points.show_effects([
            Effect("account-group-outline", Tone.ACCENT, _("Your customers are yours in the shop, and safe there.")),
            Effect("shield-lock-outline", Tone.OK, _("Private contacts never leave this laptop.")),
            Effect("cloud-off-outline", Tone.MUTED, _("You go on working for weeks without a network.")),
        ])  # fmt: skip
        self.button = QPushButton(icons.icon("link-variant", "on_accent"), _("Connect to the shop…"), self)
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.asked)
        hint = Label(_("You need a code from your manager or the shop's IT."), "muted", self)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = card.body
        body.setContentsMargins(SCALE.l, SCALE.l, SCALE.l, SCALE.l)
        body.addWidget(Sign("cloud-sync-outline", self), 0, Qt.AlignmentFlag.AlignHCenter)
        body.addWidget(self.title)
        body.addWidget(said)
        body.addWidget(self.points)
        body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addWidget(hint)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        # Between gaps, not aligned: an aligned card gets the height of another width.
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card, 1000)
        across.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(3)
