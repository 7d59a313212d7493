"""Counts the days of use, and keeps everything hidden once the shop was not met for too long."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base.errors import DiskFull, UserError
from crm_desktop.ui.page import late
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_watch import by_itself

if TYPE_CHECKING:
    from crm_desktop.features.sync.records import LockCard
    from crm_desktop.store.store import Store
    from crm_desktop.ui.dialogs.lease import LeaseScreen
    from crm_desktop.ui.window.window import Window

HOUR = 3_600_000
AGAIN = 300_000
"""Milliseconds between two tries to meet the shop while locked."""
COUNT = late("sync.commands:count_use")
CARD = late("sync.commands:lock_card")
UNLOCK = late("sync.commands:unlock")


class LeaseLock(QObject):
    """`enter` shows the profile; `hidden` says whether it waits for its passphrase now, which comes first."""

    def __init__(
        self, services: Services, window: "Window", enter: Callable[[], object], hidden: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._services, self._window, self._enter, self._hidden = services, window, enter, hidden
        self._screen: LeaseScreen | None = None
        self._locked = False
        self._hours = QTimer(self, interval=HOUR)
        self._hours.timeout.connect(self._count_hour)
        self._tries = QTimer(self, interval=AGAIN)
        self._tries.timeout.connect(self._try)
        if services.sync is not None:
            services.sync.began.connect(self._show_run)
            services.sync.ended.connect(self._end)

    @property
    def shown(self) -> bool:
        """Whether the lock page is what the window shows."""
        return self._screen is not None

    def take(self, locked: bool) -> bool:
        """A profile was opened, which is `locked` or not; whether the lock page is shown in its place."""
        self._locked = locked
        return self.look()

    def begin(self) -> None:
        """From now on count."""
        self._hours.start()
        self._count(hour=False)

    def look(self) -> bool:
        """Whether the lock page stands in place of the pages."""
        if self._locked and self._screen is None and not self._hidden():
            self._show()
        return self._locked

    # Counting -------------------------------------------------------------------------------------------------------

    def _count_hour(self) -> None:
        self._count(hour=True)

    def _count(self, *, hour: bool) -> None:
        store = self._services.profile
        if store is not None and not store.read_only and store.shut_out is None:
            self._services.lanes.write.run(self, partial(_used, store, hour=hour), self._counted, self._not_counted)

    def _not_counted(self, problem: UserError) -> None:
        if not isinstance(problem, DiskFull):  # nobody asked for it, and the next hour counts the day
            self._services.notices.error(problem)

    def _counted(self, locked: bool) -> None:
        run = self._services.sync
        if locked and not self._locked:
            self._locked = True
            self.look()
        elif run is not None:
            run.look()  # the days left are told by the pill

    # The lock page --------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        from crm_desktop.ui.dialogs.lease import LeaseScreen

        store = self._services.store
        self._window.drop_pages()
        self._services.notices.clear()
        self._services.signals.locked.emit(True)
        self._screen = LeaseScreen(self._window.close, self._window)
        self._screen.sync_asked.connect(self._sync)
        self._screen.code_given.connect(partial(self._open_by, store))
        self._window.gate(self._screen)
        self._services.lanes.write.run(self, partial(_card, store), self._show_card)
        self._tries.start()
        run = self._services.sync
        if run is not None:
            run.look(self._try)

    def _show_card(self, card: "LockCard | None") -> None:
        if self._screen is not None and card is not None:
            self._screen.show_card(card)

    def _try(self) -> None:
        if self._screen is not None and by_itself(self._services.preferences):
            self._sync()

    def _sync(self) -> None:
        if self._services.sync is not None:
            self._services.sync.start()

    def _show_run(self) -> None:
        if self._screen is not None:
            self._screen.show_syncing(True)

    def _end(self) -> None:
        store, run = self._services.profile, self._services.sync
        if store is None or store.shut_out is not None:  # a laptop that was shut out has a page of its own
            self._screen = None
            self._tries.stop()
            return
        if self._locked and run is not None:
            if self._screen is not None:
                self._screen.show_syncing(False, str(run.problem or ""))
            self._services.lanes.read.run(self, partial(CARD, store), self._see)

    def _see(self, card: "LockCard | None") -> None:
        if card is None:
            self._free()
        else:
            self._show_card(card)

    def _open_by(self, store: "Store", code: str) -> None:
        self._services.lanes.write.run(self, partial(UNLOCK, store, code), self._free, self._refuse)

    def _refuse(self, problem: UserError) -> None:
        store = self._services.profile
        if self._screen is not None and store is not None:
            self._screen.refuse(str(problem))
            self._services.lanes.read.run(self, partial(CARD, store), self._show_card)

    def _free(self, _answer: object = None) -> None:
        if not self._locked:
            return
        self._locked, self._screen = False, None
        self._tries.stop()
        if not self._hidden():
            self._services.signals.locked.emit(False)
            self._enter()


def _used(store: "Store", *, hour: bool) -> bool:
    """Whether it is locked now. A laptop without a shop counts nothing, and does not load what a session needs."""
    from crm_desktop.features.sync import glance

    return store.look(glance.belongs_to_a_shop) and bool(store.write("", COUNT, hour=hour))


def _card(store: "Store") -> "LockCard | None":
    """Count the day first: it may be the one that locks."""
    if not store.read_only:
        store.write("", COUNT)
    found: LockCard | None = CARD(store)
    return found
