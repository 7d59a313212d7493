"""A timeline: sign, what and when, the words below, wrapped; painted, its heights kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE
from crm_desktop.ui.widgets.chip import Pill, paint_pill, pill_width
from crm_desktop.ui.widgets.wrapped import Wrapped

ENTRY = Qt.ItemDataRole.UserRole
LEFT = 32
HEAD = 24
GAP = 10
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One event. `moment` is said after the title, `full_moment` is its tooltip."""

    id: str
    icon: str
    title: str
    moment: str = ""
    text: str = ""
    tone: str = "accent"
    pills: tuple[Pill, ...] = ()
    full_moment: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return "，".join(part for part in (self.title, self.moment, *(p.text for p in self.pills), self.text) if part)


class EntryModel(QAbstractListModel):
    """The entries known so far; more are asked for when the end comes into sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self._more: Callable[[], object] | None = None

    def put(self, entries: list[Entry], more: Callable[[], object] | None) -> None:
        """Show these; `more` asks for the next ones."""
        self.beginResetModel()
        self.entries, self._more = list(entries), more
        self.endResetModel()

    def add(self, entries: list[Entry], more: Callable[[], object] | None) -> None:
        """Show these after the others."""
        self._more = more
        if entries:
            first = len(self.entries)
            self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
            self.entries.extend(entries)
            self.endInsertRows()

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return self._more is not None

    @override
    def fetchMore(self, parent: Index) -> None:
        ask, self._more = self._more, None
        if ask is not None:
            ask()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.full_moment or None
        return None


@lru_cache(maxsize=500)
def _width(text: str, pixels: int, weight: int = 400) -> int:
    """The same few titles and moments stand in every history."""
    return QFontMetrics(fonts.sized(pixels, weight=weight)).horizontalAdvance(text)


class EntryDelegate(QStyledItemDelegate):
    """Paints one entry."""

    def __init__(self, view: QListView, model: EntryModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._title = fonts.sized(SCALE.body, weight=WEIGHT_TITLE)
        self._small, self._body = fonts.sized(SCALE.small), fonts.sized(SCALE.body)
        self._texts: dict[str, Wrapped] = {}
        self._room = 0

    def _text(self, text: str) -> Wrapped:
        """Laid out once for its height and its painting."""
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = Wrapped(text, self._body, self._room)
        return known

    def fit(self) -> None:
        """Lay the texts out anew where the width changed."""
        room = max(self._view.viewport().width() - LEFT - SCALE.xs, 60)
        if room != self._room:
            self._room = room
            self._texts.clear()

    def forget_all_but(self, entries: list[Entry]) -> None:
        """Others are on show."""
        shown = {entry.text for entry in entries}
        self._texts = {text: laid for text, laid in self._texts.items() if text in shown}

    def height_of(self, entry: Entry) -> int:
        """How tall this entry is."""
        return HEAD + (self._text(entry.text).height if entry.text else 0) + 2 * GAP

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.fit()
        return QSize(120, self.height_of(self._model.entries[index.row()]))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._model.entries[index.row()]
        colours = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_tint))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -2), SCALE.radius, SCALE.radius)
        if index.row():
            painter.setPen(QColor(colours.line))
            painter.drawLine(area.left() + LEFT, area.top(), area.right(), area.top())
        icons.paint(painter, QRect(area.left() + 4, area.top() + GAP + 3, 18, 18), entry.icon, colours.ink(entry.tone))
        head = QRect(area.left() + LEFT, area.top() + GAP, area.width() - LEFT - SCALE.xs, HEAD)
        self._head(painter, head, entry)
        if entry.text:
            painter.setPen(QColor(colours.text))
            self._text(entry.text).paint(painter, QPoint(head.left(), head.bottom() + 1))
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        colours, left = theme.tokens(), rect.left()
        middle = Qt.AlignmentFlag.AlignVCenter
        moment = _width(entry.moment, SCALE.small) + SCALE.s if entry.moment else 0
        painter.setFont(self._title)
        painter.setPen(QColor(colours.text))
        room = max(rect.width() - moment - SCALE.s, 40)
        title, wide = entry.title, _width(entry.title, SCALE.body, WEIGHT_TITLE)
        if wide > room:
            title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
            wide = _width(title, SCALE.body, WEIGHT_TITLE)
        painter.drawText(QRect(left, rect.top(), room, HEAD), middle, title)
        left += wide + SCALE.s
        painter.setFont(self._small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRect(left, rect.top(), moment, HEAD), middle, entry.moment)
        left += moment
        # The title goes first: a pill without room is left out (its word is spoken all the same).
        for pill in entry.pills:
            if left + pill_width(pill.text) > rect.right():
                break
            left += paint_pill(painter, left, rect.center().y(), pill) + SCALE.xs


class TimelineView(QListView):
    """Shows entries; Enter or a double click opens one."""

    opened = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.model_of_entries = EntryModel(self)
        self.setModel(self.model_of_entries)
        self._delegate = EntryDelegate(self, self.model_of_entries)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.doubleClicked.connect(self._open)

    def show_entries(self, entries: list[Entry], more: Callable[[], object] | None = None) -> None:
        """Show these; what is scrolled to stays in sight."""
        place = self.verticalScrollBar().value()
        self._delegate.forget_all_but(entries)
        self.model_of_entries.put(entries, more)
        self.verticalScrollBar().setValue(place)

    def add_entries(self, entries: list[Entry], more: Callable[[], object] | None = None) -> None:
        """Show these below the others."""
        self.model_of_entries.add(entries, more)

    def whole_height(self) -> int:
        """How tall all entries are."""
        self._delegate.fit()
        return sum(map(self._delegate.height_of, self.model_of_entries.entries))

    def _entry(self, index: QModelIndex) -> Entry | None:
        return self.model_of_entries.entries[index.row()] if index.isValid() else None

    def _open(self, index: QModelIndex) -> None:
        entry = self._entry(index)
        if entry is not None:
            self.opened.emit(entry.id)

    def _ask_menu(self, spot: QPoint) -> None:
        entry = self._entry(self.indexAt(spot))
        if entry is not None:
            self.menu_asked.emit(entry.id, self.viewport().mapToGlobal(spot))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)
