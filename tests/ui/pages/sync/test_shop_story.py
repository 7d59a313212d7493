"""What happens in a shop, told in two windows: keys and clicks on the one side, what stands there on the other."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from crm_desktop.features.sync import queries
from crm_desktop.ui.dialogs.shut_out import WipedScreen
from crm_desktop.ui.pages.hand_over.dialog import HandOverDialog
from crm_desktop.ui.pages.network.promote_dialog import PromoteDialog
from sync.protocol import PULL, STOLEN
from tests.sync.loopback.office import Office
from tests.sync.loopback.proxy import Proxy
from tests.ui.seats import CONTROL, SHIFT, Seat

Sit = Callable[[str], Seat]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "server")
    made.start()
    yield made
    made.close()


@pytest.fixture
def proxy(office: Office) -> Iterator[Proxy]:
    """Ann's way to the server."""
    made = Proxy(office.port)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def shop(office: Office, proxy: Proxy, sit: Sit) -> tuple[Seat, Seat]:
    """Ann and her manager Meg, who both know Wang Fang; Ann's line goes through the proxy."""
    ann, meg = sit("ann"), sit("meg")
    ann.add("Wang Fang", customer=True)
    ann.enrol(office.code("ann", proxy.port))
    meg.enrol(office.code("meg"))
    return ann, meg


def customers(seat: Seat, *names: str) -> None:
    seat.until(lambda: sorted(seat.listed("customers")) == sorted(names))


def nothing_waits(seat: Seat) -> None:
    """The inbox is empty, and everything is in the shop."""
    seat.until(lambda: seat.page.inbox.nothing.isVisible() and seat.pill.startswith("已同步"))


def test_an_edit_is_undone_under_a_newer_value(proxy: Proxy, shop: tuple[Seat, Seat]) -> None:
    ann, meg = shop
    meg.find("Wang Fang")
    meg.rename("Wang Xiaofang")
    meg.sync()
    ann.find("Wang Fang")

    # The server's answer is on its way while Ann types, and she stops the session before the next request.
    asked, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        asked.set()
        go_on.wait(30)

    proxy.order(PULL, "", before=hold)
    ann.press(Qt.Key.Key_S, CONTROL, SHIFT)
    ann.until(asked.is_set)
    ann.rename("Wang Fangfang")
    ann.page.strip.stop.click()
    go_on.set()
    ann.until(lambda: not ann.run.running)
    assert ann.said[-1].startswith("同步已停止")
    ann.press(Qt.Key.Key_2, CONTROL)
    ann.until(lambda: ann.name == "Wang Fangfang")

    ann.press(Qt.Key.Key_Z, CONTROL)
    ann.until(lambda: ann.name == "Wang Xiaofang")
    ann.sync()
    meg.sync()

    for seat in (ann, meg):
        nothing_waits(seat)
        customers(seat, "Wang Xiaofang")


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
def test_a_customer_is_moved_to_a_colleague(office: Office, shop: tuple[Seat, Seat], sit: Sit) -> None:
    ann, meg = shop
    bo = sit("bo")
    bo.enrol(office.code("bo"))
    customers(ann, "Wang Fang")
    customers(bo)

    meg.sync()
    meg.find("Wang Fang")
    assert meg.archive.header.owner.text() == "销售顾问：ann"
    meg.choose("移交给同事…")
    dialog = meg.dialog(HandOverDialog)
    meg.until(dialog.takers.isVisible)
    number = next(n for n, code in enumerate(dialog.takers._codes, start=1) if code == "bo")
    meg.press(Qt.Key(Qt.Key.Key_0 + number), on=dialog.takers._chips[0])
    meg.until(dialog.act.isEnabled)
    meg.press(Qt.Key.Key_Return, on=dialog)
    meg.until(lambda: "移交资料" in dialog.act.text())
    meg.press(Qt.Key.Key_Escape, on=dialog)
    meg.until(lambda: meg.archive.header.owner.text() == "销售顾问：bo")
    for seat in (meg, ann, bo):
        seat.sync()

    customers(ann)
    assert ann.window.pages["customers"].right.currentWidget() is ann.window.pages["customers"].empty
    customers(bo, "Wang Fang")
    customers(meg, "Wang Fang")


