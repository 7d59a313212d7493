"""What an empty page or list says: one icon, one sentence, one button."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import icons, theme
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label

SIZE = 72
WIDTH = 420


class Sign(QWidget):
    """A large icon on a tinted round ground."""

    def __init__(self, name: str, parent: QWidget | None = None, *, tone: str = "accent", size: int = SIZE) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setFixedSize(QSize(size, size))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tint(self._tone)))
        painter.drawEllipse(self.rect())
        half = self._size // 2
        spot = QRect((self._size - half) // 2, (self._size - half) // 2, half, half)
        icons.paint(painter, spot, self._name, colours.ink(self._tone))


class EmptyState(QWidget):
    """Teaches what could be here; `add_button` gives the one thing to do."""

    def __init__(self, icon: str, sentence: str, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(parent)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.xl, SCALE.xl, SCALE.xl)
        whole.setSpacing(SCALE.m)
        self.sentence = Label(sentence, "card-title")
        self.hint = Label(hint, "muted")
        whole.addStretch(1)
        whole.addWidget(Sign(icon, self), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.sentence, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMaximumWidth(WIDTH)
            label.setMinimumWidth(min(WIDTH, 240))
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            # Between gaps, not aligned: an aligned label gets the height of another width.
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label, 1000)
            line.addStretch(1)
            whole.addLayout(line)
        self.hint.setVisible(bool(hint))
        self._buttons = QVBoxLayout()
        whole.addLayout(self._buttons)
        whole.addStretch(2)

    def add_button(self, text: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        """The one thing to do."""
        button = QPushButton(text, self)
        button.setProperty("kind", "primary")
        if icon:
            button.setIcon(icons.icon(icon, "on_accent"))
        button.clicked.connect(lambda: act())
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button
