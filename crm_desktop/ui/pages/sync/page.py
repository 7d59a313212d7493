"""The Sync page: how this laptop stands with the shop, what went and came, and what waits for a decision."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_moment, sentences
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.queries.own_rules import kept
from crm_desktop.features.sync.records import DONE, OPEN, ConflictCard, FilesStanding, Inbox, SyncState
from crm_desktop.features.sync.rules import file_problem
from crm_desktop.ui.files_run import FilesRun
from crm_desktop.ui.page import Page, late
from crm_desktop.ui.pages.sync import lines
from crm_desktop.ui.pages.sync.banner import Banner
from crm_desktop.ui.pages.sync.connection_card import ConnectionCard
from crm_desktop.ui.pages.sync.inbox_card import OPEN as TO_DECIDE
from crm_desktop.ui.pages.sync.inbox_card import PARKED, SETTLED, InboxCard, Shelf
from crm_desktop.ui.pages.sync.not_connected import NotConnected
from crm_desktop.ui.pages.sync.receipt_card import ReceiptCard
from crm_desktop.ui.pages.sync.run_strip import RunStrip
from crm_desktop.ui.pages.sync.troubles import trouble_of
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import PASSING, SyncRun
from crm_desktop.ui.sync_watch import AUTOMATIC, by_itself
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.scrolled import Scrolled

RIGHT_WIDTH = 340
MOST = 200
NOTHING = Inbox(0)
ALONE, CONNECTED = 0, 1
TAKE = {lines.KEPT: late("sync.commands:take_kept"), lines.LOST: late("sync.commands.deciding:take_lost")}
RETRY = late("sync.commands:retry")
LET_GO = late("sync.commands:let_go")


@dataclass(frozen=True)
class Read:
    """What the page reads in one go."""

    state: SyncState
    open: Inbox = NOTHING
    parked: Inbox = NOTHING
    settled: Inbox = NOTHING
    own_rules: bool = False
    """Whether rules of one's own are kept that gave way to the shop's."""
    files: FilesStanding = FilesStanding()  # noqa: RUF009 - it never changes


class SyncPage(Page):
    """One card while this laptop works on its own; the inbox and the receipts once it is connected."""

    refresh_on = frozenset({"conflict", "parked", "local_value"})

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.run = services.sync or SyncRun(services, self)
        self._cards: dict[str, ConflictCard] = {}
        self._waiting = 0
        self.alone = NotConnected(self)
        self.title = Label(_("Sync"), "page-title", self, wrap=False)
        self.sentence = Label("", "muted", self, fills=True)
        self.files = services.files or FilesRun(services, self.run, self)
        self.strip = RunStrip(self)
        self.files_strip = RunStrip(self, _("Progress of the files"))
        self.banner = Banner(self)
        self.inbox = InboxCard(self)
        self.connection = ConnectionCard(self)
        self.receipt = ReceiptCard(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        connected = QWidget(self)
        whole = QVBoxLayout(connected)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        right = Scrolled(self, margin=0)
        right.setFixedWidth(RIGHT_WIDTH)
        right.body.addWidget(self.connection)
        right.body.addWidget(self.receipt, 1)
        both = QHBoxLayout()
        both.setSpacing(SCALE.l)
        both.addWidget(self.inbox, 1)
        both.addWidget(right)
        whole.addLayout(column(self.title, self.sentence, spacing=0))
        whole.addWidget(self.banner)
        whole.addWidget(self.strip)
        whole.addWidget(self.files_strip)
        whole.addLayout(both, 1)
        self.stack = QStackedWidget(self)
        for part in (self.alone, connected):
            self.stack.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        self.alone.asked.connect(self._enrol)
        self.strip.cancelled.connect(self.run.cancel)
        self.inbox.taken.connect(self._take)
        self.inbox.retried.connect(self._retry)
        self.inbox.let_go.connect(self._let_go)
        self.inbox.opened.connect(self._open)
        self.connection.by_itself.toggled.connect(self._switch)
        self.connection.own_rules.clicked.connect(partial(self.signals.run_action.emit, "own_rules", ""))
        self.connection.saves_data.toggled.connect(self.files.save_data)
        self.connection.metered.toggled.connect(self.files.go_anyway)
        self.files_strip.cancelled.connect(self.files.cancel)
        self.files.moved.connect(self._show_files)
        self.run.began.connect(self._began)
        self.run.progressed.connect(self._show_progress)
        self.run.ended.connect(self._ended)
        self.run.stated.connect(self.mark_stale)

    # Showing --------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.look(_read, then=self.show_read, key="sync")

    def show_read(self, read: Read) -> None:
        """Show what was read."""
        state, today = read.state, clock.today()
        self.stack.setCurrentIndex(CONNECTED if state.enrolled else ALONE)
        if not state.enrolled:
            return
        self._waiting = state.waiting
        self._cards = {card.id: card for card in (*read.open.conflicts, *read.settled.conflicts)}
        me = state.user
        self.inbox.show_shelves({
            TO_DECIDE: Shelf([lines.conflict_item(one, me, today) for one in read.open.conflicts], read.open.total),
            PARKED: Shelf([lines.parked_item(one, today) for one in read.parked.parked], read.parked.total),
            SETTLED: Shelf([lines.conflict_item(one, me, today) for one in read.settled.conflicts],
                           read.settled.total),
        })  # fmt: skip
        self.connection.show_facts(lines.facts(state, read.files))
        self.connection.show_switches(
            by_itself=by_itself(self.services.preferences), saves_data=self.files.saves_data,
            metered=self.files.goes_anyway,
        )  # fmt: skip
        self.connection.own_rules.setVisible(read.own_rules)
        self._show_sessions(state)
        self._show_sentence(state)
        self._show_doing()
        self._show_files()

    def _show_sessions(self, state: SyncState) -> None:
        today, last = clock.today(), state.last
        if last is None:
            self.receipt.show_last("", [("cloud-off-outline", "muted", _("Not synced yet"))], "")
        else:
            self.receipt.show_last(format_moment(last.at, today), lines.figures(last), lines.traffic(last))
        self.receipt.show_earlier(lines.session_rows([one for one in state.sessions if one is not last], today))

    def _show_sentence(self, state: SyncState) -> None:
        reached = {True: _("The shop was reached."), False: _("The shop cannot be reached; you can go on working.")}
        known = "" if self.run.reached is None else reached[self.run.reached]
        last = format_moment(state.last.at, clock.today()) if state.last else _("never")
        when = _("Last sync: {moment}.").format(moment=last)
        told = self.run.problem is not None and self.run.stopped_by in PASSING
        said = str(self.run.problem) if told else known
        self.sentence.setText(sentences(said, when))

    def _show_doing(self) -> None:
        running = self.run.running
        if running and not self.strip.isVisible():
            self.strip.begin()
        elif not running:
            self.strip.end()
        self.banner.show_trouble(None if running else trouble_of(self.run, self._enrol))

    def _show_files(self) -> None:
        run = self.files
        self.connection.metered.setVisible(run.network.on and not run.saves_data)
        if not run.running:
            if self.files_strip.isVisible():
                self.mark_stale()
            self.files_strip.end()
            problems = run.carried.problems if run.carried is not None else {}
            said = [str(run.problem)] if run.problem is not None else []
            said += [lines.files_wait()] if run.waits and not run.saves_data else []
            self.connection.show_note(sentences(*said, *(file_problem(*one) for one in problems.items())))
            return
        if not self.files_strip.isVisible():
            self.files_strip.begin()
        self.files_strip.show_doing(*lines.carrying(run.carried))

    # A session ------------------------------------------------------------------------------------------------------

    def _began(self) -> None:
        self.strip.begin()
        self.banner.show_trouble(None)

    def _show_progress(self, receipt: Any) -> None:
        self.show_progress(receipt, waiting=self._waiting)

    def show_progress(self, receipt: Any, *, waiting: int) -> None:
        """What the session under way has done so far."""
        text, done, total = lines.doing(receipt, waiting)
        self.strip.show_doing(text, done, total)

    def _ended(self) -> None:
        self._show_doing()
        self.mark_stale()

    def _switch(self, on: bool) -> None:
        self.services.preferences.set(AUTOMATIC, on)

    def _enrol(self) -> None:
        self.signals.run_action.emit("enrol", "")

    # The inbox ------------------------------------------------------------------------------------------------------

    def _take(self, card_id: str, which: str) -> None:
        card = self._cards[card_id]
        taken = card.kept if which == lines.KEPT else card.lost
        done = _("{what}: {value} holds now.").format(what=card.field or card.record, value=lines.short(taken))
        # What stood on the screen is what was decided about, whatever a session brings meanwhile.
        self.do(_("Decide a conflict"), TAKE[which], card_id, seen=card.seen, done=done, failed=self._refused)

    def _retry(self, card_id: str) -> None:
        self.do(_("Try a change again"), RETRY, card_id, done=_("The change goes up again."), failed=self._refused)

    def _let_go(self, card_id: str) -> None:
        self.do(_("Take off the list"), LET_GO, card_id, done=_("It is off the list."), failed=self._refused)

    def _refused(self, problem: Any) -> None:
        self.notices.error(problem)
        self.mark_stale()

    def _open(self, person: str) -> None:
        self.signals.open_record.emit("person", person)

    # Page -----------------------------------------------------------------------------------------------------------

    @override
    def open_record(self, record_id: str) -> None:
        """One of the three lists by name."""
        if record_id in (TO_DECIDE, PARKED, SETTLED):
            self.inbox.show_part(record_id)

    @override
    def subject(self) -> str:
        return self.inbox.person()

    @override
    def focus_first(self) -> None:
        if self.stack.currentIndex() == ALONE:
            self.alone.button.setFocus()
        else:
            (self.inbox.list if self.inbox.list.isVisible() else self.connection.by_itself).setFocus()


def _read(source: Any) -> Read:
    state = queries.state(source)
    if not state.enrolled:
        return Read(state)
    return Read(
        state, queries.conflicts(source, state=OPEN, limit=MOST), queries.parked(source, state=OPEN, limit=MOST),
        queries.conflicts(source, state=DONE, limit=MOST), bool(kept(source)), queries.files(source),
    )  # fmt: skip
