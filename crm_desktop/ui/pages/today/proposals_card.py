"""What is proposed for whom: the first few, worked through from the keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.milestones.records import Proposal, Subject
from crm_desktop.ui.people.proposal_bar import ProposalBar
from crm_desktop.ui.people.rows import owner_pill, private_pill, scale_pills
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

ROW_HEIGHT = 52
MOST_SHOWN = 3


class ProposalsCard(Card):
    """Enter accepts what stands below the list, N leaves it, O opens the archive; then the next one comes up."""

    accepted = Signal(object, str)
    declined = Signal(object)
    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Proposals"), parent)
        self._known: dict[str, Proposal] = {}
        self.count = PillLabel("", Tone.ACCENT, self)
        self.head.addWidget(self.count)
        self.list = ListView(_("Proposals"), self, row_height=ROW_HEIGHT)
        self.why = Label("", "", self)
        self.bar = ProposalBar(self, keys=("Enter", "N"))
        for widget in (self.list, self.why, self.bar):
            self.body.addWidget(widget)
        self.list.installEventFilter(self)
        self.list.picked.connect(self._show)
        self.list.opened.connect(self._take)
        self.bar.accepted.connect(self._accept)
        self.bar.declined.connect(self._decline)
        self.hide()

    def show_proposals(self, found: Sequence[Proposal], total: int) -> None:
        """Show the first of so many."""
        self._known = {Subject(one.contact_id, proposal=one.key).text(): one for one in found}
        self.count.show_pill(f"{total:,}" if total else "", Tone.ACCENT)
        self.list.show_rows([_row(row_id, one) for row_id, one in self._known.items()], pick_first=True)
        self.list.setFixedHeight(ROW_HEIGHT * min(len(found), MOST_SHOWN) + 2)
        self._show(self.list.picked_id())
        self.setVisible(bool(found))

    def current(self) -> Proposal | None:
        """The one whose answers are offered."""
        return self._known.get(self.list.picked_id())

    def _show(self, row_id: str) -> None:
        one = self._known.get(row_id)
        if one is not None:
            self.why.setText(one.reason)
            self.bar.show_proposal(one)

    def _take(self, _row_id: str = "") -> None:
        if self.current() is not None:
            self.bar.take()

    def _accept(self, level: str) -> None:
        if one := self.current():
            self.accepted.emit(one, level)

    def _decline(self) -> None:
        if one := self.current():
            self.declined.emit(one)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            return plain and self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        one = self.current()
        if one is None:
            return False
        if event.key() == Qt.Key.Key_N:
            self._decline()
        elif event.key() == Qt.Key.Key_O:
            self.opened.emit(one.contact_id)
        else:
            return event.text().isdecimal() and self.bar.take_level(int(event.text()))
        return True


def _row(row_id: str, one: Proposal) -> Row:
    pills = (*scale_pills(one.level, one.status), *owner_pill(one.owner), *private_pill(one.private))
    return Row(
        row_id, one.name, one.deed, pills=pills, avatar=one.name, tooltip=one.reason)
