"""Closing the window while a long step is under way: it is asked about first, and may take back what it wrote."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.services import Services

OFTEN = 50
"""Milliseconds between two looks whether it has stopped."""


class LongSteps(QObject):
    """Imports, exports, printing: what runs on the lanes and takes its time."""

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._window = services, window
        self._then: Callable[[], object] | None = None
        self._timer = QTimer(self, interval=OFTEN)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether there is one, stopped ones that are taking back what they wrote included."""
        return any(lane.is_long for lane in (self._services.lanes.write, self._services.lanes.free))

    def end(self, then: Callable[[], object]) -> None:
        """Ask whether to stop it; `then()` once it has stopped. Who agrees a second time does not wait for that."""
        self._services.notices.ask(
            self._window, _("A long step is still running."), _("Stop it and quit"), partial(self._stop, then),
            detail=_("An import takes back what it wrote; that may take a moment."),
        )  # fmt: skip

    def _stop(self, then: Callable[[], object]) -> None:
        if self._then is not None:
            self._timer.stop()
            then()
            return
        self._then = then
        for lane in (self._services.lanes.write, self._services.lanes.free):
            lane.stop_long()
        self._services.signals.busy.emit(_("Stopping…"))
        self._timer.start()

    def _look(self) -> None:
        if not self.running and self._then is not None:
            self._timer.stop()
            self._then()
