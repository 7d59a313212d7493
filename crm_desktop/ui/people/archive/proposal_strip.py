"""What is proposed for the person on show, below the head: why, and the two answers. Never done silently."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout

from crm_desktop.base.i18n import _
from crm_desktop.features.milestones import commands
from crm_desktop.features.milestones.records import Proposal, Subject
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.proposal_bar import ProposalBar, done_text
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.figures import IconLabel

ACCEPT, DECLINE = "Alt+Y", "Alt+N"


class ProposalStrip(QFrame):
    """Hides while nothing is proposed; of several the one that waits longest is shown, and how many follow."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(page)
        self.page = page
        self.setProperty("role", "proposal")
        self.setAccessibleName(_("Proposal"))
        self.shown: Proposal | None = None
        self.why = Label("", "strong", self)
        self.rest = Label("", "muted", self)
        self.bar = ProposalBar(self, keys=(ACCEPT, DECLINE))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(SCALE.m, SCALE.s, SCALE.m, SCALE.s)
        inside.setSpacing(SCALE.xs)
        line = row(IconLabel("lightbulb-on-outline", Tone.ACCENT, 20, self), self.why, self.rest)
        line.setStretch(1, 1)
        inside.addLayout(line)
        inside.addWidget(self.bar)
        self.bar.accepted.connect(self._accept)
        self.bar.declined.connect(self._decline)
        for keys, act in ((ACCEPT, self._take), (DECLINE, self._decline)):
            shortcut = QShortcut(QKeySequence(keys), page, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def fill(self, data: Shown) -> None:
        """Show what is proposed for this person."""
        self.shown = next(iter(data.proposals), None)
        if self.shown is not None:
            self.why.setText(self.shown.reason)
            more = len(data.proposals)
            self.rest.setText(_("1 of {n}").format(n=more) if more > 1 else "")
            self.rest.setVisible(more > 1)
            self.bar.show_proposal(self.shown)
        self.setVisible(self.shown is not None)

    def _take(self) -> None:
        if self.shown is not None:
            self.bar.take()

    def _accept(self, level: str) -> None:
        one = self.shown
        if one is None:
            return
        self.page.flush()
        if one.opens:
            self.page.signals.run_action.emit(one.opens, Subject(one.contact_id, proposal=one.key).text())
            return
        self.page.act(
            _("Accept a proposal"), commands.accept, one.contact_id, one.key, choice=level,
            then=partial(self._answered, one), done=done_text(one, level),
        )  # fmt: skip

    def _decline(self) -> None:
        one = self.shown
        if one is not None:
            self.page.act(
                _("Decline a proposal"), commands.decline, one.contact_id, one.key, then=partial(self._answered, one),
                done=_("Everything stays as it is with {name}.").format(name=one.name),
            )  # fmt: skip

    def _answered(self, one: Proposal, _result: object) -> None:
        """Gone at once: the archive is read anew a moment later, and a second press must not meet the same one."""
        if self.shown is one:
            self.shown = None
            self.hide()
