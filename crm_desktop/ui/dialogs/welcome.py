"""The first start: language, how the profile is protected, and how to begin."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.base import i18n
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.security import rules
from crm_desktop.ui.dialogs.screen import Screen
from crm_desktop.ui.dialogs.unlock import PassphraseInput
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_card import ChoiceCard


class Protection(StrEnum):
    """Who keeps the key."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a choice, not a secret
    KEYRING = "keyring"
    NONE = "none"


class Beginning(StrEnum):
    """What to begin with."""

    IMPORT = "import"
    EMPTY = "empty"
    DEMO = "demo"


@dataclass(frozen=True)
class Start:
    """What the user chose."""

    protection: Protection
    passphrase: str
    beginning: Beginning


class LanguageStep(Screen):
    """简体中文 or English."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("handshake-outline", "展厅客户簿 · Showroom CRM", "请选择语言 · Choose your language", parent)
        for code, name in i18n.LANGUAGES.items():
            button = QPushButton(name, self)
            if code == i18n.language():
                button.setProperty("kind", "primary")
                self.setFocusProxy(button)
            button.clicked.connect(lambda _checked=False, code=code: self.chosen.emit(code))
            self.body.addWidget(button)


class ProtectionStep(Screen):
    """A passphrase, the system's key store, or on purpose nothing."""

    chosen = Signal(str, str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "shield-lock-outline", _("Protect your customers' data"),
            _("Everything is encrypted on this laptop. Choose what opens it."), parent,
        )  # fmt: skip
        self.group = QButtonGroup(self)
        self.radios: dict[Protection, QRadioButton] = {}
        for protection, text, hint in (
            (Protection.PASSPHRASE, _("A passphrase"), _("Asked at every start. Nobody can restore it if it is lost.")),
            (
                Protection.KEYRING,
                _("The key store of this computer"),
                _("Opens when you have logged in to the computer."),
            ),
            (Protection.NONE, _("Nothing"), _("Anyone at this laptop can read everything.")),
        ):
            radio = QRadioButton(text, self)
            self.radios[protection] = radio
            self.group.addButton(radio)
            remark = Label(hint, "muted", self)
            remark.setContentsMargins(SCALE.xl, 0, 0, 0)
            part = QVBoxLayout()
            part.setSpacing(0)
            part.addWidget(radio)
            part.addWidget(remark)
            self.body.addLayout(part)
            if protection == Protection.PASSPHRASE:
                self._add_inputs()
        self.radios[Protection.PASSPHRASE].setChecked(True)
        self.group.buttonToggled.connect(self._show_inputs)
        self.go = QPushButton(_("Continue"), self)
        self.go.setProperty("kind", "primary")
        self.go.clicked.connect(self.choose)
        back = QPushButton(_("Back"), self)
        back.clicked.connect(self.back)
        self.body.addLayout(row(back, None, self.go))

    def _add_inputs(self) -> None:
        self.inputs = QWidget(self)
        column = QVBoxLayout(self.inputs)
        column.setContentsMargins(SCALE.xl, 0, 0, 0)
        self.first = PassphraseInput(_("Passphrase, at least {n} characters").format(n=rules.SHORTEST), self.inputs)
        self.second = PassphraseInput(_("The same once more"), self.inputs)
        self.problem = Label("", "error", self.inputs)
        self.problem.hide()
        self.strength = PillLabel("", parent=self.inputs)
        for widget in (self.first, self.strength, self.second, self.problem):
            column.addWidget(widget)
        self.first.textChanged.connect(self._show_strength)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.choose)
        self.body.addWidget(self.inputs)

    def _show_inputs(self) -> None:
        self.inputs.setVisible(self.protection() == Protection.PASSPHRASE)

    def protection(self) -> Protection:
        """What is chosen."""
        return next(name for name, radio in self.radios.items() if radio.isChecked())

    def choose(self) -> None:
        """Go on, if the passphrase will do."""
        passphrase = self.first.text() if self.protection() == Protection.PASSPHRASE else ""
        problem = self._problem(passphrase)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if not problem:
            self.chosen.emit(self.protection().value, passphrase)

    def _problem(self, passphrase: str) -> str:
        if self.protection() != Protection.PASSPHRASE:
            return ""
        try:
            rules.check_passphrase(passphrase, self.second.text())
        except InvalidInput as problem:
            return str(problem)
        return ""

    def _show_strength(self, passphrase: str) -> None:
        words = ("", _("Good enough"), _("Good"), _("Strong"))
        tones = (Tone.MUTED, Tone.WARN, Tone.ACCENT, Tone.OK)
        found = rules.strength(passphrase)
        self.strength.show_pill(words[found], tones[found])


class BeginningStep(Screen):
    """My contacts, nothing, or made-up people."""

    chosen = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("home-outline", _("How would you like to begin?"), "", parent)
        self.first: ChoiceCard | None = None
        for beginning, icon, text, hint in (
            (
                Beginning.IMPORT,
                "import",
                _("Import my contacts"),
                _("From Excel, CSV or a phone's contact file (.vcf)."),
            ),
            (Beginning.EMPTY, "account-plus-outline", _("Start empty"), _("Add people one by one with Ctrl+N.")),
            (
                Beginning.DEMO,
                "eye-outline",
                _("Look around with demo data"),
                _("300 made-up people to try everything on."),
            ),
        ):
            card = ChoiceCard(icon, text, hint, self)
            card.clicked.connect(lambda _checked=False, value=beginning.value: self.chosen.emit(value))
            self.body.addWidget(card)
            self.first = self.first or card
        back = QPushButton(_("Back"), self)
        back.clicked.connect(self.back)
        self.body.addLayout(row(back, None))


class Welcome(QStackedWidget):
    """The three steps; `finished` carries a Start, `language_chosen` a code."""

    language_chosen = Signal(str)
    finished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._protection, self._passphrase = Protection.NONE, ""
        self._ask_language()

    def _turn_to(self, step: QWidget) -> None:
        old = self.currentWidget()
        self.setCurrentIndex(self.addWidget(step))
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()

    def _ask_language(self) -> None:
        step = LanguageStep(self)
        step.chosen.connect(self._take_language)
        self._turn_to(step)

    def _take_language(self, code: str) -> None:
        self.language_chosen.emit(code)
        self.ask_protection()

    def ask_protection(self) -> None:
        """The second step, in the language just chosen."""
        step = ProtectionStep(self)
        step.chosen.connect(self._take_protection)
        step.back.connect(self._ask_language)
        self._turn_to(step)
        step.first.setFocus()

    def _take_protection(self, protection: str, passphrase: str) -> None:
        self._protection, self._passphrase = Protection(protection), passphrase
        self.ask_beginning()

    def ask_beginning(self) -> None:
        """The third step."""
        step = BeginningStep(self)
        step.chosen.connect(self._take_beginning)
        step.back.connect(self.ask_protection)
        self._turn_to(step)
        if step.first is not None:
            step.first.setFocus()

    def _take_beginning(self, beginning: str) -> None:
        self.finished.emit(Start(self._protection, self._passphrase, Beginning(beginning)))
