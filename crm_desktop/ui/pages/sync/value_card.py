"""One of two values, with who wrote it and the button that takes it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from crm_desktop.ui.pages.sync.items import Side
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.scrolled import Scrolled

LEAST = 44


class ValueCard(QFrame):
    """`taken` when its button is pressed."""

    taken = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.heading = PillLabel("", Tone.MUTED, self)
        self.value = Label("", "card-title", self, fills=True)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.value.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.who = Label("", "muted", self, fills=True)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.taken)
        # A long note scrolls inside its card: both values stay side by side, and the buttons in sight.
        self._scrolled = Scrolled(self, margin=0, spacing=SCALE.s)
        self._scrolled.setMinimumHeight(LEAST)
        self._scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scrolled.body.addWidget(self.value)
        self._scrolled.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.m, SCALE.m, SCALE.m, SCALE.m)
        whole.setSpacing(SCALE.s)
        whole.addLayout(row(self.heading, None))
        whole.addWidget(self._scrolled, 1)
        whole.addWidget(self.who)
        whole.addWidget(self.button)

    def show_side(self, side: Side) -> None:
        """Show one value."""
        self.heading.show_pill(side.heading, Tone.OK if side.in_use else Tone.WARN)
        self.value.setText(side.value)
        self.who.setText(side.who)
        self.button.setText(side.take)
        self.button.setVisible(bool(side.take))
        self._scrolled.verticalScrollBar().setValue(0)
        self.setAccessibleName(f"{side.heading}: {side.value}, {side.who}")
