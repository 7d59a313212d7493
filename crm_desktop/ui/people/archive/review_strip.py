"""What the manager says to what was done with the person on show: a loss, a merge, a report."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from crm_desktop.base.i18n import _
from crm_desktop.features.reviews import commands
from crm_desktop.features.reviews.glance import state_text
from crm_desktop.features.reviews.records import ReviewItem
from crm_desktop.features.team.records import ReviewState
from crm_desktop.features.team.rules import reviews
from crm_desktop.ui.people.archive.part import ArchivePage, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.figures import IconLabel

_ORDER: tuple[str, ...] = (ReviewState.REJECTED, ReviewState.ASKED, ReviewState.APPROVED)


class ReviewStrip(QFrame):
    """Hides where nothing was asked; what was sent back comes before what waits, and that before what was approved."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(page)
        self.page = page
        self.setProperty("role", "proposal")
        self.setAccessibleName(_("Reviews"))
        self.shown: ReviewItem | None = None
        self.text = Label("", "", self)
        self.again = small_button(_("Ask again"), self, kind="")
        self.review = small_button(_("Review…"), self, kind="")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(SCALE.m, SCALE.s, SCALE.m, SCALE.s)
        line = row(IconLabel("clipboard-check-outline", Tone.ACCENT, 20, self), self.text, self.again, self.review)
        line.setStretch(1, 1)
        inside.addLayout(line)
        self.again.clicked.connect(self._ask_again)
        self.review.clicked.connect(self._review)
        self.hide()

    def fill(self, data: Shown) -> None:
        """Show what matters most of what was asked."""
        known = sorted(data.reviews, key=lambda one: _ORDER.index(one.state) if one.state in _ORDER else len(_ORDER))
        one = self.shown = next(iter(known), None)
        if one is not None:
            is_manager = reviews(data.team.me)
            self.text.setText(state_text(one))
            self.again.setVisible(one.state == ReviewState.REJECTED and not is_manager)
            self.review.setVisible(one.state == ReviewState.ASKED and is_manager)
        self.setVisible(one is not None)

    def _ask_again(self) -> None:
        if (one := self.shown) is not None:
            said = _("The manager is asked again: {what} of {name}.").format(what=one.title, name=one.name)
            self.page.act(_("Ask for a review again"), commands.ask_again, one.id, done=said)

    def _review(self) -> None:
        if self.shown is not None:
            self.page.flush()
            self.page.signals.run_action.emit("reviews", self.shown.id)
