"""The head of the calendar: what is shown, which view, where in time, and the button to plan."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, format_full_day, format_month, ngettext
from crm_desktop.ui.pages.calendar.reading import AGENDA, DAY, MONTH, WEEKLY, Board
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import ElidedLabel, Label, row

VIEW_KEYS = {DAY: "D", WEEKLY: "W", MONTH: "M", AGENDA: "A"}


def view_name(view: str) -> str:
    """What a view is called."""
    return {DAY: _("By day"), WEEKLY: _("By week"), MONTH: _("By month"), AGENDA: _("Agenda")}[view]


class CalendarHead(QWidget):
    """Every button says its key."""

    view_asked = Signal(str)
    turned = Signal(int)
    today_asked = Signal()
    plan_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = Label(_("Follow-up calendar"), "page-title", self, wrap=False)
        self.subtitle = ElidedLabel("", "muted", self)
        self.views = {name: self._button(view_name(name), key) for name, key in VIEW_KEYS.items()}
        self.today = self._button(_("Today"), "T")
        self.back = self._arrow("chevron-left", _("Earlier"), "PgUp")
        self.on = self._arrow("chevron-right", _("Later"), "PgDown")
        self.plan = self._button(_("Plan a contact"), "N")
        self.plan.setIcon(icons.icon("calendar-plus", "on_accent"))
        self.plan.setProperty("kind", "primary")
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        head = QHBoxLayout(self)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(SCALE.m)
        head.addLayout(names, 1)
        head.addLayout(row(*self.views.values(), spacing=SCALE.xs))
        head.addLayout(row(self.back, self.today, self.on, spacing=SCALE.xs))
        head.addWidget(self.plan)
        self._connect()

    def _button(self, text: str, key: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(key)
        return button

    def _arrow(self, icon: str, name: str, key: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), "", self)
        button.setAccessibleName(name)
        button.setToolTip(f"{name}  {key}")
        button.setProperty("kind", "flat")
        return button

    def _connect(self) -> None:
        for name, button in self.views.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, name=name: self.view_asked.emit(name))
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.on.clicked.connect(lambda: self.turned.emit(1))
        self.today.clicked.connect(self.today_asked)
        self.plan.clicked.connect(self.plan_asked)

    def mark(self, view: str) -> None:
        """This view is on show."""
        for name, button in self.views.items():
            button.setChecked(name == view)

    def show_board(self, board: Board) -> None:
        """Where in time, and how much it holds."""
        self.subtitle.setText(_said(board))


def _said(board: Board) -> str:
    asked, total = board.asked, board.due + board.done
    week = _("{month}, week {n}").format(month=format_month(asked.day), n=asked.day.isocalendar().week)
    when = {DAY: format_full_day(asked.day), MONTH: format_month(asked.day), AGENDA: format_full_day(asked.day)}
    parts = [when.get(asked.view, week), ngettext("{n} entry", "{n} entries", total).format(n=f"{total:,}")]
    if board.done:
        parts.append(_("{n} done").format(n=f"{board.done:,}"))
    if board.unknown_year:
        parts.append(_("public holidays of {year} not entered").format(year=board.unknown_year))
    return " · ".join(parts)
