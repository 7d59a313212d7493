"""The shop was not met for long: nothing is shown until it is, or until the manager reads out a code."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.sync.records import LockCard
from crm_desktop.ui.dialogs.screen import Screen
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column, row
from crm_desktop.ui.widgets.text_input import LineInput

CODE_LETTERS = 16
"""Eight digits, however they are grouped."""


class LeaseScreen(Screen):
    """`sync_asked` and `code_given` ask for the two ways out; the one who shows this says how they went."""

    sync_asked = Signal()
    code_given = Signal(str)

    def __init__(self, leave: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(
            "cloud-lock-outline", _("Locked until the next sync"),
            _(
                "This laptop was used on many days without reaching the shop's server, so the customers are hidden. "
                "Nothing was erased: one sync brings them back."
            ), parent,
        )  # fmt: skip
        self.kept = Label("", "muted", self)
        self.kept.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sync = QPushButton(_("Sync now"), self)
        self.sync.setProperty("kind", "primary")
        self.sync.clicked.connect(lambda: self.sync_asked.emit())
        self.state = Label("", "error", self)
        self.phone = Label(
            _("No network here? Call your manager, read out these two, and type the code you are told."), "muted", self
        )
        self.laptop, self.number = Label("", "figure", self, wrap=False), Label("", "figure", self, wrap=False)
        self.code = LineInput(_("Code from the manager, 8 digits"), self)
        self.code.setMaxLength(CODE_LETTERS)
        self.code.entered.connect(self._give)
        self.open = QPushButton(_("Open"), self)
        self.open.clicked.connect(self._give)
        self.problem = Label("", "error", self)
        quits = QPushButton(_("Quit"), self)
        quits.clicked.connect(lambda: leave())
        for one in (self.kept, self.sync, self.state):
            self.body.addWidget(one)
        self.body.addSpacing(SCALE.s)
        self.body.addWidget(self.phone)
        told = QHBoxLayout()
        told.setSpacing(SCALE.xl)
        for name, value in ((_("Laptop"), self.laptop), (_("Number"), self.number)):
            told.addLayout(column(Label(name, "muted", self, wrap=False), value, spacing=0))
        told.addStretch(1)
        self.body.addLayout(told)
        line = row(self.code, self.open, spacing=SCALE.s)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.problem)
        self.body.addWidget(quits)
        for one in (self.kept, self.state, self.problem):
            one.hide()
        self.setFocusProxy(self.sync)

    def show_card(self, card: LockCard) -> None:
        """By what the manager knows this laptop, the number he answers, and what is kept."""
        self.laptop.setText(card.laptop)
        self.number.setText(f"{card.challenge[:4]} {card.challenge[4:]}")
        waits = ngettext(
            "{n} change that was not sent is kept and goes up.", "{n} changes that were not sent are kept and go up.",
            card.waiting,
        )  # fmt: skip
        self.kept.setText(waits.format(n=f"{card.waiting:,}"))
        self.kept.setVisible(card.waiting > 0)

    def show_syncing(self, running: bool, problem: str = "") -> None:
        """A session is under way, or how it ended."""
        self.sync.setEnabled(not running)
        self.sync.setText(_("Syncing…") if running else _("Sync now"))
        self.state.setText(problem)
        self.state.setVisible(bool(problem) and not running)

    def _give(self) -> None:
        if self.code.text().strip() and self.open.isEnabled():
            self.open.setEnabled(False)
            self.problem.hide()
            self.code_given.emit(self.code.text())

    def refuse(self, reason: str) -> None:
        """The code does not fit: what was typed is selected, to be typed again."""
        self.open.setEnabled(True)
        self.problem.setText(reason)
        self.problem.show()
        self.code.selectAll()
        self.code.setFocus()
