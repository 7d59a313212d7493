"""Composition root of the window: language, theme and window first, the profile opened beside it; and the shutdown.

Nothing of the store is imported before the first paint, and SQLAlchemy not before the first page is shown.
"""

# ruff: noqa: E402 - the collector rests while all this is imported; that saves a fifth of the time to the first paint
import gc

gc.disable()

from crm_desktop.ui import late_import, plain_import, running

plain_import.restore()
late_import.put_off()

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from crm_desktop.base import i18n, paths
from crm_desktop.base.errors import NotFound, UserError, WrongPassphrase
from crm_desktop.base.i18n import _
from crm_desktop.base.preferences import Preferences
from crm_desktop.ui import opening
from crm_desktop.ui.dialogs.waiting import WaitingScreen
from crm_desktop.ui.lanes import CancelledError, Lanes, report_of
from crm_desktop.ui.lease_lock import LeaseLock
from crm_desktop.ui.notices import Notices
from crm_desktop.ui.salvaging import Salvaging
from crm_desktop.ui.services import Services
from crm_desktop.ui.shut_out import ShutOut
from crm_desktop.ui.signals import Signals
from crm_desktop.ui.theme.theme import STYLE, STYLE_VARIABLE, Theme
from crm_desktop.ui.window.window import Window

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

    from crm_desktop.store.long_step import Change
    from crm_desktop.ui.dialogs.problem import ProblemScreen
    from crm_desktop.ui.dialogs.unlock import UnlockScreen
    from crm_desktop.ui.dialogs.welcome import Start

FIRST_PAGE_TIME = 600
"""Milliseconds in which nothing else is done beside the first page."""


class BringingUp(WaitingScreen):
    """What a new version computes anew, once: for very many people that takes minutes."""


