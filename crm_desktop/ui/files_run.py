"""Files with the shop's server: after each session of rows by themselves, and one at once when somebody opens it."""

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, sentences
from crm_desktop.base.preferences import METERED_TOO, SAVES_DATA
from crm_desktop.ui.metered import Metered
from crm_desktop.ui.page import late
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.client.blobs import Carried

RUN_FILES = late("sync.commands:run_files")
GET_FILE = late("sync.commands:get_file")
LET_BE = late("sync.commands:let_be")


class FilesRun(QObject):
    """One exchange at a time, on a lane of its own: neither saves nor the day's close wait for it.

    `moved` tells that something began, went on or ended; `got(id)` that a file somebody asked for is here.
    """

    moved = Signal()
    got = Signal(str)
    _progressed = Signal(object)

    def __init__(
        self, services: Services, sync: SyncRun, parent: QObject, network: Metered | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._services, self._sync = services, sync
        self.network = network or Metered(self)
        self._stop = threading.Event()
        self._asked: list[str] = []
        self._rest = False
        self.running = False
        self.getting = ""
        """The file that is fetched now because somebody asked for it."""
        self.carried: Carried | None = None
        self.problem: UserError | None = None
        self._progressed.connect(self._show)
        sync.ended.connect(self._after_rows)
        self.network.changed.connect(self._follow_network)

    @property
    def waits(self) -> bool:
        """Whether large files wait for another network, for the system says that this one costs."""
        return self.network.on and not self.goes_anyway

    @property
    def goes_anyway(self) -> bool:
        """Whether they go over such a network too."""
        return bool(self._services.preferences.get(METERED_TOO, False))

    def go_anyway(self, on: bool) -> None:
        """From now on."""
        self._services.preferences.set(METERED_TOO, on)
        self._follow_network()

    def _follow_network(self) -> None:
        if self.running and not self.getting:
            self._stop.set()  # it goes on with more, or with less
            self._rest = True
        elif not self.waits:
            self.start()
        self.moved.emit()

    @property
    def saves_data(self) -> bool:
        """Whether only thumbnails travel, and what somebody opens."""
        return bool(self._services.preferences.get(SAVES_DATA, False))

    def save_data(self, on: bool) -> None:
        """From now on; what is on its way stops or goes on accordingly."""
        self._services.preferences.set(SAVES_DATA, on)
        if on:
            self.cancel()
        self.start()

    def start(self) -> None:
        """Carry what is missing there and here, in the background."""
        self._rest = True
        self._go_on()

    def get(self, file_id: str) -> None:
        """Fetch one at once; what runs in the background waits for it."""
        if file_id != self.getting and file_id not in self._asked:
            self._asked.append(file_id)
        if self.running and not self.getting:
            self._rest = True
            self._stop.set()
        self._go_on()

    def is_asked(self, file_id: str) -> bool:
        """Whether it is on its way because somebody asked for it."""
        return file_id == self.getting or file_id in self._asked

    def let_be(self, file_id: str) -> None:
        """It is not wanted any more."""
        store = self._services.profile
        if file_id in self._asked:
            self._asked.remove(file_id)
        elif file_id == self.getting:
            self._stop.set()
        if store is not None:
            self._services.lanes.files.run(self, partial(LET_BE, store, file_id))
        self.moved.emit()

    def cancel(self) -> None:
        """Stop after the part under way; the next exchange goes on from there."""
        self._rest = False
        self._asked.clear()
        self._stop.set()

    def _after_rows(self) -> None:
        if self._sync.receipt is not None:
            self.start()

    # One exchange ---------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        store = self._services.profile
        if store is None or self.running or not self._sync.possible or not (self._asked or self._rest):
            return
        self._stop.clear()
        self.running, self.carried, self.problem = True, None, None
        exchange: Callable[..., Carried]
        if self._asked:
            self.getting = self._asked.pop(0)
            exchange = partial(GET_FILE, store, self.getting)
        else:
            self._rest = False
            self.network.ask()
            exchange = partial(RUN_FILES, store, originals=not (self.saves_data or self.waits))
        self.moved.emit()
        self._services.lanes.files.run_long(self, partial(self._carry, exchange), self._end, self._fail)

    def _carry(
        self, exchange: "Callable[..., Carried]", _step: object, cancelled: "Callable[[], bool]"
    ) -> "Carried | None":  # fmt: skip
        from sync.client.errors import Cancelled

        try:
            return exchange(partial(self._watch, cancelled))
        except Cancelled:
            return None

    def _watch(self, cancelled: "Callable[[], bool]", carried: "Carried") -> None:
        from sync.client.errors import Cancelled

        if self._stop.is_set() or cancelled():
            raise Cancelled
        self._progressed.emit(carried)

    def _show(self, carried: "Carried") -> None:
        self.carried = carried
        self.moved.emit()

    def _end(self, carried: "Carried | None") -> None:
        file_id, self.getting, self.running = self.getting, "", False
        self.carried = carried if carried is not None else self.carried
        if file_id and carried is not None:
            self._tell(file_id, carried)
        self.moved.emit()
        self._go_on()

    def _tell(self, file_id: str, carried: "Carried") -> None:
        if not carried.left and not carried.problems:
            self.got.emit(file_id)
            return
        from crm_desktop.features.sync.rules import file_problem

        problems = [file_problem(kind, count) for kind, count in carried.problems.items()]
        missing = _("The shop does not have this file yet. It comes once the laptop it was added on has synced.")
        self._services.notices.warn(problems[0] if problems else missing)

    def _fail(self, problem: UserError) -> None:
        file_id, self.getting, self.running = self.getting, "", False
        self.problem = problem
        if file_id:
            said = _("The file is fetched with the next sync.")
            self._services.notices.warn(sentences(str(problem), said))
        self.moved.emit()
        if self._asked:
            self._go_on()
