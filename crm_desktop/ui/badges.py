"""Keeps the rail's figures true, also while another page than theirs is on show."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base import clock
from crm_desktop.features.calendar.glance import count_due
from crm_desktop.features.calendar.records import DueCounts
from crm_desktop.ui.lanes import CancelledError
from crm_desktop.ui.services import Services

if TYPE_CHECKING:
    from crm_desktop.store.plain import Plain

SOON = 500
"""Milliseconds: an import changes something all the time, and need not be counted after each of its people."""


class Badges(QObject):
    """Counts what is due soon after anything changed, and once at the start."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.look)
        services.signals.changed.connect(self._hear)
        self._soon.start()

    def _hear(self, _change: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def look(self) -> None:
        """Count, and tell the rail."""
        self._services.lanes.read.run(self, partial(_counts, self._services), self._tell, key="badges")

    def _tell(self, counts: DueCounts) -> None:
        badge = self._services.signals.badge
        badge.emit("today", counts.overdue + counts.today)
        badge.emit("calendar", counts.overdue)


def _counts(services: Services) -> DueCounts:
    if services.profile is None:  # locked meanwhile
        raise CancelledError
    counts: DueCounts = services.profile.look(_due_today)
    return counts


def _due_today(source: "Plain") -> DueCounts:
    return count_due(source, clock.today())
