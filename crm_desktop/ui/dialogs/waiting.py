"""A long step on the whole window: what is being done, how far it is, and how to stop it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.screen import Screen

QUIET = 400


class WaitingScreen(Screen):
    """Blank for the first moment: a quick step shows nothing at all."""

    cancelled = Signal()

    def __init__(self, icon: str, text: str, parent: QWidget | None = None, *, stoppable: bool = False) -> None:
        super().__init__(icon, text, "", parent)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(text)
        self.body.addWidget(self.bar)
        if stoppable:
            stop = QPushButton(_("Cancel"), self)
            stop.clicked.connect(self.cancelled)
            self.body.addWidget(stop)
        self.card.hide()
        QTimer.singleShot(QUIET, self.card, self.card.show)

    def show_progress(self, done: int, total: int) -> None:
        """How far it is."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        self.sentence.setText(_("{done} of {total}").format(done=f"{done:,}", total=f"{total:,}") if total else "")
        self.sentence.setVisible(bool(total))
