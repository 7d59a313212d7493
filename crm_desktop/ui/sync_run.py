"""The one session at a time: begun by hand, by itself, at the day's close or before the end; everybody may watch it."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base.errors import UserError
from crm_desktop.ui.page import late
from crm_desktop.ui.services import Services

if TYPE_CHECKING:
    from crm_desktop.features.sync.records import SyncState
    from crm_desktop.store.store import Store
    from sync.client.receipt import Progress, Receipt

Session = Callable[["Store", "Progress"], "Receipt"]
"""session(store, progress): it asks `progress` before each request, which raises `Cancelled` to stop it."""
STATE = late("sync.queries:state")
REACHED = frozenset({"busy", "revoked", "not enrolled", "update", "too old", "server", "running"})
"""Problems of a session in which the shop's server itself has answered."""
OWN = frozenset({"", "disk", "key"})
"""This laptop's own problems: they say nothing of the server."""
PASSING = frozenset({"unreachable", "timeout", "busy", "running"})
"""Problems that pass by themselves: nothing needs to be done."""
SHORTLY = 300
"""Milliseconds after an edit until what waits is counted anew: edits come in clusters."""


class SyncRun(QObject):
    """`progressed(receipt)` tells what was done so far; after `ended`, `receipt` or `problem` says how it went.

    `state` is how this laptop stands with the shop, as of the last look; `stated` when it was looked at anew.
    """

    began = Signal()
    progressed = Signal(object)
    ended = Signal()
    stated = Signal()

    def __init__(self, services: Services, parent: QObject, session: Session | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._session: Session = session or late("sync.commands:run_sync")
        self._stop = threading.Event()
        self.state: SyncState | None = None
        self.running = False
        self.receipt: Receipt | None = None
        self.problem: UserError | None = None
        self.cancelled = False
        self.reached: bool | None = None
        """Whether the shop's server answered the last time; None before the first session of this run."""
        self._later = QTimer(self, singleShot=True, interval=SHORTLY)
        self._later.timeout.connect(self.look)
        services.signals.changed.connect(self._hear_change)

    # How it stands --------------------------------------------------------------------------------------------------

    @property
    def possible(self) -> bool:
        """Whether a session may begin: this profile is connected to a shop, and not only looked at."""
        store = self._services.profile
        enrolled = self.state is not None and self.state.enrolled
        return enrolled and store is not None and not store.read_only

    @property
    def stopped_by(self) -> str:
        """What ended the last session early, in this run of the program or before it; empty when nothing did."""
        if self.problem is not None:
            return str(getattr(self.problem, "kind", ""))
        newest = self.state.sessions[0] if self.state is not None and self.state.sessions else None
        kept = newest.problem if newest is not None and self.receipt is None else ""
        return "" if kept in OWN else kept  # of what was the matter with this laptop nobody knows whether it still is

    @property
    def asked_to_wait(self) -> float:
        """Seconds the server asked to be left alone."""
        return float(getattr(self.problem, "retry_after", 0.0))

    def look(self, then: Callable[[], object] | None = None) -> None:
        """See how this laptop stands with the shop."""
        store = self._services.profile
        if store is not None:
            # Who waits for the answer gets it; of the others only the newest.
            key = "" if then is not None else "state"
            self._services.lanes.read.run(self, partial(store.look, STATE), partial(self._take, then), key=key)

    def _take(self, then: Callable[[], object] | None, state: "SyncState") -> None:
        self.state = state
        self.stated.emit()
        if then is not None:
            then()

    def _hear_change(self, _change: object) -> None:
        if self.state is not None and self.state.enrolled:
            self._later.start()

    # A session ------------------------------------------------------------------------------------------------------

    def start(self) -> bool:
        """Begin a session unless one is under way, or there is nobody to sync with; whether it began."""
        store = self._services.profile
        if store is None or self.running or not self.possible:
            return False
        self._stop.clear()
        self.running, self.cancelled, self.receipt, self.problem = True, False, None, None
        self.began.emit()
        self._services.lanes.net.run(self, partial(self._run, store), self._end, self.end_with)
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
        self.reached = True if receipt is not None else self.reached
        self._finish()

    def end_with(self, problem: UserError) -> None:
        """It ended early."""
        self.running, self.problem = False, problem
        kind = getattr(problem, "kind", "")
        self.reached = self.reached if kind in OWN else kind in REACHED
        self._finish()

    def _finish(self) -> None:
        self.look()
        self.ended.emit()
