"""Day-end close: what has no result yet, what changed today, what tomorrow brings; then the day is closed."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, ngettext, weekday_name
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.day_close import commands, queries
from crm_desktop.features.day_close.records import DaySummary
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.text_fields import TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.day_close.lines import change_row, due_row, unlogged_row
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_watch import by_itself
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.figures import FigureCard
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

WIDTH, HEIGHT = 880, 660
UNLOGGED, CHANGES, DUE, TOMORROW = "unlogged", "changes", "due", "tomorrow"
LIMIT = 300


class Reading(Page):
    """The sheet's reads and writes; what is logged meanwhile shows at once."""

    refresh_on = frozenset({"touch", "follow_up", "customer", "contact", "commitment", "scale_change", "day_close"})

    def __init__(self, services: Services, parent: QWidget, show: Callable[[DaySummary], None], day: date) -> None:
        super().__init__(services, parent)
        self._show, self._day = show, day

    @override
    def refresh(self) -> None:
        self.load(queries.day_summary, self._day, limit=LIMIT, then=self._show, key="day")


class DayCloseDialog(Sheet):
    """The argument is the day, "2026-11-25"; none means today."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        self.day = _day_of(argument)
        title = _("Day-end close · {date} {weekday}").format(
            date=format_date(self.day, year=False), weekday=weekday_name(self.day)
        )
        super().__init__(title, parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.services = services
        self.summary: DaySummary | None = None
        self.reached = FigureCard("phone-check-outline", _("Contacts"), Tone.ACCENT, self)
        self.new = FigureCard("account-plus-outline", _("New customers"), Tone.OK, self)
        self.orders = FigureCard("file-sign", _("Orders"), Tone.OK, self)
        self.losses = FigureCard("account-cancel-outline", _("Lost"), Tone.BAD, self)
        self.what = ChoiceChips(_("What to see"), self)
        self.list = ListView(_("What to see"), self, row_height=54)
        self.list.installEventFilter(self)
        self.nothing = EmptyState("check-circle-outline", "", self)
        self.hint = Label("", "muted", self)
        self.note = TextField("note", _("Note for tomorrow"), self, inline=False, lines=1)
        self.closed = Label("", "muted", self)
        self._build()
        self._connect()
        self.page = Reading(services, self, self.show_summary, self.day)
        self.page.setMaximumHeight(0)
        self.body.addWidget(self.page)

    def _build(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(SCALE.m)
        for card in (self.reached, self.new, self.orders, self.losses):
            figures.addWidget(card)
        self.body.addLayout(figures)
        self.body.addWidget(self.what)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.nothing, 1)
        for part in (self.hint, self.note, self.closed):
            self.body.addWidget(part)
        self.closed.hide()
        self.report_button = self.add_button(_("Daily report"))
        self.add_close()
        self.close_button = self.add_button(_("Close the day"), primary=True)

    def _connect(self) -> None:
        self.what.chosen.connect(self._show_list)
        self.list.opened.connect(self._open_row)
        self.report_button.clicked.connect(self._print_report)
        self.close_button.clicked.connect(self._close_day)

    # Showing ------------------------------------------------------------------------------------------------------

    def show_summary(self, summary: DaySummary) -> None:
        """Show the evening."""
        first = self.summary is None
        self.summary = summary
        figures = summary.figures
        self.reached.show_figure(
            f"{figures.touches:,}", _("{n} of them real").format(n=f"{figures.effective:,}")
        )
        self.new.show_figure(f"{figures.new_customers:,}", _("Archives opened"))
        delivered = ngettext("{n} delivered", "{n} delivered", figures.delivered).format(n=figures.delivered)
        self.orders.show_figure(f"{figures.ordered:,}", delivered)
        moved = ngettext("{n} level changed", "{n} levels changed", figures.level_changes)
        self.losses.show_figure(f"{figures.lost:,}", moved.format(n=figures.level_changes))
        self.what.offer(
            [
                (UNLOGGED, _("Without a result · {n}").format(n=f"{summary.unlogged_total:,}")),
                (CHANGES, _("What changed · {n}").format(n=f"{summary.changes_total:,}")),
                (DUE, _("Still due · {n}").format(n=f"{summary.still_due_total:,}")),
                (TOMORROW, _("Tomorrow · {n}").format(n=f"{summary.tomorrow_total:,}")),
            ],
            chosen=(UNLOGGED if summary.unlogged_total else CHANGES) if first else "",
        )
        if first:
            self.note.set_value(summary.note, force=True)
            self.list.setFocus()
        self._show_closed(summary)
        self._show_list()

    def _show_closed(self, summary: DaySummary) -> None:
        self.closed.setVisible(summary.closed_at is not None)
        if summary.closed_at is not None:
            self.closed.setText(
                _("Closed at {time}. Close it again when more was logged.").format(time=f"{summary.closed_at:%H:%M}")
            )

    def _show_list(self, _code: str = "") -> None:
        if self.summary is None:
            return
        what = self.what.code() or CHANGES
        rows = self._rows(what, self.summary)
        self.list.show_rows(rows, pick_first=True)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.sentence.setText(
            {
                UNLOGGED: _("Every appointment has its result."),
                CHANGES: _("Nothing was logged today yet."),
                DUE: _("Nobody waits. Good work."),
                TOMORROW: _("Nothing is planned for tomorrow yet."),
            }[what]
        )
        self.hint.setText(
            {
                UNLOGGED: _("Enter logs the result. T moves it to tomorrow, for what did not take place."),
                CHANGES: _("Enter opens the archive."),
                DUE: _("Enter logs the contact. What you leave stays due."),
                TOMORROW: _("Enter opens the archive."),
            }[what]
        )

    @staticmethod
    def _rows(what: str, summary: DaySummary) -> list[Row]:
        if what == UNLOGGED:
            return [unlogged_row(item, summary.day) for item in summary.unlogged]
        if what == CHANGES:
            return [change_row(n, line) for n, line in enumerate(summary.changes)]
        due = summary.still_due if what == DUE else summary.tomorrow
        return [due_row(item) for item in due]

    # Doing --------------------------------------------------------------------------------------------------------

    def _open_row(self, row_id: str) -> None:
        contact_id, _bar, key = row_id.partition("|")
        if self.what.code() in (UNLOGGED, DUE):
            self.services.signals.run_action.emit("log_touch", f"{contact_id} {key}")
            return
        self.services.signals.open_record.emit("person", contact_id)
        self.accept()

    def _move_to_tomorrow(self) -> None:
        item = next(
            (one for one in self.summary.unlogged if f"{one.contact_id}|{one.key}" == self.list.picked_id()), None
        ) if self.summary else None  # fmt: skip
        if item is None or self.summary is None:
            return
        tomorrow = max(self.summary.next_day, clock.today())
        self.page.do(
            _("Put off a follow-up"), calendar.move_follow_up, item.contact_id, item.key, due_on=tomorrow,
            done=_("Moved to {day}.").format(day=format_date(tomorrow, year=False)), failed=self.services.notices.error,
        )  # fmt: skip

    def _print_report(self) -> None:
        self.services.signals.run_action.emit("print_daily_report", self.day.isoformat())

    def _close_day(self) -> None:
        self.close_button.setEnabled(False)
        self.page.do(
            _("Close the day"), commands.close_day, self.day, note=str(self.note.value() or ""),
            done=self._said(), then=lambda _summary: self._end(), failed=self._failed,
        )  # fmt: skip

    def _end(self) -> None:
        """The day goes up to the shop, where there is one; the receipt is said when it has."""
        self.accept()
        run = self.services.sync
        if run is not None and run.possible and by_itself(self.services.preferences):
            self.services.signals.run_action.emit("sync_now", "at_leisure")

    def _said(self) -> str:
        open_ones = self.summary.unlogged_total if self.summary else 0
        if not open_ones:
            return _("The day is closed. Have a good evening.")
        left = ngettext(
            "The day is closed. {n} appointment still has no result; it stays on Today.",
            "The day is closed. {n} appointments still have no result; they stay on Today.", open_ones,
        )  # fmt: skip
        return left.format(n=open_ones)

    def _failed(self, problem: Exception) -> None:
        self.close_button.setEnabled(True)
        self.hint.setText(str(problem))

    def _list_key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_T or event.modifiers() or self.what.code() != UNLOGGED:
            return False
        self._move_to_tomorrow()
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._list_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)


def _day_of(argument: str) -> date:
    try:
        return date.fromisoformat(argument)
    except ValueError:
        return clock.today()
