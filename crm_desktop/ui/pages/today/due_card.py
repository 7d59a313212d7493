"""The due contacts, overdue ones first; every row is worked from the keyboard."""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.calendar.records import DueItem
from crm_desktop.ui.people.rows import owner_pill, private_pill, scale_pills
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import Pill, PillLabel
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

KIND_ICONS = {"call": "phone-outline", "wechat": "wechat", "visit": "home-account", "sms": "message-text-outline"}


class DueCard(Card):
    """The list and what can be done with its current row."""

    log_asked = Signal(str, str)
    opened = Signal(str)
    put_off_asked = Signal(str, str, int)
    calendar_asked = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("To contact"), parent)
        self._items: dict[str, DueItem] = {}
        self._total = 0
        self._today: date | None = None
        self.count = PillLabel("", Tone.ACCENT, self)
        self.list = ListView(_("To contact"), self)
        self.list.installEventFilter(self)
        self.done_sign = EmptyState("party-popper", _("Nobody waits. Good work."), self)
        self.log_button = self._button(_("Log (Enter)"), "phone-plus-outline")
        self.open_button = self._button(_("Archive (O)"), "card-account-details-outline")
        self.tomorrow_button = self._button(_("Tomorrow (T)"), "calendar-arrow-right")
        self.week_button = self._button(_("In a week (W)"), "calendar-week")
        self.calendar_button = self._button("", "calendar-month-outline")
        self.calendar_button.setAccessibleName(_("Show in the calendar"))
        self.calendar_button.setToolTip(_("Show in the calendar") + "  C")
        self.rest = Label("", "muted", self)
        self._build()
        self.list.opened.connect(self._log)
        self.log_button.clicked.connect(self._log)
        self.open_button.clicked.connect(self._open)
        self.tomorrow_button.clicked.connect(self._tomorrow)
        self.week_button.clicked.connect(self._week)
        self.calendar_button.clicked.connect(self._show_in_calendar)

    def _button(self, text: str, icon: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), text, self)
        button.setProperty("kind", "small")
        return button

    def _build(self) -> None:
        self.head.addWidget(self.count)
        self._bar = QWidget(self)
        bar = QVBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addLayout(row(self.log_button, self.open_button, self.tomorrow_button, self.week_button,
                          self.calendar_button, None))  # fmt: skip
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.done_sign, 1)
        self.body.addWidget(self.rest)
        self.body.addWidget(self._bar)

    def show_items(self, items: Sequence[DueItem], *, total: int, today: date) -> None:
        """Show what is due; `total` may be more than the rows."""
        self._items, self._total, self._today = {_id(item): item for item in items}, total, today
        self.list.show_rows([_row(item, today) for item in items], pick_first=True)
        overdue = sum(item.overdue_days > 0 for item in items)
        self.count.show_pill(_("Overdue first") if overdue else "", Tone.ACCENT)
        for part in (self.list, self._bar):
            part.setVisible(bool(items))
        self.done_sign.setVisible(not items)
        rest = total - len(items)
        self.rest.setVisible(rest > 0)
        self.rest.setText(
            ngettext("… and {n} more; it moves up as you go.", "… and {n} more; they move up as you go.", rest).format(
                n=f"{rest:,}"
            )
        )

    def shows_any(self, contact_ids: Collection[str]) -> bool:
        """Whether one of these people stands in the list."""
        return any(item.contact_id in contact_ids for item in self._items.values())

    def replace_people(self, contact_ids: Collection[str], items: Iterable[DueItem]) -> None:
        """What these people have due now, put where it belongs; everybody else stays."""
        kept = [item for item in self._items.values() if item.contact_id not in contact_ids]
        total = self._total - (len(self._items) - len(kept))
        for item in items:
            insort(kept, item, key=lambda one: (one.due, one.due_at or "99"))
            total += 1
        if self._today is not None:
            self.show_items(kept, total=total, today=self._today)

    def contact_ids(self) -> list[str]:
        """Whom the list shows, in its order."""
        return list(dict.fromkeys(item.contact_id for item in self._items.values()))

    def _current(self) -> DueItem | None:
        return self._items.get(self.list.picked_id())

    def _log(self) -> None:
        if item := self._current():
            self.log_asked.emit(item.contact_id, item.key)

    def _open(self) -> None:
        if item := self._current():
            self.opened.emit(item.contact_id)

    def _put_off(self, days: int) -> None:
        if item := self._current():
            self.put_off_asked.emit(item.contact_id, item.key, days)

    def _show_in_calendar(self) -> None:
        if item := self._current():
            self.calendar_asked.emit(item.contact_id, item.key)

    def _tomorrow(self) -> None:
        self._put_off(1)

    def _week(self) -> None:
        self._put_off(7)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            act = {
                Qt.Key.Key_O: self._open, Qt.Key.Key_T: self._tomorrow, Qt.Key.Key_W: self._week,
                Qt.Key.Key_C: self._show_in_calendar,
            }.get(Qt.Key(event.key()))  # fmt: skip
            if act is not None and not event.modifiers():
                act()
                return True
        return super().eventFilter(watched, event)


def _id(item: DueItem) -> str:
    """A person may stand in the list twice."""
    return f"{item.contact_id} {item.key}"


def _row(item: DueItem, today: date) -> Row:
    if item.overdue_days > 0:
        when = Pill(
            ngettext("{n} day late", "{n} days late", item.overdue_days).format(n=item.overdue_days), Tone.BAD
        )
    else:
        when = Pill(item.due_at or _("today"), Tone.MUTED)
    why = item.purpose or item.reason
    return Row(
        _id(item), item.name, " · ".join(filter(None, (item.subtitle, why))),
        pills=(*scale_pills(item.level, item.status), *owner_pill(item.owner), *private_pill(item.private)),
        right_pill=when, icon=KIND_ICONS.get(item.kind, "phone-outline"),
        tooltip=" · ".join(filter(None, (item.phone, item.reason, item.last_note))),
    )  # fmt: skip
