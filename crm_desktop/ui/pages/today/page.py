"""Today: one glance tells the day, three keystrokes log a call."""

from datetime import timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, ngettext, weekday_name
from crm_desktop.features.calendar.glance import due_of_people
from crm_desktop.features.milestones.glance import open_proposals
from crm_desktop.features.milestones.records import OpenProposals, Proposal, Subject
from crm_desktop.features.reviews.glance import waiting
from crm_desktop.features.reviews.records import Waiting
from crm_desktop.features.team.queries import team
from crm_desktop.features.today import queries
from crm_desktop.features.today.records import Board
from crm_desktop.ui.page import Page, late
from crm_desktop.ui.pages.today.due_card import DueCard
from crm_desktop.ui.pages.today.kit_card import KitCard
from crm_desktop.ui.pages.today.people_card import PeopleCard, birthday_row, cold_row, promise_row, review_row
from crm_desktop.ui.pages.today.proposals_card import ProposalsCard
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.people.proposal_bar import done_text
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, ElidedLabel, Label, row
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.figures import FigureCard, Funnel
from crm_desktop.ui.widgets.scrolled import Scrolled

LIMIT = 100
PROPOSALS = 8
REVIEWS = 8
FEW = 5
"""A change that concerns no more people is seen before the whole day is read anew."""
RIGHT_WIDTH = 360
MINUTE = 60_000
MOVE = late("calendar.commands:move_follow_up")
SET_KIT = late("today.commands:set_kit")
ACCEPT = late("milestones.commands:accept")
DECLINE = late("milestones.commands:decline")


