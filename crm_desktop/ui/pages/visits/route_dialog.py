"""The visits of a day in the order of the route, and the reports that are missing or wait for the manager's mark."""

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, format_day, weekday_name
from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitRecord
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.visits.plan_dialog import EDIT
from crm_desktop.ui.pages.visits.report_dialog import day_or_today
from crm_desktop.ui.people.rows import private_pill, scale_pills
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

WIDTH, HEIGHT = 760, 560
ROUTE, OPEN, REPORTS = "route", "open", "reports"


class Reading(Page):
    """The sheet's reads and writes."""

    refresh_on = frozenset({"visit", "follow_up", "touch", "contact", "customer"})

    def __init__(self, services: Services, sheet: "RouteDialog") -> None:
        super().__init__(services, sheet)
        self._sheet = sheet

    @override
    def refresh(self) -> None:
        self._sheet.ask()


class RouteDialog(Sheet):
    """The argument is the day, "2026-11-25"; none means today."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Visits"), parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.services, self.day = services, day_or_today(argument)
        self.visits: list[VisitRecord] = []
        self.what = ChoiceChips(_("What to see"), self)
        self.what.offer(
            [(ROUTE, _("The day's route")), (OPEN, _("Report missing")), (REPORTS, _("Reports to mark"))], chosen=ROUTE
        )
        self.when = Label("", "strong", self, wrap=False)
        self.before = self._button("chevron-left", _("Day before"))
        self.after = self._button("chevron-right", _("Day after"))
        self.list = ListView(_("Visits"), self)
        self.list.installEventFilter(self)
        self.nothing = EmptyState("map-marker-path", "", self)
        self.nothing.add_button(_("Plan a visit"), self._plan, "plus")
        self.hint = Label("", "muted", self)
        self.page = Reading(services, self)
        self.page.setMaximumHeight(0)
        self._build()
        self._connect()

    def _button(self, icon: str, name: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), "", self)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setProperty("kind", "small")
        button.setAutoDefault(False)
        return button

    def _build(self) -> None:
        self.body.addLayout(row(self.before, self.when, self.after, None, self.what))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.page)
        self.add_close()
        self.print_button = self.add_button(_("Print the sheets"))
        self.plan_button = self.add_button(_("Plan a visit"), primary=True)

    def _connect(self) -> None:
        self.before.clicked.connect(self._go_back)
        self.after.clicked.connect(self._go_on)
        self.what.chosen.connect(self.ask)
        self.list.opened.connect(self._report)
        self.print_button.clicked.connect(self._print)
        self.plan_button.clicked.connect(self._plan)

    # Reading ------------------------------------------------------------------------------------------------------

    def ask(self, _code: str = "") -> None:
        """Ask for what is chosen."""
        what = self.what.code()
        weekday = weekday_name(self.day)
        self.when.setText(f"{format_date(self.day, year=False)} {weekday}")
        for part in (self.before, self.when, self.after):
            part.setVisible(what == ROUTE)
        if what == OPEN:
            self.page.load(queries.open_reports, clock.today(), then=self.show_visits, key="visits")
        elif what == REPORTS:
            self.page.load(queries.reported_visits, then=self.show_visits, key="visits")
        else:
            self.page.load(queries.visits_of_day, self.day, then=self.show_visits, key="visits")

    def show_visits(self, visits: list[VisitRecord]) -> None:
        """Show these."""
        self.visits = visits
        what = self.what.code()
        self.list.show_rows([_row(n, one, what) for n, one in enumerate(visits, start=1)], pick_first=True)
        self.list.setVisible(bool(visits))
        self.nothing.setVisible(not visits)
        self.nothing.sentence.setText(
            {
                ROUTE: _("No visit is planned for this day."), OPEN: _("Every visit has its report."),
                REPORTS: _("No report waits for a mark."),
            }[what]
        )  # fmt: skip
        self.hint.setText(
            _("Enter: report · E: change the plan · Alt+Up and Alt+Down: order of the route · Delete: cancel")
            if what == ROUTE and visits else ""
        )  # fmt: skip
        self.print_button.setEnabled(what == ROUTE and bool(visits))

    def _current(self) -> VisitRecord | None:
        picked = self.list.picked_id()
        return next((one for one in self.visits if one.id == picked), None)

    # Doing --------------------------------------------------------------------------------------------------------

    def _go_back(self) -> None:
        self._show_day(self.day - timedelta(days=1))

    def _go_on(self) -> None:
        self._show_day(self.day + timedelta(days=1))

    def _show_day(self, day: date) -> None:
        self.day = day
        self.ask()

    def _plan(self) -> None:
        self.services.signals.run_action.emit("visit_plan", "")

    def _report(self, visit_id: str) -> None:
        self.services.signals.run_action.emit("visit_report", visit_id)

    def _print(self) -> None:
        self.services.signals.run_action.emit("visit_sheets", ",".join(one.contact_id for one in self.visits))

    def _edit(self) -> None:
        if one := self._current():
            self.services.signals.run_action.emit("visit_plan", EDIT + one.id)

    def _cancel(self) -> None:
        if one := self._current():
            self.page.do(
                _("Cancel a visit"), commands.cancel_visit, one.id,
                done=_("The visit with {name} is cancelled.").format(name=one.name),
                failed=self.services.notices.error,
            )  # fmt: skip

    def _move(self, step: int) -> None:
        ids = [one.id for one in self.visits]
        picked = self.list.picked_id()
        place = ids.index(picked) if picked in ids else -1
        if place < 0 or not 0 <= place + step < len(ids):
            return
        ids[place], ids[place + step] = ids[place + step], ids[place]
        self.page.do(_("Order the route"), commands.order_route, ids)

    def _list_key(self, event: QKeyEvent) -> bool:
        if self.what.code() != ROUTE:
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(step)
            return True
        act = {Qt.Key.Key_E: self._edit, Qt.Key.Key_Delete: self._cancel}.get(Qt.Key(event.key()))
        if act is None or event.modifiers():
            return False
        act()
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._list_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)


def _row(number: int, one: VisitRecord, what: str) -> Row:
    said = one.report if what == REPORTS else one.purpose
    words = (said, one.place, one.people)
    if one.reported_at is not None:
        pill = Pill(_("reported"), Tone.OK)
    elif what == OPEN:
        pill = Pill(format_day(one.due_on, clock.today()), Tone.WARN)
    else:
        pill = Pill(one.due_at or _("no time"), Tone.MUTED)
    title = f"{number}. {one.name}" if what == ROUTE else one.name
    return Row(
        one.id, title, " · ".join(" ".join(word.split()) for word in words if word),
        pills=(*scale_pills(one.level, one.status), *private_pill(one.private)), right_pill=pill, avatar=one.name,
        tooltip=" · ".join(filter(None, (one.phone, one.preparation))),
    )  # fmt: skip
