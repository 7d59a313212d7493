"""The one session at a time: begun by hand, by itself, at the day's close or before the end; everybody may watch it."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.base.errors import UserError
from crm_desktop.ui.page import late
from crm_desktop.ui.services import Services

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from sync.client.receipt import Progress, Receipt

Session = Callable[["Store", "Progress"], "Receipt"]
"""session(store, progress): it asks `progress` before each request, which raises `Cancelled` to stop it."""


class SyncRun(QObject):
    """`progressed(receipt)` tells what was done so far; after `ended`, `receipt` or `problem` says how it went."""

    began = Signal()
    progressed = Signal(object)
    ended = Signal()

    def __init__(self, services: Services, parent: QObject, session: Session | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._session: Session = session or late("sync.commands:run_sync")
        self._stop = threading.Event()
        self.running = False
        self.receipt: Receipt | None = None
        self.problem: UserError | None = None
        self.cancelled = False
        self.asked_to_wait = 0.0
        """Seconds the server asked to be left alone."""

    @property
    def possible(self) -> bool:
        """Whether a session may begin: this profile is connected to a shop, and not only looked at."""
        store = self._services.profile
        return store is not None and not store.read_only

    def start(self) -> bool:
        """Begin a session, unless one is under way or the profile can only be read; whether it began."""
        store = self._services.profile
        if store is None or self.running or not self.possible:
            return False
        self._stop.clear()
        self.running, self.cancelled, self.receipt, self.problem = True, False, None, None
        self.began.emit()
        self._services.lanes.net.run(self, lambda: self._run(store), self._end, self._fail)
        return True

    def cancel(self) -> None:
        """Stop after the request under way; what was done stays done."""
        self._stop.set()

    def _run(self, store: "Store") -> "Receipt | None":
        from sync.client.errors import Cancelled

        def progress(receipt: "Receipt") -> None:
            if self._stop.is_set():
                raise Cancelled
            self.progressed.emit(receipt)

        try:
            return self._session(store, progress)
        except Cancelled:
            return None

    def _end(self, receipt: "Receipt | None") -> None:
        self.running, self.receipt, self.cancelled = False, receipt, receipt is None
        self.ended.emit()

    def _fail(self, problem: UserError) -> None:
        self.running, self.problem = False, problem
        self.ended.emit()
