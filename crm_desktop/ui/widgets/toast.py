"""Short messages that rise at the foot of the window and go by themselves."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label

SHOWN_FOR = 6_000
MOST = 3
WIDTH = 420
_ICONS = {Tone.OK: "check-circle-outline", Tone.WARN: "alert-outline", Tone.BAD: "alert-circle-outline"}


class Toast(QFrame):
    """One message, with a button when something can be done about it."""

    gone = Signal()

    def __init__(self, text: str, parent: QWidget, *, tone: str = Tone.OK, close: str = "") -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        self.words = Label(text)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SCALE.l, SCALE.s, SCALE.s, SCALE.s)
        self._row.setSpacing(SCALE.s)
        sign = QToolButton(self)
        sign.setIcon(icons.icon(_ICONS.get(Tone(tone), "information-outline"), tone))
        sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        cross = QToolButton(self)
        cross.setIcon(icons.icon("close"))
        cross.setAccessibleName(close)
        cross.setToolTip(close)
        cross.clicked.connect(self.leave)
        for part in (sign, self.words, cross):
            self._row.addWidget(part, 1 if part is self.words else 0)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self.leave)
        # What went wrong stays until it is closed.
        self.fades = tone != Tone.BAD
        if self.fades:
            self._timer.start()

    def add_button(self, text: str, act: Callable[[], object]) -> None:
        """A button that acts once and sends the message away."""
        button = QPushButton(text, self)
        button.setProperty("kind", "flat")
        button.clicked.connect(self.leave)
        button.clicked.connect(lambda: act())
        self._row.insertWidget(self._row.count() - 1, button)

    def leave(self) -> None:
        """Go away."""
        self.hide()
        self.gone.emit()
        self.deleteLater()


class ToastStack(QWidget):
    """Keeps the toasts of one window at its foot, newest lowest."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SCALE.s)
        self._toasts: list[Toast] = []
        window.installEventFilter(self)
        self.hide()

    def add(self, toast: Toast) -> None:
        """Show one more; the oldest goes when there are too many."""
        while len(self._toasts) >= MOST:
            self._toasts[0].leave()
        toast.setFixedWidth(min(WIDTH, max(self._window.width() - 2 * SCALE.xl, 200)))
        self._toasts.append(toast)
        self._column.addWidget(toast)
        toast.gone.connect(self._sweep)
        toast.show()
        self.show()
        self.raise_()
        self._place()
        QTimer.singleShot(0, self, self._place)

    def texts(self) -> list[str]:
        """What is on show."""
        return [toast.words.text() for toast in self._toasts]

    def clear(self) -> None:
        """Send all away."""
        for toast in list(self._toasts):
            toast.leave()

    def _sweep(self) -> None:
        self._toasts = [toast for toast in self._toasts if toast is not self.sender() and not toast.isHidden()]
        self.setVisible(bool(self._toasts))
        self._place()

    def _place(self) -> None:
        self._column.activate()
        self.adjustSize()
        self.move((self._window.width() - self.width()) // 2, self._window.height() - self.height() - SCALE.xl)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._toasts:
            self._place()
        return False
