"""Scroll the full list: the longest time in which the window could not answer."""

import sys
import time
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.bench.line import Line
from tests.bench.processes import answer_of

BEAT, FRAME = 1, 16  # milliseconds
ROUNDS = 3


def measure(profile: Path) -> list[Line]:
    """Beside it the longest stall of the same window at rest: what the machine itself does."""
    found = calmest("scroll.py", profile)
    return [Line("scroll the full list, longest stall", found["floor"], found["figure"], "<= 16 ms", 16)]


def calmest(script: str, profile: Path) -> dict[str, float]:
    """Of some walks the one that was disturbed least: what stops the window by itself stops it every time."""
    return min((answer_of(script, profile) for _round in range(ROUNDS)), key=itemgetter("figure"))


class Heart:
    """Beats every millisecond on the GUI thread; a missed beat is a stall."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000 - BEAT)
        self._last = now

    def stop(self) -> float:
        """The longest stall so far, in milliseconds."""
        self._timer.stop()
        return self.longest


def main(profile: Path) -> None:
    """Wheel, page and drag through everybody."""
    from PySide6.QtCore import QEventLoop, QTimer

    from tests.bench.window_session import Session

    session = Session(profile)
    session.window.show_page("customers")
    session.rest(2500)
    view: Any = session.window.pages["customers"].list.list  # type: ignore[attr-defined]
    bar = view.verticalScrollBar()
    heart = Heart()
    session.rest(3000)
    floor = heart.stop()

    height, end = view.viewport().height(), bar.maximum()
    wheel = [n * 120 for n in range(200)]
    pages = [n * height for n in range(150)]
    drag = [end * n // 150 for n in range(151)]
    places = iter([*wheel, *pages, *drag, *reversed(drag)])
    loop, frame, heart = QEventLoop(), QTimer(interval=FRAME), Heart()

    def step() -> None:
        place = next(places, None)
        if place is None:
            frame.stop()
            QTimer.singleShot(500, loop.quit)
        else:
            bar.setValue(place)

    frame.timeout.connect(step)
    frame.start()
    loop.exec()
    session.end({"floor": floor, "figure": heart.stop()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