def test_a_private_contact_is_shared_and_withdrawn(office: Office, shop: tuple[Seat, Seat]) -> None:
    ann, meg = shop
    ann.add("Li Lei", customer=False)
    ann.sync()
    assert "Li Lei" not in str(office.records("contact"))
    assert ann.find("Li Lei").header.private.text() == "私密，只存在本机"

    ann.archive.header.promote.click()
    dialog = ann.dialog(PromoteDialog)
    ann.until(dialog.only.isVisible)
    dialog.only.click()
    ann.until(lambda: ann.archive.header.private.text() == "")
    ann.sync()
    meg.sync()
    meg.until(lambda: meg.listed("network") == ["Li Lei"])

    ann.press(Qt.Key.Key_Z, CONTROL)
    ann.until(lambda: ann.archive.header.private.text() == "私密，只存在本机")
    ann.sync()
    meg.sync()

    meg.until(lambda: meg.listed("network") == [])
    ann.until(lambda: ann.listed("network") == ["Li Lei"])
    assert "Li Lei" not in str(office.records("contact"))


def test_a_laptop_restored_from_a_copy_goes_on(shop: tuple[Seat, Seat], sit: Sit, tmp_path: Path) -> None:
    ann, meg = shop
    ann.close()
    shutil.copytree(ann.folder, tmp_path / "image")
    ann = sit("ann")
    ann.find("Wang Fang")
    ann.rename("Wang Fangfang")
    ann.sync()
    meg.sync()
    meg.find("Wang Fangfang")
    meg.rename("Wang Xiaofang")
    meg.sync()

    ann.close()
    shutil.rmtree(ann.folder)
    shutil.copytree(tmp_path / "image", ann.folder)
    ann = sit("ann")
    assert ann.find("Wang Fang")
    ann.add("Zhao Liu", customer=True)
    ann.sync()
    meg.sync()

    for seat in (ann, meg):
        customers(seat, "Wang Xiaofang", "Zhao Liu")
        nothing_waits(seat)


def test_a_server_restored_from_yesterday_gets_everything_back(
    office: Office, shop: tuple[Seat, Seat], tmp_path: Path
) -> None:
    ann, meg = shop
    office.back_up(tmp_path / "yesterday")
    ann.find("Wang Fang")
    ann.rename("Wang Fangfang")
    ann.add("Zhao Liu", customer=True)
    ann.sync()
    meg.sync()
    customers(meg, "Wang Fangfang", "Zhao Liu")

    office.restore(tmp_path / "yesterday")
    assert "Wang Fangfang" not in str(office.records("contact"))
    for seat in (ann, meg, ann):
        seat.sync()

    for seat in (ann, meg):
        customers(seat, "Wang Fangfang", "Zhao Liu")
        nothing_waits(seat)
    assert {one["name"] for one in office.records("contact").values()} == {"Wang Fangfang", "Zhao Liu"}


def test_a_revoked_laptop_hands_over_and_ends(office: Office, shop: tuple[Seat, Seat]) -> None:
    ann, meg = shop
    ann.find("Wang Fang")
    ann.rename("Wang Fangfang")
    office.revoke(str(ann.store.look(queries.enrolled_facts)["device"]), STOLEN)

    ann.press(Qt.Key.Key_S, CONTROL, SHIFT)
    ann.until(lambda: isinstance(ann.window.stack.currentWidget(), WipedScreen))
    meg.sync()

    told = ann.window.stack.currentWidget()
    assert "门店已停用这台电脑" in told.title.text()
    assert not ann.window.rail.isEnabled()
    assert list(ann.folder.glob("keys.*")) == []
    inbox = meg.page.inbox
    meg.until(lambda: inbox.detail.isVisible())
    assert "Wang Fangfang" in inbox.detail.text.text()
    customers(meg, "Wang Fang")
