"""The month: six weeks of cells, as many entries as have room, a bar for what each day holds."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import ngettext, weekday_name
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.calendar_items import KEEP_TIME, MONTH_DAYS, WEEK, CalendarItem
from crm_desktop.ui.widgets.calendar_paint import draw_item, draw_line, hatch, load_bar, load_tone, width_of
from crm_desktop.ui.widgets.calendar_view import CalendarView, Drag, Piece, Spot

HEAD = 26
TOP = 26
ROW = 21
FOOT = 8
WEEKS = MONTH_DAYS // WEEK


class MonthView(CalendarView):
    """42 days from `first`, a Monday; days of other months are faint."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cells: dict[date, list[tuple[QRect, CalendarItem]]] = {}
        self._more: dict[date, tuple[QRect, int]] = {}

    @property
    def _month(self) -> int:
        return (self.first + timedelta(days=WEEK)).month

    def cell(self, day: date) -> QRect:
        """Where the day stands; empty outside the six weeks."""
        number = (day - self.first).days
        if not 0 <= number < MONTH_DAYS:
            return QRect()
        room, (week, place) = self.viewport().rect(), divmod(number, WEEK)
        tall = room.height() - HEAD
        left, right = room.width() * place // WEEK, room.width() * (place + 1) // WEEK
        top, bottom = HEAD + tall * week // WEEKS, HEAD + tall * (week + 1) // WEEKS
        return QRect(left, top, right - left, bottom - top)

    @override
    def lay_out(self) -> None:
        self._cells, self._more = {}, {}
        if self.first == date.min:
            return
        for number in range(MONTH_DAYS):
            day = self.first + timedelta(days=number)
            self._lay_out_day(day, self.cell(day))

    def _lay_out_day(self, day: date, cell: QRect) -> None:
        known, total = self.shown.day(day), self.shown.total(day)
        items = (*(one.item for one in known.placed), *known.whole)
        rows = max((cell.height() - TOP - FOOT) // ROW, 1)
        seen = total if total <= rows else rows - 1

        def place(row: int) -> QRect:
            return QRect(cell.left() + 3, cell.top() + TOP + row * ROW, cell.width() - 6, ROW - 2)

        self._cells[day] = [(place(n), item) for n, item in enumerate(items[:seen])]
        if total > seen:
            self._more[day] = (place(min(seen, len(items))), total - min(seen, len(items)))

    @override
    def spot_at(self, point: QPoint) -> Spot:
        room = self.viewport().rect()
        if not room.contains(point) or point.y() < HEAD or self.first == date.min:
            return Spot()
        week = min((point.y() - HEAD) * WEEKS // max(room.height() - HEAD, 1), WEEKS - 1)
        day = self.first + timedelta(days=week * WEEK + point.x() * WEEK // room.width())
        found = next((item for rect, item in self._cells.get(day, ()) if rect.contains(point)), None)
        more = day in self._more and self._more[day][0].contains(point)
        return Spot(day, KEEP_TIME, found.key if found else "", more)

    @override
    def rect_of(self, key: str) -> QRect:
        day = self.shown.places.get(key)
        return next((rect for rect, item in self._cells.get(day or date.min, ()) if item.key == key), QRect())

    @override
    def landing(self, drag: Drag) -> QRect:
        cell = self.cell(drag.spot.day) if drag.spot.day else QRect()
        return QRect(cell.left() + 3, cell.top() + TOP, cell.width() - 6, ROW - 2) if cell.isValid() else cell

    @override
    def step(self, right: int, down: int) -> tuple[date, str]:
        """Up and down walk the entries that are seen, then on to the week below or above."""
        keys = [item.key for _rect, item in self._cells.get(self.day, ())]
        if down:
            here = keys.index(self.key) if self.key in keys else (-1 if down > 0 else 0)
            if 0 <= here + down < len(keys):
                return self.day, keys[here + down]
            day = self.day + timedelta(days=WEEK * down)
            there = [item.key for _rect, item in self._cells.get(day, ())]
            return day, (there[0] if down > 0 else there[-1]) if there else ""
        day = self.day + timedelta(days=right)
        there = [item.key for _rect, item in self._cells.get(day, ())]
        here = keys.index(self.key) if self.key in keys else 0
        return day, there[min(here, len(there) - 1)] if there else ""

    @override
    def lift(self, right: int, down: int, item: CalendarItem) -> tuple[int, int]:
        return right or down * WEEK, KEEP_TIME

    # Painting -------------------------------------------------------------------------------------------------------

    @override
    def day_rect(self, day: date) -> QRect:
        return self.cell(day)

    @override
    def pieces(self) -> Iterator[Piece]:
        yield QRect(0, 0, self.viewport().width(), HEAD), self._paint_names
        for number in range(MONTH_DAYS):
            day = self.first + timedelta(days=number)
            yield self.cell(day), partial(self._paint_day, day)

    def _paint_names(self, painter: QPainter, exposed: QRect) -> None:
        colours = theme.tokens()
        painter.fillRect(exposed, QColor(colours.surface))
        for number in range(WEEK):
            day = self.first + timedelta(days=number)
            said, cell = weekday_name(day, short=True), self.cell(day)
            wide = width_of(said, SCALE.tiny)
            draw_line(painter, cell.center().x() - wide / 2, HEAD // 2, cell.width(), said, colours.muted)

    def _paint_day(self, day: date, painter: QPainter, exposed: QRect) -> None:
        colours, mark, cell = theme.tokens(), self.shown.mark(day), self.cell(day)
        painter.fillRect(cell, QColor(colours.surface))
        if mark.off:
            hatch(painter, cell)
        painter.fillRect(cell.left(), cell.top(), cell.width(), 1, QColor(colours.line))
        if cell.left():
            painter.fillRect(cell.left(), cell.top(), 1, cell.height(), QColor(colours.line))
        if day == self.day:
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        self._paint_number(painter, cell, day)
        for rect, item in self._cells.get(day, ()):
            draw_item(painter, rect, item, selected=item.key == self.key)
        if day in self._more:
            rect, n = self._more[day]
            said = ngettext("and {n} more", "and {n} more", n).format(n=f"{n:,}")
            draw_line(painter, rect.left() + 7, rect.center().y() + 1, rect.width() - 9, said, colours.accent_text)
        bar = QRect(cell.left() + 6, cell.bottom() - 5, cell.width() - 12, 3)
        load_bar(painter, bar, mark.load, load_tone(mark.load))

    def _paint_number(self, painter: QPainter, cell: QRect, day: date) -> None:
        colours, text, mark = theme.tokens(), str(day.day), self.shown.mark(day)
        x, y = cell.left() + 17, cell.top() + 14
        if day == self.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_fill))
            painter.drawEllipse(QPoint(x, y), 11, 11)
        wide = width_of(text, SCALE.small, bold=True)
        own = day.month == self._month
        ink = colours.on_accent if day == self.today else colours.text if own else colours.faint
        draw_line(painter, x - wide / 2 + 0.5, y + 1, wide + 20, text, ink, pixels=SCALE.small, bold=own)
        said = mark.name or mark.lunar
        room = cell.width() - 40
        took = min(width_of(said, SCALE.tiny), room)
        ink = colours.bad if mark.name and mark.off else colours.warn if mark.name else colours.faint
        draw_line(painter, cell.right() - 6 - took, y + 1, room, said, ink)
