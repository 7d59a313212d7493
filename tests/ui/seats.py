"""People of a shop at their laptops: each with the program's whole window, worked by keys and clicks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crm_desktop.base.preferences import Preferences
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.notices import Notice, Notices
from crm_desktop.ui.pages.capture.dialog import CaptureDialog
from crm_desktop.ui.pages.sync.enrol_dialog import EnrolDialog
from crm_desktop.ui.pages.sync.page import SyncPage
from crm_desktop.ui.people.archive.view import PERSON, ArchiveView
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.services import Services
from crm_desktop.ui.shut_out import ShutOut
from crm_desktop.ui.signals import Signals
from crm_desktop.ui.sync_watch import AUTOMATIC
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.window.window import Window

PATIENT = 30_000
NONE, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
PAGES = {"customers": Qt.Key.Key_2, "network": Qt.Key.Key_3}
W = TypeVar("W", bound=QWidget)


@dataclass
class Seat:
    """A laptop with the program's window on it, everything in its own thread as in life."""

    folder: Path
    store: Store
    window: Window
    wait: Any
    said: list[str] = field(default_factory=list)
    closed: bool = False

    def until(self, holds: Callable[[], object]) -> None:
        """Let the window work until this holds."""
        self.wait.waitUntil(lambda: bool(holds()), timeout=PATIENT)

    def press(self, key: Qt.Key, *more: Qt.KeyboardModifier, on: QWidget | None = None) -> None:
        """A key, in this window."""
        held = NONE
        for one in more:
            held |= one
        if on is None:
            self.window.activateWindow()
            self.until(self.window.isActiveWindow)
        QTest.keyClick(on or self.window, key, held)

    def write(self, box: QWidget, text: str, *, enter: bool = True) -> None:
        """Replace what stands in a box."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(box, text)
        if enter:
            QTest.keyClick(box, Qt.Key.Key_Return)

    def dialog(self, kind: type[W]) -> W:
        """The dialog of this kind that is open, as soon as it is."""
        self.until(lambda: any(one.isVisible() for one in self.window.findChildren(kind)))
        return next(one for one in self.window.findChildren(kind) if one.isVisible())

    # People -------------------------------------------------------------------------------------------------------

    def add(self, name: str, *, customer: bool) -> None:
        """Ctrl+N, the name, Enter, Escape."""
        self.press(Qt.Key.Key_N, CONTROL)
        dialog = self.dialog(CaptureDialog)
        if customer:
            dialog.form.as_customer.input.click()
        self.write(dialog.form.name.input, name)
        self.until(lambda: dialog.count == 1)
        self.press(Qt.Key.Key_Escape, on=dialog)
        self.until(lambda: not any(one.isVisible() for one in self.window.findChildren(CaptureDialog)))

    def listed(self, page: str) -> list[str]:
        """Who is in the list of "customers" or of "network"."""
        self.press(PAGES[page], CONTROL)
        self.until(lambda: self.window.current == page)
        shown = self.window.pages[page]
        assert isinstance(shown, PeoplePage)
        return [row.title for _number, row in shown.list.list.rows.held()]

    def find(self, name: str) -> ArchiveView:
        """Ctrl+K, the name, Enter."""
        self.press(Qt.Key.Key_K, CONTROL)
        palette = self.window.palette_box
        self.write(self.window.top.search, name, enter=False)
        self.until(lambda: name in [row.title for _number, row in palette.list.rows.held()][:1])
        self.press(Qt.Key.Key_Return, on=self.window.top.search)
        self.until(lambda: self.archive is not None and self.archive.header.name.input.text() == name)
        assert self.archive is not None
        return self.archive

    @property
    def archive(self) -> ArchiveView | None:
        """The archive on show."""
        page = self.window.pages.get(self.window.current)
        return page.archive if isinstance(page, PeoplePage) else None

    @property
    def name(self) -> str:
        """The name that stands in the archive on show."""
        return self.archive.header.name.input.text() if self.archive is not None else ""

    def rename(self, name: str) -> None:
        """Type another name into the archive on show, and see it saved."""
        assert self.archive is not None
        person = self.archive.contact_id()
        self.write(self.archive.header.name.input, name)
        self.until(lambda: self.known(person) == name)

    def fill_in(self, name: str, text: str) -> None:
        """Type into a field of the archive's profile, and leave it."""
        field = self._field(name)
        self.write(field.input, text)
        self.until(lambda: not field.is_dirty and self.run.state is not None and self.run.state.waiting)

    def filled_in(self, name: str) -> str:
        """What stands in a field of the archive's profile."""
        return str(self._field(name).input.text())

    def _field(self, name: str) -> Any:
        assert self.archive is not None
        self.archive.tabs.setCurrentIndex(PERSON)
        return self.archive.facts.form.fields[name]

    def known(self, person: str) -> str:
        """What this laptop calls somebody; empty for who is not here."""
        rows = self.store.read(lambda session: session.connection().exec_driver_sql(
            "SELECT name FROM contact WHERE id = ? AND deleted IS NULL", (person,)).all())  # fmt: skip
        return str(rows[0][0]) if rows else ""

    def choose(self, text: str) -> None:
        """A line of the menu behind the three dots of the archive on show."""
        assert self.archive is not None
        self.archive.header.more.click()
        menu = next(one for one in self.window.findChildren(QMenu) if one.isVisible())
        line = next(one for one in menu.actions() if one.text() == text)
        menu.setActiveAction(line)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    # The shop -----------------------------------------------------------------------------------------------------

    @property
    def page(self) -> SyncPage:
        """The Sync page, on show."""
        self.window.show_page("sync")
        self.until(lambda: self.window.current == "sync")
        page = self.window.pages["sync"]
        assert isinstance(page, SyncPage)
        return page

    @property
    def run(self) -> Any:
        return self.window.services.sync

    @property
    def pill(self) -> str:
        return self.window.top.pill.text()

    def sessions(self) -> int:
        return len(self.run.state.sessions) if self.run.state is not None else 0

    def enrol(self, code: str) -> None:
        """Press the button, paste the code, press Enter; the first session follows."""
        page = self.page
        self.until(page.alone.button.isVisible)
        page.alone.button.click()
        dialog = self.dialog(EnrolDialog)
        QApplication.clipboard().setText(code)
        dialog.paste.click()
        self.until(dialog.yes.isEnabled)
        self.press(Qt.Key.Key_Return, on=dialog)
        self.until(lambda: self.sessions() >= 1 and not self.run.running)

    def sync(self) -> None:
        """Ctrl+Shift+S, until it is over."""
        before = self.sessions()
        self.press(Qt.Key.Key_S, CONTROL, SHIFT)
        self.until(lambda: self.sessions() > before and not self.run.running)

    def close(self) -> None:
        """Close the window and the profile."""
        self.closed = True
        self.window._closes_anyway = True
        self.window.close()
        self.window.services.lanes.drain()
        self.window.services.profile = None
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.store.close()


