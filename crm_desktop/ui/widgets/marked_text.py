"""Several lines of text in which places are underlined while somebody writes; the text itself stays plain."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFocusEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit
from typing_extensions import override

from crm_desktop.ui.theme import theme
from crm_desktop.ui.widgets.text_input import TextInput

Places = Sequence[tuple[int, int]]


class MarkedText(TextInput):
    """`mark` takes (from, to) places; `focused` tells that the cursor came here."""

    focused = Signal()

    def mark(self, places: Places) -> None:
        """Underline these places and no others."""
        if not places and not self.extraSelections():
            return
        look, colours = QTextCharFormat(), theme.tokens()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(colours.warn))
        look.setBackground(QColor(colours.warn_tint))
        self.setExtraSelections([self._selection(start, end, look) for start, end in places])

    def marks(self) -> list[str]:
        """The underlined words."""
        return [selection.cursor.selectedText() for selection in self.extraSelections()]

    def _selection(self, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor, selection.format = self._cursor(start, end), look
        return selection

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor, last = self.textCursor(), len(self.toPlainText())
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def select(self, start: int, end: int) -> None:
        """Put the cursor around this place."""
        self.setTextCursor(self._cursor(start, end))
        self.setFocus()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()
