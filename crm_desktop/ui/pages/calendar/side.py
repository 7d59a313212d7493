"""Beside the calendar: the small month, what is overdue, and why the selected entry is due when it is."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_day, format_full_day, ngettext
from crm_desktop.features.calendar.records import Entry
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.calendar_mini import MiniMonth
from crm_desktop.ui.widgets.card import Card, ElidedLabel, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

WIDTH = 288
ROW = 52
NEAR = 7
ROOMY = 600


class OverdueCard(Card):
    """Stays in every view until a result is logged, an event closes it, or it is moved."""

    picked = Signal(str)
    opened = Signal(str)
    dragged = Signal(str, QPoint)
    """An entry is on its way; the point is on the screen."""
    dropped = Signal(str, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Overdue"), parent)
        self.count = PillLabel("", Tone.BAD, self)
        self.list = ListView(_("Overdue"), self, compact=True, row_height=ROW)
        self.none = Label(_("Nobody waits. Good work."), "muted", self)
        self.head.addWidget(self.count)
        self.list.setMinimumHeight(2 * ROW)
        self.body.addWidget(self.list, 1)
        self.rest = Label("", "faint", self)
        self.body.addWidget(self.none)
        self.body.addWidget(self.rest)
        self._carried = ""
        self._shown: tuple[tuple[Row, ...], int] | None = None
        self._pressed: QPoint | None = None
        self.list.viewport().installEventFilter(self)
        self.list.clicked.connect(self._pick)
        self.list.opened.connect(self.opened)

    def show_rows(self, first: tuple[Row, ...], total: int) -> None:
        """The longest overdue first; beyond a page the agenda shows them all."""
        if (first, total) == self._shown:
            return  # walking through the days changes nothing here
        self._shown = (first, total)
        self.count.show_pill(f"{total:,}" if total else "", Tone.BAD)
        self.list.setVisible(bool(total))
        self.none.setVisible(not total)
        self.list.show_rows(list(first))
        rest = total - len(first)
        self.rest.setText(ngettext("and {n} more", "and {n} more", rest).format(n=f"{rest:,}") if rest > 0 else "")
        self.rest.setVisible(rest > 0)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list.viewport() and isinstance(event, QMouseEvent):
            return self._mouse(event)
        return super().eventFilter(watched, event)

    def _mouse(self, event: QMouseEvent) -> bool:
        point, kind = event.position().toPoint(), event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed = point
        elif kind == QEvent.Type.MouseMove and event.buttons() & Qt.MouseButton.LeftButton and self._pressed:
            if (point - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._carried = self._carried or self.list.picked_id()
            if self._carried:
                self.dragged.emit(self._carried, event.globalPosition().toPoint())
                return True
        elif kind == QEvent.Type.MouseButtonRelease:
            key, self._carried, self._pressed = self._carried, "", None
            if key:
                self.dropped.emit(key, event.globalPosition().toPoint())
                return True
        return False

    def _pick(self) -> None:
        if key := self.list.picked_id():
            self.picked.emit(key)


class WhyCard(Card):
    """The selected entry, and the explanation of its date."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, spacing=SCALE.xs)
        self.name = ElidedLabel("", "card-title", self)
        self.private = PillLabel("", Tone.MUTED, self)
        self.when = Label("", "muted", self)
        self.why = Label("", "", self)
        self.keys = Label("", "faint", self)
        self.body.addLayout(row(self.name, self.private, None))
        for label in (self.when, self.why, self.keys):
            self.body.addWidget(label)
        self._asked: tuple[Entry | None, date] = (None, date.min)
        # In a turn of its own, after the view beside it: the column is laid out anew, and both would take a frame.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show)

    def show_entry(self, entry: Entry | None, today: date) -> None:
        """Explain it; without one, say what the keys do."""
        if (entry, today) != self._asked:
            self._asked = (entry, today)
            self._soon.start()

    def _show(self) -> None:
        entry, today = self._asked
        self.when.setVisible(entry is not None)
        self.why.setVisible(entry is not None)
        self.private.show_pill(_("Private") if entry is not None and entry.private else "")
        if entry is None:
            self.name.setText(_("Why on this day?"))
            self.keys.setText(_("Choose an entry to see the reason for its date. N plans a contact on the marked day."))
            return
        near = format_day(entry.on, today) if abs((entry.on - today).days) < NEAR else ""
        said = (near, format_full_day(entry.on), entry.at)
        self.name.setText(entry.name)
        self.when.setText(" · ".join(filter(None, said)))
        known = entry.reason.startswith(entry.title)
        self.why.setText(entry.reason if known else "\n".join(filter(None, (entry.title, entry.reason))))
        self.keys.setText(_("Enter logs it, Space opens the archive, Shift+arrow moves it."))


class Side(QWidget):
    """The column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.mini = MiniMonth(self)
        self.overdue = OverdueCard(self)
        self.why = WhyCard(self)
        card = Card("", self)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        card.body.addWidget(self.mini)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.m)
        whole.addWidget(card)
        whole.addWidget(self.overdue, 1)
        whole.addWidget(self.why)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.why.keys.setVisible(self.height() >= ROOMY)
