"""A strip that says what is wrong with the connection, what it means for the data, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.figures import IconLabel


@dataclass(frozen=True)
class Trouble:
    """What happened, what it means and what to do; with one button where there is something to press."""

    title: str
    text: str
    tone: str = Tone.WARN
    icon: str = "alert-circle-outline"
    button: str = ""
    act: Callable[[], object] | None = None


class Banner(QFrame):
    """Hidden while all is well."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon = IconLabel("", Tone.WARN, 22, self)
        self.title = Label("", "strong", self, fills=True)
        self.text = Label("", "", self, fills=True)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self._trouble: Trouble | None = None
        words = QVBoxLayout()
        words.setSpacing(SCALE.xs)
        words.addWidget(self.title)
        words.addWidget(self.text)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(SCALE.m, SCALE.m, SCALE.m, SCALE.m)
        whole.setSpacing(SCALE.m)
        whole.addWidget(self.icon)
        whole.addLayout(words, 1)
        whole.addWidget(self.button)
        self.hide()

    def show_trouble(self, trouble: Trouble | None) -> None:
        """Say it, or nothing."""
        self._trouble = trouble
        self.setVisible(trouble is not None)
        if trouble is None:
            return
        role = "banner" if trouble.tone == Tone.BAD else "warning"
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().polish(self)
        self.icon.show_icon(trouble.icon, trouble.tone)
        self.title.setText(trouble.title)
        self.text.setText(trouble.text)
        self.button.setText(trouble.button)
        self.button.setVisible(bool(trouble.button))
        self.setAccessibleName(f"{trouble.title} {trouble.text}")

    def _act(self) -> None:
        if self._trouble is not None and self._trouble.act is not None:
            self._trouble.act()
