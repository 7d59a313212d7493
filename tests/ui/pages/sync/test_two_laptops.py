"""Two laptops and a server on loopback, driven through the program's own window, pages and dialogs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.base.preferences import Preferences
from crm_desktop.features.contacts.commands import set_field
from crm_desktop.features.contacts.queries import card as contact_card
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import queries
from crm_desktop.store.store import Store
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.notices import Notice, Notices
from crm_desktop.ui.pages.sync.enrol_dialog import EnrolDialog
from crm_desktop.ui.pages.sync.page import SyncPage
from crm_desktop.ui.services import Services
from crm_desktop.ui.signals import Signals
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.window.window import Window
from sync.client import discovery
from sync.protocol import STOLEN
from tests import make
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served

PATIENT = 30_000
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Seat:
    """A laptop with the program's window on it, everything in its own thread as in life."""

    store: Store
    window: Window
    said: list[str]
    wait: Any

    @property
    def page(self) -> SyncPage:
        self.window.show_page("sync")
        page = self.window.pages["sync"]
        assert isinstance(page, SyncPage)
        return page

    def until(self, holds: Callable[[], bool]) -> None:
        self.wait.waitUntil(holds, timeout=PATIENT)

    def enrol(self, code: str) -> None:
        """Paste the code and press Enter."""
        page = self.page
        self.until(page.alone.button.isVisible)
        page.alone.button.click()
        self.until(lambda: any(one.isVisible() for one in self.window.findChildren(EnrolDialog)))
        dialog = next(one for one in self.window.findChildren(EnrolDialog) if one.isVisible())
        QApplication.clipboard().setText(code)
        dialog.paste.click()
        self.until(dialog.yes.isEnabled)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        self.until(lambda: self.sessions() >= 1 and not self.run.running)

    @property
    def run(self) -> Any:
        return self.window.services.sync

    def sessions(self) -> int:
        return len(self.run.state.sessions) if self.run.state is not None else 0

    def sync(self) -> None:
        """Ctrl+Shift+S, until it is over."""
        before = self.sessions()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        QTest.keyClick(self.window, Qt.Key.Key_S, CONTROL | SHIFT)
        self.until(lambda: self.sessions() > before and not self.run.running)

    def rename(self, person: str, name: str) -> None:
        self.store.write("改名", set_field, person, "name", name)

    def name_of(self, person: str) -> str:
        return self.store.read(contact_card, person).name

    def shut(self) -> None:
        self.window._closes_anyway = True
        self.window.close()
        self.window.services.lanes.drain()
        self.window.services.profile = None
        self.window.deleteLater()
        self.store.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The shop's real server on loopback."""
    with serving(tmp_path / "shop.db") as running:
        yield running


def people_at(served: Served) -> str:
    """Everything the server holds of contacts."""
    with served.service.engine.reading() as link:
        return str([bytes(row[0]) for row in link.rows("SELECT data FROM record WHERE tbl = 'contact'")])


@pytest.fixture
def sit(
    tmp_path: Path, qapp: QApplication, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Seat]]:
    """`sit("ann")`: a laptop on its own, with the window open."""
    monkeypatch.setattr(discovery, "find", list)
    seats: list[Seat] = []
    theme = qapp.findChild(Theme) or Theme(qapp, "light")

    def _sit(user: str) -> Seat:
        store = Store.create(tmp_path / user, passphrase=None, derivers=DERIVERS)
        notices, said = Notices(), []  # type: ignore[var-annotated]
        lanes = Lanes.start(notices)
        services = Services(lanes, Signals(), notices, Preferences(tmp_path / f"{user}.json"), store)
        store.on_change(lambda change: _announce(services, change))

        def hear(notice: Notice) -> None:
            said.append(notice.text)

        notices.said.connect(hear)
        window = Window(services, theme)
        window.resize(1280, 720)
        window.show()
        window.open_profile()
        services.sync.look()  # type: ignore[union-attr]
        seats.append(Seat(store, window, said, qtbot))
        return seats[-1]

    yield _sit
    for seat in seats:
        seat.shut()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _announce(services: Services, change: Any) -> None:
    services.last_step = change.step or services.last_step
    services.signals.changed.emit(change)


def test_two_laptops_of_a_shop_meet_through_their_pages(served: Served, sit: Callable[[str], Seat]) -> None:
    ann, meg = sit("ann"), sit("meg")
    person = make.customer(ann.store, name="王芳")
    make.contact(ann.store, name="私人")

    ann.enrol(code_for(served, "ann"))
    meg.enrol(code_for(served, "meg"))

    assert ann.page.connection.fact("我") == "ann · 销售顾问"
    assert meg.page.connection.fact("我") == "meg · 销售经理"
    assert meg.name_of(person) == "王芳"
    assert "私人" not in people_at(served)

    ann.rename(person, "王芳芳")
    meg.rename(person, "王小芳")
    ann.until(lambda: ann.window.top.pill.text() == "在线 · 1 条待同步")
    ann.sync()
    meg.sync()
    assert ann.said[-1] == "同步完成：上传 1 条，收到 0 条。"
    assert meg.said[-1] == "收到 1 项需要您决定。"

    inbox = meg.page.inbox
    meg.until(lambda: inbox.detail.isVisible())
    left, right = inbox.detail.sides
    assert [(side.value.text(), side.who.text().split(" · ")[0]) for side in (left, right)] == [
        ("王芳芳", "ann"), ("王小芳", "您"),
    ]  # fmt: skip
    QTest.keyClick(inbox.list, Qt.Key.Key_2)
    meg.until(lambda: inbox.nothing.isVisible())
    meg.sync()
    ann.sync()

    assert [seat.name_of(person) for seat in (ann, meg)] == ["王小芳", "王小芳"]
    ann.until(lambda: ann.page.inbox.nothing.isVisible())


def test_a_server_that_is_away_is_said_and_nothing_is_lost(tmp_path: Path, sit: Callable[[str], Seat]) -> None:
    ann = sit("ann")
    with serving(tmp_path / "shop.db") as served:
        ann.enrol(code_for(served, "ann"))
    person = make.customer(ann.store, name="王芳")

    ann.window.perform("sync_now")
    ann.until(lambda: ann.run.problem is not None and not ann.run.running)
    ann.until(lambda: ann.window.top.pill.text() == "离线可用 · 3 条待同步")

    assert ann.said[-1].startswith("连不上门店服务器")
    assert ann.name_of(person) == "王芳"


def test_a_laptop_that_is_shut_out_says_what_happens(served: Served, sit: Callable[[str], Seat]) -> None:
    ann = sit("ann")
    ann.enrol(code_for(served, "ann"))
    device = str(ann.store.look(queries.enrolled_facts)["device"])
    served.registry.revoke(device, STOLEN)

    ann.window.perform("sync_now")
    ann.until(lambda: ann.run.problem is not None and not ann.run.running)
    ann.until(lambda: ann.page.banner.isVisible())

    assert ann.page.banner.title.text() == "门店已停用这台电脑"
    ann.until(lambda: ann.window.top.pill.text() == "已被门店停用")
