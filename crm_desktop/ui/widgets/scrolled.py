"""A column that scrolls up and down, never sideways."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import unless_it_follows_the_width


class _Ground(QWidget):
    """Always as wide as there is room for."""

    @override
    def sizeHint(self) -> QSize:
        return unless_it_follows_the_width(self, super().sizeHint)


class Scrolled(QScrollArea):
    """`body` is the layout to fill; a stretch at its end is the caller's.

    With a `ground` of its own (the window's colour) Qt need not paint what lies behind whenever something changes here.
    """

    def __init__(
        self, parent: QWidget | None = None, *, margin: int = SCALE.xl, spacing: int = SCALE.l, ground: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inner: QWidget = _Ground(self) if ground else QWidget(self)
        if not ground:
            self.inner.setProperty("role", "scrolled")
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(spacing)
        self.setWidget(self.inner)
        self.verticalScrollBar().setSingleStep(24)
