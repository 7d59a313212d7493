"""A long list's model: it knows how many rows there are and fetches them in pages of 64, off the GUI thread."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from typing_extensions import override

from crm_desktop.ui.widgets.chip import Pill

PAGE = 64
KEPT_PAGES = 48
MOST_ASKED = 3
"""Pages on their way at a time; of those that wait only the last few are fetched: the others were only flown over."""
Index = QModelIndex | QPersistentModelIndex
Marks = tuple[tuple[int, int], ...]
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    """One line of a list. `marks` are (from, to) ranges to highlight in title or subtitle."""

    id: str
    title: str
    subtitle: str = ""
    right: str = ""
    pills: tuple[Pill, ...] = ()
    right_pill: Pill | None = None
    icon: str = ""
    icon_tone: str = "muted"
    avatar: str = ""
    """The name the round sign is made of; the title if empty."""
    sign: str = ""
    """An icon in place of the round sign."""
    tooltip: str = ""
    marks: Marks = ()
    subtitle_marks: Marks = ()

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        words = [self.title, *(pill.text for pill in self.pills), self.subtitle]
        words += [self.right_pill.text if self.right_pill else "", self.right]
        return "，".join(word for word in words if word)


FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
Fetch = Callable[[int, int, Callable[[list[Row]], None]], None]


class RowModel(QStandardItemModel):
    """`total` rows, of which pages near the eye are held; what is not there yet is a placeholder (None).

    A standard model without items, because the view asks for the number of rows once for each row when it lays them
    out: answered in Python, a list of fifty thousand would stand still for a tenth of a second at every change.
    """

    filled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, 1, parent)
        self._total = 0
        self._fetch: Fetch | None = None
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._waiting: list[int] = []
        self._run = 0

    def show_rows(self, rows: list[Row]) -> None:
        """A short list that is wholly known."""
        pages = {n // PAGE: rows[n : n + PAGE] for n in range(0, len(rows), PAGE)}
        self._restart(len(rows), None, pages)

    def show_source(self, total: int, fetch: Fetch, first: list[Row] | None = None) -> None:
        """A long list: `fetch(offset, limit, then)` brings a page; `first` is page 0 where it is known already."""
        self._restart(total, fetch, {0: first} if first is not None else {})

    def _restart(self, total: int, fetch: Fetch | None, pages: dict[int, list[Row]]) -> None:
        self._run += 1
        same_size = total == self._total
        if not same_size:
            self.beginResetModel()
        # Pages on screen stay until their new rows come: no flicker at a refresh.
        kept = dict(self._pages) if same_size and fetch is not None else {}
        self._total, self._fetch = total, fetch
        self._pages, self._asked, self._waiting = OrderedDict(kept | pages), set(), []
        self._stale = set(kept) - set(pages)
        if not same_size:
            self.blockSignals(True)
            self.setRowCount(total)
            self.blockSignals(False)
            self.endResetModel()
        elif total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, 0))
        if pages:
            self.filled.emit()

    _stale: set[int] = set()

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return FLAGS

    def row(self, number: int) -> Row | None:
        """The row, or None until it is there (then it has been asked for)."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._ask(page)
        else:
            self._pages.move_to_end(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def _ask(self, page: int) -> None:
        if self._fetch is None or page in self._asked:
            return
        if len(self._asked) >= MOST_ASKED:
            if page in self._waiting:
                self._waiting.remove(page)
            self._waiting = [*self._waiting[1 - MOST_ASKED :], page]
            return
        self._asked.add(page)
        run = self._run

        def take(rows: list[Row]) -> None:
            if run == self._run:
                self._take(page, rows)

        self._fetch(page * PAGE, PAGE, take)

    def _take(self, page: int, rows: list[Row]) -> None:
        self._asked.discard(page)
        self._stale.discard(page)
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min(page * PAGE + PAGE, self._total) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, 0))
        self.filled.emit()
        if self._waiting:
            self._ask(self._waiting.pop())

    def held(self) -> list[tuple[int, Row]]:
        """Every row that is in memory, with its number."""
        return [(page * PAGE + n, row) for page, rows in sorted(self._pages.items()) for n, row in enumerate(rows)]

    def number_of(self, row_id: str) -> int | None:
        """Where the row with this id stands, when it is in memory."""
        return next((number for number, row in self.held() if row.id == row_id), None)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.row(index.row())
        if role == ROW:
            return row
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tooltip or None
        return None
