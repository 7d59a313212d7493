"""Many changes of a tree of widgets, laid out once: neither at every show and hide, nor again after the first paint.

Qt lays the whole chain of parents out whenever a child is shown, and lets a changed size hint climb by one level for
each round of events: what is painted between two rounds jumps.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QLayout, QWidget

ROUNDS = 2
"""In the second one the heights settle that follow from the widths of the first."""


class LaidOnce:
    """`with laid_once():` change what is below the root; afterwards every layout is at rest, leaves first."""

    def __init__(self, root: QWidget) -> None:
        self._root = root
        self._layouts: list[QLayout] = []

    @contextmanager
    def __call__(self) -> Iterator[None]:
        # What is made later than the first use is laid out as ever; that is rare.
        self._layouts = self._layouts or [
            layout for layout in self._root.findChildren(QLayout) if isinstance(layout.parent(), QWidget)
        ]
        for layout in self._layouts:
            layout.setEnabled(False)
        try:
            yield
        finally:
            for layout in self._layouts:
                layout.setEnabled(True)
            for _round in range(ROUNDS):
                for layout in reversed(self._layouts):
                    layout.activate()
