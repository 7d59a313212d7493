"""Before the program ends: what waits goes up first. A few seconds, then it asks; Escape ends at once."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.widgets.card import Label

PATIENCE = 4_000
"""Milliseconds until it asks whether to go on waiting."""


class LeavingDialog(Sheet):
    """`leave` when the program may end: the session is over, or nobody wants to wait for it."""

    leave = Signal()

    def __init__(self, waiting: int, parent: QWidget | None) -> None:
        super().__init__(_("Sending to the shop before the program ends"), parent, width=440)
        said = ngettext("{n} change goes up…", "{n} changes go up…", waiting).format(n=f"{waiting:,}")
        self.sentence = Label(said, "", self)
        self.hint = Label(_("What is not sent now goes up at the next start. Nothing is lost."), "muted", self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(said)
        for part in (self.sentence, self.bar, self.hint):
            self.body.addWidget(part)
        self.wait_button = self.add_button(_("Keep waiting"))
        self.wait_button.clicked.connect(self._wait)
        self.wait_button.hide()
        self.leave_button = self.add_button(_("Quit now (Esc)"), primary=True)
        self.leave_button.clicked.connect(self.reject)
        self._later = QTimer(self, singleShot=True, interval=PATIENCE)
        self._later.timeout.connect(self.ask)
        self._later.start()
        self.finished.connect(self._end)

    def ask(self) -> None:
        """It takes longer than a moment: let the user say."""
        self.sentence.setText(_("The shop's server takes longer than usual. Quit all the same?"))
        self.wait_button.show()
        self.leave_button.setFocus()
        self.fit_soon()

    def _wait(self) -> None:
        self.sentence.setText(_("Still sending…"))
        self.wait_button.hide()
        self._later.start()

    def _end(self, _result: int) -> None:
        self._later.stop()
        self.leave.emit()
