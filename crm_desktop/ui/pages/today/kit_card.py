"""The carry kit: what should be in the bag before leaving, counted in the morning."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.today.records import KitItem
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card
from crm_desktop.ui.widgets.chip import PillLabel


class KitCard(Card):
    """One tick a thing: enough of it is there."""

    counted = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Carry kit"), parent)
        self.state = PillLabel("", Tone.OK, self)
        self.head.addWidget(self.state)
        self._boxes: dict[str, QCheckBox] = {}
        self._place = QVBoxLayout()
        self._place.setSpacing(SCALE.xs)
        self.body.addLayout(self._place)

    def show_items(self, items: Sequence[KitItem]) -> None:
        """Show what to carry and what is there."""
        if list(self._boxes) != [item.code for item in items]:
            self._make(items)
        for item in items:
            box = self._boxes[item.code]
            box.setText(_text(item))
            box.setChecked(item.checked)
        ready = sum(item.checked for item in items)
        self.state.show_pill(f"{ready}/{len(items)}", Tone.OK if ready == len(items) else Tone.MUTED)
        self.setVisible(bool(items))

    def _make(self, items: Sequence[KitItem]) -> None:
        for box in self._boxes.values():
            self._place.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        for item in items:
            box = QCheckBox(self)
            box.clicked.connect(partial(self._tell, item.code, item.minimum))
            self._place.addWidget(box)
            self._boxes[item.code] = box

    def _tell(self, code: str, minimum: int) -> None:
        self.counted.emit(code, minimum if self._boxes[code].isChecked() else 0)


def _text(item: KitItem) -> str:
    if item.minimum <= 1 and not item.unit:
        return item.label
    return _("{thing} ≥ {minimum} {unit}").format(thing=item.label, minimum=item.minimum, unit=item.unit).strip()
