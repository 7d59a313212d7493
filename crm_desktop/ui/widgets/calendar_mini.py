"""The small month beside the views: a dot where a day holds something, larger where it holds much."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_full_day, format_month, ngettext, weekday_name
from crm_desktop.ui.theme import icons, theme
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.calendar_items import MONTH_DAYS, UNMARKED, WEEK, DayMark, month_grid, month_later
from crm_desktop.ui.widgets.calendar_paint import draw_line, load_tone, width_of
from crm_desktop.ui.widgets.calendar_view import ARROWS

HEAD = 30
NAMES = 20
ROW = 27
LEAST_ROW = 22


class MiniMonth(QWidget):
    """`picked` tells a day, `turned` the first day of another month that is to be shown."""

    picked = Signal(object)
    turned = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Small month"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(HEAD + NAMES + 6 * LEAST_ROW + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.month = self.day = self.today = date.min
        self.marks: Mapping[date, DayMark] = {}
        self._range = (date.min, date.min)
        # In a turn of its own, after the view beside it: both at once would take longer than a frame.
        self._paint_soon = QTimer(self, singleShot=True, interval=0)
        self._paint_soon.timeout.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, HEAD + NAMES + 6 * ROW)

    @property
    def _tall(self) -> int:
        return max(min((self.height() - HEAD - NAMES) // 6, ROW), LEAST_ROW)

    def show_month(self, month: date, marks: Mapping[date, DayMark]) -> None:
        """Show this month with what its days hold."""
        if (month.replace(day=1), marks) != (self.month, self.marks):
            self.month, self.marks = month.replace(day=1), marks
            self._paint_soon.start()

    def select(self, day: date, today: date, first: date, last: date) -> None:
        """Mark the day, and the days the view beside it shows."""
        before, self.day = self.day, day
        self.setAccessibleDescription(format_full_day(day))
        if (today, (first, last)) != (self.today, self._range):
            self.today, self._range = today, (first, last)
            self._paint_soon.start()
        elif before != day:
            for one in (before, day):
                self.update(self._cell((one - month_grid(self.month)).days) if self.month != date.min else self.rect())

    def _cell(self, number: int) -> QRect:
        wide, (week, place) = self.width(), divmod(number, WEEK)
        left, right = wide * place // WEEK, wide * (place + 1) // WEEK
        return QRect(left, HEAD + NAMES + week * self._tall, right - left, self._tall)

    def _arrows(self) -> tuple[QRect, QRect]:
        return QRect(self.width() - 56, 3, 24, 24), QRect(self.width() - 28, 3, 24, 24)

    def day_at(self, point: QPoint) -> date | None:
        """The day under this point."""
        week = (point.y() - HEAD - NAMES) // self._tall
        if self.month == date.min or not 0 <= week < MONTH_DAYS // WEEK or not self.rect().contains(point):
            return None
        return month_grid(self.month) + timedelta(days=week * WEEK + point.x() * WEEK // self.width())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        for arrow, months in zip(self._arrows(), (-1, 1), strict=True):
            if arrow.contains(point) and self.month != date.min:
                self.turned.emit(month_later(self.month, months))
                return
        day = self.day_at(point)
        if day is not None:
            self.picked.emit(day)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS and self.day != date.min and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            right, down = ARROWS[key]
            self.picked.emit(self.day + timedelta(days=right + WEEK * down))
            return
        super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), self._said(day) if day else "", self)
            return True
        return super().event(event)

    def _said(self, day: date) -> str:
        mark = self.marks.get(day, UNMARKED)
        total = ngettext("{n} entry", "{n} entries", mark.total).format(n=mark.total)
        return " · ".join(filter(None, (format_full_day(day), mark.lunar, mark.name, total)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.month == date.min:
            return
        colours, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_line(painter, 4, HEAD / 2, self.width() - 64, format_month(self.month), colours.text,
                  pixels=SCALE.card_title, bold=True)  # fmt: skip
        for arrow, name in zip(self._arrows(), ("chevron-left", "chevron-right"), strict=True):
            icons.paint(painter, arrow.adjusted(2, 2, -2, -2), name, colours.muted)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), SCALE.radius, SCALE.radius)
        first = month_grid(self.month)
        for number in range(MONTH_DAYS):
            cell, day = self._cell(number), first + timedelta(days=number)
            if number < WEEK:
                said = weekday_name(day, short=True)
                said = said[-1] if len(said) == 2 else said[:2]
                left = cell.center().x() - width_of(said, SCALE.tiny) / 2
                draw_line(painter, left, HEAD + NAMES / 2, cell.width(), said, colours.faint)
            if cell.intersects(event.rect()):
                self._paint_day(painter, cell, day)

    def _paint_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        colours, mark = theme.tokens(), self.marks.get(day, UNMARKED)
        if self._range[0] <= day <= self._range[1]:
            painter.fillRect(cell.adjusted(0, 1, 0, -1), QColor(colours.hover))
        centre = QPoint(cell.center().x(), cell.center().y() - 2)
        if day == self.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_fill))
            painter.drawEllipse(centre, 10, 10)
        elif day == self.day:
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, 10, 10)
        text, own = str(day.day), day.month == self.month.month
        ink = colours.on_accent if day == self.today else colours.bad if own and mark.off else colours.text
        ink = ink if own or day == self.today else colours.faint
        draw_line(painter, centre.x() - width_of(text, SCALE.tiny) / 2 + 0.5, centre.y() + 1, 40, text, ink)
        if mark.load:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.ink(load_tone(mark.load))))
            size = 1.5 + min(mark.load, 1.0) * 1.5
            painter.drawEllipse(QPointF(centre.x() + 0.5, cell.bottom() - 1.5), size, size)
