"""Safety: the passphrase, a backup, and whether the file is whole."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.security.rules import check_passphrase
from crm_desktop.ui.forms.reading import clear_errors
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row

MOST_PROBLEMS = 12


class SafetySection(Page):
    """What protects the customers' data."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.first = LineField("passphrase", _("New passphrase"), self, inline=False, longest=256)
        self.second = LineField("repeated", _("The same again"), self, inline=False, longest=256)
        for field in (self.first, self.second):
            field.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.change = QPushButton(_("Change the passphrase"), self)
        self.keyring = QPushButton(_("Let this system's key store open it"), self)
        self.back_up = QPushButton(_("Back up now"), self)
        self.check = QPushButton(_("Check the data"), self)
        self.verdict = Label("", "muted", self)
        self.place = Label("", "muted", self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.setSpacing(SCALE.l)
        whole.addWidget(self._passphrase_card())
        whole.addWidget(self._file_card())
        self.change.clicked.connect(self._change)
        self.keyring.clicked.connect(self._use_keyring)
        self.back_up.clicked.connect(self._back_up)
        self.check.clicked.connect(self._check)

    def _passphrase_card(self) -> Card:
        card = Card(_("Passphrase"), self)
        card.body.addWidget(
            Label(
                _("All data is encrypted on this disk. Without the passphrase nobody can read it, not even we."),
                "muted",
            )
        )
        for part in (self.first, self.second):
            card.body.addWidget(part)
        card.body.addLayout(row(self.change, self.keyring, None))
        return card

    def _file_card(self) -> Card:
        card = Card(_("Data file"), self)
        self.place.setText(_("Folder: {folder}").format(folder=self.services.store.profile))
        card.body.addWidget(self.place)
        card.body.addWidget(self.verdict)
        self.verdict.hide()
        card.body.addLayout(row(self.back_up, self.check, None))
        return card

    def _change(self) -> None:
        clear_errors((self.first, self.second))
        try:
            check_passphrase(self.first.input.text(), self.second.input.text())
        except InvalidInput as problem:
            (self.second if problem.field == "repeated" else self.first).show_error(str(problem))
            return
        passphrase, store = self.first.input.text(), self.services.store
        self.services.lanes.write.run(self, lambda: store.change_passphrase(passphrase), self._changed)

    def _changed(self, _answer: object) -> None:
        for field in (self.first, self.second):
            field.input.put("")
        self.notices.done(_("The new passphrase opens this profile from now on."))

    def _use_keyring(self) -> None:
        self.services.lanes.write.run(self, self.services.store.move_to_keyring, self._moved)

    def _moved(self, _answer: object) -> None:
        self.notices.done(_("This system's key store opens the profile from now on."))

    def _back_up(self) -> None:
        self._tell(_("Copying…"))
        self.work(self.services.store.back_up, self._backed_up)

    def _backed_up(self, path: Path) -> None:
        self._tell(_("A verified copy is in the backups folder: {file}").format(file=path.name))

    def _check(self) -> None:
        self._tell(_("Checking…"))
        self.work(self.services.store.check, self._checked)

    def _checked(self, problems: list[str]) -> None:
        self._tell(
            "\n".join(problems[:MOST_PROBLEMS]) or _("All is well: file, journal, search index and attachments.")
        )

    def _tell(self, text: str) -> None:
        self.verdict.setText(text)
        self.verdict.show()
