"""Fixtures of the window: inline lanes, recorded notices, a themed application, pages on the `store` fixture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.preferences import Preferences
from crm_desktop.ui import navigation
from crm_desktop.ui.lanes import InlineLane, Lanes
from crm_desktop.ui.notices import Notice, Notices
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.signals import Signals
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.tour.texts import clipped_texts
from crm_desktop.ui.window.window import Window
from tests.ui.connected import Shop, enrol

if TYPE_CHECKING:
    from crm_desktop.app import Program
    from crm_desktop.store.store import Store

PATIENCE = 60_000
"""Milliseconds until what a thread was asked for counts as never coming: a busy machine is no reason to fail."""
ARTIFACTS = Path(__file__).parent.parent / "artifacts"


class PatientBot(QtBot):
    """Waits for what must come as long as it takes."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """As everywhere, but patient."""
    return PatientBot(request)


@dataclass
class Heard:
    """What the user was told, in order."""

    notices: Notices
    all: list[Notice] = field(default_factory=list)

    def hear(self, notice: Notice) -> None:
        self.all.append(notice)

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self.all]

    @property
    def last(self) -> Notice:
        return self.all[-1]

    def press(self) -> None:
        """Press the button of the last message (Undo)."""
        assert self.last.act is not None
        self.last.act()


@pytest.fixture(autouse=True)
def _no_argument_left_over(qapp: QApplication) -> Iterator[None]:
    """Windows of one test do not reach the next."""
    yield
    _put_away(qapp)


def _put_away(qapp: QApplication) -> None:
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    # processEvents() leaves deletions to the event loop, which tests do not run: the widgets would pile up.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme, with the shipped font."""
    known = qapp.findChild(Theme)
    if known is None:
        known = Theme(qapp, "light")
    known.choose("light")
    return known


@pytest.fixture
def notices(qapp: QApplication) -> Heard:
    """`notices.texts` is what the user saw; `notices.press()` presses the last message's button."""
    heard = Heard(Notices())
    heard.notices.said.connect(heard.hear)
    return heard


@pytest.fixture
def lane(notices: Heard) -> InlineLane:
    """A lane that does every job at once."""
    return InlineLane(notices.notices)


@pytest.fixture
def signals(qapp: QApplication) -> Signals:
    """The hub."""
    return Signals()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """This device's preferences, empty."""
    return Preferences(tmp_path / "preferences.json")


@pytest.fixture
def bare_services(notices: Heard, lane: InlineLane, signals: Signals, preferences: Preferences) -> Services:
    """What a page gets, without a profile."""
    return Services(Lanes(lane, lane, lane, lane, lane), signals, notices.notices, preferences)


@pytest.fixture
def services(bare_services: Services, store: "Store", theme: Theme, qapp: QApplication) -> Iterator[Services]:
    """What a page gets: the `store` fixture's profile, everything inline, Undo buttons that work."""
    bare_services.profile = store

    def announce(change: object) -> None:
        bare_services.last_step = change.step  # type: ignore[attr-defined]
        bare_services.signals.changed.emit(change)

    store.on_change(announce)
    bare_services.notices.undo_asked.connect(store.undo_step)
    yield bare_services
    # Before the file is closed: a page whose timer is still running would read it once more.
    _put_away(qapp)


@pytest.fixture
def shop() -> Shop:
    """The shop's server as a session meets it."""
    return Shop()


@pytest.fixture
def run(services: Services, shop: Shop) -> Iterator[SyncRun]:
    """The one session, with the shop's server played by `shop`."""
    services.sync = SyncRun(services, services.signals, shop)
    yield services.sync
    shiboken6.delete(services.sync)  # it would look at a profile that is closed by then


@pytest.fixture
def enrolled(run: SyncRun, store: "Store") -> SyncRun:
    """This profile belongs to a shop, and nothing waits."""
    enrol(store)
    run.look()
    return run


@pytest.fixture
def show(qtbot: object, theme: Theme) -> Callable[..., QWidget]:
    """`show(widget, 1176, 804)`: on the (offscreen) screen at this size, closed after the test."""

    # pytest-qt holds its widgets weakly; a test often only holds a child.
    kept: list[QWidget] = []

    def _show(widget: QWidget, width: int = 1176, height: int = 804) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)  # type: ignore[attr-defined]
        widget.resize(width, height)
        widget.show()
        QApplication.processEvents()
        return widget

    return _show


@pytest.fixture
def open_page(services: Services, show: Callable[..., QWidget]) -> Callable[..., Page]:
    """`open_page("customers")`: the page, shown and loaded."""

    def _open(name: str, width: int = 1176, height: int = 804) -> Page:
        entry = next(one for one in navigation.PAGES if one.name == name)
        page = navigation.make_page(entry.where, services)
        show(page, width, height)
        QApplication.processEvents()
        return page

    return _open


@pytest.fixture
def open_dialog(services: Services, show: Callable[..., QWidget]) -> Callable[..., QWidget]:
    """`open_dialog("capture")`, `open_dialog("log_touch", contact_id)`."""

    def _open(name: str, argument: str = "") -> QWidget:
        dialog = navigation.make_dialog(navigation.DIALOGS[name], services, None, argument)
        # The fixture closes it at the end; a test may look at a dialog that was accepted.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return show(dialog, dialog.sizeHint().width(), dialog.sizeHint().height())

    return _open


@pytest.fixture
def shot() -> Callable[[QWidget, str], Path]:
    """`shot(widget, "customers-list")` saves tests/artifacts/customers-list.png for the eye."""

    def _shot(widget: QWidget, name: str) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        file = ARTIFACTS / f"{name}.png"
        QApplication.processEvents()
        widget.grab().save(str(file))
        return file

    return _shot


@pytest.fixture
def clipped() -> Callable[[QWidget], list[str]]:
    """`assert not clipped(page)`: texts that are cut off."""
    return clipped_texts


@pytest.fixture
def window(services: Services, theme: Theme, show: Callable[..., QWidget], qtbot: object) -> Window:
    """The whole window on the `store` fixture's profile, active as a desktop would make it."""
    services.notices.undo_asked.disconnect()
    made = Window(services, theme)
    show(made, 1360, 860)
    with qtbot.waitActive(made):  # type: ignore[attr-defined]
        made.activateWindow()
    made.open_profile()
    QApplication.processEvents()
    return made


@pytest.fixture
def start(folder: Path, qapp: QApplication, preferences: Preferences, qtbot: Any) -> Iterator[Callable[[], "Program"]]:
    """Starts the whole program on the profile in `folder`, which a module of tests says."""
    from tests.ui.starting import started

    with started(qapp, preferences, qtbot) as begin:
        yield lambda: begin(folder)
