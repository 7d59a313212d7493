"""What waits for a look: a manager approves or sends back, a consultant mends and asks again; all by single keys."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.reviews import commands
from crm_desktop.features.reviews.glance import waiting
from crm_desktop.features.reviews.records import ReviewItem, Waiting
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import Me, ReviewKind
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.reviews.detail import ReviewDetail
from crm_desktop.ui.people.rows import owner_pill
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.text_input import composing

WIDTH, HEIGHT, LIST_WIDTH = 840, 540, 340
ALL = "all"


class _Reading(Page):
    """The sheet's reads and writes."""

    refresh_on = frozenset({"review", "opportunity", "merge", "visit", "contact", "setting"})

    def __init__(self, services: Services, sheet: "ReviewsDialog") -> None:
        super().__init__(services, sheet)
        self._sheet = sheet

    @override
    def refresh(self) -> None:
        self.load(_read, then=self._sheet.show_waiting, key="waiting")


class ReviewsDialog(Sheet):
    """The argument is the id of the review to start with."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Reviews"), parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.services = services
        self.found = Waiting()
        self._wanted = argument
        self.kinds = ChoiceChips(_("What to look at"), self)
        key = Qt.Key
        self.list = KeyedList(_("Reviews"), self, keys={
            key.Key_R: self.send_back, key.Key_O: self.open_archive,
            key.Key_Return: self.take, key.Key_Enter: self.take,
        })  # fmt: skip
        self.list.setFixedWidth(LIST_WIDTH)
        self.detail = ReviewDetail(self)
        self.nothing = EmptyState("clipboard-check-outline", "", self, hint=" ")
        self.hint = Label("", "faint", self, fills=True)
        self.problem = Label("", "error", self, fills=True)
        self.page = _Reading(services, self)
        self.page.setMaximumHeight(0)
        self._build()
        self.kinds.chosen.connect(lambda _code: self._show_list())
        self.list.picked.connect(self._show_item)
        self.detail.open.clicked.connect(self.open_archive)
        self.back.clicked.connect(self.send_back)
        self.act.clicked.connect(self.take)

    def _build(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(SCALE.l)
        middle.addWidget(self.list)
        middle.addWidget(self.detail, 1)
        self.body.addWidget(self.kinds)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.nothing, 1)
        for part in (self.problem, self.hint, self.page):
            self.body.addWidget(part)
        self.problem.hide()
        self.add_close()
        self.back = self.add_button(_("Send back"))
        self.act = self.add_button(_("Approve"), primary=True)

    # Showing ------------------------------------------------------------------------------------------------------

    def show_waiting(self, answer: tuple[Waiting, Me | None]) -> None:
        """Show what waits for me."""
        self.found, mine = answer
        counts = {kind: sum(one.kind == kind for one in self.found.items) for kind in ReviewKind}
        offered = [
            (ALL, _("All {n}").format(n=f"{self.found.total:,}")),
            (ReviewKind.LOSS.value, _("Losses {n}").format(n=counts[ReviewKind.LOSS])),
            (ReviewKind.MERGE.value, _("Merges {n}").format(n=counts[ReviewKind.MERGE])),
            (ReviewKind.VISIT.value, _("Visit reports {n}").format(n=counts[ReviewKind.VISIT])),
        ]
        self.kinds.offer(offered, chosen=self.kinds.code() or ALL)
        is_manager = self.found.is_manager
        self.back.setVisible(is_manager and bool(self.found.items))
        self.act.setVisible(bool(self.found.items))
        self.act.setText(_("Approve") if is_manager else _("Ask again"))
        self.hint.setText(
            _("Enter: approve · R: send back with a note · O: open the archive") if is_manager
            else _("Enter: ask again · O: open the archive")
        )  # fmt: skip
        self._say_nothing(mine)
        self._show_list()

    def _say_nothing(self, mine: Me | None) -> None:
        """Why there is nothing."""
        if mine is None:
            words = (_("You work alone: nothing is asked."),
                     _("In a shop with a server the manager looks at losses, merges and visit reports."))  # fmt: skip
        elif self.found.is_manager:
            words = (_("Nothing waits for your look."),
                     _("Losses, merges and visit reports of your consultants come here with each sync."))  # fmt: skip
        else:
            words = (_("Nothing was sent back to you."),
                     _("Your losses, merges and visit reports go to the manager with each sync; what he sends back "
                       "comes here."))  # fmt: skip
        self.nothing.sentence.setText(words[0])
        self.nothing.hint.setText(words[1])

    def _show_list(self) -> None:
        code = self.kinds.code()
        items = [one for one in self.found.items if code in (ALL, one.kind)]
        self.list.show_rows([_row(one) for one in items], pick_first=True)
        if self._wanted and any(one.id == self._wanted for one in items):
            self.list.pick(self._wanted)
            self._wanted = ""
        there = bool(self.found.items)
        for part in (self.kinds, self.list, self.detail, self.hint):
            part.setVisible(there)
        self.nothing.setVisible(not there)
        self._show_item(self.list.picked_id())
        if there and not self.detail.note.input.hasFocus():
            self.list.setFocus()

    def current(self) -> ReviewItem | None:
        """The marked one."""
        return next((one for one in self.found.items if one.id == self.list.picked_id()), None)

    def _show_item(self, _id: str) -> None:
        one = self.current()
        for button in (self.act, self.back):
            button.setEnabled(one is not None)
        self.problem.hide()
        if one is not None:
            self.detail.show_item(one, is_manager=self.found.is_manager)

    # Doing --------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Approve, or ask again."""
        one = self.current()
        if one is None or composing():
            return
        if self.found.is_manager:
            said = _("Approved: {what} of {name}.").format(what=one.title, name=one.name)
            self._do(_("Approve a review"), commands.approve, one, said, self._note())
        else:
            said = _("The manager is asked again: {what} of {name}.").format(what=one.title, name=one.name)
            self._do(_("Ask for a review again"), commands.ask_again, one, said)

    def send_back(self) -> None:
        """Without a note it is asked for first."""
        one = self.current()
        if one is None or not self.found.is_manager or composing():
            return
        if not self._note():
            self.detail.note.setFocus()
            return
        said = _("Sent back to {consultant}: {what} of {name}.").format(
            consultant=one.asked_by, what=one.title, name=one.name)  # fmt: skip
        self._do(_("Send a review back"), commands.send_back, one, said, self._note())

    def open_archive(self) -> None:
        """Look at the customer."""
        if one := self.current():
            self.accept()
            self.services.signals.open_record.emit("person", one.contact_id)

    def _note(self) -> str:
        return str(self.detail.note.value() or "").strip()

    def _do(self, label: str, command: Any, one: ReviewItem, said: str, *more: str) -> None:
        self.page.do(
            label, command, one.id, *more, done=said, failed=self._failed, seen={("review", one.id): one.row_seq},
            then=self._done,
        )  # fmt: skip

    def _done(self, _answer: object) -> None:
        self.list.setFocus()

    def _failed(self, problem: UserError) -> None:
        self.problem.setText(str(problem))
        self.problem.show()


def _read(session: Any) -> tuple[Waiting, Me | None]:
    return waiting(session), me(session)


def _row(one: ReviewItem) -> Row:
    return Row(one.id, one.name, one.title, pills=owner_pill(one.asked_by), tooltip="\n".join(one.lines))
