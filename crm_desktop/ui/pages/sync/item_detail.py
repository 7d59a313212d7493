"""The thing of the inbox that is picked: what happened, both values side by side, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.pages.sync.items import Item
from crm_desktop.ui.pages.sync.value_card import ValueCard
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import ElidedLabel, Label, row
from crm_desktop.ui.widgets.scrolled import Scrolled


class ItemDetail(QWidget):
    """`taken(n)`: the value in use (0) or the other one (1) is to hold."""

    taken = Signal(int)
    opened = Signal()
    retried = Signal()
    let_go = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", "card-title", self)
        self.sentence = Label("", "muted", self, fills=True)
        self._both = QWidget(self)
        self.sides = (ValueCard(self._both), ValueCard(self._both))
        self.text = Label("", "", self, fills=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._whole = Scrolled(self, margin=0)
        self._whole.body.addWidget(self.text)
        self._whole.body.addStretch(1)
        self.open_button = QPushButton(icons.icon("card-account-details-outline"), _("Archive (Enter)"), self)
        self.open_button.setProperty("kind", "small")
        self.retry_button = QPushButton(icons.icon("refresh"), "", self)
        self.retry_button.setProperty("kind", "small")
        self.let_go_button = QPushButton(icons.icon("check"), "", self)
        self.let_go_button.setProperty("kind", "small")
        self._build()
        for number, side in enumerate(self.sides):
            side.taken.connect(lambda n=number: self.taken.emit(n))
        self.open_button.clicked.connect(self.opened)
        self.retry_button.clicked.connect(self.retried)
        self.let_go_button.clicked.connect(self.let_go)

    def _build(self) -> None:
        both = QHBoxLayout(self._both)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(SCALE.m)
        for side in self.sides:
            both.addWidget(side, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, SCALE.s, 0, 0)
        whole.setSpacing(SCALE.s)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.open_button)
        whole.addLayout(head)
        whole.addWidget(self.sentence)
        whole.addWidget(self._both, 1)
        whole.addWidget(self._whole, 1)
        whole.addLayout(row(self.retry_button, self.let_go_button, None))
        whole.addStretch(0)

    def show_item(self, item: Item) -> None:
        """Show another one."""
        self.title.setText(item.title)
        self.sentence.setText(item.sentence)
        self._both.setVisible(item.sides is not None)
        for card, side in zip(self.sides, item.sides or (), strict=False):
            card.show_side(side)
        self.text.setText(item.text)
        self._whole.setVisible(bool(item.text))
        self._fit()
        self.open_button.setVisible(bool(item.person))
        for button, words in ((self.retry_button, item.retry), (self.let_go_button, item.let_go)):
            button.setText(words)
            button.setVisible(bool(words))

    def _fit(self) -> None:
        """No higher than the text, so that the buttons stand right below it; what is longer scrolls."""
        self._whole.setMaximumHeight(self.text.heightForWidth(self._whole.viewport().width()) + SCALE.s)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
