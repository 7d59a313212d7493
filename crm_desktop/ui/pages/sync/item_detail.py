"""The thing of the inbox that is picked: what happened, both values side by side, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.pages.sync.items import Item
from crm_desktop.ui.pages.sync.value_card import ValueCard
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import ElidedLabel, Label, row


class ItemDetail(QWidget):
    """`taken(n)`: the value in use (0) or the other one (1) is to hold."""

    taken = Signal(int)
    opened = Signal()
    let_go = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", "card-title", self)
        self.sentence = Label("", "muted", self, fills=True)
        self.sides = (ValueCard(self), ValueCard(self))
        self.open_button = QPushButton(icons.icon("card-account-details-outline"), _("Archive (Enter)"), self)
        self.open_button.setProperty("kind", "small")
        self.let_go_button = QPushButton(icons.icon("check"), "", self)
        self.let_go_button.setProperty("kind", "small")
        self._build()
        for number, side in enumerate(self.sides):
            side.taken.connect(lambda n=number: self.taken.emit(n))
        self.open_button.clicked.connect(self.opened)
        self.let_go_button.clicked.connect(self.let_go)

    def _build(self) -> None:
        both = QHBoxLayout()
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
        whole.addLayout(both, 1)
        whole.addLayout(row(self.let_go_button, None))
        whole.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_item(self, item: Item) -> None:
        """Show another one."""
        self.title.setText(item.title)
        self.sentence.setText(item.sentence)
        for number, card in enumerate(self.sides):
            card.setVisible(item.sides is not None)
            if item.sides is not None:
                card.show_side(item.sides[number])
        self.open_button.setVisible(bool(item.person))
        self.let_go_button.setText(item.let_go)
        self.let_go_button.setVisible(bool(item.let_go))
