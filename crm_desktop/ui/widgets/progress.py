"""Shows how far a long step is, and lets it be stopped; quick ones never show it."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, row

QUIET = 400


class Progress(QDialog):
    """Opens by itself after 0.4 s; `show_progress` takes (done, total); `leave` when the step is over."""

    cancelled = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text)
        self.setMinimumWidth(420)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text)
        self._count = Label(" ", "muted", self)
        self._stop = QPushButton(_("Cancel"), self)
        self._stop.clicked.connect(self._cancel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        whole.addWidget(Label(text, "card-title", self))
        whole.addWidget(self._bar)
        whole.addWidget(self._count)
        whole.addLayout(row(None, self._stop))
        self._later = QTimer(self, singleShot=True, interval=QUIET)
        self._later.timeout.connect(self.open)
        self._later.start()

    def show_progress(self, done: int, total: int) -> None:
        """How far it is."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        if total:
            self._count.setText(_("{done} of {total}").format(done=f"{done:,}", total=f"{total:,}"))

    def leave(self) -> None:
        """The step is over."""
        self._later.stop()
        self.hide()
        self.deleteLater()

    def _cancel(self) -> None:
        self._stop.setEnabled(False)
        self._stop.setText(_("Stopping…"))
        self.cancelled.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
            return
        super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        # Closing the dialog is asking to stop: the step says when it really has.
        self._cancel()
