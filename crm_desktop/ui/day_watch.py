"""Notices a new day, a wake-up from sleep and a clock that was put wrong, while the program runs."""

from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base import clock
from crm_desktop.base.errors import DiskFull, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar import commands
from crm_desktop.ui.services import Services

MINUTE = 60_000
BACK = timedelta(minutes=2)
"""Less is the clock being put right by itself."""


class DayWatch(QObject):
    """Looks every minute; on another day, or after the clock was put back, what is due is reckoned anew."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._day: date | None = None
        self._last: datetime | None = None
        self._timer = QTimer(self, interval=MINUTE)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Compare the clock with what it said before; the store is asked only when something is to be done."""
        now, last = clock.now(), self._last
        put_back = last is not None and now < last - BACK
        store = self._services.profile
        if store is None or store.read_only:
            return
        is_new, self._day, self._last = now.date() != self._day, now.date(), now
        if is_new or put_back:
            job = partial(store.write, _("A new day"), commands.see_day, last_look=last)
            self._services.lanes.write.run(self, job, self._tell, partial(self._look_again, last))

    def _look_again(self, last: datetime | None, problem: UserError) -> None:
        if isinstance(problem, DiskFull):
            self._day, self._last = None, last  # in a minute: there may be room then, and nobody asked for this one
        else:
            self._services.notices.error(problem)

    def _tell(self, sentence: str) -> None:
        if sentence:
            self._services.notices.warn(sentence)
