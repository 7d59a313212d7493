"""What is done between asking for a page and its being shown: nothing goes wrong, and what was meant is on show."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui import navigation
from crm_desktop.ui.pages.capture.dialog import CaptureDialog
from crm_desktop.ui.pages.touch.dialog import TouchDialog
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.window.window import Window
from tests.ui.seats import CONTROL, Seat, sitting


class Disk:
    """Reads nothing while it is `held`."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self.broken = ""

    def read(self, where: str) -> None:
        """Wait for the disk; what is broken on it is not read."""
        self.free.wait(30)
        if self.broken and where.startswith(self.broken):
            raise ImportError


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Code that is read anew each time, when the disk lets it."""
    slow = Disk()
    monkeypatch.setattr(navigation, "is_read", lambda _where: False)
    monkeypatch.setattr(navigation, "read", slow.read)
    yield slow
    slow.free.set()


@pytest.fixture
def seat(tmp_path: Path, qapp: QApplication, qtbot: Any, disk: Disk) -> Iterator[Seat]:
    """The program's window with its real threads, on its first page."""
    with sitting(tmp_path, qapp, qtbot) as sit:
        ann = sit("ann")
        ann.until(lambda: ann.window.current == "today")
        yield ann


def marked(window: Window) -> list[str]:
    """What the rail says is on show."""
    return [name for name, entry in window.rail.entries.items() if entry.isChecked()]


def all_is_done(seat: Seat) -> None:
    """What was asked of the read lane is answered."""
    done = list[object]()
    for _turn in range(4):
        seat.window.services.lanes.read.run(seat.window, lambda: None, done.append)
        seat.until(lambda: done)
        done.clear()


def number(seat: Seat, name: str) -> str:
    """Whoever is called so."""
    rows = seat.store.read(lambda session: session.connection().exec_driver_sql(
        "SELECT id FROM contact WHERE name = ?", (name,)).all())  # fmt: skip
    return str(rows[0][0])


def lock(seat: Seat) -> QWidget:
    """As the program does it."""
    screen = QWidget()
    seat.window.drop_pages()
    seat.window.gate(screen)
    return screen


def test_a_lock_gives_up_the_page_that_is_being_made(seat: Seat, qtbot: Any) -> None:
    with qtbot.captureExceptions() as wrong:
        seat.window.show_page("customers")
        seat.until(lambda: "customers" in seat.window.pages)
        screen = lock(seat)
        all_is_done(seat)

    assert wrong == []
    assert seat.window.stack.currentWidget() is screen
    assert seat.window.pages == {}


def test_who_switches_the_language_while_a_page_is_made_sees_that_page(seat: Seat, qtbot: Any) -> None:
    with qtbot.captureExceptions() as wrong:
        seat.window.show_page("customers")
        seat.until(lambda: "customers" in seat.window.pages)
        seat.window.show_words()
        all_is_done(seat)

    assert wrong == []
    assert (seat.window.current, marked(seat.window)) == ("customers", ["customers"])


def test_who_switches_the_language_while_a_page_is_read_sees_that_page(seat: Seat, disk: Disk) -> None:
    disk.free.clear()
    seat.window.show_page("customers")

    seat.window.show_words()
    disk.free.set()
    all_is_done(seat)

    assert (seat.window.current, marked(seat.window)) == ("customers", ["customers"])


def test_a_person_opened_while_the_page_comes_stays_when_the_page_is_asked_for_again(seat: Seat, disk: Disk) -> None:
    seat.add("Wang Fang", customer=True)
    seat.add("Zhao Min", customer=True)
    for person in (number(seat, "Wang Fang"), number(seat, "Zhao Min")):
        disk.free.clear()
        seat.window.open_record("customers", person)
        seat.window.show_page("customers", focus=True)
        disk.free.set()
        seat.until(lambda: seat.archive is not None and seat.archive.contact_id() == person)  # noqa: B023
        seat.window.show_page("today")
        seat.until(lambda: seat.window.current == "today")
        seat.window.drop_pages()


def test_a_page_asked_for_after_a_person_is_shown(seat: Seat) -> None:
    seat.add("Wang Fang", customer=True)
    seat.window.open_record("person", number(seat, "Wang Fang"))
    seat.window.show_page("calendar")
    all_is_done(seat)

    assert (seat.window.current, marked(seat.window)) == ("calendar", ["calendar"])


def test_the_rail_marks_the_page_on_show_when_another_could_not_be_read(seat: Seat, disk: Disk) -> None:
    reports = list[str]()
    seat.window.services.notices.bug = reports.append  # type: ignore[method-assign]
    disk.broken = "calendar"

    seat.window.show_page("calendar")
    seat.until(lambda: reports)

    assert (seat.window.current, marked(seat.window)) == ("today", ["today"])


