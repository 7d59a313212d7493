"""The list of people and things: two painted lines a row, any length, never one widget per row."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE
from crm_desktop.ui.widgets.avatar import paint_avatar
from crm_desktop.ui.widgets.chip import paint_pill, pill_width
from crm_desktop.ui.widgets.rows import ROW, Fetch, Marks, Row, RowModel

HEIGHT = 62
COMPACT = 44
AVATAR = 36


def marked_text(painter: QPainter, rect: QRect, text: str, marks: Marks, colour: str) -> None:
    """Draw one line, elided, with the marked pieces on a tinted ground."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    for start, end in marks:
        left = metrics.horizontalAdvance(text[:start])
        width = metrics.horizontalAdvance(text[start:end])
        if left < rect.width():
            ground = QRectF(rect.left() + left, rect.center().y() - metrics.height() / 2 + 1,
                            min(width, rect.width() - left), metrics.height())  # fmt: skip
            painter.fillRect(ground, QColor(theme.tokens().mark))
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class RowDelegate(QStyledItemDelegate):
    """Paints a row: sign, title and pills, subtitle, and on the right a date, a pill or an icon."""

    def __init__(self, parent: QWidget, *, compact: bool = False, height: int = 0) -> None:
        super().__init__(parent)
        self.compact = compact
        self._selected = False
        self.height = height or (COMPACT if compact else HEIGHT)
        self._title = fonts.sized(SCALE.card_title, weight=WEIGHT_TITLE)
        self._small = fonts.sized(SCALE.small)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self.height)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect.adjusted(0, 1, 0, -1)
        self._selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, area, option.state)
        row: Row | None = index.data(ROW)
        inner = area.adjusted(SCALE.s + 2, 0, -SCALE.m, 0)
        if row is None:
            self._placeholder(painter, inner)
        else:
            self._row(painter, inner, row)
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        colours = theme.tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.accent_tint))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.hover))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, SCALE.radius, SCALE.radius)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), SCALE.radius, SCALE.radius)

    def _placeholder(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().hover))
        top = area.center().y()
        painter.drawEllipse(QRect(area.left(), top - AVATAR // 2, AVATAR, AVATAR))
        painter.drawRoundedRect(QRect(area.left() + AVATAR + 10, top - 16, 90, 12), 4, 4)
        painter.drawRoundedRect(QRect(area.left() + AVATAR + 10, top + 6, 150, 10), 4, 4)

    def _row(self, painter: QPainter, area: QRect, row: Row) -> None:
        left = area.left()
        if not self.compact:
            sign = QRect(left, area.center().y() - AVATAR // 2, AVATAR, AVATAR)
            if row.sign:
                icons.paint(painter, sign.adjusted(8, 8, -8, -8), row.sign, theme.tokens().muted)
            else:
                paint_avatar(painter, sign, row.avatar or row.title)
            left += AVATAR + SCALE.s + 2
        elif row.icon:
            icons.paint(
                painter, QRect(left, area.center().y() - 9, 18, 18), row.icon, theme.tokens().ink(row.icon_tone)
            )
            left += 28
        two, wide = bool(row.subtitle), area.right() - left
        first = QRect(left, area.top(), wide, area.height())
        if two:
            first = QRect(left, area.center().y() - 22, wide, 24)
        pinned = self._pinned(painter, area, row)
        first.setRight(first.right() - pinned)
        said = self._said(painter, first, row)
        self._line(painter, first.adjusted(0, 0, -said, 0), row)
        if two:
            painter.setFont(self._small)
            second = QRect(left, first.bottom(), wide - pinned, 20)
            marked_text(painter, second, row.subtitle, row.subtitle_marks, theme.tokens().muted)

    def _line(self, painter: QPainter, rect: QRect, row: Row) -> None:
        """Title, then its pills; the title gives way, the pills stay."""
        pills = sum(pill_width(pill.text) + SCALE.xs for pill in row.pills)
        painter.setFont(self._title)
        room = max(rect.width() - pills - SCALE.xs, 40)
        wide = min(painter.fontMetrics().horizontalAdvance(row.title), room)
        title = QRect(rect.left(), rect.top(), wide + 1, rect.height())
        marked_text(painter, title, row.title, row.marks, theme.tokens().text)
        left = rect.left() + wide + SCALE.s
        for pill in row.pills:
            if left + pill_width(pill.text) > rect.right() + SCALE.s:
                break
            left += paint_pill(painter, left, rect.center().y() + 1, pill, selected=self._selected) + SCALE.xs

    def _pinned(self, painter: QPainter, area: QRect, row: Row) -> int:
        """The pill and the icon at the right edge, centred; returns the width they took."""
        taken = 0
        if row.right_pill is not None:
            width = pill_width(row.right_pill.text)
            left = area.right() - width
            paint_pill(painter, left, area.center().y(), row.right_pill, selected=self._selected)
            taken += width + SCALE.m
        if row.icon and not self.compact:
            spot = QRect(area.right() - taken - 18, area.center().y() - 9, 18, 18)
            icons.paint(painter, spot, row.icon, theme.tokens().ink(row.icon_tone))
            taken += 18 + SCALE.s
        return taken

    def _said(self, painter: QPainter, rect: QRect, row: Row) -> int:
        """The date or word at the right of the first line; returns the width it took."""
        if not row.right:
            return 0
        painter.setFont(self._small)
        painter.setPen(QColor(theme.tokens().muted))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.right)
        return painter.fontMetrics().horizontalAdvance(row.right) + SCALE.s


class ListView(QListView):
    """Shows `Row`s. Up and down move, Enter opens, Space ticks when several may be chosen.

    `ground` is the token of the colour it stands on.
    """

    picked = Signal(str)
    opened = Signal(str)
    chosen = Signal(int)

    def __init__(
        self, name: str, parent: QWidget | None = None, *, several: bool = False, compact: bool = False,
        row_height: int = 0, ground: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._ground = ground
        # Opaque, where the colour below is known: what lies below is not painted with it, and a scroll moves pixels.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, bool(ground))
        self.setAccessibleName(name)
        self.rows = RowModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self, compact=compact, height=row_height))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._wanted = ""
        self._or_first = True
        self._told = ""
        self._first = False
        self.rows.filled.connect(self._find_wanted)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(self._open)

    def show_rows(self, rows: list[Row], *, pick_first: bool = False) -> None:
        """Show a short list; the picked row stays picked where it still is."""
        self._prepare(pick_first)
        self.rows.show_rows(rows)
        self._find_wanted()

    def show_source(
        self, total: int, fetch: Fetch, *, first: list[Row] | None = None, pick_first: bool = False
    ) -> None:
        """Show a long list: `fetch(offset, limit, then)` brings pages from the database."""
        self._prepare(pick_first)
        self.rows.show_source(total, fetch, first)
        self._find_wanted()

    def _prepare(self, pick_first: bool) -> None:
        if current := self.picked_id():
            self._wanted, self._or_first = current, True
        self._first = pick_first

    def pick(self, row_id: str, *, or_first: bool = False) -> None:
        """Make this row the current one, now or as soon as it comes; `or_first`: the first one if it never does."""
        self._wanted, self._or_first = row_id, or_first
        self._find_wanted()
        if self._wanted:
            # Not in memory: until it comes no other row may pass for it, neither to the eye nor at a refresh.
            self._told = ""
            self.selectionModel().clear()

    def unpick(self) -> None:
        """Make no row the current one."""
        self._wanted = self._told = ""
        self.selectionModel().clear()

    def picked_id(self) -> str:
        """The id of the current row, or ""."""
        row = self.rows.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return row.id if row else ""

    def chosen_ids(self) -> list[str]:
        """The ids of the selected rows that are in memory, from top to bottom."""
        chosen = [(part.top(), part.bottom()) for part in self._chosen_parts()]
        return [row.id for n, row in self.rows.held() if any(top <= n <= bottom for top, bottom in chosen)]

    def chosen_count(self) -> int:
        """How many rows are selected, in memory or not."""
        return sum(part.height() for part in self._chosen_parts())

    def _chosen_parts(self) -> list[QItemSelectionRange]:
        # Ranges, for everybody chosen is one range and fifty thousand rows.
        chosen = self.selectionModel().selection()
        return [chosen.at(n) for n in range(chosen.count())]

    def all_chosen(self) -> bool:
        """Whether every row is selected: then ask the query for the ids, not the list."""
        return 0 < self.rows.rowCount() == self.chosen_count()

    def _find_wanted(self) -> None:
        number = self.rows.number_of(self._wanted) if self._wanted else None
        if number is None and self._first and self._shows_nobody_wanted():
            row = self.rows.row(0)
            self._wanted, number = (row.id, 0) if row else (self._wanted, None)
        if number is None:
            return
        self._first = False
        wanted, self._wanted = self._wanted, ""
        if self.currentIndex().row() != number:
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self.rows.index(number, 0), flag.ClearAndSelect)
            self.scrollTo(self.rows.index(number, 0))
        elif wanted != self._told:
            self._tell_current()

    def _shows_nobody_wanted(self) -> bool:
        """Whether the first row may be picked: none is, and the one wanted (if any) is surely not in the list."""
        total = self.rows.rowCount()
        known = not self._wanted or (self._or_first and len(self.rows.held()) == total)
        return total > 0 and known and not self.currentIndex().isValid()

    def _tell_current(self) -> None:
        found = self.picked_id()
        if found:
            self._wanted = ""
        if found and found != self._told:
            self._told = found
            self.picked.emit(found)

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.chosen_count())

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        if row:
            self.opened.emit(row.id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground:
            painter = QPainter(self.viewport())
            painter.fillRect(event.rect(), QColor(getattr(theme.tokens(), self._ground)))
            painter.end()
        super().paintEvent(event)

    @override
    def dataChanged(
        self, top: QModelIndex | QPersistentModelIndex, bottom: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:  # fmt: skip
        # Not the list view's own answer: it lays every row out anew, though each is as high as before.
        QAbstractItemView.dataChanged(self, top, bottom, roles)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read the whole list; the box above it filters."""

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().update()
        return super().viewportEvent(event)

    @override
    def sizeHint(self) -> QSize:
        each = self.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        return QSize(SCALE.list_width, min(self.rows.rowCount(), 8) * each + 2)
