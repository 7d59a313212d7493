"""The inbox: what two people changed differently, what could not be taken, and what was decided already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.ui.pages.sync.item_detail import ItemDetail
from crm_desktop.ui.pages.sync.items import Item
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList

OPEN, PARKED, SETTLED = "open", "parked", "settled"
ROW_HEIGHT = 60
MOST_DETAIL = 300


@dataclass(frozen=True)
class Shelf:
    """One of the three lists: the newest of them, and how many there are."""

    items: Sequence[Item] = ()
    total: int = 0


class InboxCard(Card):
    """`taken(id, which)`: this value is to hold; `retried(id)`: send it again; `let_go(id)`: seen, off the list."""

    taken = Signal(str, str)
    retried = Signal(str)
    let_go = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("To decide"), parent)
        self._shelves: Mapping[str, Shelf] = {}
        self._items: dict[str, Item] = {}
        self._chosen = False
        self.count = PillLabel("", Tone.WARN, self)
        self.what = ChoiceChips(_("What to see"), self)
        self.list = KeyedList(_("To decide"), self, ground="surface", keys={
            Qt.Key.Key_J: lambda: self.step(1), Qt.Key.Key_K: lambda: self.step(-1),
            Qt.Key.Key_1: lambda: self._take(0), Qt.Key.Key_2: lambda: self._take(1),
            Qt.Key.Key_Left: lambda: self._take(0), Qt.Key.Key_Right: lambda: self._take(1),
            Qt.Key.Key_R: self._retry, Qt.Key.Key_Delete: self._let_go,
        })  # fmt: skip
        self.detail = ItemDetail(self)
        self.nothing = EmptyState("check-circle-outline", "", self, hint=" ")
        self.rest = Label("", "muted", self)
        self.keys = Label("", "faint", self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.head.addWidget(self.count)
        self.detail.setMaximumHeight(MOST_DETAIL)
        self.body.addWidget(self.what)
        self.body.addWidget(self.list, 3)
        self.body.addWidget(self.rest)
        self.body.addWidget(self.detail, 2)
        self.body.addWidget(self.nothing, 1)
        self.body.addStretch(0)
        self.body.addWidget(self.keys)
        for part in (self.list, self.detail, self.rest, self.keys):
            part.hide()

    def _connect(self) -> None:
        self.what.chosen.connect(self._show_shelf)
        self.list.picked.connect(self._show_item)
        self.list.opened.connect(self._open)
        self.detail.taken.connect(self._take)
        self.detail.opened.connect(self._open)
        self.detail.retried.connect(self._retry)
        self.detail.let_go.connect(self._let_go)

    # Showing --------------------------------------------------------------------------------------------------------

    def show_shelves(self, shelves: Mapping[str, Shelf]) -> None:
        """Show what was read; first whatever waits for the user."""
        self._shelves = shelves
        totals = {code: shelves.get(code, Shelf()).total for code in (OPEN, PARKED, SETTLED)}
        first = PARKED if totals[PARKED] and not totals[OPEN] else OPEN
        self.what.offer(
            [
                (OPEN, _("Two values · {n}").format(n=f"{totals[OPEN]:,}")),
                (PARKED, _("Not taken · {n}").format(n=f"{totals[PARKED]:,}")),
                (SETTLED, _("Decided · {n}").format(n=f"{totals[SETTLED]:,}")),
            ],
            chosen="" if self._chosen else first,
        )
        waiting = totals[OPEN] + totals[PARKED]
        said = ngettext("{n} waits", "{n} wait", waiting).format(n=f"{waiting:,}")
        self.count.show_pill(said if waiting else "", Tone.WARN)
        self._show_shelf(self.what.code(), by_user=False)

    def show_part(self, code: str) -> None:
        """Show one of the three lists."""
        self.what.put(code)
        self._show_shelf(code)

    def _show_shelf(self, code: str, *, by_user: bool = True) -> None:
        self._chosen = self._chosen or by_user
        shelf = self._shelves.get(code, Shelf())
        self._items = {item.id: item for item in shelf.items}
        self.list.show_rows([item.row for item in shelf.items], pick_first=True)
        # No higher than its rows: the thing picked stands right below them.
        self.list.setMaximumHeight(len(shelf.items) * (ROW_HEIGHT + 2) + 2)
        self.list.setMinimumHeight(min(len(shelf.items), 1) * (ROW_HEIGHT + 2) + 2)
        for part in (self.list, self.detail, self.keys):
            part.setVisible(bool(shelf.items))
        self.nothing.setVisible(not shelf.items)
        left = shelf.total - len(shelf.items)
        self.rest.setVisible(left > 0)
        self.rest.setText(ngettext("… and {n} older one.", "… and {n} older ones.", left).format(n=f"{left:,}"))
        sentence, hint = _emptiness(code)
        self.nothing.sentence.setText(sentence)
        self.nothing.hint.setText(hint)
        self.keys.setText(_keys(code))
        if (item := self._current()) is not None:
            self.detail.show_item(item)

    def _show_item(self, item_id: str) -> None:
        if item_id in self._items:
            self.detail.show_item(self._items[item_id])

    def _current(self) -> Item | None:
        return self._items.get(self.list.picked_id())

    def person(self) -> str:
        """Whom the picked one is about."""
        item = self._current()
        return item.person if item else ""

    # Doing ----------------------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Pick the next one, or the one before."""
        ids = list(self._items)
        if ids and self.list.picked_id() in ids:
            self.list.pick(ids[max(0, min(ids.index(self.list.picked_id()) + by, len(ids) - 1))])

    def _pass_on(self, item: Item) -> None:
        """Stand on the neighbour before this one leaves the list."""
        ids = list(self._items)
        place = ids.index(item.id)
        neighbour = ids[place + 1 : place + 2] or ids[max(place - 1, 0) : place]
        if neighbour:
            self.list.pick(neighbour[0])

    def _take(self, number: int) -> None:
        item = self._current()
        if item is not None and item.sides is not None and item.sides[number].take:
            self._pass_on(item)
            self.taken.emit(item.id, item.sides[number].which)

    def _retry(self) -> None:
        item = self._current()
        if item is not None and item.retry:
            self._pass_on(item)
            self.retried.emit(item.id)

    def _let_go(self) -> None:
        item = self._current()
        if item is not None and item.let_go:
            self._pass_on(item)
            self.let_go.emit(item.id)

    def _open(self, _item_id: str = "") -> None:
        item = self._current()
        if item is not None and item.person:
            self.opened.emit(item.person)


def _emptiness(code: str) -> tuple[str, str]:
    if code == PARKED:
        return _("Everything you sent was taken."), _("A change the shop's server cannot take waits here, whole.")
    if code == SETTLED:
        return _("Nothing was decided yet."), _("What you decide stays here, so that the other value can come back.")
    return _("Nothing to decide."), _("When two people change the same thing, both values wait here. Nothing is lost.")


def _keys(code: str) -> str:
    if code == PARKED:
        return _("J K move · Enter opens the archive · R tries again or takes in · Delete takes it off the list")
    if code == SETTLED:
        return _("J K move · 2 brings the other value back · Enter opens the archive")
    return _("J K move · 1 keeps what is in use · 2 takes the other value · Enter opens the archive")
