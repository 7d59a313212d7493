"""Many changes of a tree of widgets, laid out once: neither at every show and hide, nor again after the first paint.

Qt lays the whole chain of parents out whenever a child is shown, and lets a changed size hint climb by one level for
each round of events: what is painted between two rounds jumps.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QLayout, QWidget
from shiboken6 import isValid

ROUNDS = 2
"""In the second one the heights settle that follow from the widths of the first."""


class LaidOnce:
    """`with laid_once():` change what is below the root; afterwards every layout is at rest, leaves first."""

    def __init__(self, root: QWidget) -> None:
        self._root = root
        self._layouts: list[QLayout] = []
        self._grown = True

    def look_again(self) -> None:
        """Something was built below the root since: the next time its layouts rest too."""
        self._grown = True

    @contextmanager
    def __call__(self) -> Iterator[None]:
        layouts = self._alive()
        for layout in layouts:
            layout.setEnabled(False)
        try:
            yield
        finally:
            layouts = self._alive()  # a part may have thrown rows of its own away meanwhile
            for layout in layouts:
                layout.setEnabled(True)
            for _round in range(ROUNDS):
                for layout in filter(isValid, reversed(layouts)):  # what grows wider may be built anew
                    layout.activate()

    def _alive(self) -> list[QLayout]:
        if self._grown:
            self._grown = False
            self._layouts = [
                layout for layout in self._root.findChildren(QLayout) if isinstance(layout.parent(), QWidget)
            ]
        self._layouts = [layout for layout in self._layouts if isValid(layout)]
        return self._layouts
