"""A whole-window screen for when there is no profile on show: a card in the middle, whatever is on it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.empty_state import Sign
from crm_desktop.ui.widgets.scrolled import Scrolled

WIDTH = 520


class Screen(QWidget):
    """Icon, title, sentence, and below them what `body` holds."""

    def __init__(self, icon: str, title: str, sentence: str = "", parent: QWidget | None = None, *,
                 tone: str = "accent") -> None:  # fmt: skip
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        area = Scrolled(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.card = Card()
        self.card.setFixedWidth(WIDTH)
        area.body.addStretch(1)
        # Beside stretches, not aligned: only so is the card asked how high it is at its own width.
        area.body.addLayout(row(None, self.card, None))
        area.body.addStretch(2)
        self.body = self.card.body
        self.body.setSpacing(SCALE.m)
        self.body.setContentsMargins(SCALE.l, SCALE.m, SCALE.l, SCALE.s)
        self.title = Label(title, "page-title")
        self.sentence = Label(sentence, "muted")
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.addWidget(Sign(icon, self, tone=tone, size=64), 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.title)
        self.body.addWidget(self.sentence)
        self.sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)

    def add_button(self, text: str, act: Callable[[], object]) -> QPushButton:
        """One thing that can be done; the first is the one most want."""
        button = QPushButton(text, self)
        if self.focusProxy() is None:
            button.setProperty("kind", "primary")
            self.setFocusProxy(button)
        button.clicked.connect(lambda: act())
        self.body.addWidget(button)
        return button

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusProxy() is not None:
            self.setFocus()
