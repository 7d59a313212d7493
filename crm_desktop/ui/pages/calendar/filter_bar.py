"""The filters of the calendar: a line to search, a chip with a menu for each scale, the overdue, and none at all."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.records import EntryFilter
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.pages.calendar.items import SORTS, sort_name
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.pick_chip import PickChip
from crm_desktop.ui.widgets.search_box import SearchBox

SEARCH_WIDTH = 220
PAUSE = 150


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
        self.owners = OwnerChip(self)
        self.none = Chip(_("All entries"), self, checkable=False)
        self.overdue = Chip("", self, checkable=False, tone=Tone.BAD)
        self.sorts.offer([(code, sort_name(code)) for code in SORTS])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SCALE.s)
        for widget in (self.search, self.sorts, self.levels, self.statuses, self.owners, self.none):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.overdue)
        self.none.hide()
        self.search.searched.connect(self._tell)
        self.none.clicked.connect(self.clear)
        self.overdue.clicked.connect(self.overdue_asked)
        for chip in self._chips():
            chip.changed.connect(self._tell)

    def _chips(self) -> tuple[PickChip, ...]:
        return (self.sorts, self.levels, self.statuses, self.owners)

    def show_shop(self, shop: ShopRules) -> None:
        """Offer the shop's scales."""
        self.levels.offer([(one.code, one.label) for one in shop.levels])
        self.statuses.offer([(one.code, f"{one.code} · {one.label}") for one in shop.statuses])

    def filters(self) -> EntryFilter:
        """What is wanted."""
        return EntryFilter(
            self.sorts.codes(), self.levels.codes(), self.statuses.codes(), self.search.text().strip(),
            self.owners.codes(),
        )

    def show_overdue(self, total: int) -> None:
        """How many are late, in every view."""
        said = _("Overdue {n}").format(n=f"{total:,}") if total else _("Nothing overdue")
        self.overdue.setCheckable(bool(total))
        self.overdue.setChecked(bool(total))
        if said != self.overdue.text():  # walking through the days changes nothing here
            self.overdue.setText(said)
            self.overdue.setAccessibleName(said)
            self.overdue.updateGeometry()

    def clear(self) -> None:
        """Everything again."""
        for chip in self._chips():
            chip.clear()
        self.search.put("")
        self._tell()

    def _tell(self) -> None:
        self.none.setVisible(self.filters() != EntryFilter())
        self.changed.emit()
