"""Files of two laptops in their windows: they come by themselves, or when somebody opens one to save data."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.preferences import SAVES_DATA
from crm_desktop.features.attachments.commands import add_file
from crm_desktop.features.sync import queries
from crm_desktop.ui import files_run
from crm_desktop.ui.people.archive.fetching import size_words
from crm_desktop.ui.people.archive.picture_dialog import PictureDialog
from crm_desktop.ui.people.archive.view import FILES
from crm_desktop.ui.sync_run import SyncRun
from sync.client.blobs import DAMAGED, Carried
from sync.client.transport import Transport
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served
from tests.ui.seats import Seat

if TYPE_CHECKING:
    from crm_desktop.base.preferences import Preferences

Sit = Callable[[str], Seat]
Open = Callable[..., Any]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The shop's real server on loopback."""
    with serving(tmp_path / "shop.db") as running:
        yield running


def picture() -> bytes:
    noise = random.Random(1).randbytes(600 * 400 * 4)  # it does not pack to nothing
    image = QImage(noise, 600, 400, QImage.Format.Format_RGB32)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data())


def with_a_picture(seat: Seat) -> bytes:
    """A customer with a photograph of her car, brought to the shop."""
    body = picture()
    person = seat.store.read(lambda session: session.connection().exec_driver_sql("SELECT id FROM contact").scalar())
    seat.store.write("加文件", add_file, person, "车.png", data=body)
    seat.sync()
    seat.until(lambda: not seat.window.services.files.running)
    return body


def standing(seat: Seat) -> tuple[int, int]:
    found = seat.store.look(queries.files)
    return found.waiting, found.missing


@pytest.fixture
def both(served: Served, sit: Sit) -> tuple[Seat, Seat]:
    """Ann with a customer, and her manager."""
    ann, meg = sit("ann"), sit("meg")
    ann.add("Wang Fang", customer=True)
    ann.enrol(code_for(served, "ann"))
    meg.enrol(code_for(served, "meg"))
    return ann, meg


def files_of(seat: Seat) -> Any:
    """The archive's tab with the files of the customer."""
    archive = seat.find("Wang Fang")
    archive.tabs.setCurrentIndex(FILES)
    seat.until(lambda: archive.files.list.count() == 1)
    return archive.files


def test_a_file_comes_by_itself_after_the_rows(both: tuple[Seat, Seat]) -> None:
    ann, meg = both
    with_a_picture(ann)
    assert standing(ann) == (0, 0)

    meg.sync()
    meg.until(lambda: standing(meg) == (0, 0))
    files = files_of(meg)
    files.list.setCurrentRow(0)
    meg.press(Qt.Key.Key_Return, on=files.list)

    assert meg.dialog(PictureDialog).isVisible()
    meg.until(lambda: meg.page.connection.fact("附件") == "都在本机")
    assert "收到 2 个" in meg.page.receipt.sentences()[-1]  # the picture and its small one


def test_with_data_saved_a_file_comes_when_it_is_opened(both: tuple[Seat, Seat]) -> None:
    ann, meg = both
    body = with_a_picture(ann)
    meg.page.connection.saves_data.click()
    meg.sync()
    meg.until(lambda: not meg.window.services.files.running)
    files = files_of(meg)
    meg.until(files.get_button.isVisible)
    before = files.list.item(0).text(), standing(meg)

    files.list.setCurrentRow(0)
    meg.press(Qt.Key.Key_Return, on=files.list)
    shown = meg.dialog(PictureDialog)

    assert (before[0].split("\n")[1], before[1]) == (f"{size_words(len(body))} · 取回", (0, 1))
    assert shown.isVisible()
    assert (files.list.item(0).text(), files.get_button.isVisible()) == ("车.png", False)
    assert standing(meg) == (0, 0)


