"""The shop has shut this laptop out: what is private is taken along, and what happened is told on one page."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, sentences
from crm_desktop.features.security import rules
from crm_desktop.ui.dialogs.screen import Screen
from crm_desktop.ui.dialogs.unlock import PassphraseInput
from crm_desktop.ui.widgets.card import Label
from sync.protocol import LEAVER


class TakeAlongScreen(Screen):
    """`chosen` carries the passphrase of the private contacts; until then nothing is destroyed."""

    chosen = Signal(str)

    def __init__(self, leave: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(
            "account-key-outline", _("Take your private contacts along"),
            _(
                "The shop has shut this laptop out. What was not sent is with your manager. Your private contacts stay "
                "yours: choose a passphrase, and they move into an encrypted profile of their own. After that the key "
                "of this profile is destroyed."
            ), parent,
        )  # fmt: skip
        self.first = PassphraseInput(_("Passphrase, at least {n} characters").format(n=rules.SHORTEST), self)
        self.second = PassphraseInput(_("The same once more"), self)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.button = QPushButton(_("Take them along and finish"), self)
        self.button.setProperty("kind", "primary")
        quits = QPushButton(_("Quit"), self)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.choose)
        self.button.clicked.connect(self.choose)
        quits.clicked.connect(lambda: leave())
        for widget in (self.first, self.second, self.problem, self.button, quits):
            self.body.addWidget(widget)
        self.setFocusProxy(self.first)

    def choose(self) -> None:
        """Go on, if the passphrase will do."""
        if not self.button.isEnabled():
            return
        try:
            rules.check_passphrase(self.first.text(), self.second.text())
        except InvalidInput as problem:
            self.refuse(str(problem))
            return
        self.problem.hide()
        self.button.setEnabled(False)
        self.button.setText(_("Taking them along…"))
        self.chosen.emit(self.first.text())

    def refuse(self, reason: str) -> None:
        """It did not work; nothing was destroyed."""
        self.button.setEnabled(True)
        self.button.setText(_("Take them along and finish"))
        self.problem.setText(reason)
        self.problem.show()
        self.first.setFocus()


class WipedScreen(Screen):
    """The profile opens no more: what happened, and what can be done."""

    def __init__(self, kind: str, kept: str, parent: QWidget | None = None) -> None:
        super().__init__("cloud-lock-outline", _("The shop has shut this laptop out"), _told(kind, kept), parent)


def _told(kind: str, kept: str) -> str:
    done = sentences(
        _("What was not sent is with your manager."), _("The key of this profile was destroyed; it opens no more.")
    )
    if kept:
        return done + "\n\n" + _(
            "Your private contacts are in the folder “{folder}”, beside this profile. The passphrase you chose opens "
            "them."
        ).format(folder=Path(kept).name)  # fmt: skip
    if kind == LEAVER:
        return done + "\n\n" + _("There were no private contacts to take along. Give the laptop back to the shop.")
    return done + "\n\n" + _("It was reported as stolen. If you found it, give it back to the shop.")
