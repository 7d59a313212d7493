"""The window is closed while something long is under way: it is stopped first, and takes back what it wrote."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.services import Services
from crm_desktop.ui.window.window import Window


@pytest.fixture
def taken_back() -> threading.Event:
    """Set once the import under way has taken back what it wrote."""
    return threading.Event()


@pytest.fixture
def busy(window: Window, services: Services, taken_back: threading.Event) -> Iterator[threading.Event]:
    """An import is under way; it is as good as stopped once this is set."""
    services.lanes = Lanes.start(services.notices)  # type: ignore[arg-type]
    slow = threading.Event()

    def importing(_progress: object, cancelled: Callable[[], bool]) -> None:
        while not cancelled():
            slow.wait(0.01)
        slow.wait()
        taken_back.set()

    services.lanes.free.run_long(services.notices, importing)
    yield slow
    slow.set()
    services.lanes.drain()


def agree(window: Window) -> None:
    """Close, and say yes."""
    window.close()
    (asked,) = window.findChildren(QMessageBox)
    next(one for one in asked.findChildren(QPushButton) if one.text() == "停止并退出").click()
    asked.setParent(None)


def test_the_window_stays_until_the_import_has_taken_back_what_it_wrote(
    window: Window, busy: threading.Event, taken_back: threading.Event, qtbot: Any
) -> None:
    agree(window)
    qtbot.wait(150)
    assert window.isVisible()

    busy.set()

    qtbot.waitUntil(lambda: not window.isVisible())
    assert taken_back.is_set()


def test_who_agrees_twice_does_not_wait(window: Window, busy: threading.Event, taken_back: threading.Event) -> None:
    agree(window)
    agree(window)

    assert not window.isVisible()
    assert not taken_back.is_set()
