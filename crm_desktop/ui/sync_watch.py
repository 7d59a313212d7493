"""Decides when the program syncs by itself: now and then, and soon after edits have come to rest. Never by the hour."""

import random
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base.preferences import Preferences
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun

TICK = 20
"""Seconds between two looks. Ticks are counted, no clock is read: one put wrong neither stops nor floods the server."""
USUALLY = 600
AFTER_EDIT = 60
"""Seconds without an edit after which what was typed goes up."""
LATEST = 300
"""Seconds after which it goes up though the typing never rests."""
FIRST_RETRY, LAST_RETRY = 30, 900
OWN_TABLES = frozenset({"local_value"})
AUTOMATIC = "sync_by_itself"


def by_itself(preferences: Preferences) -> bool:
    """Whether this device syncs without being asked."""
    return bool(preferences.get(AUTOMATIC, True))


def next_wait(failures: int, *, chance: float, asked: float = 0.0) -> float:
    """Seconds until the next session: jittered, and longer after each failure; never sooner than the server asked.

    `chance` is from 0 to 1, so that the laptops of a shop do not come all at once.
    """
    if not failures:
        return max(asked, USUALLY * (0.75 + 0.5 * chance))
    span = min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(failures - 1, 10))
    return max(asked, span * (0.5 + 0.5 * chance))


class SyncWatch(QObject):
    """Starts quiet sessions; what they meet is told by the pill, not by messages."""

    def __init__(
        self, services: Services, run: SyncRun, parent: QObject, chance: Callable[[], float] = random.random
    ) -> None:
        super().__init__(parent)
        self._services, self._run, self._chance = services, run, chance
        self._failures = 0
        self._left: float = AFTER_EDIT
        self._unsent: float | None = None
        self._locked = False
        self._timer = QTimer(self, interval=TICK * 1000)
        self._timer.timeout.connect(self.tick)
        services.signals.changed.connect(self._hear_change)
        services.signals.locked.connect(self._hear_lock)
        run.ended.connect(self._hear_end)
        self._timer.start()

    def tick(self) -> None:
        """Twenty seconds have gone by."""
        self._left -= TICK
        if self._unsent is not None:
            self._unsent += TICK
        if self._left <= 0 and self._may():
            self._run.start()

    def _may(self) -> bool:
        wanted = by_itself(self._services.preferences) and not self._locked
        return wanted and self._run.possible and not self._run.running

    def _hear_lock(self, locked: bool) -> None:
        self._locked = locked

    def _hear_change(self, change: object) -> None:
        # What a session brings is no edit, nor what only this laptop remembers. While the shop cannot be reached,
        # typing makes no calls.
        tables: frozenset[str] = getattr(change, "tables", frozenset())
        edited = getattr(change, "step", 0) and tables - OWN_TABLES
        if not edited or self._run.running or self._failures:
            return
        self._unsent = self._unsent if self._unsent is not None else 0.0
        if self._unsent < LATEST - AFTER_EDIT:
            self._left = AFTER_EDIT

    def _hear_end(self) -> None:
        self._unsent = None
        self._failures = self._failures + 1 if self._run.problem is not None else 0
        self._left = next_wait(self._failures, chance=self._chance(), asked=self._run.asked_to_wait)
