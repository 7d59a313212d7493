"""A chip with a menu: a filter of which any of several can be ticked."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.ui.widgets.chip import Chip


class PickChip(Chip):
    """A chip whose menu ticks any of several; it says what is ticked and stays down while there is something."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget, *, codes: bool = False) -> None:
        super().__init__(name, parent)
        self._name, self._by_code = name, codes
        self._labels: dict[str, str] = {}
        self._chosen: set[str] = set()
        self.menu = QMenu(self)
        self.clicked.connect(self._ask)
        self._say()

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (code, label) pairs."""
        if dict(choices) == self._labels:
            return
        self._labels = dict(choices)
        self._chosen &= set(self._labels)
        self.menu.clear()
        for code, label in choices:
            action = QAction(label, self.menu, checkable=True, checked=code in self._chosen)
            action.toggled.connect(partial(self._toggle, code))
            self.menu.addAction(action)
        self._say()

    def codes(self) -> frozenset[str]:
        """What is ticked."""
        return frozenset(self._chosen)

    def clear(self) -> None:
        """Tick nothing."""
        self.put(())

    def put(self, codes: Iterable[str]) -> None:
        """Tick these and no other; nobody is told."""
        self._chosen = set(codes) & set(self._labels)
        for code, action in zip(self._labels, self.menu.actions(), strict=True):
            action.blockSignals(True)
            action.setChecked(code in self._chosen)
            action.blockSignals(False)
        self._say()

    def _toggle(self, code: str, on: bool) -> None:
        (self._chosen.add if on else self._chosen.discard)(code)
        self._say()
        self.changed.emit()

    def _ask(self) -> None:
        self._say()
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _say(self) -> None:
        picked = [code if self._by_code else label for code, label in self._labels.items() if code in self._chosen]
        said = ", ".join(picked[:2]) + (" …" if len(picked) > 2 else "")
        self.setText(f"{self._name}: {said} ▾" if picked else f"{self._name} ▾")
        self.setAccessibleName(f"{self._name}: {', '.join(picked)}" if picked else self._name)
        self.setChecked(bool(picked))
        self.updateGeometry()
        self.update()