@contextmanager
def sitting(folder: Path, app: QApplication, wait: Any) -> Iterator[Callable[[str], Seat]]:
    """`sit("ann")`: her laptop, with the window open; the second time, the laptop as it was left."""
    seats: list[Seat] = []
    theme = app.findChild(Theme) or Theme(app, "light")

    def _sit(user: str) -> Seat:
        place = folder / user
        store = (
            Store.open(place, passphrase=None, derivers=DERIVERS, shut_out=True)
            if place.exists()
            else Store.create(place, passphrase=None, derivers=DERIVERS)
        )
        seats.append(_opened(place, store, theme, wait))
        return seats[-1]

    yield _sit
    for seat in seats:
        if not seat.closed:
            seat.close()


def _opened(place: Path, store: Store, theme: Theme, wait: Any) -> Seat:
    notices = Notices()
    # Only who presses the key syncs: a session that begins by itself on a slow machine would come between two steps.
    preferences = Preferences(place.with_suffix(".json"), {AUTOMATIC: False})
    services = Services(Lanes.start(notices), Signals(), notices, preferences, store)
    store.on_change(lambda change: _announce(services, change))
    window = Window(services, theme)
    seat = Seat(place, store, window, wait)

    def hear(notice: Notice) -> None:
        seat.said.append(notice.text)

    notices.said.connect(hear)
    ShutOut(services, window, lambda _folder: None)
    window.resize(1280, 720)
    window.show()
    window.open_profile()
    assert services.sync is not None
    services.sync.look()
    return seat


def _announce(services: Services, change: Any) -> None:
    services.last_step = change.step or services.last_step
    services.signals.changed.emit(change)
