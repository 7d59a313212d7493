"""Hand customers over: to whom, what goes along, one step; then the papers."""

from functools import partial

from PySide6.QtWidgets import QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.hand_over import commands, queries
from crm_desktop.features.hand_over.records import HandOver
from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.records import Team
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

WIDTH = 520


class HandOverDialog(Sheet):
    """The argument holds ids parted by commas. Digits choose a colleague, Enter hands over."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Hand over to a colleague"), parent, width=WIDTH)
        self.services = services
        self.ids = [one for one in argument.split(",") if one]
        self.team = Team()
        self.found = HandOver()
        self._page = Page(services, self)  # its answers go nowhere when the dialog is gone
        self._page.hide()
        self.caption = Label(_("To whom"), "muted", self)
        self.takers = ChoiceChips(_("To whom"), self, numbered=True)
        self.told = Label("", "", self)
        self.stays = Label("", "muted", self)
        self.problem = Label("", "error", self)
        for part in (self.caption, self.takers, self.told, self.stays, self.problem):
            self.body.addWidget(part)
            part.hide()
        self.close_button = self.add_close(_("Cancel"))
        self.act = self.add_button(_("Hand them over"), primary=True)
        self.act.setEnabled(False)
        self.act.clicked.connect(self._hand_over)
        self.takers.chosen.connect(self._ask)
        self._page.load(team, then=self._show_team)

    # Before -------------------------------------------------------------------------------------------------------

    def _show_team(self, found: Team) -> None:
        self.team = found
        takers = rules.takers(found)
        if not (self.ids and takers):
            self._say_why_not()
            return
        self.caption.show()
        self.takers.show()
        self.takers.offer([(one.user, one.name) for one in takers])
        self.takers.setFocus()
        self.fit_soon()

    def _say_why_not(self) -> None:
        if self.team.me is None:
            why = _("This laptop belongs to no shop yet. Once it is enrolled at the shop's server, customers can be "
                    "handed over to colleagues.")  # fmt: skip
        elif not self.ids:
            why = _("Choose somebody first: mark one or more customers in the list, or open an archive.")
        else:
            why = _("There is no colleague to hand over to.")
        self._tell(self.told, why)
        self.act.hide()
        self.close_button.setText(_("Close"))
        self.fit_soon()

    def _ask(self, user: str) -> None:
        self._page.load(queries.hand_over, self.ids, user, then=partial(self._show_found, user), key="found")

    def _show_found(self, user: str, found: HandOver) -> None:
        self.found = found
        name, count = self.team.name_of(user), len(found.going)
        if count:
            goes = ngettext("{n} customer goes to {name}, with everything in the archive.",
                            "{n} customers go to {name}, with everything in their archives.", count)  # fmt: skip
            once = _("It is one step: Undo takes it back until the next sync has carried it on.")
            said = [goes.format(n=f"{count:,}", name=name), _along(found), once]
        else:
            said = [_("Nobody can be handed over. Choose shop customers of your own, or another colleague.")]
        self._tell(self.told, "\n".join(filter(None, said)))
        self._tell(self.stays, "\n".join(_staying(found)))
        self.act.setEnabled(bool(count))
        self.fit_soon()

    @staticmethod
    def _tell(label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    # Doing --------------------------------------------------------------------------------------------------------

    def _hand_over(self) -> None:
        user, going = self.takers.code(), self.found.going
        if not user or not going:
            return
        self.act.setEnabled(False)
        said = ngettext("{n} customer was handed over to {name}.", "{n} customers were handed over to {name}.",
                        len(going))  # fmt: skip
        name = self.team.name_of(user)
        self._page.do(
            _("Hand over customers"), commands.reassign, list(going), user,
            done=said.format(n=f"{len(going):,}", name=name), then=partial(self._done, name), failed=self._failed,
        )  # fmt: skip

    def _failed(self, problem: UserError) -> None:
        self._tell(self.problem, str(problem))
        self.act.setEnabled(True)
        self.fit_soon()

    def _done(self, name: str, done: HandOver) -> None:
        """It is done; what is left are the papers."""
        self.caption.hide()
        self.takers.hide()
        self.problem.hide()
        told = ngettext(
            "{n} customer was handed over to {name}. Print the hand-over pack now: a page about all of them, then a "
            "card for each.",
            "{n} customers were handed over to {name}. Print the hand-over pack now: a page about all of them, then "
            "a card for each.", len(done.going)).format(n=f"{len(done.going):,}", name=name)  # fmt: skip
        self._tell(self.told, told)
        leaves = "" if rules.sees_owners(self.team.me) else _("They leave this laptop with the next sync.")
        self._tell(self.stays, leaves)
        self.close_button.setText(_("Close"))
        self.act.setText(_("Hand-over pack…"))
        self.act.setEnabled(True)
        self.act.clicked.disconnect(self._hand_over)
        self.act.clicked.connect(partial(self._print, done.going))
        self.act.setFocus()
        self.fit_soon()

    def _print(self, ids: tuple[str, ...]) -> None:
        self.accept()
        self.services.signals.run_action.emit("hand_over_pack", ",".join(ids))


def _along(found: HandOver) -> str:
    parts = [
        ngettext("{n} open promise", "{n} open promises", found.promises).format(n=f"{found.promises:,}")
        if found.promises else "",
        ngettext("{n} planned visit", "{n} planned visits", found.visits).format(n=f"{found.visits:,}")
        if found.visits else "",
    ]  # fmt: skip
    what = _(", ").join(filter(None, parts))
    return _("With them go: {what}.").format(what=what) if what else ""


def _staying(found: HandOver) -> list[str]:
    told = [
        (found.private, ngettext("{n} private contact stays with you.", "{n} private contacts stay with you.",
                                 found.private)),
        (found.there, ngettext("{n} belongs to this colleague already.", "{n} belong to this colleague already.",
                               found.there)),
        (found.not_mine, ngettext("{n} belongs to another consultant: only the manager hands those over.",
                                  "{n} belong to other consultants: only the manager hands those over.",
                                  found.not_mine)),
    ]  # fmt: skip
    return [text.format(n=f"{count:,}") for count, text in told if count]
