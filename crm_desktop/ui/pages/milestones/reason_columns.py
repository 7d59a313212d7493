"""The reasons of a loss in their three families, side by side: a picture, a name and a list each."""

from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card
from crm_desktop.ui.widgets.figures import IconLabel
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

SIGNS = {
    "same_brand": ("store-outline", Tone.ACCENT), "other_brand": ("car-multiple", Tone.WARN),
    "own_fault": ("account-alert-outline", Tone.BAD),
}  # fmt: skip
ROW = 28
MOST_ROWS = 10


class ReasonColumns(QWidget):
    """One reason of one family. Up and down move in a column, left and right to the next; Enter is `entered`."""

    picked = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = QHBoxLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(SCALE.m)
        self.lists: dict[str, ListView] = {}
        self._code = ""
        self._family = ""

    def offer(self, shop: ShopRules) -> None:
        """Show the shop's reasons; once."""
        tallest = max(sum(one.family == family.code for one in shop.lost_reasons) for family in shop.lost_families)
        for family in shop.lost_families:
            sign, tone = SIGNS.get(family.code, ("flag-outline", Tone.MUTED))
            card = Card(family.label, self, spacing=0)
            card.head.insertWidget(0, IconLabel(sign, tone, 24, card))
            reasons = ListView(family.label, self, compact=True, row_height=ROW)
            reasons.show_rows([
                Row(one.code, one.label, tooltip=one.label) for one in shop.lost_reasons if one.family == family.code
            ])  # fmt: skip
            reasons.setMinimumHeight(min(tallest, MOST_ROWS) * ROW + 2)
            reasons.installEventFilter(self)
            reasons.selectionModel().selectionChanged.connect(partial(self._look, family.code))
            reasons.doubleClicked.connect(self._enter)
            self.lists[family.code] = reasons
            card.body.addWidget(reasons)
            self._flow.addWidget(card, 1)
        self.setFocusProxy(next(iter(self.lists.values())))

    def code(self) -> str:
        """The reason chosen, or ""."""
        return self._code

    def family(self) -> str:
        """The family of the reason chosen, or ""."""
        return self._family

    def _look(self, family: str, *_changed: object) -> None:
        chosen = self.lists[family].chosen_ids()
        if not chosen or chosen[0] == self._code:
            return
        self._code, self._family = chosen[0], family
        for other, reasons in self.lists.items():
            if other != family:
                reasons.clearSelection()
        self.picked.emit(self._code)

    def _enter(self) -> None:
        self.entered.emit()

    def _turn(self, here: ListView, step: int) -> None:
        columns = list(self.lists.values())
        target = columns[(columns.index(here) + step) % len(columns)]
        row = max(0, here.currentIndex().row())
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._choose(target, min(row, target.rows.rowCount() - 1))

    def _choose(self, reasons: ListView, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        reasons.selectionModel().setCurrentIndex(reasons.rows.index(max(0, row), 0), flag)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, ListView) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._turn(watched, 1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not watched.chosen_count():
            # Coming in by keyboard the first row has the focus and is not chosen: a reason is never chosen by chance.
            self._choose(watched, watched.currentIndex().row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            return super().eventFilter(watched, event)
        return True