def test_a_file_asked_for_without_a_network_says_so_and_comes_later(
    both: tuple[Seat, Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, meg = both
    with_a_picture(ann)
    meg.page.connection.saves_data.click()
    meg.sync()
    meg.until(lambda: not meg.window.services.files.running)
    files = files_of(meg)
    meg.until(files.get_button.isVisible)
    once = Transport._once
    monkeypatch.setattr(Transport, "_once", _no_network)

    files.get_button.click()
    meg.until(lambda: meg.said and "下次同步时取回" in meg.said[-1])
    meg.until(lambda: files.list.item(0).text().endswith("待取回"))
    monkeypatch.setattr(Transport, "_once", once)
    meg.sync()

    meg.until(lambda: standing(meg) == (0, 0))
    meg.until(lambda: files.list.item(0).text() == "车.png")


def _no_network(*_asked: object) -> Any:
    from sync.client.errors import NOT_THE_SERVER, Offline

    raise Offline(NOT_THE_SERVER)


# The page -----------------------------------------------------------------------------------------------------------


def test_the_switch_is_this_devices_preference(
    open_page: Open, enrolled: SyncRun, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(files_run, "RUN_FILES", lambda _store, _watch, originals: asked.append(originals) or Carried())
    page = open_page("sync")

    page.connection.saves_data.click()
    page.connection.saves_data.click()

    assert (asked, preferences.get(SAVES_DATA)) == ([False, True], False)


def test_files_on_their_way_are_shown_and_can_be_stopped(
    open_page: Open, enrolled: SyncRun, monkeypatch: pytest.MonkeyPatch, clipped: Callable[[QWidget], list[str]]
) -> None:
    page = open_page("sync")
    seen: list[tuple[str, int, int, list[str]]] = []

    def run(_store: object, watch: Callable[[Carried], None], *, originals: bool) -> Carried:
        for done in (0, 3_400_000):
            watch(Carried(done=done, total=20_100_000 if done else 0))
            QApplication.processEvents()
            bar = page.files_strip.bar
            seen.append((page.files_strip.text.text(), bar.value(), bar.maximum(), clipped(page)))
        page.files_strip.stop.click()
        watch(Carried())
        raise AssertionError("it went on")

    monkeypatch.setattr(files_run, "RUN_FILES", run)
    page.files.start()

    assert seen == [("正在查找附件…", 0, 0, []), ("附件：3.4 MB，共 20.1 MB", 3400, 20100, [])]
    assert not page.files_strip.isVisible()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (UserError("门店服务器没有回应。"), "门店服务器没有回应。"),
        (Carried(problems={DAMAGED: 2}), "有 2 个附件的内容与添加时不一致，没有采用；下次同步会再试。"),
        (Carried(), ""),
    ],
)
def test_what_stood_in_the_way_of_files_is_said(
    open_page: Open, enrolled: SyncRun, monkeypatch: pytest.MonkeyPatch, outcome: Any, said: str
) -> None:
    def run(_store: object, _watch: object, *, originals: bool) -> Carried:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome  # type: ignore[no-any-return]

    monkeypatch.setattr(files_run, "RUN_FILES", run)
    page = open_page("sync")
    page.files.start()

    assert (page.connection.note.text(), page.connection.note.isVisible()) == (said, bool(said))


def test_metered_network_is_said_and_can_be_used_all_the_same(
    open_page: Open, enrolled: SyncRun, monkeypatch: pytest.MonkeyPatch, clipped: Callable[[QWidget], list[str]]
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(files_run, "RUN_FILES", lambda _store, _watch, originals: asked.append(originals) or Carried())
    page = open_page("sync")
    assert not page.connection.metered.isVisible()

    page.files.network.ask()
    page.files.network.hear(True)
    assert "按流量计费" in page.connection.note.text()
    assert clipped(page) == []
    page.files.start()
    page.connection.metered.click()

    assert asked == [False, True]
    assert not page.connection.note.isVisible()


def test_switches_are_reached_by_keyboard(open_page: Open, enrolled: SyncRun) -> None:
    page = open_page("sync")
    page.activateWindow()
    page.connection.by_itself.setFocus()

    QTest.keyClick(page.connection.by_itself, Qt.Key.Key_Tab)

    assert page.connection.saves_data.hasFocus()
