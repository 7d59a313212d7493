"""A splitter that tells its sizes when they were moved, so that they can be remembered, and takes them back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from crm_desktop.ui.theme.tokens import MOST_PIXELS


class Splitter(QSplitter):
    """List and detail side by side; neither can be pushed away."""

    moved = Signal(list)

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None, *, left: int = 372) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)
        self.addWidget(first)
        self.addWidget(second)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([left, 10 * left])
        self.splitterMoved.connect(self._tell)

    def _tell(self) -> None:
        self.moved.emit(self.sizes())

    def take_sizes(self, sizes: object) -> None:
        """What `moved` told once; anything else is passed over."""
        if not isinstance(sizes, list) or len(sizes) != 2:
            return
        if all(isinstance(n, int) and 0 < n < MOST_PIXELS for n in sizes):
            self.setSizes(sizes)
