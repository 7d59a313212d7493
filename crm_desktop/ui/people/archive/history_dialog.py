"""Who changed what at this person, on which laptop and when: from the journal, and from the shop's server."""

from collections.abc import Callable
from functools import partial

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, format_full_day, format_moment, format_time, sentences
from crm_desktop.features.contacts.records import FieldChange
from crm_desktop.features.contacts.rules.words import field_name, record_name, shown_value
from crm_desktop.features.sync.queries.history import ADDED, history
from crm_desktop.features.sync.records import Deed, History
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page, late
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.sync_run import PASSING
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.timeline import Entry, TimelineView

HIDDEN = frozenset({"plate_normal", "normal", "row_seq", "root", "sha256", "thumbnail", "consent_on", "mileage_on"})
FETCH = late("sync.commands:fetch_history")


class HistoryDialog(Sheet):
    """One entry a deed; more come when the end is in sight. What other laptops did is asked for beside it."""

    def __init__(self, page: ArchivePage, data: Shown) -> None:
        super().__init__(_("History of {name}").format(name=data.archive.card.name), page, width=620)
        self.data = data
        self._page = Page(page.services, self)  # its answers go nowhere when the dialog is gone
        self._page.hide()
        self.resize(620, 560)
        self.list = TimelineView(_("History"), self)
        self.list.setMinimumHeight(320)
        self.none = Label(_("Nothing was changed since this person was added."), "muted", self)
        self.others = Label("", "muted", self)
        self.none.hide()
        self.others.hide()
        self.body.addWidget(self.others)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.add_close()
        self._problem: UserError | None = None
        self._asking = False
        self._read(then=self._begin)

    def _read(self, then: Callable[[History], None]) -> None:
        self._page.load(history, self.data.id, then=then, key="history")

    # What other laptops did -----------------------------------------------------------------------------------------

    def _begin(self, found: History) -> None:
        """The archive on screen may be older than this laptop's joining the shop: what is read now decides."""
        self._asking = found.shared
        self._show(found)
        if self._asking:
            services = self._page.services
            fetch = partial(FETCH, services.store, self.data.id)
            services.lanes.net.run(self, fetch, self._fetched, self._not_fetched)

    def _fetched(self, _answer: object) -> None:
        self._asking = False
        self._read(then=self._show)

    def _not_fetched(self, problem: UserError) -> None:
        self._asking, self._problem = False, problem
        self._read(then=self._show)

    def _say(self, found: History) -> None:
        self.others.setVisible(found.shared)
        if not found.shared:
            return
        since = format_moment(found.fetched, self.data.today) if found.fetched else ""
        if self._asking:
            self.others.setText(_("Asking the shop what was changed on other laptops…"))
        elif self._problem is None:
            self.others.setText(_("With what was changed on other laptops, as of {moment}.").format(moment=since))
        else:
            absent = getattr(self._problem, "kind", "") in PASSING
            why = _("The shop cannot be reached now.") if absent else str(self._problem)
            newer = _("What other laptops changed after {moment} is not fetched.").format(moment=since)
            self.others.setText(sentences(newer if since else _("What other laptops changed is not fetched."), why))

    # The deeds ------------------------------------------------------------------------------------------------------

    def _show(self, found: History) -> None:
        entries = self._entries(found)
        self.none.setVisible(not entries)
        self.list.setVisible(bool(entries))
        self.list.show_entries(entries, self._further(found))
        self._say(found)

    def _add(self, found: History) -> None:
        self.list.add_entries(self._entries(found), self._further(found))

    def _further(self, found: History) -> "partial[None] | None":
        return partial(self._more, found.last) if found.last is not None else None

    def _more(self, last: Deed) -> None:
        self._page.load(history, self.data.id, before=last, then=self._add, key="history")

    def _entries(self, found: History) -> list[Entry]:
        entries = (self._entry(deed, found) for deed in found.deeds)
        return [entry for entry in entries if entry is not None]

    def _entry(self, deed: Deed, found: History) -> Entry | None:
        lines = [line for line in map(self._line, deed.changes) if line]
        if not lines:
            return None
        full = f"{format_full_day(deed.at.date())} {format_time(deed.at)}"
        where = _whose(deed, found)
        pills = () if deed.taken else (Pill(_("Not taken"), Tone.BAD),)
        if deed.conflict:
            pills = (Pill(_("Conflict"), Tone.WARN),)
        return Entry(
            f"{deed.step}", "laptop" if deed.who else "pencil-outline",
            deed.label or record_name(deed.changes[0].table),
            " · ".join(filter(None, (where, format_moment(deed.at, self.data.today)))), "\n".join(dict.fromkeys(lines)),
            Tone.MUTED if deed.who else Tone.ACCENT, pills, full,
        )  # fmt: skip

    def _line(self, change: FieldChange) -> str:
        if change.field in HIDDEN:
            return ""
        if change.field == ADDED:
            told = _("{record} added: {value}") if change.after else _("{record} added")
            return told.format(record=record_name(change.table), value=change.after)
        if change.field == "deleted":
            gone = _("{record} removed") if change.after else _("{record} brought back")
            return gone.format(record=record_name(change.table))
        name = field_name(change.table, change.field)
        return _("{field}: {before} → {after}").format(
            field=name, before=self._shown(change, change.before), after=self._shown(change, change.after)
        )

    def _shown(self, change: FieldChange, value: str) -> str:
        return shown_value(self.data.shop, change.table, change.field, value)


def _whose(deed: Deed, found: History) -> str:
    """Who did it and where; a laptop on its own has nobody else to tell apart."""
    if not found.user:
        return ""
    if not deed.who:
        return _("You · this laptop")
    return " · ".join(filter(None, (deed.who, deed.laptop)))
