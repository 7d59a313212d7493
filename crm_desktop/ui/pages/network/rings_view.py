"""What shows the four rings: who stands in them, and the digit or click that opens one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.features.network.records import NetworkOverview, Ring


class RingsView(QWidget):
    """`pressed` tells the ring, 0 for all. Subclasses paint `rings`, and say how many of a ring they show."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget, *, tall: QSizePolicy.Policy) -> None:
        super().__init__(parent)
        self.rings: tuple[Ring, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, tall)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def count(self, ring: Ring) -> int:
        """How many of the ring's people are shown."""
        return ring.people

    def show_overview(self, overview: NetworkOverview) -> None:
        """Show other counts."""
        self.rings = tuple(ring for ring in overview.rings if ring.ring)
        self.setAccessibleName("，".join(f"{ring.label} {self.count(ring):,}" for ring in self.rings))
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdecimal() and int(event.text()) <= len(self.rings):
            self.pressed.emit(int(event.text()))
            return
        super().keyPressEvent(event)
