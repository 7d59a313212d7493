"""What day, week, month and agenda have in common: one painted viewport, a selection, keys, dragging, tooltips."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from time import perf_counter

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_full_day, ngettext
from crm_desktop.ui.theme import theme
from crm_desktop.ui.widgets.calendar_items import KEEP_TIME, NO_TIME, WEEK, CalendarItem, Shown, time_text
from crm_desktop.ui.widgets.calendar_paint import draw_item

EDGE = 28
EDGE_STEP = 14
EDGE_EVERY = 30
BUDGET = 0.004
"""Seconds of painting before the window may answer: the rest follows, until then what stood there stays."""
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies under a point. `minute` is what an item dropped there gets."""

    day: date | None = None
    minute: int = KEEP_TIME
    key: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Drag:
    """An item on its way: where it was taken, and where it would land."""

    item: CalendarItem
    grip: QPoint
    spot: Spot


Piece = tuple[QRect, Callable[[QPainter, QRect], None]]
"""A part of the viewport and what draws all of it, ground included."""


class CalendarView(QAbstractScrollArea):
    """Subclasses say where things are (`spot_at`, `rect_of`, `landing`), paint them in pieces, and how arrows walk."""

    picked = Signal(object, str)
    """(day, key or "")"""
    entered = Signal(str)
    opened = Signal(str)
    moved = Signal(str, object, int)
    """(key, day, minute, NO_TIME or KEEP_TIME)"""
    refused = Signal(str)
    """This item keeps its day."""
    plan_asked = Signal(object, int)
    list_asked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.shown = Shown()
        self.first = self.day = self.today = date.min
        self.now = NO_TIME
        self.key = ""
        self.drag: Drag | None = None
        self._pressed: tuple[QPoint, Spot] | None = None
        self._fresh = True
        self._edge = QTimer(self, interval=EDGE_EVERY)
        self._edge.timeout.connect(self._scroll_at_edge)

    # What subclasses say --------------------------------------------------------------------------------------------

    def spot_at(self, point: QPoint) -> Spot:
        """What lies under this point of the viewport."""
        raise NotImplementedError

    def rect_of(self, key: str) -> QRect:
        """Where the item is drawn; empty while it is not."""
        raise NotImplementedError

    def landing(self, drag: Drag) -> QRect:
        """Where the dragged item would stand."""
        raise NotImplementedError

    def step(self, right: int, down: int) -> tuple[date, str]:
        """Day and key an arrow leads to; the day may lie outside the range."""
        raise NotImplementedError

    def reveal(self) -> None:
        """Bring the selected item into sight."""

    def lay_out(self) -> None:
        """Reckon anew where everything stands."""

    def pieces(self) -> Iterable[Piece]:
        """Everything there is to draw; together they cover the viewport."""
        raise NotImplementedError

    def day_rect(self, day: date) -> QRect:
        """What shows that a day is selected."""
        return QRect()

    def lift(self, right: int, down: int, item: CalendarItem) -> tuple[int, int]:
        """Days and new minute when Shift and an arrow move the item."""
        return (right or down), KEEP_TIME

    # What pages say -------------------------------------------------------------------------------------------------

    def show_range(self, first: date, shown: Shown, today: date, now: int) -> None:
        """Show these days; the selection stays where it still is."""
        self.first, self.shown, self.today, self.now = first, shown, today, now
        if self.key and self.shown.item(self.key) is None:
            self.key = ""
        self.lay_out()
        self._tell_reader()
        self.viewport().update()

    def show_now(self, today: date, now: int) -> None:
        """Time goes on."""
        if (today, now) != (self.today, self.now):
            self.today, self.now = today, now
            self.viewport().update()

    def select(self, day: date, key: str = "", *, reveal: bool = True) -> None:
        """Mark a day, and one of its items."""
        before = (self.rect_of(self.key), self.day_rect(self.day))
        self.day, self.key = day, key
        if reveal:
            self.reveal()
        self._tell_reader()
        self._update(*before, self.rect_of(key), self.day_rect(day))

    def _update(self, *rects: QRect) -> None:
        for rect in rects:
            if rect.isValid():
                self.viewport().update(rect.adjusted(-2, -2, 2, 2))

    def current(self) -> CalendarItem | None:
        """The selected item."""
        return self.shown.item(self.key) if self.key else None

    def _tell_reader(self) -> None:
        item = self.current()
        if self.day == date.min:
            return
        total = self.shown.total(self.day)
        words = [format_full_day(self.day), self.shown.mark(self.day).name]
        words.append(ngettext("{n} entry", "{n} entries", total).format(n=total))
        if item is not None:
            words.append(item.spoken)
        self.setAccessibleDescription("，".join(filter(None, words)))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _pick(self, day: date, key: str) -> None:
        self.select(day, key)
        self.picked.emit(day, key)

    # Keys -----------------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape and self.drag is not None:
            self.cancel_drag()
            return
        if self.first == date.min:
            event.ignore()  # nothing is shown yet, and there is no day before the first of all
            return
        if key in ARROWS:
            self._arrow(*ARROWS[key], held)
            return
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Return: self._enter, Qt.Key.Key_Enter: self._enter, Qt.Key.Key_Space: self._open,
        }  # fmt: skip
        if key in acts and not held:
            acts[key]()
            return
        event.ignore()  # letters and pages belong to the page around

    def _arrow(self, right: int, down: int, held: Qt.KeyboardModifier) -> None:
        item = self.current()
        if held in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier):
            if item is None:
                return
            if not item.movable:
                self.refused.emit(item.key)
                return
            days, minute = (right or down) * WEEK, KEEP_TIME
            if held == Qt.KeyboardModifier.ShiftModifier:
                days, minute = self.lift(right, down, item)
            # What is late goes on from today: its own day is over.
            start = max(item.day, self.today) if days > 0 else item.day
            self.moved.emit(item.key, start + timedelta(days=days), minute)
        elif not held:
            self._pick(*self.step(right, down))

    def _enter(self) -> None:
        if self.key:
            self.entered.emit(self.key)
        else:
            self.plan_asked.emit(self.day, NO_TIME)

    def _open(self) -> None:
        if self.key:
            self.opened.emit(self.key)

    # Mouse ----------------------------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or spot.day is None:
            return
        self._pressed = (event.position().toPoint(), spot)
        self.select(spot.day, spot.key, reveal=False)
        self.picked.emit(spot.day, spot.key)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self.drag is not None:
            self._drag_to(point)
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            start, spot = self._pressed
            if (point - start).manhattanLength() >= QApplication.startDragDistance() and spot.key:
                self._begin_drag(start, spot.key, point)
        else:
            over = self.spot_at(point)
            hand = Qt.CursorShape.PointingHandCursor if over.key or over.more else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(hand)

    def _begin_drag(self, start: QPoint, key: str, point: QPoint) -> None:
        item = self.shown.item(key)
        if item is None:
            return
        if not item.movable:
            self._pressed = None
            self.refused.emit(key)
            return
        self.drag = Drag(item, start - self.rect_of(key).topLeft(), Spot(item.day, item.minute))
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.setFocus()
        self._drag_to(point)

    def _drag_to(self, point: QPoint) -> None:
        assert self.drag is not None
        spot = self.drop_spot(point, self.drag)
        if spot.day is not None and spot != self.drag.spot:
            before = self.landing(self.drag)
            self.drag = Drag(self.drag.item, self.drag.grip, spot)
            self._update(before, self.landing(self.drag))
        room = self.viewport().rect()
        at_edge = point.y() < room.top() + EDGE or point.y() > room.bottom() - EDGE
        if at_edge and self.verticalScrollBar().maximum():
            self._edge.start()
        else:
            self._edge.stop()

    def carry(self, item: CalendarItem, spot: QPoint) -> None:
        """An item of another widget is dragged over this one; `spot` is on the screen."""
        if self.drag is None:
            self.drag = Drag(item, QPoint(0, 0), Spot())
        self._drag_to(self.viewport().mapFromGlobal(spot))

    def put_down(self, spot: QPoint) -> None:
        """It is let go: outside of the view it stays where it was."""
        drag, inside = self.drag, self.viewport().rect().contains(self.viewport().mapFromGlobal(spot))
        self.cancel_drag()
        if drag is not None and inside:
            self._drop(drag)

    def drop_spot(self, point: QPoint, drag: Drag) -> Spot:
        """Where an item let go at this point would land."""
        return self.spot_at(point)

    def _scroll_at_edge(self) -> None:
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (EDGE_STEP if point.y() > self.viewport().height() // 2 else -EDGE_STEP))
        if self.drag is not None:
            self._drag_to(point)

    def cancel_drag(self) -> None:
        """Everything stays where it was."""
        self.drag = self._pressed = None
        self._edge.stop()
        self.viewport().unsetCursor()
        self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, pressed = self.drag, self._pressed
        self.cancel_drag()
        if drag is not None:
            self._drop(drag)
        elif pressed is not None and pressed[1].more and self.spot_at(event.position().toPoint()).more:
            self.list_asked.emit(pressed[1].day)

    def _drop(self, drag: Drag) -> None:
        item, spot = drag.item, drag.spot
        minute = KEEP_TIME if spot.minute == item.minute else spot.minute
        if spot.day is not None and (spot.day != item.day or minute != KEEP_TIME):
            self.moved.emit(item.key, spot.day, minute)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot.key:
            self.opened.emit(spot.key)
        elif spot.day is not None and not spot.more:
            self.plan_asked.emit(spot.day, max(spot.minute, NO_TIME))

    # Qt -------------------------------------------------------------------------------------------------------------

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            item = self.shown.item(spot.key) if spot.key else None
            QToolTip.showText(event.globalPos(), item.tooltip if item else self.day_tooltip(spot), self)
            return True
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fresh = True
            self.lay_out()
        return super().viewportEvent(event)

    def day_tooltip(self, spot: Spot) -> str:
        """What is said of a day."""
        if spot.day is None:
            return ""
        total, mark = self.shown.total(spot.day), self.shown.mark(spot.day)
        said = ngettext("{n} entry", "{n} entries", total).format(n=total)
        off = _("day off") if mark.off else ""
        return " · ".join(filter(None, (format_full_day(spot.day), mark.lunar, mark.name, off, said)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        begun, region, left = perf_counter(), event.region(), []
        on_screen = self._on_screen(painter)
        if self.first == date.min:
            painter.fillRect(event.rect(), QColor(theme.tokens().surface))
            return
        for rect, draw in self.pieces():
            if not region.intersects(rect):
                continue
            if on_screen and perf_counter() - begun > BUDGET:
                left.append(rect)
                continue
            painter.setClipRect(rect)
            draw(painter, rect & event.rect())
        painter.setClipping(False)
        if self.drag is not None:
            self._paint_ghost(painter, self.drag)
        for rect in left:
            if self._fresh:  # what stood there was another widget's
                painter.fillRect(rect, QColor(theme.tokens().surface))
            self.viewport().update(rect)
        self._fresh = self._fresh and not on_screen

    def _on_screen(self, painter: QPainter) -> bool:
        """Whether what is not painted now can follow; a picture of the window is made at once."""
        store = self.window().backingStore()
        target = painter.paintEngine().paintDevice()
        return bool(store) and shiboken6.getCppPointer(target) == shiboken6.getCppPointer(store.paintDevice())

    def _paint_ghost(self, painter: QPainter, drag: Drag) -> None:
        rect = self.landing(drag)
        if not rect.isEmpty():
            painter.setOpacity(0.92)
            minute = drag.item.minute if drag.spot.minute == KEEP_TIME else drag.spot.minute
            draw_item(painter, rect, moved_item(drag.item, drag.spot.day or drag.item.day, minute), ghost=True)
            painter.setOpacity(1)


def moved_item(item: CalendarItem, day: date, minute: int) -> CalendarItem:
    """The item as it would be, told by its day and time."""
    said = " ".join(filter(None, (format_full_day(day), time_text(minute) if minute >= 0 else "")))
    return replace(item, day=day, minute=minute, subtitle=said, late_text="")
