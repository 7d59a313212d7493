"""The real program on a real profile in this process, and ways to wait for what is painted."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

TIMEOUT = 20_000
Condition = Callable[[], bool]


class _PaintWatch(QObject):
    """Calls once when one of the widgets was painted while the condition held."""

    def __init__(self, widgets: tuple[QWidget, ...], then: Callable[[], None], condition: Condition) -> None:
        super().__init__(widgets[0])
        self._widgets, self._then, self._condition = widgets, then, condition
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._widgets and event.type() == QEvent.Type.Paint and self._condition():
            for widget in self._widgets:
                widget.removeEventFilter(self)
            self._widgets = ()
            # After this paint is done and flushed.
            QTimer.singleShot(0, self, self._then)
        return False


def when_painted(*widgets: QWidget, then: Callable[[], None], condition: Condition = lambda: True) -> None:
    """Call back after the next paint of one of the widgets at which the condition holds."""
    _PaintWatch(widgets, then, condition)


class Session:
    """One run of the program; `act` does something and waits until its result is painted."""

    def __init__(self, profile: Path) -> None:
        from crm_desktop import app as composition
        from crm_desktop.base import i18n
        from crm_desktop.base.preferences import Preferences
        from tests.bench.processes import home

        self.app = QApplication.instance() or QApplication(sys.argv[:1])
        i18n.set_language("zh_CN")
        preferences = Preferences(home() / "session.json", {"language": "zh_CN", "theme": "light"})
        self.program = composition.Program(self.app, profile, preferences)  # type: ignore[arg-type]
        self.window = self.program.window
        self.window.resize(1360, 860)
        self.window.show()
        self.until(lambda: "today" in self.window.pages)
        today: Any = self.window.pages["today"]
        self.until(lambda: bool(today.title.text()))
        self.rest()

    @property
    def store(self) -> Any:
        """The open profile."""
        return self.program.services.store

    def act(self, act: Callable[[], object], *painted: QWidget, when: Condition = lambda: True) -> float:
        """Milliseconds from the act until one of the widgets is painted with the condition true."""
        loop = QEventLoop()
        when_painted(*painted, then=loop.quit, condition=when)
        QTimer.singleShot(TIMEOUT, loop, lambda: loop.exit(1))
        begun = time.perf_counter()
        act()
        if loop.exec():
            raise TimeoutError("nothing was painted")
        return (time.perf_counter() - begun) * 1000

    def until(self, condition: Condition) -> None:
        """Let the program run until something is so."""
        loop = QEventLoop()
        look = QTimer(interval=5)
        look.timeout.connect(lambda: condition() and loop.quit())
        look.start()
        QTimer.singleShot(TIMEOUT * 3, loop, lambda: loop.exit(1))
        if loop.exec():
            raise TimeoutError("it did not come to that")

    def rest(self, milliseconds: int = 300) -> None:
        """Let the program finish what it does by itself."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def end(self, result: object) -> None:
        """Print the result and close the program."""
        print(json.dumps(result), flush=True)
        self.window.close()
