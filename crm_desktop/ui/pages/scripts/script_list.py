"""The scripts on the left: searched by words, narrowed by what they are for and whose they are."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.records import PERSONAL, SHIPPED, SHOP, Use, Wanted
from crm_desktop.features.settings.records import Choice
from crm_desktop.ui.pages.scripts.lines import scope_name, script_line
from crm_desktop.ui.pages.scripts.reading import Shelf
from crm_desktop.ui.people.archive.part import small_button
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.pick_chip import PickChip
from crm_desktop.ui.widgets.search_box import SearchBox


class ScriptList(QWidget):
    """`picked` tells the key of the marked script, `emptied` that none is left, `new_asked` that one is wanted."""

    picked = Signal(str)
    emptied = Signal()
    new_asked = Signal()

    def __init__(self, parent: QWidget, *, keys: dict[Qt.Key, Callable[[], object]]) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.shelf: Shelf | None = None
        self._uses: Mapping[str, Use] = {}
        self._sought = ""
        self.picks_first = True
        """Whether the first one is picked where none is; not while a new one is written."""
        self.search = SearchBox(_("Name or words of a script"), self, clear=_("Empty the search"))
        self.situations = PickChip(_("Situation"), self)
        self.stages = PickChip(_("Stage"), self)
        self.openers = PickChip(_("Opener"), self)
        self.channels = PickChip(_("Channel"), self)
        self.scopes = PickChip(_("Whose"), self)
        self.list = KeyedList(_("Scripts"), self, ground="surface", keys=keys)
        self.count = Label("", "muted", self, wrap=False)
        self.new = small_button(_("New script"), self, "plus")
        self.hint = Label(
            _("Enter: edit · N: new · D: a copy of my own · V: versions · P: another person · O: on or off · "
              "Delete: remove"), "faint", self, fills=True,
        )  # fmt: skip
        self._build()
        self.search.searched.connect(self._narrow)
        self.search.moved.connect(self._move)
        self.search.entered.connect(self.list.setFocus)
        self.search.escaped.connect(self.search.empty)
        for chip in self.chips:
            chip.changed.connect(self._narrow)
        self.list.picked.connect(self.picked)
        self.new.clicked.connect(self.new_asked)

    @property
    def chips(self) -> tuple[PickChip, ...]:
        """What narrows the list."""
        return self.situations, self.stages, self.openers, self.channels, self.scopes

    def _build(self) -> None:
        narrow = FlowLayout()
        for chip in self.chips:
            narrow.addWidget(chip)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.l, SCALE.l, SCALE.m, SCALE.m)
        whole.setSpacing(SCALE.s)
        whole.addWidget(self.search)
        whole.addLayout(narrow)
        whole.addLayout(row(self.count, None, self.new))
        whole.addWidget(self.list, 1)
        whole.addWidget(self.hint)

    # Showing --------------------------------------------------------------------------------------------------------

    def show_shelf(self, shelf: Shelf) -> None:
        """Show the library; what is picked and typed stays."""
        self.shelf = shelf
        shop = shelf.shop
        self.situations.offer(_pairs(shelf.situations))
        self.stages.offer([("", _("Any stage")), *_pairs(shop.script_stages)])
        self.openers.offer([("", _("No opener")), *_pairs(shop.openers)])
        self.channels.offer([("", _("Any channel")), *_pairs([one for one in shop.touch_kinds if one.outgoing])])
        self.scopes.offer([(scope, scope_name(scope)) for scope in (PERSONAL, SHOP, SHIPPED)])
        self._seek()
        self._narrow()

    def show_uses(self, uses: Mapping[str, Use]) -> None:
        """Show how often each was used."""
        self._uses = uses
        self._narrow()

    def looked_for(self) -> Wanted:
        """What is ticked and typed."""
        return Wanted(
            self.situations.codes(), self.stages.codes(), self.openers.codes(), self.channels.codes(),
            self.scopes.codes(), self.search.text(),
        )  # fmt: skip

    def clear(self) -> None:
        """Show all of them again."""
        self.search.put("")
        for chip in self.chips:
            chip.clear()
        self._narrow()

    def _narrow(self) -> None:
        if self.shelf is None:
            return
        looked_for, shelf = self.looked_for(), self.shelf
        found = [entry for entry in shelf.entries if rules.wanted(entry.script, entry.words, looked_for)]
        lines = [script_line(entry, shelf, self._uses.get(entry.script.key, Use())) for entry in found]
        self.count.setText(ngettext("{n} script", "{n} scripts", len(lines)).format(n=len(lines)))
        self.list.show_rows(lines, pick_first=self.picks_first)
        if not lines and self.picks_first:
            self.emptied.emit()
        elif picked := self.list.picked_id():
            # Another row may have taken the place of the marked one, which the list does not tell.
            self.picked.emit(picked)

    def pick(self, key: str) -> None:
        """Mark this script, now or as soon as it comes; what hides it is taken away."""
        self._sought = key
        self._seek()

    def _seek(self) -> None:
        if not self._sought or self.shelf is None or self.shelf.script(self._sought) is None:
            return
        key, self._sought = self._sought, ""
        self.picks_first = True
        self.list.pick(key)
        if self.list.picked_id() != key:
            self.clear()

    def picked_id(self) -> str:
        """The key of the marked script."""
        return self.list.picked_id()

    def _move(self, step: int) -> None:
        number = self.list.currentIndex().row() + step
        if 0 <= number < self.list.rows.rowCount():
            self.list.setCurrentIndex(self.list.rows.index(number, 0))


def _pairs(choices: "tuple[Choice, ...] | list[Choice]") -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in choices]
