"""Many changes of a tree of widgets, laid out once: neither at every show and hide, nor again after the first paint.

Qt lays the whole chain of parents out whenever a child is shown, and lets a changed size hint climb by one level for
each round of events: what is painted between two rounds jumps.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QLayout, QWidget


@contextmanager
def laid_out_once(root: QWidget) -> Iterator[None]:
    """Change what is below `root` inside; afterwards every layout is at rest, from the leaves to the root."""
    layouts = [layout for layout in root.findChildren(QLayout) if isinstance(layout.parent(), QWidget)]
    for layout in layouts:
        layout.setEnabled(False)
    try:
        yield
    finally:
        for layout in layouts:
            layout.setEnabled(True)
        for layout in reversed(layouts):
            layout.activate()
