"""Everything that happened with the person, newest first; touches can be corrected and taken off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_day, format_full_day, format_moment, format_time, ngettext
from crm_desktop.features.reception import queries as reception
from crm_desktop.features.touches import commands
from crm_desktop.features.touches import queries as touches
from crm_desktop.features.touches.records import EntryKind, TimelineEntry, TouchRecord
from crm_desktop.ui.people.archive.part import ArchivePage, Part, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.archive.touch_edit import TouchEdit
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.timeline import Entry, TimelineView

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MORE = 50
ALL, TOUCHES, CHANGES = "all", "touches", "changes"
ICONS = {
    EntryKind.SCALE: "swap-vertical", EntryKind.COMMITMENT: "handshake-outline", EntryKind.FOLLOW_UP: "calendar-check",
    EntryKind.ATTACHMENT: "paperclip", EntryKind.ORDER: "check-circle-outline", EntryKind.DELIVERY: "car-key",
    EntryKind.LOSS: "flag-outline", EntryKind.OPENED: "card-account-details-outline",
    EntryKind.CREATED: "account-plus-outline", EntryKind.MERGE: "call-merge",
    EntryKind.RULE: "tune-variant",
}  # fmt: skip
TONES = {EntryKind.ORDER: Tone.OK, EntryKind.DELIVERY: Tone.OK, EntryKind.LOSS: Tone.BAD}


class TimelineCard(Part):
    """As tall as what is known so far; older entries come at the press of a button."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__("", page)
        self.entries: list[TimelineEntry] = []
        self.filter = ChoiceChips(_("Show"), self)
        self.filter.offer([(ALL, _("All")), (TOUCHES, _("Touches")), (CHANGES, _("Changes"))], chosen=ALL)
        self.list = GrowingTimeline(_("Timeline"), self)
        self.none = Label("", "muted", self, fills=True)
        self.older = small_button(_("Show older"), self, "chevron-down")
        self.head.insertWidget(0, self.filter, 100)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.body.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        self._rest = False
        self._of = ""
        self.filter.chosen.connect(self._refilter)
        self.older.clicked.connect(self._ask_older)
        self.list.opened.connect(self.open)
        self.list.menu_asked.connect(self._ask_menu)
        self.list.remove_asked.connect(self._remove)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        known = len(self.entries) if self._of == data.id else 0
        self._of = data.id
        self.entries, self._rest = list(data.timeline), data.more_timeline
        if known > len(self.entries) and self._rest:
            # What was read already stays in sight when something changes.
            self._ask(known - len(self.entries))
        self._show()

    def _refilter(self, _code: str) -> None:
        self._show()

    def _wanted(self) -> list[TimelineEntry]:
        chosen = self.filter.code()
        if chosen == TOUCHES:
            return [one for one in self.entries if one.kind == EntryKind.TOUCH]
        if chosen == CHANGES:
            return [one for one in self.entries if one.kind != EntryKind.TOUCH]
        return self.entries

    def _show(self) -> None:
        assert self.data is not None
        data, shown = self.data, self._wanted()
        self.list.show_entries([_entry(one, data) for one in shown])
        self.list.setVisible(bool(shown))
        self.none.setVisible(not shown)
        self.none.setText(
            _("Nothing yet. Log the first touch with Ctrl+L: it starts the clock.") if self.filter.code() != CHANGES
            else _("No changes among what is shown.")
        )  # fmt: skip
        self.older.setVisible(self._rest)

    def _ask_older(self) -> None:
        self._ask(MORE)

    def _ask(self, count: int) -> None:
        if self.data is None or not self.entries:
            return
        self.page.load(
            _older, self.data.id, self.entries[-1].at, count,
            {one.id + one.kind for one in self.entries}, then=partial(self._take, self.data.id), key="older",
        )  # fmt: skip

    def _take(self, contact_id: str, found: tuple[Sequence[TimelineEntry], bool]) -> None:
        if self.data is None or contact_id != self.data.id:
            return
        older, self._rest = found
        self.entries = [*self.entries, *older]
        self._show()

    # Touches ------------------------------------------------------------------------------------------------------

    def _find(self, entry_id: str) -> TimelineEntry | None:
        return next((one for one in self.entries if _id(one) == entry_id), None)

    def open(self, entry_id: str) -> None:
        """Correct a touch; what else stands on the timeline is changed where it is kept."""
        entry = self._find(entry_id)
        if entry is not None and entry.kind == EntryKind.TOUCH:
            self.page.load(_touch, entry.id, then=self._edit, key="touch")

    def _edit(self, found: tuple[TouchRecord, str]) -> None:
        touch, line = found
        if line:
            self.page.signals.run_action.emit("reception", f"line:{line}")
        elif self.data is not None:
            TouchEdit(self.page, touch, self.data.shop).open()

    def _remove(self, entry_id: str) -> None:
        entry = self._find(entry_id)
        if entry is not None and entry.kind == EntryKind.TOUCH:
            self.page.act(
                _("Remove a touch"), commands.remove_touch, entry.id,
                done=_("The touch is taken off; what it had closed is open again."),
            )  # fmt: skip

    def make_menu(self, entry_id: str) -> QMenu:
        """What can be done with a touch."""
        menu = QMenu(self)
        menu.addAction(_("Correct…"), partial(self.open, entry_id))
        menu.addAction(_("Remove"), partial(self._remove, entry_id))
        return menu

    def _ask_menu(self, entry_id: str, spot: QPoint) -> None:
        entry = self._find(entry_id)
        if entry is not None and entry.kind == EntryKind.TOUCH:
            self.make_menu(entry_id).popup(spot)


