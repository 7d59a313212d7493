"""A dialog of the program's own look: title, body, a row of buttons; opened with open(), never exec()."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.text_input import composing


class Sheet(QDialog):
    """Fill `body`; add buttons from left to right. Escape closes, unless text is being composed."""

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(width)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        self.title = Label(title, "card-title", self)
        self.body = QVBoxLayout()
        self.body.setSpacing(SCALE.s)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SCALE.s)
        self.buttons.addStretch(1)
        whole.addWidget(self.title)
        whole.addLayout(self.body, 1)
        whole.addLayout(self.buttons)

    def add_button(self, text: str, *, primary: bool = False) -> QPushButton:
        """A button at the foot; the primary one is what Enter presses."""
        button = QPushButton(text, self)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            button.setProperty("kind", "primary")
        self.buttons.addWidget(button)
        return button

    def add_close(self, text: str = "") -> QPushButton:
        """The button that only closes."""
        button = self.add_button(text or _("Close"))
        button.clicked.connect(self.reject)
        return button

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if composing():
            event.accept()
            return
        super().keyPressEvent(event)
