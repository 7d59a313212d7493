"""The follow-up calendar: day, week, month and agenda; move by dragging or by keys, plan, log, and see why."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.records import Entry, EntryFilter
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.calendar import place, reading
from crm_desktop.ui.pages.calendar.filter_bar import FilterBar
from crm_desktop.ui.pages.calendar.head import CalendarHead, view_name
from crm_desktop.ui.pages.calendar.items import item_of
from crm_desktop.ui.pages.calendar.moving import move
from crm_desktop.ui.pages.calendar.plan_dialog import PlanDialog
from crm_desktop.ui.pages.calendar.reading import AGENDA, DAY, MONTH, WEEKLY, Asked, Board, MoreDays, MoreOverdue
from crm_desktop.ui.pages.calendar.side import Side
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.calendar_agenda import AgendaView
from crm_desktop.ui.widgets.calendar_hours import HoursView
from crm_desktop.ui.widgets.calendar_items import MONTH_DAYS, NO_TIME, WEEK, month_later
from crm_desktop.ui.widgets.calendar_month import MonthView
from crm_desktop.ui.widgets.calendar_view import CalendarView
from crm_desktop.ui.widgets.card import Card
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.text_input import LineInput, TextInput, composing

MINUTE = 60_000
NARROW = 900
KEYS = {Qt.Key.Key_D: DAY, Qt.Key.Key_W: WEEKLY, Qt.Key.Key_M: MONTH, Qt.Key.Key_A: AGENDA}


class CalendarPage(Page):
    """One view at a time; the overdue stay beside it and in the bar above."""

    refresh_on = frozenset(
        {"follow_up", "touch", "customer", "contact", "vehicle", "opportunity", "commitment", "setting", "local_value"}
    )

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._today = clock.today()
        self.view, self.day = place.remembered(services.preferences, self._today)
        self._month = self.day
        self._entries: dict[str, Entry] = {}
        self._shop: ShopRules | None = None
        self._wanted = ""
        self.head = CalendarHead(self)
        self.bar = FilterBar(self)
        self.side = Side(self)
        self.views: dict[str, CalendarView] = {
            DAY: HoursView(view_name(DAY), 1, self), WEEKLY: HoursView(view_name(WEEKLY), WEEK, self),
            MONTH: MonthView(view_name(MONTH), self), AGENDA: AgendaView(view_name(AGENDA), self),
        }  # fmt: skip
        self.empty = EmptyState(
            "calendar-clock-outline", _("The calendar fills itself from your customers."), self,
            hint=_("Every customer gets a next date. Import your contacts, or add the first one with Ctrl+N."),
        )  # fmt: skip
        self.empty.add_button(_("Import my contacts"), self._import, "import")
        self._build()
        self._connect()
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(self._look_at_clock)
        self._minute.start()

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        whole.addWidget(self.head)
        whole.addWidget(self.bar)
        self.stack = QStackedWidget(self)
        for view in self.views.values():
            self.stack.addWidget(view)
        card = Card("", self)
        card.layout().setContentsMargins(SCALE.xs, SCALE.xs, SCALE.xs, SCALE.xs)  # type: ignore[union-attr]
        card.body.addWidget(self.stack)
        self._body = QWidget(self)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(SCALE.m)
        body.addWidget(card, 1)
        body.addWidget(self.side)
        whole.addWidget(self._body, 1)
        whole.addWidget(self.empty, 1)
        self.empty.hide()
        self._mark_view()

    def _connect(self) -> None:
        for view in self.views.values():
            view.picked.connect(self._picked)
            view.entered.connect(self.log)
            view.opened.connect(self.open_archive)
            view.moved.connect(self.move_entry)
            view.refused.connect(self._refuse)
            view.plan_asked.connect(self.plan)
            view.list_asked.connect(self.show_list)
        agenda = self.agenda
        agenda.needed.connect(self._read_days)
        agenda.end_reached.connect(self._read_on)
        agenda.overdue_needed.connect(self._read_overdue)
        self.head.view_asked.connect(self.show_view)
        self.head.turned.connect(self.turn)
        self.head.today_asked.connect(self.show_today)
        self.head.plan_asked.connect(self._plan_here)
        self.bar.changed.connect(self.refresh)
        self.bar.overdue_asked.connect(self.show_overdue)
        self.side.mini.picked.connect(self.show_day)
        self.side.mini.turned.connect(self._turn_month)
        self.side.overdue.picked.connect(self._explain)
        self.side.overdue.opened.connect(self.log)
        self.side.overdue.dragged.connect(self._carry)
        self.side.overdue.dropped.connect(self._put_down)
        self.side.overdue.list.installEventFilter(self)

    @property
    def agenda(self) -> AgendaView:
        """The agenda."""
        view = self.views[AGENDA]
        assert isinstance(view, AgendaView)
        return view

    @property
    def shown_view(self) -> CalendarView:
        """The view on show."""
        return self.views[self.view]

    # Reading --------------------------------------------------------------------------------------------------------

    def _asked(self) -> Asked:
        return Asked(self.view, self.day, self._month, self._today, self.bar.filters())

    @override
    def refresh(self) -> None:
        self._today = clock.today()
        self.load(shop_rules, then=self._show_shop, key="shop")
        self.load(team, then=self.bar.owners.show_team, key="team")
        self.load(reading.board, self._asked(), then=self.show_board, key="board")

    def _show_shop(self, shop: ShopRules) -> None:
        self._shop = shop
        self.bar.show_shop(shop)

    def show_board(self, board: Board) -> None:
        """Show what was read; the newest ask wins."""
        asked = board.asked
        self._entries = dict(board.entries)
        view, now = self.views[asked.view], _minute_now()
        if isinstance(view, AgendaView):
            view.show_overdue(list(board.overdue_items), board.overdue_total)
            view.show_days(asked.first, asked.last, board.shown, self._today, now)
        else:
            view.show_range(asked.first, board.shown, self._today, now)
        key = self._wanted if self._wanted in self._entries else view.key
        self._wanted = ""
        view.select(self.day, key)
        self.side.mini.show_month(asked.month, board.month)
        last = asked.first + timedelta(days=min(asked.days, MONTH_DAYS) - 1)
        self.side.mini.select(self.day, self._today, asked.first, last)
        self.side.overdue.show_rows(board.overdue_rows, board.overdue_total)
        self.bar.show_overdue(board.overdue_total)
        self.side.why.show_entry(self._entries.get(view.key), self._today)
        self.head.show_board(board)
        if asked.filters == EntryFilter():
            self.signals.badge.emit("calendar", board.overdue_total)
        days = (*board.month.values(), *board.shown.marks.values())
        nobody = not self._entries and not any(one.total for one in days)
        self._show_empty(nobody and asked.filters == EntryFilter())

    def _show_empty(self, empty: bool) -> None:
        if empty != self.empty.isVisibleTo(self):
            self.empty.setVisible(empty)
            self._body.setVisible(not empty)
            self.bar.setVisible(not empty)

    def _read_days(self, days: tuple[date, ...]) -> None:
        self.load(
            reading.items_of_days, days, self._today, self.bar.filters(), then=self._take_days, key=f"days {days[0]}"
        )

    def _take_days(self, more: MoreDays) -> None:
        self._entries.update(more.entries)
        self.agenda.add_items(more.shown, more.asked)

    def _read_on(self) -> None:
        self.load(reading.days_after, self._asked(), self.agenda.last, then=self._take_more, key="more days")

    def _take_more(self, more: MoreDays) -> None:
        if more.asked[0] > self.agenda.last:
            self._entries.update(more.entries)
            self.agenda.add_days(more.asked[0], more.shown)

    def _read_overdue(self, offset: int) -> None:
        self.load(reading.more_overdue, self._today, self.bar.filters(), offset, then=self._take_overdue, key="overdue")

    def _take_overdue(self, more: MoreOverdue) -> None:
        self._entries.update(more.entries)
        self.agenda.add_overdue(more.items)

    def _look_at_clock(self) -> None:
        if clock.today() != self._today:
            self.day = clock.today() if self.day == self._today else self.day
            self.mark_stale()
        elif self.isVisible():
            self.shown_view.show_now(self._today, _minute_now())

    # Walking --------------------------------------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Day, week, month or agenda, around the marked day."""
        key = self.shown_view.key
        self.view = name
        self._wanted = key
        self._mark_view()
        self.refresh()
        self.shown_view.setFocus()

    def _mark_view(self) -> None:
        self.stack.setCurrentWidget(self.shown_view)
        self.head.mark(self.view)

    def show_day(self, day: date, key: str = "") -> None:
        """Mark a day, and one of its entries once it is read."""
        self.day, self._month, self._wanted = day, day, key
        self.refresh()

    def show_today(self) -> None:
        """Back to today."""
        self.show_day(clock.today())

    def show_list(self, day: date) -> None:
        """All entries of one day."""
        self.day = day
        self.show_view(AGENDA)

    def show_overdue(self) -> None:
        """What is late, on top of the agenda."""
        self.day = self._today
        self.show_view(AGENDA)
        self.agenda.select_overdue()

    def turn(self, on: int) -> None:
        """A day, a week or a month on, or back."""
        day = month_later(self.day, on) if self.view == MONTH else self.day + timedelta(
            days=on * (1 if self.view == DAY else WEEK))  # fmt: skip
        self.show_day(day)

    def _turn_month(self, month: date) -> None:
        self._month = month
        self.refresh()

    def _picked(self, day: date, key: str) -> None:
        asked = self._asked()
        self.day = day
        if self.view != AGENDA and not asked.first <= day <= asked.last:
            self.show_day(day, key)
            return
        first = self.shown_view.first
        self.side.mini.select(day, self._today, first, first + timedelta(days=min(asked.days, MONTH_DAYS) - 1))
        self.side.why.show_entry(self._entries.get(key), self._today)

    def _explain(self, key: str) -> None:
        self.side.why.show_entry(self._entries.get(key), self._today)

    @override
    def flush(self) -> None:
        place.remember(self.services.preferences, self.view, self.day, self._today)

    @override
    def open_record(self, record_id: str) -> None:
        """A day ("2026-11-28"), or an entry ("contact/rule/occurrence")."""
        try:
            self.show_day(date.fromisoformat(record_id))
        except ValueError:
            self.load(reading.day_of_entry, record_id, clock.today(), then=self._go_to, key="entry")

    def _go_to(self, found: tuple[date, str] | None) -> None:
        if found is None:
            self.notices.info(_("Nothing is due with this person."))
        else:
            self.show_day(*found)

    # Doing ----------------------------------------------------------------------------------------------------------

    def _person(self, key: str) -> str:
        entry = self._entries.get(key)
        return entry.contact_id if entry else ""

    def log(self, key: str) -> None:
        """Log the result of an entry."""
        if entry := self._entries.get(key):
            self.signals.run_action.emit("log_touch", f"{entry.contact_id} {entry.key}")

    def open_archive(self, key: str) -> None:
        """The person behind an entry."""
        if person := self._person(key):
            self.signals.open_record.emit("person", person)

    def move_entry(self, key: str, day: date, minute: int) -> None:
        """Put an entry on another day or time."""
        if entry := self._entries.get(key):
            mark = self.shown_view.shown.mark(day)
            if move(self, entry, day, minute, mark):
                self.day, self._wanted = day, key

    def _carry(self, key: str, spot: QPoint) -> None:
        if entry := self._entries.get(key):
            self.shown_view.carry(item_of(entry), spot)

    def _put_down(self, _key: str, spot: QPoint) -> None:
        self.shown_view.put_down(spot)

    def _refuse(self, key: str) -> None:
        entry = self._entries.get(key)
        if entry is not None:
            self.notices.info(_("“{title}” keeps its day: it comes from a date in the archive.").format(
                title=entry.title))  # fmt: skip

    def plan(self, day: date, minute: int = NO_TIME) -> None:
        """Plan a contact on a day."""
        if self._shop is not None:
            PlanDialog(self, self._shop, max(day, clock.today()), minute).open()

    def _plan_here(self) -> None:
        self.plan(self.day)

    def _import(self) -> None:
        self.signals.run_action.emit("import", "")

    @override
    def subject(self) -> str:
        return self._person(self.shown_view.key)

    @override
    def print_page(self) -> bool:
        self.signals.run_action.emit("print_day_plan", self.day.isoformat())
        return True

    @override
    def focus_first(self) -> None:
        self.shown_view.setFocus()

    # Qt -------------------------------------------------------------------------------------------------------------

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._acts(event):
            return True
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._acts(event):
            super().keyPressEvent(event)

    def _acts(self, event: QKeyEvent) -> bool:
        """Single keys; none of them acts while somebody types."""
        focus, key = QApplication.focusWidget(), Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held or composing() or isinstance(focus, LineInput | TextInput):
            return False
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_T: self.show_today, Qt.Key.Key_N: self._plan_here,
            Qt.Key.Key_PageUp: partial(self.turn, -1), Qt.Key.Key_PageDown: partial(self.turn, 1),
            **{letter: partial(self.show_view, name) for letter, name in KEYS.items()},
        }  # fmt: skip
        if key not in acts:
            return False
        acts[key]()
        return True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= NARROW)


def _minute_now() -> int:
    now = clock.now()
    return now.hour * 60 + now.minute

