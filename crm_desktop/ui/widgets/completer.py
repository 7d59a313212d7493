"""Words offered below a line while somebody types; any other text stays allowed."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter
from typing_extensions import override

from crm_desktop.ui.widgets.text_input import LineInput

_LAST_PART = re.compile(r"(.*[、,，;；]\s*)?(.*)", re.DOTALL)


class WordCompleter(QCompleter):
    """Completes a line by one of its words, wherever they contain what is typed; with `several`, part by part."""

    def __init__(self, line: LineInput, *, several: bool = False) -> None:
        super().__init__(line)
        self._line, self._several, self._head = line, several, ""
        self._words = QStringListModel(self)
        self.setModel(self._words)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(8)
        line.setCompleter(self)
        # Queued: the line takes the word first, then tells of it as of typing.
        self.activated[str].connect(self._tell, Qt.ConnectionType.QueuedConnection)  # type: ignore[index]

    def offer(self, words: Sequence[str]) -> None:
        """Offer these words from now on."""
        if list(words) != self._words.stringList():
            self._words.setStringList(list(words))

    def words(self) -> list[str]:
        """What is offered."""
        return self._words.stringList()

    def _tell(self, _word: str) -> None:
        self._line.textEdited.emit(self._line.text())

    @override
    def splitPath(self, path: str) -> list[str]:
        if not self._several:
            return super().splitPath(path)
        found = _LAST_PART.fullmatch(path)
        assert found is not None
        self._head = found[1] or ""
        return [found[2]]

    @override
    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        word = super().pathFromIndex(index)
        return self._head + word if self._several else word
