"""Day and week: a column a day; on top what has no time, below the hours with appointments side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import ngettext, weekday_name
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.calendar_items import (
    DAY_MINUTES,
    KEEP_TIME,
    NO_TIME,
    STEP,
    CalendarItem,
    Placed,
    time_text,
)
from crm_desktop.ui.widgets.calendar_paint import draw_item, draw_line, hatch, load_bar, load_tone, width_of
from crm_desktop.ui.widgets.calendar_view import CalendarView, Drag, Piece, Spot

AXIS = 52
HEAD = 62
ROW = 24
HOUR = 56
HOURS = 24 * HOUR
MORNING = 8 * 60
LEAST_LANE = 26
LEAST_HOURS = 0.5
LEAST_EMPTY_HOURS = 0.35
WIDE_ENTRY = 250
MOST_ROWS = 14
GAP = 2
SLICE = 2 * HOUR


@dataclass(frozen=True)
class Layout:
    """Where everything stands for one range at one size; hours are in the canvas, not yet scrolled."""

    strip: int = 0
    rects: tuple[tuple[QRect, CalendarItem], ...] = ()
    more: tuple[tuple[QRect, date, int], ...] = ()
    hours: tuple[tuple[QRect, CalendarItem], ...] = ()


class HoursView(CalendarView):
    """So many days from `first` on. A click on a day's head opens the day."""

    head_pressed = Signal(object)

    def __init__(self, name: str, days: int, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.days = days
        self._layout = Layout()
        self._scrolled_for = date.min
        self.verticalScrollBar().setSingleStep(HOUR // 2)

    # Geometry -------------------------------------------------------------------------------------------------------

    @property
    def _top(self) -> int:
        return HEAD + self._layout.strip

    def _column(self, number: int) -> QRect:
        room = self.viewport().width() - AXIS
        left, right = AXIS + room * number // self.days, AXIS + room * (number + 1) // self.days
        return QRect(left, 0, right - left, self.viewport().height())

    def _day_at(self, x: int) -> date | None:
        room = self.viewport().width() - AXIS
        if x < AXIS or x >= AXIS + room or room <= 0:
            return None
        return self.first + timedelta(days=(x - AXIS) * self.days // room)

    def _dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.days)]

    @override
    def lay_out(self) -> None:
        if self.first == date.min:
            return
        across = max(self._column(0).width() // WIDE_ENTRY, 1) if self.days == 1 else 1
        lanes = max((self._column(0).width() - 4) // LEAST_LANE, 1)
        hidden = {day: sum(one.lane >= lanes for one in self.shown.day(day).placed) for day in self._dates()}
        most = max((self._rows_wanted(day, hidden[day], across) for day in self._dates()), default=0)
        room = self.viewport().height() - HEAD
        timed = any(self.shown.day(day).placed for day in self._dates())
        share = LEAST_HOURS if timed else LEAST_EMPTY_HOURS
        rows = min(most, max(int(room * (1 - share)) // ROW, 2), MOST_ROWS)
        rects: list[tuple[QRect, CalendarItem]] = []
        more: list[tuple[QRect, date, int]] = []
        hours: list[tuple[QRect, CalendarItem]] = []
        for number, day in enumerate(self._dates()):
            cells, rest = self._strip_cells(self._column(number), day, (rows, across), hidden[day])
            shown_rest = self.shown.total(day) - len(cells) - len(self.shown.day(day).placed) + hidden[day]
            if shown_rest > 0 and rest is not None:
                more.append((rest, day, shown_rest))
            rects += cells
            hours += self._hour_cells(self._column(number), self.shown.day(day).placed, lanes)
        self._layout = Layout(rows * ROW + 4 if rows else 8, tuple(rects), tuple(more), tuple(hours))
        self._set_scroll()

    def _rows_wanted(self, day: date, hidden: int, across: int) -> int:
        known = self.shown.day(day)
        left_out = self.shown.total(day) - len(known.whole) - len(known.placed) + hidden
        return -(-(len(known.whole) + (left_out > 0)) // across)

    def _strip_cells(
        self, column: QRect, day: date, room: tuple[int, int], hidden: int
    ) -> tuple[list[tuple[QRect, CalendarItem]], QRect | None]:
        """The entries that have room, and the place for "and 14 more"."""
        rows, across = room
        places, wide = rows * across, column.width() // across

        def place(number: int) -> QRect:
            at = QPoint(column.left() + wide * (number % across), HEAD + 2 + ROW * (number // across))
            return QRect(at, QSize(wide, ROW)).adjusted(2, 0, -3, -GAP)

        items = self.shown.day(day)
        known = len(items.whole)
        all_shown = not hidden and known <= places and self.shown.total(day) <= known + len(items.placed)
        seen = known if all_shown else max(min(known, places - 1), 0)
        cells = [(place(number), item) for number, item in enumerate(items.whole[:seen])]
        return cells, (None if all_shown or places == 0 else place(seen))

    @staticmethod
    def _hour_cells(column: QRect, placed: tuple[Placed, ...], lanes: int) -> list[tuple[QRect, CalendarItem]]:
        cells = []
        for one in placed:
            if one.lane >= lanes:
                continue
            wide = (column.width() - 5) / min(one.lanes, lanes)
            left = column.left() + 2 + round(wide * one.lane)
            top, bottom = one.item.minute * HOUR // 60, one.item.end * HOUR // 60
            cells.append((QRect(left, top + 1, round(wide) - 1, bottom - top - 2), one.item))
        return cells

    def _set_scroll(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height() - self._top
        bar.setPageStep(max(room, 1))
        bar.setRange(0, max(HOURS - room, 0))
        if self._scrolled_for != self.first and room > 0 and self.isVisible():
            self._scrolled_for = self.first
            begin = min([MORNING, *(item.minute - 15 for _rect, item in self._layout.hours)])
            bar.setValue(max(begin, 0) * HOUR // 60)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # Only what comes into sight is painted: head and strip stand still.
        area = QRect(0, self._top, self.viewport().width(), self.viewport().height() - self._top)
        if self.drag is None and area.height() > abs(dy):
            self.viewport().scroll(0, dy, area)
        else:
            self.viewport().update()

    def _scrolled(self, rect: QRect) -> QRect:
        return rect.translated(0, self._top - self.verticalScrollBar().value())

    @override
    def spot_at(self, point: QPoint) -> Spot:
        day = self._day_at(point.x())
        if day is None or self.first == date.min:
            return Spot()
        if point.y() < self._top:
            if found := next((item for rect, item in self._layout.rects if rect.contains(point)), None):
                return Spot(day, NO_TIME, found.key)
            return Spot(day, NO_TIME, more=any(rect.contains(point) for rect, _day, _n in self._layout.more))
        at = QPoint(point.x(), point.y() - self._top + self.verticalScrollBar().value())
        found = next((item for rect, item in reversed(self._layout.hours) if rect.contains(at)), None)
        return Spot(day, self._snapped(at.y()), found.key if found else "")

    @staticmethod
    def _snapped(y: int) -> int:
        return max(0, min(round(y * 60 / HOUR / STEP) * STEP, DAY_MINUTES - STEP))

    @override
    def drop_spot(self, point: QPoint, drag: Drag) -> Spot:
        day = self._day_at(max(min(point.x(), self.viewport().width() - 1), AXIS))
        if point.y() < self._top:
            return Spot(day, NO_TIME)
        grip = drag.grip.y() if drag.item.timed else 0
        return Spot(day, self._snapped(point.y() - grip - self._top + self.verticalScrollBar().value()))

    @override
    def landing(self, drag: Drag) -> QRect:
        if drag.spot.day is None:
            return QRect()
        column = self._column((drag.spot.day - self.first).days)
        if drag.spot.minute < 0:
            return QRect(column.left() + 2, HEAD + 2, min(column.width() - 5, WIDE_ENTRY * 2), ROW - GAP)
        length = max(drag.item.length, 30)
        top = drag.spot.minute * HOUR // 60
        return self._scrolled(QRect(column.left() + 2, top + 1, column.width() - 6, length * HOUR // 60 - 2))

    @override
    def rect_of(self, key: str) -> QRect:
        for rect, item in self._layout.rects:
            if item.key == key:
                return rect
        return next((self._scrolled(rect) for rect, item in self._layout.hours if item.key == key), QRect())

    @override
    def reveal(self) -> None:
        item = self.current()
        if item is not None and item.timed:
            bar, top = self.verticalScrollBar(), item.minute * HOUR // 60
            bottom = item.end * HOUR // 60
            if top < bar.value():
                bar.setValue(top - STEP)
            elif bottom > bar.value() + bar.pageStep():
                bar.setValue(bottom - bar.pageStep() + STEP)

    # Walking --------------------------------------------------------------------------------------------------------

    def _reachable(self, day: date) -> list[CalendarItem]:
        if day not in self._dates():
            return []
        cells = (*self._layout.rects, *self._layout.hours)
        return [item for _rect, item in cells if item.day == day]

    @override
    def step(self, right: int, down: int) -> tuple[date, str]:
        items = self._reachable(self.day)
        if down:
            here = next((n for n, item in enumerate(items) if item.key == self.key), -1 if down > 0 else len(items))
            there = max(0, min(here + down, len(items) - 1))
            return self.day, items[there].key if items else ""
        day = self.day + timedelta(days=right)
        near, now = self._reachable(day), self.current()
        if not near:
            return day, ""
        if now is not None and now.timed:
            return day, min(near, key=lambda one: (not one.timed, abs(one.minute - now.minute))).key
        here = next((n for n, item in enumerate(items) if item.key == self.key), 0)
        return day, near[min(here, len(near) - 1)].key

    @override
    def lift(self, right: int, down: int, item: CalendarItem) -> tuple[int, int]:
        if right:
            return right, KEEP_TIME
        if not item.timed:
            return 0, MORNING + 60 if down > 0 else KEEP_TIME
        return 0, max(0, min(item.minute + down * STEP, DAY_MINUTES - STEP))

    # Painting -------------------------------------------------------------------------------------------------------

    @override
    def day_rect(self, day: date) -> QRect:
        number = (day - self.first).days
        column = self._column(number)
        return QRect(column.left(), 0, column.width(), HEAD) if 0 <= number < self.days else QRect()

    @override
    def pieces(self) -> Iterator[Piece]:
        top, tall = self._top, self.viewport().height() - self._top
        yield QRect(0, 0, AXIS, top), self._paint_corner
        yield QRect(0, top, AXIS, tall), self._paint_axis
        for number, day in enumerate(self._dates()):
            column = self._column(number)
            yield QRect(column.left(), 0, column.width(), HEAD), partial(self._paint_strip, number, day)
            for y in range(HEAD, top, ROW):
                slice_ = QRect(column.left(), y, column.width(), min(ROW, top - y))
                yield slice_, partial(self._paint_strip, number, day)
            for y in range(top, top + tall, SLICE):
                slice_ = QRect(column.left(), y, column.width(), min(SLICE, top + tall - y))
                yield slice_, partial(self._paint_hours, number, day)

    def _paint_corner(self, painter: QPainter, exposed: QRect) -> None:
        painter.fillRect(exposed, QColor(theme.tokens().surface))
        painter.fillRect(0, self._top - 1, AXIS, 1, QColor(theme.tokens().line))

    def _paint_strip(self, number: int, day: date, painter: QPainter, exposed: QRect) -> None:
        colours, column = theme.tokens(), self._column(number)
        painter.fillRect(exposed, QColor(colours.surface))
        if self.shown.mark(day).off:
            hatch(painter, exposed.adjusted(1 if exposed.left() == column.left() else 0, 0, 0, 0))
        if exposed.top() < HEAD:
            self._paint_head(painter, column, day)
        for rect, item in self._layout.rects:
            if item.day == day and rect.intersects(exposed):
                draw_item(painter, rect, item, selected=item.key == self.key)
        for rect, where, n in self._layout.more:
            if where == day and rect.intersects(exposed):
                said = ngettext("and {n} more", "and {n} more", n).format(n=f"{n:,}")
                draw_line(painter, rect.left() + 7, rect.center().y() + 1, rect.width() - 9, said, colours.accent_text)
        painter.fillRect(column.left(), self._top - 1, column.width(), 1, QColor(colours.line))

    def _paint_head(self, painter: QPainter, column: QRect, day: date) -> None:
        colours, mark = theme.tokens(), self.shown.mark(day)
        if day == self.day:
            painter.fillRect(column.left() + 2, 0, column.width() - 3, 2, QColor(colours.accent))
        room = column.width() - 8
        said = " · ".join(filter(None, (weekday_name(day, short=True), mark.name or mark.lunar)))
        wide = min(width_of(said, SCALE.tiny), room)
        ink = colours.bad if mark.name and mark.off else colours.muted
        draw_line(painter, column.center().x() - wide / 2, 14, room, said, ink)
        self._paint_number(painter, column.center().x(), 36, day)
        if total := self.shown.total(day):
            bar = QRect(column.left() + 8, HEAD - 8, column.width() - 16, 3)
            load_bar(painter, bar, mark.load, load_tone(mark.load))
            count = f"{mark.done}/{total}" if mark.done else f"{total}"
            wide = width_of(count, SCALE.tiny)
            draw_line(painter, column.right() - 6 - wide, 38, wide + SCALE.tiny, count, colours.faint)

    def _paint_number(self, painter: QPainter, x: int, y: int, day: date) -> None:
        colours, text = theme.tokens(), str(day.day)
        wide = width_of(text, SCALE.card_title + 2, bold=True)
        if day == self.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_fill))
            painter.drawEllipse(QPoint(x, y), 15, 15)
        ink = colours.on_accent if day == self.today else colours.text
        draw_line(painter, x - wide / 2 + 0.5, y + 1, wide + 20, text, ink, pixels=SCALE.card_title + 2, bold=True)

    def _lines(self, painter: QPainter, exposed: QRect, left: int, wide: int) -> int:
        offset = self._top - self.verticalScrollBar().value()
        for hour in range(24):
            y = offset + hour * HOUR
            if exposed.top() <= y <= exposed.bottom():
                painter.fillRect(left, y, wide, 1, QColor(theme.tokens().line))
        return offset

    def _paint_axis(self, painter: QPainter, exposed: QRect) -> None:
        painter.fillRect(exposed, QColor(theme.tokens().surface))
        offset = self._top - self.verticalScrollBar().value()
        for hour in range(1, 24):
            y = offset + hour * HOUR
            if exposed.top() - SCALE.l <= y <= exposed.bottom() + SCALE.l:
                draw_line(painter, 8, y + 1, AXIS - 8, time_text(hour * 60), theme.tokens().faint)

    def _paint_hours(self, number: int, day: date, painter: QPainter, exposed: QRect) -> None:
        colours, column = theme.tokens(), self._column(number)
        painter.fillRect(exposed, QColor(colours.surface))
        if self.shown.mark(day).off:
            hatch(painter, exposed)
        if number:
            painter.fillRect(column.left(), exposed.top(), 1, exposed.height(), QColor(colours.line))
        offset = self._lines(painter, exposed, column.left(), column.width())
        for rect, item in self._layout.hours:
            if item.day == day and (place := self._scrolled(rect)).intersects(exposed):
                draw_item(painter, place, item, selected=item.key == self.key)
        if day == self.today and self.now >= 0:
            y, ink = offset + self.now * HOUR // 60, QColor(colours.ink(Tone.BAD))
            painter.fillRect(column.left(), y, column.width(), 2, ink)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QPoint(column.left() + 4, y + 1), 4, 4)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()  # at its end the wheel does not scroll what is around
