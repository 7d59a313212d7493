"""Somebody who presses whatever there is: random keys, words and clicks in the real window, by a seed.

Nothing is pressed that a hand could not reach: what lies under a dialog, a menu or the lock is left alone. On stdout a
line for each thing that went wrong, with what was pressed before it. Run by `test_monkey.py`.
"""

import sys
import traceback
from collections import deque
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from crm_desktop.app import Program
from crm_desktop.base import i18n
from crm_desktop.base.preferences import Preferences
from crm_desktop.ui.notices import Notices

PLAIN, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)  # fmt: skip
KEYS = [
    getattr(Qt.Key, f"Key_{name}")
    for name in (
        "Return", "Escape", "Tab", "Backtab", "Up", "Down", "Left", "Right", "Space", "Delete", "Home", "End", "F1",
        "F2", "PageDown", "PageUp", "Backspace")
]  # fmt: skip
CHORDS = "NKZYFEPMLSDTOIAGHJRB1234567890,"
WORDS = [
    "王", "zhang", "138", "level:H due:today", "\u200b", "😀", "' OR 1=1", "2026-13-40", "99999999999999", "-1", "0",
    "   ", "a" * 300, "13800138000", "\u202e反", "明天", "31/12/2025", "%_", "𬭎",
]  # fmt: skip
EACH, ESCAPE = 5, 600
"""Milliseconds between two of its doings, and until it leaves what has opened."""


class Monkey(QObject):
    """Does one thing after the other, so many or until it has ended the program itself: `loop` ends then."""

    def __init__(self, program: Program, seed: int, most: int) -> None:
        super().__init__(program)
        self.program, self.window, self.dice, self.left = program, program.window, Random(seed), most
        self.trail: deque[str] = deque(maxlen=25)
        self.loop = QEventLoop(self)
        for milliseconds, act in ((EACH, self._step), (ESCAPE, self._leave)):
            timer = QTimer(self, interval=milliseconds)
            timer.timeout.connect(act)
            timer.start()

    def _top(self) -> QWidget:
        return (
            QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
            or self.window)  # fmt: skip

    def _focused(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._top()

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0 or self.window.isHidden():
            self.loop.quit()
            return
        doings = (self._press, self._chord, self._type, self._click)
        self.dice.choices(doings, (30, 12, 13, 45))[0]()

    def _press(self) -> None:
        key = self.dice.choice(KEYS)
        self.trail.append(f"press {key.name}")
        QTest.keyClick(self._focused(), key, self.dice.choice((PLAIN, PLAIN, PLAIN, PLAIN, SHIFT, CONTROL)))

    def _chord(self) -> None:
        letter = self.dice.choice(CHORDS)
        self.trail.append(f"Ctrl+{letter}")
        QTest.keyClick(self._focused(), Qt.Key(ord(letter)), CONTROL)

    def _type(self) -> None:
        words, where = self.dice.choice(WORDS), self._focused()
        self.trail.append(f"type {words[:12]!r} into {type(where).__name__}")
        if isinstance(where, QLineEdit):
            where.insert(words)
        elif isinstance(where, QPlainTextEdit | QTextEdit):
            where.insertPlainText(words)
        else:
            QTest.keyClick(where, self.dice.choice("jkhlxeotdnmsagcpr/?"))

    def _click(self) -> None:
        top = self._top()
        shown = [one for one in top.findChildren(QWidget) if one.isVisible() and top.isAncestorOf(one)]
        if not shown:
            return
        aimed = self.dice.choice(shown)
        across, down = self.dice.randrange(aimed.width() + 1), self.dice.randrange(aimed.height() + 1)
        place = aimed.mapTo(top, QPoint(across, down))
        met = top.childAt(place)
        if met is None or not met.isEnabled():
            return
        self.trail.append(f"click {type(met).__name__}")
        button = self.dice.choice([Qt.MouseButton.LeftButton] * 6 + [Qt.MouseButton.RightButton])
        click: Any = QTest.mouseDClick if self.dice.random() < 0.1 else QTest.mouseClick
        click(met, button, PLAIN, met.mapFrom(top, place))

    def _leave(self) -> None:
        """A menu and a file dialog have a loop of their own, which would hold it for ever."""
        opened = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if opened is not None:
            self.trail.append(f"Escape from {type(opened).__name__}")
            QTest.keyClick(opened, Qt.Key.Key_Escape)


def main(profile: str, seed: str, most: str) -> int:
    """Open the window on the profile and press on. 1 when anything went wrong."""
    app, folder = QApplication(sys.argv[:1]), Path(profile).parent
    i18n.set_language("zh_CN")
    preferences = Preferences(folder / "preferences.json", {"language": "zh_CN", "theme": "light"})
    program = Program(app, Path(profile), preferences)
    wrong: list[str] = []

    def note(report: str) -> None:
        wrong.append(report)
        print(f"{report}\nafter {' · '.join(monkey.trail)}", flush=True)

    sys.excepthook = lambda *raised: note("".join(traceback.format_exception(*raised)))
    Notices.bug = lambda _notices, report: note(report)  # type: ignore[method-assign]
    QDesktopServices.openUrl = staticmethod(lambda _url: True)  # type: ignore[method-assign, assignment]
    program.window.resize(1360, 860)
    program.window.show()
    opened = QEventLoop()
    program.opened.connect(opened.quit)
    opened.exec()
    monkey = Monkey(program, int(seed), int(most))
    monkey.loop.exec()
    program.window.close()
    program.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
