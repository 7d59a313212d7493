"""Starting the whole program in a test, and pressing what it shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from crm_desktop.app import Program
from crm_desktop.base.preferences import Preferences
from crm_desktop.ui.lanes import Lanes


class Quiet:
    """Errors nobody took would be told here."""

    def error(self, problem: object) -> None:
        raise AssertionError(problem)

    def bug(self, report: str) -> None:
        raise AssertionError(report)


@contextmanager
def started(qapp: QApplication, preferences: Preferences, qtbot: Any) -> Iterator[Callable[[Path], Program]]:
    """What starts the program on a profile; every one it started is closed at the end."""
    programs: list[Program] = []

    def _start(profile: Path) -> Program:
        program = Program(qapp, profile, preferences, Lanes.inline(Quiet()))
        programs.append(program)
        program.window.show()
        qtbot.waitUntil(lambda: program.begun)
        return program

    yield _start
    for program in programs:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()


def screen(program: Program) -> QWidget:
    shown = program.window.stack.currentWidget()
    assert shown is not None
    return shown


def press(root: QWidget, text: str) -> None:
    next(button for button in root.findChildren(QPushButton) if button.text() == text).click()