class GrowingTimeline(TimelineView):
    """As tall as its entries: the page scrolls, not the list."""

    remove_asked = Signal(str)

    def __init__(self, name: str, parent: Part) -> None:
        super().__init__(name, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @override
    def show_entries(self, entries: list[Entry], more: object = None) -> None:
        super().show_entries(entries)
        self._fit()
        self.executeDelayedItemsLayout()  # before it is painted, not again afterwards

    def _fit(self) -> None:
        tall = self.whole_height()
        if tall + 2 != self.height() or tall + 2 != self.minimumHeight():
            self.setFixedHeight(tall + 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.currentIndex().data(Qt.ItemDataRole.UserRole) if self.currentIndex().isValid() else None
        if event.key() == Qt.Key.Key_Delete and entry is not None:
            self.remove_asked.emit(entry.id)
            return
        super().keyPressEvent(event)


def _touch(session: "Session", touch_id: str) -> tuple[TouchRecord, str]:
    """The touch, and its line of the register where it has one: that is corrected then."""
    return touches.touch(session, touch_id), reception.of_touch(session, touch_id)


def _older(
    session: "Session", contact_id: str, until: datetime, count: int, known: set[str]
) -> tuple[list[TimelineEntry], bool]:
    """The next entries, also those of the very moment the last one has."""
    found = reception.timeline(session, contact_id, limit=count + len(known) + 1, before=until + timedelta(seconds=1))
    fresh = [one for one in found if one.id + one.kind not in known]
    return fresh[:count], len(fresh) > count


def _id(entry: TimelineEntry) -> str:
    return f"{entry.kind}/{entry.id}"


def _entry(one: TimelineEntry, data: Shown) -> Entry:
    day, today = one.at.date(), data.today
    moment = format_day(day, today) if one.whole_day else format_moment(one.at, today)
    full = format_full_day(day) if one.whole_day else f"{format_full_day(day)} {format_time(one.at)}"
    if one.minutes:
        moment += " · " + ngettext("{n} minute", "{n} minutes", one.minutes).format(n=one.minutes)
    icon, tone = ICONS.get(one.kind, "note-outline"), TONES.get(one.kind, Tone.MUTED)
    pills: list[Pill] = []
    if one.kind == EntryKind.TOUCH:
        kind = next((k for k in data.shop.touch_kinds if k.code == one.code), None)
        icon = kind.icon.removeprefix("mdi6.") if kind else icon
        tone = Tone.ACCENT if one.effective else Tone.MUTED
        if one.opener:
            pills.append(Pill(data.shop.label_of("openers", one.opener)))
        if one.mood and one.mood != 3:
            pills.append(Pill(data.shop.label_of("moods", one.mood), Tone.OK if one.mood > 3 else Tone.WARN))
        if one.private and not data.archive.card.private:
            pills.append(Pill(_("Private")))
    text = one.text
    if one.kind == EntryKind.COMMITMENT and one.result == "open" and one.after:
        text = f"{text} · {format_date(datetime.fromisoformat(one.after).date())}"
    return Entry(_id(one), icon, one.title, moment, text, tone, tuple(pills), full)
