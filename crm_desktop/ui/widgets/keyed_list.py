"""A list whose rows answer to single keys: Delete, N, E and so on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.ui.widgets.list_view import ListView


class KeyedList(ListView):
    """`keys` says which key does what; keys with a modifier belong to others."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *,
        keys: dict[Qt.Key, Callable[[], object]], ground: str = "",
        compact: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(name, parent, ground=ground, compact=compact)
        self._keys = keys

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._keys.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        act()
