"""The session under way: what it is doing, how far it is, and how to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, row


class RunStrip(QFrame):
    """Hidden while nothing runs."""

    cancelled = Signal()

    def __init__(self, parent: QWidget, progress_of: str = "") -> None:
        super().__init__(parent)
        self.setProperty("role", "proposal")
        self.text = Label("", "strong", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(progress_of or _("Progress of the sync"))
        self.stop = QPushButton(_("Cancel"), self)
        self.stop.setProperty("kind", "small")
        self.stop.clicked.connect(self._stop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.m, SCALE.s, SCALE.m, SCALE.s + 2)
        whole.setSpacing(SCALE.s)
        line = row(self.text, self.stop)
        line.setStretch(0, 1)
        whole.addLayout(line)
        whole.addWidget(self.bar)
        self.hide()

    def begin(self) -> None:
        """A session begins."""
        self.stop.setEnabled(True)
        self.stop.setText(_("Cancel"))
        self.show_doing(_("Calling the shop's server…"), 0, 0)
        self.show()

    def show_doing(self, text: str, done: int, total: int) -> None:
        """What is done now; without a total the bar only moves."""
        self.text.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def end(self) -> None:
        """It is over."""
        self.hide()

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText(_("Stopping…"))
        self.cancelled.emit()
