"""Before a private contact becomes the shop's: exactly what leaves the laptop."""

from functools import partial

from PySide6.QtWidgets import QCheckBox

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.contacts.records import Promotion
from crm_desktop.features.network.commands import promote, share
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips


class PromoteDialog(Sheet):
    """What goes, what stays, and the level to start with."""

    def __init__(self, page: ArchivePage, contact_id: str, found: Promotion) -> None:
        super().__init__(_("Make {name} a shop customer").format(name=found.name), page, width=480)
        self.page, self._contact, self._name = page, contact_id, found.name
        self.level = ChoiceChips(_("Intent level"), self, optional=True)
        self.notes = QCheckBox(_("Earlier notes and files go too"), self)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self._build(found)

    def _build(self, found: Promotion) -> None:
        self.body.addWidget(Label(_("At the next sync this leaves your laptop and becomes the shop's:"), "muted", self))
        for title, lines in (
            (_("Identity"), (found.name, *found.facts)), (_("Ways to reach"), found.ways),
            (_("Needs and what is noted in the archive"), found.needs), (_("Groups"), found.groups),
        ):  # fmt: skip
            if lines:
                self.body.addWidget(Label(title, "strong", self))
                self.body.addWidget(Label(" · ".join(lines), "", self))
        if found.links:
            self.body.addWidget(Label(
                ngettext("{n} relation goes only if the other person is the shop's too.",
                         "{n} relations go only if the other people are the shop's too.", found.links)
                .format(n=found.links), "muted", self))  # fmt: skip
        private = found.touches + found.attachments + found.tips
        self.notes.setVisible(private > 0)
        self.notes.setText(
            ngettext("{n} earlier note or file goes too", "{n} earlier notes and files go too", private).format(
                n=private
            )
        )
        self.body.addWidget(self.notes)
        if private:
            self.body.addWidget(Label(_("Without the tick they stay private, here only."), "muted", self))
        self.body.addWidget(Label(_("Intent level"), "muted", self))
        if self.page.data is not None:
            self.level.offer([(one.code, one.label) for one in self.page.data.shop.levels])
        self.body.addWidget(self.level)
        self.body.addWidget(self.problem)
        self.add_close(_("Cancel"))
        self.only = self.add_button(_("Only share"))
        self.only.setToolTip(_("The shop knows the person, but no customer archive is opened."))
        self.only.clicked.connect(self.share)
        self.yes = self.add_button(_("Open the customer archive"), primary=True)
        self.yes.clicked.connect(self.promote)

    def promote(self) -> None:
        """Do it."""
        self.yes.setEnabled(False)
        self.page.act(
            _("Open a customer archive"), promote, self._contact, level=self.level.code(),
            with_touches=self.notes.isChecked(), then=partial(self._done), failed=self._refuse,
            done=_("{name} is a shop customer now.").format(name=self._name),
        )  # fmt: skip

    def share(self) -> None:
        """Let the person go to the shop without opening an archive."""
        self.only.setEnabled(False)
        self.page.act(
            _("Share a contact"), share, [self._contact], with_touches=self.notes.isChecked(), then=self._done,
            failed=self._refuse, done=_("{name} is shared with the shop now.").format(name=self._name),
        )  # fmt: skip

    def _done(self, _result: object) -> None:
        self.accept()

    def _refuse(self, problem: UserError) -> None:
        self.yes.setEnabled(True)
        self.only.setEnabled(True)
        self.problem.setText(str(problem))
        self.problem.show()
