"""Text inputs that know when an input method is composing: nothing acts while its text is not yet chosen.

Every line of text in the program uses these two instead of QLineEdit and QPlainTextEdit. While a preedit string is
shown, no shortcut fires, Enter and Escape belong to the input method, and `edited` stays silent.
"""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

_ACTING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def composing(widget: QWidget | None = None) -> bool:
    """Whether text is being composed in this widget, or in the focused one."""
    asked = widget or QApplication.focusWidget()
    return bool(getattr(asked, "is_composing", False))


def _wants_undo(event: QEvent, undo: bool, redo: bool) -> bool:
    """Undo with nothing to undo in the field: the key belongs to the program then."""
    if not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not undo
    return event.matches(QKeySequence.StandardKey.Redo) and not redo


class LineInput(QLineEdit):
    """One line of text; `edited` speaks of committed text only, `left` when the focus goes."""

    edited = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_composing = False
        self._told = ""
        self.setPlaceholderText(placeholder)
        if placeholder:
            self.setAccessibleName(placeholder)
        self.textEdited.connect(self._tell)

    def _tell(self) -> None:
        if not self.is_composing and self.text() != self._told:
            self._told = self.text()
            self.edited.emit(self.text())

    def put(self, text: str) -> None:
        """Show this text without announcing it; the cursor and the undo history stay when it is the same."""
        self._told = text
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if event.commitString():
            self._tell()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            if self.is_composing:
                event.accept()
                return True
            if _wants_undo(event, self.isUndoAvailable(), self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_composing and event.key() in _ACTING:
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.is_composing = False
            self.left.emit()


class TextInput(QPlainTextEdit):
    """Several lines of text that grow with what is written; Tab moves on, Ctrl+Enter is `entered`."""

    edited = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None, *, lines: int = 2, most: int = 12) -> None:
        super().__init__(parent)
        self.is_composing = False
        self._told = ""
        self._lines, self._most = lines, most
        self.setPlaceholderText(placeholder)
        if placeholder:
            self.setAccessibleName(placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._tell)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show this text without announcing it; the undo history stays when it is the same."""
        self._told = text
        if text != self.toPlainText():
            self.setPlainText(text)

    def _tell(self) -> None:
        if not self.is_composing and self.toPlainText() != self._told:
            self._told = self.toPlainText()
            self.edited.emit(self._told)

    def _grow(self) -> None:
        wanted = round(self.document().size().height())
        lines = min(max(self._lines, wanted), self._most)
        self.setFixedHeight(self._height(lines))

    def _height(self, lines: int) -> int:
        margins = self.contentsMargins()
        frame = margins.top() + margins.bottom() + 2 * round(self.document().documentMargin())
        return self.fontMetrics().lineSpacing() * lines + frame + 4

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()  # the same words take more or fewer lines now

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self._height(self._lines))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._height(self._lines))

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self.is_composing:
            self._tell()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            if self.is_composing:
                event.accept()
                return True
            if _wants_undo(event, self.document().isUndoAvailable(), self.document().isRedoAvailable()):
                event.ignore()
                return False
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            done = super().event(event)
            self._grow()
            return done
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_composing and event.key() in _ACTING:
            event.accept()
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            event.ignore()  # the dialog around may save now
            return
        super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.is_composing = False
            self.left.emit()