def test_the_rail_marks_the_page_on_show_when_another_could_not_be_made(
    seat: Seat, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_page: PeoplePage) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched, qtbot.captureExceptions() as wrong:
        patched.setattr(PeoplePage, "archive", property(fail))
        seat.window.show_page("customers")
        seat.until(lambda: wrong)

    assert (seat.window.current, marked(seat.window)) == ("today", ["today"])

    seat.window.show_page("customers")
    seat.until(lambda: seat.window.current == "customers")


def test_a_page_asked_for_from_the_search_box_takes_the_focus(seat: Seat) -> None:
    for _again in range(2):
        seat.press(Qt.Key.Key_K, CONTROL)
        seat.until(seat.window.top.search.hasFocus)

        seat.press(Qt.Key.Key_2, CONTROL)

        seat.until(lambda: seat.window.current == "customers")
        page = seat.window.pages["customers"]
        seat.until(lambda page=page: page.isAncestorOf(seat.window.focusWidget() or seat.window))


def test_who_types_into_the_search_box_while_a_page_comes_goes_on_typing_there(seat: Seat, disk: Disk) -> None:
    disk.free.clear()
    seat.press(Qt.Key.Key_2, CONTROL)
    seat.press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(QApplication.focusWidget(), "wang")

    disk.free.set()
    seat.until(lambda: seat.window.current == "customers")
    QTest.keyClicks(QApplication.focusWidget(), "fang")

    assert seat.window.top.search.text() == "wangfang"


def test_what_is_typed_after_asking_for_another_page_does_not_change_the_one_that_is_left(
    seat: Seat, disk: Disk
) -> None:
    seat.add("Wang Fang", customer=True)
    archive = seat.find("Wang Fang")
    archive.header.name.input.setFocus()
    disk.free.clear()

    seat.press(Qt.Key.Key_4, CONTROL)
    QTest.keyClicks(QApplication.focusWidget() or seat.window, "xyz")
    disk.free.set()
    seat.until(lambda: seat.window.current == "calendar")

    assert archive.header.name.input.text() == "Wang Fang"


def test_a_dialog_that_is_still_read_does_not_open_over_the_lock(seat: Seat, disk: Disk) -> None:
    disk.free.clear()
    seat.window.perform("capture")
    lock(seat)
    seat.window.open_profile()
    disk.free.set()
    all_is_done(seat)

    assert not seat.window.findChildren(CaptureDialog)


def test_nothing_is_made_for_a_window_that_was_closed(seat: Seat, disk: Disk, qtbot: Any) -> None:
    with qtbot.captureExceptions() as wrong:
        disk.free.clear()
        seat.window.show_page("customers")
        seat.window.perform("capture")
        seat.window._closes_anyway = True
        seat.window.close()
        disk.free.set()
        all_is_done(seat)

    assert wrong == []
    assert "customers" not in seat.window.pages
    assert not seat.window.findChildren(CaptureDialog)


def test_three_pages_asked_for_in_a_row_show_the_last(seat: Seat, disk: Disk) -> None:
    disk.free.clear()
    for name in ("customers", "network", "calendar"):
        seat.window.rail.entries[name].click()
    on_show = seat.window.current
    disk.free.set()
    seat.until(lambda: seat.window.current != "today")

    assert (on_show, seat.window.current, marked(seat.window)) == ("today", "calendar", ["calendar"])


def test_a_dialog_asked_for_twice_opens_once(seat: Seat, disk: Disk) -> None:
    disk.free.clear()
    for _press in range(2):
        seat.press(Qt.Key.Key_N, CONTROL)
    disk.free.set()
    all_is_done(seat)

    assert len(seat.window.findChildren(CaptureDialog)) == 1


def test_a_dialog_asked_for_while_a_person_is_opened_is_about_that_person(seat: Seat, disk: Disk) -> None:
    seat.add("Wang Fang", customer=True)
    seat.add("Zhao Min", customer=True)
    seat.find("Wang Fang")
    person = number(seat, "Zhao Min")
    disk.free.clear()

    seat.window.open_record("person", person)
    seat.press(Qt.Key.Key_L, CONTROL)
    disk.free.set()
    dialog = seat.dialog(TouchDialog)

    assert dialog._contact == person


def test_who_switches_the_language_while_a_person_is_looked_up_sees_that_person(seat: Seat) -> None:
    seat.add("Wang Fang", customer=True)
    person = number(seat, "Wang Fang")

    seat.window.open_record("person", person)
    seat.window.show_words()

    seat.until(lambda: seat.archive is not None and seat.archive.contact_id() == person)


def test_what_is_undone_while_a_page_is_made_does_not_come_back_on_it(seat: Seat) -> None:
    seat.add("Wang Fang", customer=True)

    seat.window.show_page("customers")
    seat.until(lambda: "customers" in seat.window.pages)
    seat.press(Qt.Key.Key_Z, CONTROL)
    seat.until(lambda: any(text.startswith(_("Undone: {label}").format(label="")) for text in seat.said))
    all_is_done(seat)

    assert seat.listed("customers") == []
