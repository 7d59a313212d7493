"""What was changed at this person, by which deed, and when: read from the journal."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from crm_desktop.base.i18n import _, format_full_day, format_moment, format_time
from crm_desktop.features.contacts.queries import history
from crm_desktop.features.contacts.records import FieldChange
from crm_desktop.features.contacts.rules.words import field_name, record_name, shown_value
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.timeline import Entry, TimelineView

PAGE = 200
HIDDEN = frozenset({"plate_normal", "normal", "row_seq", "root", "sha256", "thumbnail", "consent_on", "mileage_on"})


class HistoryDialog(Sheet):
    """One entry a step; more come when the end is in sight."""

    def __init__(self, page: ArchivePage, data: Shown) -> None:
        super().__init__(_("History of {name}").format(name=data.archive.card.name), page, width=620)
        self.page, self.data = page, data
        self.resize(620, 560)
        self.list = TimelineView(_("History"), self)
        self.list.setMinimumHeight(320)
        self.none = Label(_("Nothing was changed since this person was added."), "muted", self)
        self.none.hide()
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.add_close()
        page.load(history, data.id, limit=PAGE, then=partial(self._show, True), key="history")

    def _show(self, first: bool, changes: Sequence[FieldChange]) -> None:
        entries = [self._entry(list(group)) for _step, group in groupby(changes, key=lambda one: one.step)]
        shown = [entry for entry in entries if entry is not None]
        more = partial(self._more, changes[-1].step) if len(changes) == PAGE else None
        if first:
            self.none.setVisible(not shown)
            self.list.setVisible(bool(shown))
            self.list.show_entries(shown, more)
        else:
            self.list.add_entries(shown, more)

    def _more(self, before: int) -> None:
        self.page.load(history, self.data.id, limit=PAGE, before=before, then=partial(self._show, False), key="history")

    def _entry(self, changes: list[FieldChange]) -> Entry | None:
        lines = [line for line in map(self._line, changes) if line]
        if not lines:
            return None
        first = changes[0]
        moment = format_moment(first.at, self.data.today)
        full = f"{format_full_day(first.at.date())} {format_time(first.at)}"
        title = first.label or record_name(first.table)
        text = "\n".join(dict.fromkeys(lines))
        return Entry(f"{first.step}", "pencil-outline", title, moment, text, full_moment=full)

    def _line(self, change: FieldChange) -> str:
        if change.field in HIDDEN:
            return ""
        if change.field == "deleted":
            gone = _("{record} removed") if change.after else _("{record} brought back")
            return gone.format(record=record_name(change.table))
        name = field_name(change.table, change.field)
        return _("{field}: {before} → {after}").format(
            field=name, before=self._shown(change, change.before), after=self._shown(change, change.after)
        )

    def _shown(self, change: FieldChange, value: str) -> str:
        return shown_value(self.data.shop, change.table, change.field, value)
