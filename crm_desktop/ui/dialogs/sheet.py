"""A dialog of the program's own look: title, body, a row of buttons; opened with open(), never exec()."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.text_input import composing


class Sheet(QDialog):
    """Fill `body`; add buttons from left to right.

    Enter presses the primary button, wherever the focus is: Ctrl+Enter where Enter is a new line. A button that has the
    focus is pressed itself. Escape closes. None of them acts while text is being composed.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(width)
        self._fitted = False
        self.primary: QPushButton | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        self.title = Label(title, "card-title", self)
        self.body = QVBoxLayout()
        self.body.setSpacing(SCALE.s)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SCALE.s)
        self.buttons.addStretch(1)
        whole.addWidget(self.title)
        whole.addLayout(self.body, 1)
        whole.addLayout(self.buttons)

    def add_button(self, text: str, *, primary: bool = False) -> QPushButton:
        """A button at the foot; the primary one is what Enter presses."""
        button = QPushButton(text, self)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            button.setProperty("kind", "primary")
            self.primary = button
        self.buttons.addWidget(button)
        return button

    def add_close(self, text: str = "") -> QPushButton:
        """The button that only closes."""
        button = self.add_button(text or _("Close"))
        button.clicked.connect(self.reject)
        return button

    def answered(self, _answer: object = None) -> None:
        """It is written: close. A method, for nothing is told to the method of a dialog that was closed meanwhile."""
        self.accept()

    def fit(self) -> None:
        """Take the height that the wrapped content needs at this width; adjustSize() knows nothing of wrapping."""
        layout, width = self.layout(), max(self.width() if self._fitted else 0, self.minimumWidth())
        if layout is None or not layout.hasHeightForWidth():
            return
        layout.activate()
        screen = self.screen().availableGeometry().height()
        self._fitted = True
        self.resize(width, max(min(layout.totalHeightForWidth(width), screen), self.minimumHeight()))

    def fit_soon(self) -> None:
        """Fit after what has just changed is laid out."""
        QTimer.singleShot(0, self, self.fit)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if composing():
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            button = focused if isinstance(focused, QPushButton) else self.primary
            if button is not None and button.isVisible():
                button.click()
            return
        super().keyPressEvent(event)
