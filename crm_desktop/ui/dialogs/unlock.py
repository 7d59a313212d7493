"""Asks for the passphrase: at the start, and when the program was locked."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.screen import Screen
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.text_input import LineInput


class PassphraseInput(LineInput):
    """A passphrase, hidden unless asked to show."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(1000)

    def set_shown(self, shown: bool) -> None:
        """Readable or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class UnlockScreen(Screen):
    """`given` carries the passphrase; the one who asked says `refuse` when it does not fit."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "lock-outline", _("Unlock your profile"), _("Your customers are encrypted on this laptop."), parent
        )
        self.input = PassphraseInput(_("Passphrase"), self)
        self.input.entered.connect(self._give)
        self.shown = QCheckBox(_("Show the passphrase"), self)
        self.shown.toggled.connect(self.input.set_shown)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.button = QPushButton(_("Unlock"), self)
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self._give)
        for widget in (self.input, self.problem, self.shown, self.button):
            self.body.addWidget(widget)

    def _give(self) -> None:
        if self.input.text() and self.button.isEnabled():
            self.set_busy(True)
            self.given.emit(self.input.text())

    def set_busy(self, busy: bool) -> None:
        """While the passphrase is being tried."""
        self.button.setEnabled(not busy)
        self.button.setText(_("Opening…") if busy else _("Unlock"))
        if busy:
            self.problem.hide()

    def refuse(self, reason: str) -> None:
        """It does not fit: what was typed is selected, to be typed again."""
        self.set_busy(False)
        self.problem.setText(reason)
        self.problem.show()
        self.input.selectAll()
        self.input.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.input.setFocus()