class TodayPage(Page):
    """What is due and overdue, promised, to celebrate, going cold, and what to carry."""

    refresh_on = frozenset(
        {
            "contact",
            "contact_way",
            "customer",
            "touch",
            "follow_up",
            "commitment",
            "opportunity",
            "setting",
            "local_value",
            "proposal_answer",
            "review",
            "scale_change",
        }
    )

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._day = clock.today()
        self.title = Label("", "page-title", self, wrap=False)
        self.subtitle = ElidedLabel("", "muted", self)
        self.owners = OwnerChip(self)
        self.print_button = QPushButton(icons.icon("printer-outline"), _("Print the day's papers"), self)
        self.close_button = QPushButton(icons.icon("weather-night"), _("Day-end close"), self)
        self.add_button = QPushButton(icons.icon("plus", "on_accent"), _("New customer"), self)
        self.add_button.setProperty("kind", "primary")
        self.due_figure = FigureCard("phone-clock", _("Due today"), Tone.ACCENT, self)
        self.hot_figure = FigureCard("fire", _("Level H customers"), Tone.BAD, self)
        self.new_figure = FigureCard("account-plus-outline", _("New this month"), Tone.OK, self)
        self.rhythm_figure = FigureCard("check-decagram-outline", _("In rhythm"), Tone.WARN, self)
        self.due = DueCard(self)
        self.funnel = Funnel(_("Way to the order"), self)
        self.cold = PeopleCard(_("Going cold"), Tone.BAD, self)
        self.birthdays = PeopleCard(_("Birthdays"), Tone.ACCENT, self)
        self.promises = PeopleCard(_("Promises"), Tone.WARN, self)
        self.proposals = ProposalsCard(self)
        self.reviews = PeopleCard("", Tone.WARN, self)
        self.kit = KitCard(self)
        self.empty = EmptyState(
            "coffee-outline", _("Your day starts with the people you know."), self,
            hint=_("Import your contacts from the phone or from Excel, or add the first person with Ctrl+N."),
        )  # fmt: skip
        self.empty.add_button(_("Import my contacts"), self._import, "import")
        self._funnel_filters: list[str] = []
        self._build()
        self._connect()
        # Midnight and a wake-up from sleep change what is due without any write.
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(self._look_at_clock)
        self._minute.start()

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.addLayout(names, 1)
        head.addLayout(row(self.owners, self.print_button, self.close_button, self.add_button))
        whole.addLayout(head)
        figures = QGridLayout()
        figures.setSpacing(SCALE.m)
        for n, card in enumerate((self.due_figure, self.hot_figure, self.new_figure, self.rhythm_figure)):
            figures.addWidget(card, 0, n)
        whole.addLayout(figures)
        whole.addWidget(self.empty, 1)
        self._body = QWidget(self)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(SCALE.m)
        body.addWidget(self.due, 1)
        body.addWidget(self._right())
        whole.addWidget(self._body, 1)

    def _right(self) -> QWidget:
        funnel = Card(_("Way to the order"), self)
        funnel.body.addWidget(self.funnel)
        right = Scrolled(self, margin=0, spacing=SCALE.m)
        right.setFixedWidth(RIGHT_WIDTH)
        right.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        for card in (self.reviews, self.promises, self.proposals, self.birthdays, self.cold, funnel, self.kit):
            right.body.addWidget(card)
        right.body.addStretch(1)
        return right

    def _connect(self) -> None:
        self.owners.changed.connect(self.refresh)
        self.print_button.clicked.connect(self.print_page)
        self.close_button.clicked.connect(self._close_day)
        self.add_button.clicked.connect(self._add)
        self.due.log_asked.connect(self._log)
        self.due.opened.connect(self._open)
        self.due.put_off_asked.connect(self._put_off)
        self.due.calendar_asked.connect(self._show_in_calendar)
        self.due_figure.clicked.connect(self.due.list.setFocus)
        self.hot_figure.clicked.connect(self._show_hot)
        self.new_figure.clicked.connect(self._show_new)
        self.rhythm_figure.clicked.connect(self._show_overdue)
        self.funnel.pressed.connect(self._show_funnel)
        self.kit.counted.connect(self._count)
        for card in (self.cold, self.birthdays, self.promises):
            card.opened.connect(self._open)
        self.proposals.opened.connect(self._open)
        self.reviews.opened.connect(partial(self.signals.run_action.emit, "reviews"))
        self.proposals.accepted.connect(self._accept)
        self.proposals.declined.connect(self._decline)

    # Reading ------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self._day = clock.today()
        owners = sorted(self.owners.codes())
        self.look(queries.today_board, self._day, limit=LIMIT, owners=owners, then=self.show_board, key="board")
        self.look(team, then=self.owners.show_team, key="team")
        self.look(waiting, limit=REVIEWS, then=self._show_reviews, key="reviews")
        self.look(open_proposals, self._day, limit=PROPOSALS, owners=owners, then=self._show_proposals, key="proposals")

    @override
    def _hear(self, change: object) -> None:
        # A result is seen at once: first only the people it concerns, then the whole day.
        roots: frozenset[str] = getattr(change, "roots", frozenset())
        if self.isVisible() and 0 < len(roots) <= FEW and self.concerns(change) and self.due.shows_any(roots):
            people = sorted(roots)
            self.look(due_of_people, people, self._day, then=partial(self.due.replace_people, roots), key="people")
        super()._hear(change)

    def _show_proposals(self, found: OpenProposals) -> None:
        self.proposals.show_proposals(found.first, found.total)

    def _show_reviews(self, found: Waiting) -> None:
        """What the manager has to look at, or what he sent back."""
        title = _("To review") if found.is_manager else _("Sent back to you")
        self.reviews.set_title(title)
        self.reviews.list.setAccessibleName(title)
        self.reviews.show_rows([review_row(one) for one in found.items], total=found.total)

    def show_board(self, board: Board) -> None:
        """Show the morning."""
        figures = board.figures
        self.title.setText(
            _("Today · {date} {weekday}").format(
                date=format_date(board.today, year=False), weekday=weekday_name(board.today)
            )
        )
        self.subtitle.setText(" · ".join(filter(None, (board.lunar, self._summary(board)))))
        self.due_figure.show_figure(
            f"{figures.due:,}",
            _("{done} done · {overdue} overdue").format(done=f"{figures.done:,}", overdue=f"{figures.overdue:,}"),
        )
        self.hot_figure.show_figure(f"{figures.hot:,}", _("Likely to order within 7 days"))
        self.new_figure.show_figure(f"{figures.new_this_month:,}", _("Archives opened"))
        rhythm = "–" if figures.in_rhythm is None else f"{figures.in_rhythm}%"
        self.rhythm_figure.show_figure(rhythm, _("Customers not overdue"))
        self.due.show_items(board.due, total=board.due_total, today=board.today)
        self.cold.show_rows([cold_row(one) for one in board.cold[:8]], total=board.cold_total)
        self.birthdays.show_rows(
            [birthday_row(one, board.today) for one in board.birthdays[:8]], total=board.birthdays_total
        )
        self.promises.show_rows(
            [promise_row(one, board.today) for one in board.commitments[:8]], total=board.commitments_total
        )
        self._funnel_filters = [step.filter for step in board.funnel]
        self.funnel.show_bars([(step.label, step.people) for step in board.funnel])
        self.kit.show_items(board.kit)
        nobody = not any((figures.due, figures.hot, figures.new_this_month, board.birthdays_total, board.cold_total))
        nobody = nobody and not any(step.people for step in board.funnel) and not board.commitments_total
        nobody = nobody and not self.owners.codes()
        self.empty.setVisible(nobody)
        self._body.setVisible(not nobody)
        self.print_button.setEnabled(bool(board.due))
        if not self.owners.codes():
            self.signals.badge.emit("today", figures.due)

    @staticmethod
    def _summary(board: Board) -> str:
        parts = [ngettext("{n} person is due", "{n} people are due", board.due_total).format(n=f"{board.due_total:,}")]
        if board.birthdays_total:
            parts.append(
                ngettext("{n} birthday soon", "{n} birthdays soon", board.birthdays_total).format(
                    n=board.birthdays_total
                )
            )
        if board.commitments_total:
            parts.append(
                ngettext("{n} promise to keep", "{n} promises to keep", board.commitments_total).format(
                    n=board.commitments_total
                )
            )
        return " · ".join(parts)

    def _look_at_clock(self) -> None:
        if clock.today() != self._day:
            self.mark_stale()

    # Doing --------------------------------------------------------------------------------------------------------

    def _log(self, contact_id: str, key: str) -> None:
        self.signals.run_action.emit("log_touch", f"{contact_id} {key}")

    def _open(self, contact_id: str) -> None:
        self.signals.open_record.emit("person", contact_id)

    def _show_in_calendar(self, contact_id: str, key: str) -> None:
        self.signals.open_record.emit("calendar", f"{contact_id}/{key}")

    def _put_off(self, contact_id: str, key: str, days: int) -> None:
        day = clock.today() + timedelta(days=days)
        self.do(
            _("Put off a follow-up"), MOVE, contact_id, key, due_on=day,
            done=_("Moved to {day}.").format(day=format_date(day, year=False)),
        )  # fmt: skip

    def _accept(self, one: Proposal, level: str) -> None:
        if one.opens:
            self.signals.run_action.emit(one.opens, Subject(one.contact_id, proposal=one.key).text())
            return
        self.do(
            _("Accept a proposal"), ACCEPT, one.contact_id, one.key, choice=level, done=done_text(one, level)
        )

    def _decline(self, one: Proposal) -> None:
        done = _("Everything stays as it is with {name}.").format(name=one.name)
        self.do(_("Decline a proposal"), DECLINE, one.contact_id, one.key, done=done)

    def _count(self, code: str, quantity: int) -> None:
        self.do(_("Check the carry kit"), SET_KIT, code, quantity=quantity)

    def _close_day(self) -> None:
        self.signals.run_action.emit("day_close", "")

    def _add(self) -> None:
        self.signals.run_action.emit("capture", "customer")

    def _import(self) -> None:
        self.signals.run_action.emit("import", "")

    def _of(self, text: str) -> str:
        """A filter of the customers, of the consultants whose day is on show."""
        return self.owners.filter_of(text) if self.owners.codes() else text

    def _show_hot(self) -> None:
        self.signals.open_record.emit("customers", f"filter:{self._of('level:H')}")

    def _show_new(self) -> None:
        self.signals.open_record.emit("customers", "sort:opened")

    def _show_overdue(self) -> None:
        self.signals.open_record.emit("customers", f"filter:{self._of('due:overdue')}")

    def _show_funnel(self, number: int) -> None:
        self.signals.open_record.emit("customers", f"filter:{self._funnel_filters[number]}")

    @override
    def print_page(self) -> bool:
        ids = self.due.contact_ids()
        if ids:
            self.signals.run_action.emit("morning", ",".join(ids))
        return bool(ids)

    @override
    def focus_first(self) -> None:
        self.due.list.setFocus()
