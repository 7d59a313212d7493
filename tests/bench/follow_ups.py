"""Walk the calendar over ten thousand follow-ups: the longest time in which the window could not answer."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench.line import Line
from tests.bench.scroll import FRAME, Heart, calmest

LEAST = 10_000
PAUSE = 25  # frames between two asks: as fast as keys repeat when held by hand


def measure(profile: Path) -> list[Line]:
    """Beside it the longest stall of the same window at rest: what the machine itself does."""
    found = calmest("follow_ups.py", profile)
    count = found["entries"]
    name = "calendar: longest stall, 10,000 entries"
    lines = [Line(name, found["floor"], found["figure"], "<= 16 ms", 16)]
    if count < LEAST:
        lines.append(Line("calendar: entries in the month shown", None, count, ">= 10,000", LEAST, "", least=True))
    return lines


def main(profile: Path) -> None:
    """Every view, pages on and back, the selection walking, an entry dragged over the month, the agenda scrolled."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtTest import QTest

    from tests.bench.window_session import Session

    session = Session(profile)
    session.window.show_page("calendar")
    session.rest(2500)
    page: Any = session.window.pages["calendar"]
    heart = Heart()
    session.rest(3000)
    floor = heart.stop()

    def press(key: Qt.Key) -> None:
        QTest.keyClick(page.shown_view, key)

    page.show_view("month")
    session.rest(2500)
    month = page.shown_view
    entries = sum(month.shown.total(month.first + timedelta(days=n)) for n in range(42))
    walk = [Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left] * 6
    turn = [Qt.Key.Key_PageDown] * 4 + [Qt.Key.Key_PageUp] * 4
    keys = [key for view in "MWDM" for key in (getattr(Qt.Key, f"Key_{view}"), *walk, *turn)]
    acts = iter([(key, PAUSE if key not in walk else 2) for key in [*keys, Qt.Key.Key_A]])
    loop, frame, heart = QEventLoop(), QTimer(interval=FRAME), Heart()
    state = {"wait": 0, "scroll": 0}

    def step() -> None:
        if state["wait"] > 0:
            state["wait"] -= 1
            return
        act = next(acts, None)
        if act is not None:
            press(act[0])
            state["wait"] = act[1]
        elif state["scroll"] < 200:
            bar = page.agenda.verticalScrollBar()
            bar.setValue(bar.value() + (120 if state["scroll"] < 100 else bar.maximum() // 100))
            state["scroll"] += 1
        else:
            frame.stop()
            QTimer.singleShot(500, loop.quit)

    frame.timeout.connect(step)
    frame.start()
    loop.exec()
    session.end({"floor": floor, "figure": heart.stop(), "entries": entries})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
