"""Promises given to the person: kept, broken or no longer wanted; open ones stand first."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_day, format_full_day
from crm_desktop.features.commitments import commands
from crm_desktop.features.commitments.records import CommitmentRecord, CommitmentState, NewCommitment
from crm_desktop.ui.forms import ChoiceField, Field, TextField
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.days import future_day
from crm_desktop.ui.people.archive.part import ArchivePage, Part, RowsView, icon_button, pairs, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.rows import Row

ICONS = {"price": "currency-cny", "gift": "gift-outline", "date": "calendar", "other": "handshake-outline"}
TONES = {"kept": Tone.OK, "broken": Tone.BAD, "cancelled": Tone.MUTED}
CLOSED_SHOWN = 5


class PromisesView(RowsView):
    """K keeps, B breaks, C cancels, Enter corrects."""

    def __init__(self, card: "PromisesCard") -> None:
        super().__init__(_("Promises"), card)
        self._card = card

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = {
            Qt.Key.Key_K: self._card.keep, Qt.Key.Key_B: self._card.break_, Qt.Key.Key_C: self._card.cancel,
            Qt.Key.Key_Delete: self._card.remove,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if act is not None and not event.modifiers() and self.picked_id():
            act()
            return
        super().keyPressEvent(event)


class PromisesCard(Part):
    """The buttons work on the marked promise."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Promises"), page)
        self.head.addWidget(icon_button("plus", _("Add a promise"), self, self.add))
        self.list = PromisesView(self)
        none = _("No promise is open. Note every price, gift or day you promise: it rings before it breaks.")
        self.none = Label(none, "muted", self)
        self.keep_button = small_button(_("Kept (K)"), self, "check")
        self.break_button = small_button(_("Broken (B)"), self, "close")
        self.cancel_button = small_button(_("Cancelled (C)"), self, "cancel")
        self.bar = QWidget(self)
        flow = FlowLayout(self.bar)
        for button, act in (
            (self.keep_button, self.keep), (self.break_button, self.break_), (self.cancel_button, self.cancel),
        ):  # fmt: skip
            flow.addWidget(button)
            button.clicked.connect(partial(_only, act))
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.body.addWidget(self.bar)
        self.list.opened.connect(self.edit)
        self.list.customContextMenuRequested.connect(self._ask_menu)
        self.list.selectionModel().currentChanged.connect(self._mark)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        every = data.archive.commitments
        still = [one for one in every if one.state == CommitmentState.OPEN]
        closed = [one for one in every if one.state != CommitmentState.OPEN]
        closed.sort(key=lambda one: one.closed_on or date.min, reverse=True)
        self.none.setVisible(not still)
        self.list.show_rows([_row(one, data) for one in (*still, *closed[:CLOSED_SHOWN])], pick_first=True)
        self._mark()

    def _marked(self) -> CommitmentRecord | None:
        marked = self.list.picked_id()
        every = self.data.archive.commitments if self.data else ()
        return next((one for one in every if one.id == marked), None)

    def _mark(self) -> None:
        one = self._marked()
        self.bar.setVisible(one is not None and one.state == CommitmentState.OPEN)

    # Doing --------------------------------------------------------------------------------------------------------

    def _close(self, label: str, command: Any, done: str) -> None:
        one = self._marked()
        if one is not None and one.state == CommitmentState.OPEN:
            self.page.act(label, command, one.id, done=done, seen={("commitment", one.id): one.row_seq})

    def keep(self) -> None:
        """The marked one was kept today."""
        self._close(_("Keep a promise"), commands.keep_commitment, _("Kept. Well done."))

    def break_(self) -> None:
        """The marked one could not be kept."""
        done = _("Noted as broken. Talk about it before the customer does.")
        self._close(_("Break a promise"), commands.break_commitment, done)

    def cancel(self) -> None:
        """The marked one no longer holds."""
        self._close(_("Cancel a promise"), commands.cancel_commitment, _("The promise no longer holds."))

    def remove(self) -> None:
        """The marked one was noted by mistake."""
        one = self._marked()
        if one is not None:
            self.page.act(_("Remove a promise"), commands.remove_commitment, one.id, done=_("The promise is removed."))

    def reopen(self) -> None:
        """The marked one is open again."""
        one = self._marked()
        if one is not None:
            self.page.act(_("Open a promise again"), commands.reopen_commitment, one.id)

    def add(self) -> None:
        """Note a promise just given."""
        if self.data is not None:
            person = self.data.id
            self._ask(
                _("Add a promise"), None,
                lambda new, **kw: self.page.act(_("Add a promise"), commands.add_commitment, person, new, **kw),
            )  # fmt: skip

    def edit(self, promise_id: str) -> None:
        """Correct the words, the kind or the day."""
        one = next((c for c in self.data.archive.commitments if c.id == promise_id), None) if self.data else None
        if one is not None:
            seen = {("commitment", one.id): one.row_seq}
            self._ask(
                _("Correct a promise"), one,
                lambda new, **kw: self.page.act(
                    _("Correct a promise"), commands.edit_commitment, promise_id, new, seen=seen, **kw),
            )  # fmt: skip

    def _ask(self, title: str, now: CommitmentRecord | None, save: Any) -> None:
        assert self.data is not None
        text = TextField("text", _("What was promised"), inline=False)
        kinds = pairs(self.data.shop.commitment_kinds)
        kind = ChoiceField("kind", _("Kind of promise"), kinds, inline=False, none=None)
        due = future_day("due_on", _("Until when"))
        fields: list[Field] = [text, kind, due]
        if now is not None:
            for field in fields:
                field.set_value(getattr(now, field.name), force=True)
        Ask(title, fields, lambda values, then, failed: save(NewCommitment(**values), then=then, failed=failed),
            self.page).open()  # fmt: skip

    def make_menu(self, one: CommitmentRecord) -> QMenu:
        """What can be done with a promise."""
        menu = QMenu(self)
        if one.state == CommitmentState.OPEN:
            menu.addAction(_("Kept"), self.keep)
            menu.addAction(_("Broken"), self.break_)
            menu.addAction(_("Cancelled"), self.cancel)
        else:
            menu.addAction(_("Open again"), self.reopen)
        menu.addSeparator()
        menu.addAction(_("Correct…"), partial(self.edit, one.id))
        menu.addAction(_("Remove"), self.remove)
        return menu

    def _ask_menu(self, spot: QPoint) -> None:
        one = self._marked()
        if one is not None:
            self.make_menu(one).popup(self.list.viewport().mapToGlobal(spot))


def _only(act: Any, _checked: bool = False) -> None:
    act()


def _row(one: CommitmentRecord, data: Shown) -> Row:
    kind = data.shop.label_of("commitment_kinds", one.kind)
    pill = _due_pill(one.due_on, data)
    if one.state != CommitmentState.OPEN:
        when = format_date(one.closed_on, year=False) if one.closed_on else ""
        pill = Pill(data.shop.label_of("commitment_states", one.state), TONES.get(one.state, Tone.MUTED))
    else:
        when = ""
    words = " · ".join(filter(None, (kind, when)))
    return Row(
        one.id, " ".join(one.text.split()), words, right_pill=pill, sign=ICONS.get(one.kind, ICONS["other"]),
        tooltip="\n".join(filter(None, (one.text, format_full_day(one.due_on) if one.due_on else ""))),
    )  # fmt: skip


def _due_pill(due_on: date | None, data: Shown) -> Pill | None:
    if due_on is None:
        return None
    away = (due_on - data.today).days
    tone = Tone.BAD if away < 0 else Tone.WARN if away <= data.shop.numbers.promise_lead_days else Tone.MUTED
    return Pill(format_day(due_on, data.today), tone)
