"""The filters of the calendar: a line to search, a chip with a menu for each scale, the overdue, and none at all."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.records import EntryFilter
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.pages.calendar.items import SORTS, sort_name
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.search_box import SearchBox

SEARCH_WIDTH = 220
PAUSE = 150


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
        self._chosen = set()
        for action in self.menu.actions():
            action.blockSignals(True)
            action.setChecked(False)
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


class FilterBar(QWidget):
    """`changed` when another selection is wanted; `overdue_asked` when the overdue are."""

    changed = Signal()
    overdue_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = SearchBox(_("Name or purpose"), self, pause=PAUSE, clear=_("All entries"))
        self.search.setFixedWidth(SEARCH_WIDTH)
        self.sorts = PickChip(_("Entries"), self)
        self.levels = PickChip(_("Level"), self, codes=True)
        self.statuses = PickChip(_("Status"), self, codes=True)
        self.none = Chip(_("All entries"), self, checkable=False)
        self.overdue = Chip("", self, checkable=False, tone=Tone.BAD)
        self.sorts.offer([(code, sort_name(code)) for code in SORTS])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SCALE.s)
        for widget in (self.search, self.sorts, self.levels, self.statuses, self.none):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.overdue)
        self.none.hide()
        self.search.searched.connect(self._tell)
        self.none.clicked.connect(self.clear)
        self.overdue.clicked.connect(self.overdue_asked)
        for chip in (self.sorts, self.levels, self.statuses):
            chip.changed.connect(self._tell)

    def show_shop(self, shop: ShopRules) -> None:
        """Offer the shop's scales."""
        self.levels.offer([(one.code, one.label) for one in shop.levels])
        self.statuses.offer([(one.code, f"{one.code} · {one.label}") for one in shop.statuses])

    def filters(self) -> EntryFilter:
        """What is wanted."""
        return EntryFilter(
            self.sorts.codes(), self.levels.codes(), self.statuses.codes(), self.search.text().strip()
        )

    def show_overdue(self, total: int) -> None:
        """How many are late, in every view."""
        self.overdue.setText(_("Overdue {n}").format(n=f"{total:,}") if total else _("Nothing overdue"))
        self.overdue.setAccessibleName(self.overdue.text())
        self.overdue.setCheckable(bool(total))
        self.overdue.setChecked(bool(total))
        self.overdue.updateGeometry()

    def clear(self) -> None:
        """Everything again."""
        for chip in (self.sorts, self.levels, self.statuses):
            chip.clear()
        self.search.put("")
        self._tell()

    def _tell(self) -> None:
        self.none.setVisible(self.filters() != EntryFilter())
        self.changed.emit()
