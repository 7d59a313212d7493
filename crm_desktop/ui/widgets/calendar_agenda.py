"""The agenda: overdue on top, then day after day without end; a day's entries are fetched when it comes into sight."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_day, ngettext, weekday_name
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.calendar_items import KEEP_TIME, CalendarItem, DayItems, Shown
from crm_desktop.ui.widgets.calendar_paint import RADIUS, draw_item, draw_line, hatch, load_bar, load_tone, width_of
from crm_desktop.ui.widgets.calendar_view import CalendarView, Drag, Piece, Spot

OVERDUE = date.min
HEAD = 36
ROW = 46
GAP = 4
NEAR_END = 600
LOOKED_AHEAD = 400
MOST_AHEAD = 3660
"""Days: so far a quiet calendar is searched for the next entry, and no further than plans can be made."""


@dataclass(frozen=True, slots=True)
class Section:
    """A day, or what is overdue: a head and its rows."""

    day: date
    top: int
    rows: int

    @property
    def bottom(self) -> int:
        """Where the next one begins."""
        return self.top + HEAD + self.rows * ROW + GAP


class AgendaView(CalendarView):
    """`needed` asks for days in sight that are not read yet, `end_reached` for more days, `overdue_needed` for more."""

    needed = Signal(object)
    end_reached = Signal()
    overdue_needed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.overdue: list[CalendarItem] = []
        self.overdue_total = 0
        self.last = date.min
        self._sections: list[Section] = []
        self._tops: list[int] = []
        self._asked: set[date] = set()
        self._asked_overdue = -1
        self._quiet_end = date.min
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self.verticalScrollBar().setSingleStep(ROW // 2)
        self.verticalScrollBar().valueChanged.connect(self._look)

    def show_days(self, first: date, last: date, shown: Shown, today: date, now: int) -> None:
        """Show these days; `shown.marks` says how many each has, `shown.days` what is read of them already."""
        if first != self.first:
            self.verticalScrollBar().setValue(0)
        self.last = last
        self._asked = set()
        self.show_range(first, shown, today, now)

    def add_days(self, last: date, more: Shown) -> None:
        """The days after those shown."""
        quiet = not any(mark.total for mark in more.marks.values()) and not more.places
        self._quiet_end = last if quiet and (last - self.first).days >= LOOKED_AHEAD else date.min
        self.last = last
        self._take(Shown({**self.shown.days, **more.days}, {**self.shown.marks, **more.marks},
                         {**self.shown.places, **more.places}))  # fmt: skip

    def add_items(self, more: Shown, asked: tuple[date, ...]) -> None:
        """What the days asked for hold; what was counted and is not there is counted no more."""
        days = dict(self.shown.days) | {day: more.days.get(day, DayItems()) for day in asked}
        marks = dict(self.shown.marks)
        for day in asked:
            marks[day] = replace(self.shown.mark(day), total=len(days[day].items))
        self._take(Shown(days, marks, {**self.shown.places, **more.places}))

    def show_overdue(self, items: list[CalendarItem], total: int) -> None:
        """What is late; `total` may be more than the items."""
        self.overdue, self.overdue_total = items, max(total, len(items))
        self._asked_overdue = -1
        self.lay_out()
        self.viewport().update()

    def add_overdue(self, more: Sequence[CalendarItem]) -> None:
        """The next of what is late."""
        self.show_overdue([*self.overdue, *more], self.overdue_total)

    def _take(self, shown: Shown) -> None:
        at, bar = self._section_at(self.verticalScrollBar().value()), self.verticalScrollBar()
        into = bar.value() - at.top if at else 0
        self.shown = shown
        self.lay_out()
        again = next((one for one in self._sections if at and one.day == at.day), None)
        if at and again and again.top != at.top:
            bar.setValue(again.top + into)
        self._soon.start()
        self.viewport().update()

    @override
    def lay_out(self) -> None:
        if self.first == date.min:
            return
        sections, top = [], GAP
        if self.overdue_total:
            sections.append(Section(OVERDUE, top, self.overdue_total))
            top = sections[-1].bottom
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            if (rows := self.shown.total(day)) or day in (self.today, self.day):
                sections.append(Section(day, top, rows))
                top = sections[-1].bottom
        self._sections, self._tops = sections, [one.top for one in sections]
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(max(room, 1))
        bar.setRange(0, max(top - room, 0))
        self._soon.start()

    def _section_at(self, y: int) -> Section | None:
        number = bisect_right(self._tops, y) - 1
        return self._sections[number] if 0 <= number < len(self._sections) else None

    def _seen(self, top: int, bottom: int) -> Iterator[Section]:
        for section in self._sections[max(bisect_right(self._tops, top) - 1, 0) :]:
            if section.top > bottom:
                return
            yield section

    def _items(self, section: Section) -> Sequence[CalendarItem]:
        if section.day == OVERDUE:
            return self.overdue
        known = self.shown.day(section.day)
        return (*(one.item for one in known.placed), *known.whole)

    def _look(self) -> None:
        self._soon.start()

    def _ask(self) -> None:
        """For what is in sight and not read."""
        if not self.isVisible() or self.first == date.min:
            return
        top, room = self.verticalScrollBar().value(), self.viewport().height()
        days = []
        for section in self._seen(top, top + room):
            known = len(self._items(section))
            if section.day == OVERDUE:
                seen = min((top + room - section.top) // ROW + 1, section.rows)
                if known < seen and self._asked_overdue < known:
                    self._asked_overdue = known
                    self.overdue_needed.emit(known)
            elif known < section.rows and section.day not in self._asked:
                self._asked.add(section.day)
                days.append(section.day)
        if days:
            self.needed.emit(tuple(days))
        far = (self.last - self.first).days >= MOST_AHEAD or self.last == self._quiet_end
        if top > self.verticalScrollBar().maximum() - NEAR_END and not far:
            self.end_reached.emit()

    # Geometry -------------------------------------------------------------------------------------------------------

    def _row(self, section: Section, number: int) -> QRect:
        top = section.top - self.verticalScrollBar().value() + HEAD + number * ROW
        return QRect(SCALE.m, top, self.viewport().width() - 2 * SCALE.m, ROW - GAP)

    @override
    def spot_at(self, point: QPoint) -> Spot:
        y = point.y() + self.verticalScrollBar().value()
        section = self._section_at(y)
        if section is None:
            return Spot()
        number, items = (y - section.top - HEAD) // ROW, self._items(section)
        item = items[number] if 0 <= number < len(items) else None
        day = item.day if item else self.today if section.day == OVERDUE else section.day
        return Spot(day, KEEP_TIME, item.key if item else "")

    @override
    def drop_spot(self, point: QPoint, drag: Drag) -> Spot:
        section = self._section_at(point.y() + self.verticalScrollBar().value())
        day = None if section is None else self.today if section.day == OVERDUE else section.day
        return Spot(day, KEEP_TIME)

    @override
    def rect_of(self, key: str) -> QRect:
        for section in self._sections:
            for number, item in enumerate(self._items(section)):
                if item.key == key:
                    return self._row(section, number)
        return QRect()

    @override
    def landing(self, drag: Drag) -> QRect:
        section = next((one for one in self._sections if one.day == drag.spot.day), None)
        return self._row(section, 0) if section else QRect()

    @override
    def reveal(self) -> None:
        bar = self.verticalScrollBar()
        rect = self.rect_of(self.key) if self.key else QRect()
        if not rect.isValid():
            section = next((one for one in self._sections if one.day == self.day), None)
            rect = self._row(section, 0) if section and section.day != self.first else QRect()
        if not rect.isValid():
            return
        if rect.top() < HEAD:
            bar.setValue(bar.value() + rect.top() - HEAD - GAP)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + GAP)

    @override
    def current(self) -> CalendarItem | None:
        return super().current() or next((item for item in self.overdue if item.key == self.key), None)

    def select_overdue(self) -> None:
        """Go to the top, where the overdue stand."""
        self.verticalScrollBar().setValue(0)
        if self.overdue:
            self._pick(self.overdue[0].day, self.overdue[0].key)

    @override
    def step(self, right: int, down: int) -> tuple[date, str]:
        here = self._selected_section()
        if here is None:
            return self.day, ""
        items = self._items(self._sections[here])
        at = next((n for n, item in enumerate(items) if item.key == self.key), -1)
        if down and 0 <= at + down < len(items):
            return items[at + down].day, items[at + down].key
        there = max(0, min(here + (right or down), len(self._sections) - 1))
        if there == here:
            return self.day, self.key
        section = self._sections[there]
        near = self._items(section)
        if not near:
            return (self.today if section.day == OVERDUE else section.day), ""
        chosen = near[-1] if down < 0 else near[0]
        return chosen.day, chosen.key

    def _selected_section(self) -> int | None:
        late = any(item.key == self.key for item in self.overdue)
        wanted = OVERDUE if late and self.key else self.day
        found = next((n for n, one in enumerate(self._sections) if one.day == wanted), None)
        return found if found is not None or not self._sections else 0

    # Painting -------------------------------------------------------------------------------------------------------

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self.drag is None:
            self.viewport().scroll(0, dy)
        else:
            self.viewport().update()

    @override
    def pieces(self) -> Iterator[Piece]:
        room, offset = self.viewport().rect(), self.verticalScrollBar().value()
        top = 0
        for section in self._seen(offset, offset + room.height()):
            head = section.top - offset
            if head > top:
                yield QRect(0, top, room.width(), head - top), self._paint_ground
            yield QRect(0, head, room.width(), HEAD), partial(self._paint_head, section)
            first = max(-(head + HEAD) // ROW, 0)
            last = min((room.height() - head - HEAD) // ROW + 1, section.rows)
            for number in range(first, last):
                yield QRect(0, head + HEAD + number * ROW, room.width(), ROW), partial(self._paint_row, section, number)
            top = section.bottom - GAP - offset
        if top < room.height():
            yield QRect(0, top, room.width(), room.height() - top), self._paint_ground

    def _paint_ground(self, painter: QPainter, exposed: QRect) -> None:
        painter.fillRect(exposed, QColor(theme.tokens().surface))

    def _paint_row(self, section: Section, number: int, painter: QPainter, exposed: QRect) -> None:
        self._paint_ground(painter, exposed)
        rect, items = self._row(section, number), self._items(section)
        if number < len(items):
            draw_item(painter, rect, items[number], selected=items[number].key == self.key, calm=True)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tokens().hover))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)

    def _paint_head(self, section: Section, painter: QPainter, exposed: QRect) -> None:
        self._paint_ground(painter, exposed)
        top = section.top - self.verticalScrollBar().value()
        colours, middle = theme.tokens(), top + HEAD // 2
        if section.day == OVERDUE:
            said = ngettext("Overdue: {n}", "Overdue: {n}", section.rows).format(n=f"{section.rows:,}")
            draw_line(painter, SCALE.m, middle, 400, said, colours.bad, pixels=SCALE.card_title, bold=True)
            return
        day, mark = section.day, self.shown.mark(section.day)
        wide = self.viewport().width()
        if mark.off:
            hatch(painter, QRect(0, top + 4, wide, HEAD - 8))
        near = format_day(day, self.today) if abs((day - self.today).days) <= 1 else ""
        date_said = format_date(day, year=day.year != self.today.year)
        said = " · ".join(filter(None, (date_said, weekday_name(day), near)))
        ink = colours.accent_text if day == self.today else colours.text
        took = draw_line(painter, SCALE.m, middle, wide // 2, said, ink, pixels=SCALE.card_title, bold=True)
        rest = " · ".join(filter(None, (mark.lunar, mark.name, _("day off") if mark.off else "")))
        draw_line(painter, SCALE.m + took + SCALE.s, middle, wide // 3, rest, colours.muted)
        if not section.rows:
            said = _("nothing planned")
        else:
            said = ngettext("{n} entry", "{n} entries", section.rows).format(n=f"{section.rows:,}")
        room = width_of(said, SCALE.tiny)
        draw_line(painter, wide - SCALE.m - room, middle, room + SCALE.m, said, colours.muted)
        if mark.load:
            bar = QRect(wide - SCALE.m - room - 70, middle - 1, 60, 3)
            load_bar(painter, bar, mark.load, load_tone(mark.load) if mark.load < 1 else Tone.BAD)
