"""Locks the program when nobody used it for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from crm_desktop.base.preferences import Preferences

MINUTE = 60_000
_SIGNS_OF_LIFE = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.InputMethod,
    QEvent.Type.TouchBegin,
})  # fmt: skip


class Idle(QObject):
    """Counts minutes without a key or a click; `passed` asks for the lock."""

    passed = Signal()

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._preferences = preferences
        self._app, self._watching = app, False
        self._minutes = 0
        self._timer = QTimer(self, interval=MINUTE)
        self._timer.timeout.connect(self.count)
        self._timer.start()
        self._watch()

    def _watch(self) -> int:
        """Look at the events only where somebody wants to be locked out: each one costs a call."""
        most = self._preferences.get("lock_minutes", 0)
        wanted = most if isinstance(most, int) and most > 0 else 0
        if bool(wanted) != self._watching:
            self._watching = bool(wanted)
            (self._app.installEventFilter if wanted else self._app.removeEventFilter)(self)
        return wanted

    def count(self) -> None:
        """One more minute has gone by."""
        most = self._watch()
        self._minutes += 1
        if 0 < most <= self._minutes:
            self._minutes = 0
            self.passed.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._minutes = 0
        return False