class Program(QObject):
    """One run of the window on one profile."""

    opened = Signal()
    _brought_up = Signal(int, int)

    def __init__(self, app: QApplication, profile: Path, preferences: Preferences, lanes: Lanes | None = None) -> None:
        super().__init__(app)
        self.profile, self.preferences = profile, preferences
        self.notices = Notices(self)
        self.signals = Signals(self)
        self.lanes = lanes or Lanes.start(self.notices)
        self.services = Services(self.lanes, self.signals, self.notices, preferences)
        self.theme = Theme(app, preferences.theme)
        self.window = Window(self.services, self.theme)
        self._shut_out = ShutOut(self.services, self.window, self._open_folder)
        self._salvaging = Salvaging(self.services, self.window, self._open_folder)
        self.opened.connect(self._salvaging.tell)
        self._translator: QTranslator | None = None
        self._unlock: UnlockScreen | None = None
        self._lease = LeaseLock(self.services, self.window, self._enter, lambda: self._unlock is not None)
        self._beginning = ""
        self._watches: tuple[QObject, ...] = ()
        self.begun = False
        self._ends = threading.Event()
        self._brought_up.connect(self._show_bringing_up)
        self.signals.changed.connect(self._settle)
        self.window.painted.connect(self.begin)
        self.window.closing.connect(self.close)
        self.window.lock_asked.connect(self.lock)
        self.window.language_asked.connect(self.speak)
        self.window.gate(WaitingScreen("database-outline", _("Opening your customers…"), self.window))

    # Opening ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The window is on the screen: open the profile beside it. Once."""
        if self.begun:
            return
        self.begun = True
        running.settle()
        self._translate_buttons()
        self._open_folder(self.profile)
        self.lanes.free.run(self, partial(_load_page, self.preferences.text("page")))

    def _open_folder(self, folder: Path) -> None:
        self.profile = folder
        self.lanes.write.run(self, partial(opening.prepare, folder), self._go_on, self._cannot_open)

    def _go_on(self, wants: str) -> None:
        if wants == "welcome":
            self._welcome()
        elif wants == "passphrase":
            self._ask_passphrase(self._try_passphrase)
        else:
            self._open(os.environ.get("CRM_PASSPHRASE"))

    def _open(self, passphrase: str | None, *, read_only: bool = False) -> None:
        job = partial(
            opening.open_profile, self.profile, passphrase, read_only=read_only, progress=self._tell_bringing_up
        )
        self.lanes.write.run(self, job, self._take, partial(self._cannot_open, passphrase=passphrase))

    def _tell_bringing_up(self, done: int, total: int) -> None:
        # On the lane: a version that computes anew takes minutes for many people, and whoever quits does not wait.
        if self._ends.is_set():
            raise CancelledError
        self._brought_up.emit(done, total)

    def _show_bringing_up(self, done: int, total: int) -> None:
        screen = self.window.stack.currentWidget()
        if not isinstance(screen, BringingUp):
            screen = BringingUp("database-outline", _("Bringing your customers up to this version…"), self.window)
            self.window.gate(screen)
        screen.show_progress(done, total)

    def _take(self, opened: "opening.Opened") -> None:
        store = self.services.profile = opened.store
        store.on_change(self._announce)
        self._unlock = None
        if not self._shut_out.look() and not self._lease.take(opened.locked):
            self._enter()

    def _enter(self) -> None:
        store = self.services.store
        self.window.open_profile()
        QTimer.singleShot(FIRST_PAGE_TIME, self, self._finish_start)
        if store.read_only:
            self.notices.warn(_("The profile is open elsewhere, so here it can only be read."))
        if self._beginning == "import":
            self.signals.run_action.emit("import", "")
        self._beginning = ""
        self.opened.emit()

    def _finish_start(self) -> None:
        """What the first page must not wait for: the code of writing and of the other pages, and old work."""
        store = self.services.profile
        if store is not None:
            # One after the other: threads that import at once hinder each other and the window.
            self.lanes.write.run(self, partial(opening.get_ready, store), self._finish_loading, self._go_on_reading)

    def _go_on_reading(self, problem: UserError) -> None:
        # What there is can be looked at, and exported; every save says the same sentence again.
        self.notices.error(problem)
        self._finish_loading()

    def _finish_loading(self, _ready: None = None) -> None:
        self.lanes.free.run(self, _load_pages, self._watch)
        self._settle()

    def _watch(self, _loaded: None) -> None:
        """From now on remind, and lock by itself when nobody uses the program."""
        if self._watches:
            return
        # What is loaded now stays: a collection that looked through all of it would stop the window for a frame.
        gc.freeze()
        from crm_desktop.ui.badges import Badges
        from crm_desktop.ui.day_watch import DayWatch
        from crm_desktop.ui.idle import Idle
        from crm_desktop.ui.reminders import Reminders
        from crm_desktop.ui.sync_watch import SyncWatch

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        idle, reminders = Idle(app, self.preferences), Reminders(self.services, self.window)
        idle.passed.connect(self.lock)
        days, badges = DayWatch(self.services, self.window), Badges(self.services, self.window)
        run = self.services.sync
        syncs = (SyncWatch(self.services, run, self.window),) if run is not None else ()
        self._watches = (idle, reminders, days, badges, *syncs)
        if run is not None:
            run.look()
        self._lease.begin()
        days.look()
        reminders.look()

    def _settle(self, change: object = None) -> None:
        """Work off what a change of the shop's rules left for later, beside everything else."""
        store = self.services.profile
        if store is not None and not store.read_only and (change is None or "setting" in getattr(change, "tables", ())):
            self.lanes.free.run(self, partial(opening.settle, store), key="settle")

    def _announce(self, change: "Change") -> None:
        # On the lane that wrote: the signal carries it over to the GUI thread.
        if change.step:
            self.services.last_step = change.step
        self.signals.changed.emit(change)

    def _cannot_open(self, problem: UserError, *, passphrase: str | None = None) -> None:
        if isinstance(problem, WrongPassphrase):
            if self._unlock is None:
                self._ask_passphrase(self._try_passphrase)
            elif passphrase:
                self._unlock.refuse(str(problem))
            return
        if isinstance(problem, NotFound):
            self._welcome()
        elif not self._shut_out.take(self.profile, problem):
            self._show_problem(problem, passphrase)

    def _show_problem(self, problem: UserError, passphrase: str | None) -> None:
        self._unlock = None
        self._salvaging.show(problem, self.profile, passphrase, partial(self._offer, passphrase))

    def _offer(self, passphrase: str | None, screen: "ProblemScreen") -> None:
        screen.offer(
            again=partial(self._open, passphrase), look=partial(self._open, passphrase, read_only=True),
            folder=self._show_folder, leave=self.window.close,
        )  # fmt: skip

    def _show_folder(self) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.profile)))

    # Passphrase -------------------------------------------------------------------------------------------------

    def _ask_passphrase(self, then: Callable[[str], None]) -> None:
        from crm_desktop.ui.dialogs.unlock import UnlockScreen

        self._unlock = UnlockScreen(self.window)
        self._unlock.given.connect(then)
        self.window.gate(self._unlock)

    def _try_passphrase(self, passphrase: str) -> None:
        self._open(passphrase)

    def lock(self) -> None:
        """Hide everything until the passphrase is given again."""
        if self._lease.shown:
            return  # nothing is on show
        self.window.flush()
        self.lanes.read.run(self, partial(opening.needs_passphrase, self.profile), self._lock_if)

    def _lock_if(self, needed: bool) -> None:
        if not needed:
            self.notices.info(_("This profile opens without a passphrase, so there is nothing to lock it with."))
            return
        self.window.drop_pages()
        self.notices.clear()
        self.signals.locked.emit(True)
        self._ask_passphrase(self._unlock_with)

    def _unlock_with(self, passphrase: str) -> None:
        self.lanes.free.run(
            self, partial(opening.check_passphrase, self.profile, passphrase), self._unlocked, self._still_locked
        )

    def _unlocked(self, _answer: None) -> None:
        self._unlock = None
        if not self._lease.look():
            self.signals.locked.emit(False)
            self.window.open_profile()

    def _still_locked(self, problem: UserError) -> None:
        if self._unlock is not None:
            self._unlock.refuse(str(problem))

    # First start ------------------------------------------------------------------------------------------------

    def _welcome(self) -> None:
        from crm_desktop.ui.dialogs.welcome import Welcome

        screen = Welcome(self.window)
        screen.language_chosen.connect(self.speak)
        screen.finished.connect(self._create)
        self.window.gate(screen)

    def _create(self, start: "Start") -> None:
        self._beginning = start.beginning.value
        screen = WaitingScreen("database-outline", _("Preparing your profile…"), self.window)
        self.window.gate(screen)
        self.lanes.write.run_long(
            self, partial(opening.create_profile, self.profile, start), self._take, self._cannot_create,
            progress=screen.show_progress,
        )  # fmt: skip

    def _cannot_create(self, problem: UserError) -> None:
        # What was made so far decides how it goes on: another try, or the profile without its demo data.
        self.notices.error(problem)
        self._open_folder(self.profile)

    # Language and end -------------------------------------------------------------------------------------------

    def speak(self, code: str) -> None:
        """Speak this language ("": the other one) from now on."""
        others = [one for one in i18n.LANGUAGES if one != i18n.language()]
        self.preferences.set("language", i18n.set_language(code or others[0]))
        self._translate_buttons()
        self.window.show_words()
        self.signals.language_changed.emit()

    def _translate_buttons(self) -> None:
        from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

        if self._translator is not None:
            QApplication.removeTranslator(self._translator)
            self._translator = None
        QLocale.setDefault(QLocale(i18n.language()))
        if i18n.language() != "en":
            self._translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._translator.load(f"qtbase_{i18n.language()}", folder):
                QApplication.installTranslator(self._translator)

    def close(self) -> None:
        """Finish what was asked for, then close the profile."""
        self._ends.set()
        self.lanes.drain()
        if self.services.profile is not None:
            self.services.profile.close()
            self.services.profile = None


