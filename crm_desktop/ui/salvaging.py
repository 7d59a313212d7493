"""A profile whose file is damaged: what can still be read is saved into a new one, which opens then."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crm_desktop.base.errors import ProfileDamaged, UserError
from crm_desktop.base.i18n import _, sentences
from crm_desktop.ui.dialogs.waiting import WaitingScreen
from crm_desktop.ui.services import Services

if TYPE_CHECKING:
    from crm_desktop.store.salvage.saving import Damaged, Salvaged
    from crm_desktop.store.store import Store
    from crm_desktop.ui.dialogs.problem import ProblemScreen
    from crm_desktop.ui.window.window import Window

Complete = Callable[["ProblemScreen"], object]
"""Adds what else can be done about a problem."""


class Salvaging(QObject):
    """`open_folder` opens a profile; `complete` adds to the screen what can be done about any problem."""

    def __init__(self, services: Services, window: "Window", open_folder: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._services, self._window, self._open_folder = services, window, open_folder
        self._told: Salvaged | None = None
        services.notices.troubled.connect(self._meet)
        self._complete: Complete = lambda _screen: None
        if services.sync is not None:
            services.sync.ended.connect(self._look_at_session)

    def show(self, problem: UserError, profile: Path, passphrase: str | None, complete: Complete) -> None:
        """Say that a profile does not open, with the way out there is."""
        self._complete = complete
        if isinstance(problem, ProfileDamaged):
            self._look(problem, partial(_look, profile, passphrase))
        else:
            self._gate(problem, None)

    def _meet(self, problem: UserError) -> None:
        """An open profile is found to be damaged: nothing more is written to it."""
        store = self._services.profile
        if not isinstance(problem, ProfileDamaged) or store is None or store.read_only:
            return
        self._services.profile = None
        self._window.drop_pages()
        self._services.notices.clear()
        self._services.signals.locked.emit(True)
        self._complete = lambda screen: screen.add_button(_("Quit"), self._window.close)
        look = partial(self._look, problem, partial(_look_at_open, store))
        self._services.lanes.read.run(self, lambda: None, lambda _none: look())  # after what still waits to read it

    def _look_at_session(self) -> None:
        run = self._services.sync
        if run is not None and isinstance(run.problem, ProfileDamaged):
            self._meet(run.problem)

    def _look(self, problem: UserError, job: Callable[[], "Damaged"]) -> None:
        self._services.lanes.write.run(self, job, partial(self._gate, problem), lambda _why: self._gate(problem, None))

    def _gate(self, problem: UserError, found: "Damaged | None") -> None:
        from crm_desktop.features.security import rules
        from crm_desktop.ui.dialogs.problem import ProblemScreen

        screen = ProblemScreen(problem, self._window)
        if found is not None:
            about, button = rules.way_out(connected=found.connected)
            screen.add_way_out(about, button, partial(self._begin, problem, found))
        self._complete(screen)
        self._window.gate(screen)

    def _begin(self, problem: UserError, found: "Damaged") -> None:
        screen = WaitingScreen("database-outline", _("Saving what can still be read…"), self._window)
        self._window.gate(screen)
        self._services.lanes.write.run_long(
            self, partial(_salvage, found), partial(self._end, found.profile), partial(self._refuse, problem, found),
            progress=screen.show_progress,
        )  # fmt: skip

    def _refuse(self, problem: UserError, found: "Damaged", why: UserError) -> None:
        self._gate(problem, None if isinstance(why, ProfileDamaged) else found)
        self._services.notices.error(str(why))

    def _end(self, profile: Path, told: "Salvaged") -> None:
        self._told = told
        self._services.signals.locked.emit(False)
        self._open_folder(profile)

    def tell(self) -> None:
        """The profile is open: say what became of it, and fetch from the shop what is missing."""
        told, self._told = self._told, None
        if told is None:
            return
        from crm_desktop.features.security import rules

        said = rules.salvaged(told.read, told.lost, told.files_lost, told.to_decide, connected=told.connected)
        self._services.notices.warn(sentences(*said))
        run = self._services.sync
        if run is not None and told.connected:
            run.look(then=run.start)


def _look(profile: Path, passphrase: str | None) -> "Damaged":
    from crm_desktop.store.salvage import saving

    return saving.look(profile, passphrase)


def _look_at_open(store: "Store") -> "Damaged":
    from crm_desktop.store.salvage import saving

    return saving.look_at_open(store)


def _salvage(found: "Damaged", progress: Callable[[int, int], None], _cancelled: Callable[[], bool]) -> "Salvaged":
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store.salvage import saving

    return saving.salvage(found, DERIVERS, progress)
