"""Short lists of people beside the day's work: going cold, birthdays, promises."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.commitments.records import CommitmentRecord
from crm_desktop.features.reviews.records import ReviewItem
from crm_desktop.features.team.records import ReviewState
from crm_desktop.features.today.records import BirthdayRow, ColdRow
from crm_desktop.ui.people.rows import owner_pill, private_pill
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Card
from crm_desktop.ui.widgets.chip import Pill, PillLabel
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

ROW_HEIGHT = 52
MOST_SHOWN = 4


class PeopleCard(Card):
    """A card with a few people; it hides when there is nobody."""

    opened = Signal(str)

    def __init__(self, title: str, tone: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._tone = tone
        self.count = PillLabel("", tone, self)
        self.head.addWidget(self.count)
        self.list = ListView(title, self, row_height=ROW_HEIGHT)
        self.list.opened.connect(self.opened)
        self.list.clicked.connect(self._click)
        self.body.addWidget(self.list)
        self.hide()

    def show_rows(self, rows: list[Row], *, total: int) -> None:
        """Show these of so many."""
        self.setVisible(bool(rows))
        self.count.show_pill(f"{total:,}" if total else "", self._tone)
        self.list.show_rows(rows)
        self.list.setFixedHeight(ROW_HEIGHT * min(len(rows), MOST_SHOWN) + 2)

    def _click(self) -> None:
        if found := self.list.picked_id():
            self.opened.emit(found.partition("/")[0])


def cold_row(one: ColdRow) -> Row:
    """Somebody nobody reached for too long."""
    return Row(
        one.contact_id, one.name, one.reason, pills=(Pill(one.level or one.status, Tone.MUTED), *owner_pill(one.owner)),
        tooltip=one.subtitle
    )


def birthday_row(one: BirthdayRow, today: date) -> Row:
    """A birthday soon."""
    words = [one.label]
    if one.turns:
        words.append(ngettext("turns {n}", "turns {n}", one.turns).format(n=one.turns))
    near = (one.on - today).days == 0
    when = Pill(format_day(one.on, today), Tone.ACCENT if near else Tone.MUTED)
    return Row(
        one.contact_id, one.name, " · ".join(words), pills=(*owner_pill(one.owner), *private_pill(one.private)),
        right_pill=when,
    )  # fmt: skip


def review_row(one: ReviewItem) -> Row:
    """A loss, a merge or a report that waits for a look, or came back."""
    who = one.note if one.state == ReviewState.REJECTED else one.asked_by
    return Row(one.id, one.name, " · ".join(filter(None, (one.title, who))), tooltip="\n".join(one.lines))


def promise_row(one: CommitmentRecord, today: date) -> Row:
    """A promise that is due or late."""
    late = one.due_on is not None and one.due_on < today
    when = Pill(format_day(one.due_on, today) if one.due_on else _("no day"), Tone.BAD if late else Tone.WARN)
    pills = owner_pill(one.owner)
    return Row(one.contact_id, one.contact_name, one.text, pills=pills, right_pill=when, tooltip=one.text)