def _load_page(name: str) -> None:
    from crm_desktop.ui import navigation

    navigation.preload(name or "today")


def _load_pages() -> None:
    from crm_desktop.ui import navigation

    navigation.preload()


def _hook(program: Program, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    import logging

    if issubclass(kind, KeyboardInterrupt):
        program.window.close()
        return
    report = report_of(problem.with_traceback(trace))
    logging.getLogger(__name__).error("not caught:\n%s", report)
    program.notices.bug(report)


def run(profile: Path | None = None, *, language: str = "") -> int:
    """Show the window until it is closed, in `language` or the device's; returns the exit status."""
    preferences = Preferences.load()
    i18n.set_language(language or preferences.language)
    os.environ.setdefault(STYLE_VARIABLE, STYLE)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("showroom-crm")
    app.setApplicationDisplayName(_("Showroom CRM"))
    known = preferences.text("profile")
    program = Program(app, profile or (Path(known) if known else paths.default_profile()), preferences)
    sys.excepthook = partial(_hook, program)
    # Ctrl+C in the terminal ends the program at once, as everywhere; what was shown as saved is on the disk.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    program.window.show()
    # A window that is never painted (minimised at the start) opens its profile all the same.
    QTimer.singleShot(2000, program, program.begin)
    return app.exec()
