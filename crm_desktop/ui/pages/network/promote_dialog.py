"""Before a private contact becomes the shop's: exactly what leaves the laptop."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from crm_desktop.base.errors import Refused, UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.contacts.queries import promotion
from crm_desktop.features.contacts.records import Promotion
from crm_desktop.features.customers.queries import status_of
from crm_desktop.features.network.commands import promote, share
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

WIDTH = 480


class PromoteDialog(Sheet):
    """What goes, what stays, and the level to start with. Opened with a contact's id, or asks whom."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Make a shop customer"), parent, width=WIDTH)
        self.services, self._contact, self._name = services, "", ""
        self.page = Page(services, self)
        self.page.hide()
        self.picker = PersonPicker(services, self)
        self.level = ChoiceChips(_("Intent level"), self, optional=True)
        self.notes = QCheckBox("", self)
        self.problem = Label("", "error", self)
        self.body.addWidget(self.picker)
        self.add_close(_("Cancel"))
        self.only = self.add_button(_("Only share"))
        self.only.setToolTip(_("The shop knows the person, but no customer archive is opened."))
        self.only.clicked.connect(self.share)
        self.yes = self.add_button(_("Open the customer archive"), primary=True)
        self.yes.clicked.connect(self.promote)
        for part in (self.level, self.notes, self.problem, self.only, self.yes):
            part.hide()
        self.picker.picked.connect(self.show_person)
        if argument:
            self.show_person(argument)
        else:
            self.picker.setFocus()

    def show_person(self, contact_id: str) -> None:
        """Ask what would go."""
        self._contact = contact_id
        self.picker.hide()
        self.page.load(_what_goes, contact_id, then=self._show, failed=self._gone, key="promotion")

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    def _show(self, answer: tuple[ShopRules, Promotion]) -> None:
        shop, found = answer
        self._name = found.name
        title = _("Make {name} a shop customer").format(name=found.name)
        self.setWindowTitle(title)
        self.title.setText(title)
        self.level.offer([(one.code, one.label) for one in shop.levels])
        self._build(found)
        for part in (self.level, self.only, self.yes):
            part.show()
        self.yes.setFocus()
        self.fit_soon()

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
        self.body.addWidget(self.level)
        self.body.addWidget(self.problem)

    def promote(self) -> None:
        """Do it."""
        self.yes.setEnabled(False)
        self.page.do(
            _("Open a customer archive"), promote, self._contact, level=self.level.code(),
            with_touches=self.notes.isChecked(), then=self._done, failed=self._refuse,
            done=_("{name} is a shop customer now.").format(name=self._name),
        )  # fmt: skip

    def share(self) -> None:
        """Let the person go to the shop without opening an archive."""
        self.only.setEnabled(False)
        self.page.do(
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


def _what_goes(session: Any, contact_id: str) -> tuple[ShopRules, Promotion]:
    if status_of(session, contact_id) is not None:
        raise Refused(_("This person is a shop customer already."))
    return shop_rules(session), promotion(session, contact_id)
