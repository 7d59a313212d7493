"""Connecting this laptop to a shop: the code is read at once and said in words before anything is sent."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.sync.queries.before import before_enrolling
from crm_desktop.features.sync.records import Before, Enrolment
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page, late
from crm_desktop.ui.pages.sync.consequences import effects_of, effects_of_renewal
from crm_desktop.ui.pages.sync.enrol_parts import AddressChoice, CodeFacts, Effects
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from sync.client.discovery import Found
    from sync.client.enrolment import Code

WIDTH = 580
READ_CODE, CLOCK_OFF = late("sync.rules:read_code"), late("sync.rules:clock_off")
ENROL = late("sync.commands:enrol")


class EnrolDialog(Sheet):
    """The argument may be a code."""

    def __init__(
        self, services: Services, parent: QWidget | None, argument: str = "", *,
        nearby: "Callable[[], Sequence[Found]] | None" = None,
    ) -> None:  # fmt: skip
        super().__init__(_("Connect to the shop"), parent, width=WIDTH)
        self.services = services
        self.code: Code | None = None
        self._before: Before | None = None
        self._found: Sequence[Found] = ()
        self._busy = self._told_twice = False
        self.page = Page(services, self)
        self.page.hide()
        self.input = TextInput(_("Paste the code here"), self, lines=2, most=3)
        self.input.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.paste = QPushButton(icons.icon("content-paste"), _("Paste the code"), self)
        self.problem = Label("", "error", self)
        self.facts = CodeFacts(self)
        self.address_title = Label(_("How to reach the server"), "strong", self)
        self.addresses = AddressChoice(self)
        self.effects_title = Label(_("What happens to the data on this laptop"), "strong", self)
        self.effects = Effects(self)
        self.made_up = QCheckBox(_("Take the made-up people into the shop all the same"), self)
        self.cancel = self.add_close(_("Cancel"))
        self.yes = self.add_button(_("Connect"), primary=True)
        self._build()
        self._connect()
        self.input.setPlainText(argument)
        self.check()
        self.page.look(before_enrolling, then=self._show_before)
        services.lanes.free.run(self, nearby or _servers_nearby, self.show_found, key="nearby")

    def _build(self) -> None:
        hint = _("Your manager or the shop's IT gives you a code. It works once, and for 15 minutes.")
        self.body.addWidget(Label(hint, "muted", self))
        self.body.addWidget(self.input)
        self.body.addLayout(row(self.paste, None))
        for part in (self.problem, self.facts, self.address_title, self.addresses, self.effects_title, self.effects,
                     self.made_up):  # fmt: skip
            self.body.addWidget(part)
            part.hide()

    def _connect(self) -> None:
        self.input.edited.connect(self.check)
        self.input.entered.connect(self.join)
        self.paste.clicked.connect(self._paste)
        self.made_up.toggled.connect(self._allow)
        self.yes.clicked.connect(self.join)

    # The code -------------------------------------------------------------------------------------------------------

    def _paste(self) -> None:
        self.input.setPlainText(QGuiApplication.clipboard().text())
        self.input.setFocus()

    def check(self, _text: str = "") -> None:
        """Read what was typed or pasted, and say what it is."""
        self.code, problem = None, ""
        if self.input.text().strip():
            try:
                self.code = READ_CODE(self.input.text())
            except UserError as refused:
                problem = str(refused)
        self._say(problem)
        self._show_code()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _show_code(self) -> None:
        code = self.code
        if code is not None:
            self.facts.show_facts([
                (_("Shop"), code.shop), (_("You"), code.user), (_("Server"), code.url),
                (_("Connection"), _line_to(code.url)),
            ])  # fmt: skip
            self._show_effects()
        for part in (self.facts, self.effects_title, self.effects):
            part.setVisible(code is not None)
        self._show_addresses()
        self._allow()
        self.fit_soon()

    def _show_before(self, before: Before) -> None:
        self._before = before
        self._show_code()

    def _show_effects(self) -> None:
        if self._renews:
            self.effects.show_effects(effects_of_renewal())
        elif self._before is not None and self.code is not None:
            self.effects.show_effects(effects_of(self._before, self.code.user))

    def show_found(self, found: "Sequence[Found]") -> None:
        """Offer the addresses of servers that were found in this network."""
        self._found = found
        self._show_addresses()
        self.fit_soon()

    def _show_addresses(self) -> None:
        others = [one for one in self._found if self.code is not None and one.url != self.code.url]
        for part in (self.address_title, self.addresses):
            part.setVisible(bool(others))
        if self.code is None or not others:
            return
        offered = [(self.code.url, _("As the code says: {address}").format(address=self.code.url))]
        for one in others:
            said = _("Found in this network: {name} ({address})").format(name=one.name, address=one.url)
            offered.append((one.url, said))
        self.addresses.offer(offered)

    # Joining --------------------------------------------------------------------------------------------------------

    @property
    def _renews(self) -> bool:
        run = self.services.sync
        return run is not None and run.state is not None and run.state.enrolled

    @property
    def _made_up(self) -> bool:
        return self._before is not None and self._before.made_up and not self._renews

    def _allow(self, _on: bool = False) -> None:
        self.made_up.setVisible(self._made_up and self.code is not None)
        allowed = self.code is not None and self._before is not None and (self.made_up.isChecked() or not self._made_up)
        self.yes.setEnabled(allowed and not self._busy)

    def join(self) -> None:
        """Exchange the code for a place in the shop; made-up people are asked about once more."""
        if not self.yes.isEnabled():
            return
        if self._made_up and not self._told_twice:
            self.services.notices.ask(
                self, _("These people are made up. Bring them into the shop's book?"), _("Bring them in"), self._go_on,
                detail=_("Undo does not bring them back out: each of them would have to be removed."),
            )  # fmt: skip
            return
        self._send()

    def _go_on(self) -> None:
        self._told_twice = True
        self._send()

    def _send(self) -> None:
        self._set_busy(True)
        self._say("")
        store, text = self.services.store, self.input.text()
        url = self.addresses.address() if self.addresses.isVisible() else ""
        job = lambda: ENROL(store, text, url=url)  # noqa: E731
        self.services.lanes.net.run(self, job, self._joined, self.refuse)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.yes.setText(_("Connecting…") if busy else _("Connect"))
        for part in (self.input, self.paste):
            part.setEnabled(not busy)
        self._allow()

    def _joined(self, told: Enrolment) -> None:
        notices, run = self.services.notices, self.services.sync
        notices.done(_("This laptop belongs to {shop} now; the first sync begins.").format(shop=told.shop_name))
        if told.keys_in != "key store":
            notices.warn(_("This system has no key store, so this laptop's key is kept in a file of your user."))
        if told.minutes_off:
            notices.warn(CLOCK_OFF(told.minutes_off))
        self.accept()
        self.services.signals.open_page.emit("sync")
        if run is not None:
            run.look(run.start)

    def refuse(self, problem: UserError) -> None:
        """It was not done: say why below the code; it may be tried again."""
        self._set_busy(False)
        self._say(str(problem))
        self.input.setFocus()
        self.fit_soon()

    @override
    def reject(self) -> None:
        # While the code is exchanged nobody can take it back: the answer says whether it was used.
        if not self._busy:
            super().reject()


def _line_to(url: str) -> str:
    # Without encryption a code is only accepted for a server on this machine.
    return _("Encrypted; only this very server is accepted") if url.startswith("https:") else _("Within this machine")


def _servers_nearby() -> "Sequence[Found]":
    # With what reading a code needs: it is there before the code is pasted, and not loaded in the window's thread.
    from sync.client import discovery, enrolment  # noqa: F401

    return discovery.find()
