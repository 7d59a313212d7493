"""The parts of a page as tabs, each with a key of its own."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QWidget

Tab = tuple[str, Callable[[], str]]
"""The name a part is remembered by, and what it is called in the user's language."""


class PartTabs(QTabBar):
    """Alt and a digit show a part of `page`; `went` tells it, so that the keys go there too."""

    went = Signal()

    def __init__(self, name: str, parts: Sequence[Tab], page: QWidget) -> None:
        super().__init__(page)
        self._parts = parts
        self.setAccessibleName(name)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        for number, (_name, text) in enumerate(parts, start=1):
            self.setTabToolTip(self.addTab(text()), f"Alt+{number}")
            key = QShortcut(QKeySequence(f"Alt+{number}"), page)
            key.activated.connect(partial(self._go_to, number - 1))

    def show_part(self, name: str) -> None:
        """Show the part of this name; an unknown name shows the first."""
        names = [one for one, _text in self._parts]
        self.setCurrentIndex(names.index(name) if name in names else 0)

    def part(self) -> str:
        """The name of the part that is shown."""
        return self._parts[self.currentIndex()][0]

    def _go_to(self, number: int) -> None:
        self.setCurrentIndex(number)
        self.went.emit()
