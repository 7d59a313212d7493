"""The script beside a contact: the best one first, the others by key, ready to copy."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.records import Script
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.scrolled import Scrolled

PREVIOUS, NEXT, COPY = "Alt+PgUp", "Alt+PgDown", "Ctrl+Alt+C"


class ScriptPane(QWidget):
    """Shows one of the scripts that fit; `turned` says that another one is on show."""

    turned = Signal()

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._scripts: tuple[Script, ...] = ()
        self._at = 0
        self.by_hand = False
        """Whether the user turned to the one on show."""
        self.title = Label("", "strong", self)
        self.text = Label("", "", self)
        self.truth = Label("", "faint", self)
        self.place = Label("", "muted", self, wrap=False)
        self.copy = self._button("content-copy", _("Copy"), COPY, self.copy_text)
        self.previous = self._button("chevron-up", "", PREVIOUS, self.turn_back)
        self.next = self._button("chevron-down", "", NEXT, self.turn)
        self.previous.setAccessibleName(_("Previous script"))
        self.next.setAccessibleName(_("Next script"))
        self._build()

    def _build(self) -> None:
        talk = Scrolled(self, margin=0, spacing=SCALE.s)
        for part in (self.title, self.text, self.truth):
            talk.body.addWidget(part)
        talk.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addWidget(talk, 1)
        whole.addLayout(row(self.copy, self.previous, self.next, self.place, None))

    def _button(self, icon: str, text: str, keys: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(icons.icon(icon), text, self)
        button.setProperty("kind", "small")
        button.setAutoDefault(False)
        button.setToolTip(keys)
        button.clicked.connect(act)
        QShortcut(QKeySequence(keys), self.window(), act)
        return button

    def show_scripts(self, scripts: tuple[Script, ...], channel: str) -> None:
        """Offer these, filled in; the one worded for the channel is on show."""
        self._scripts, self.by_hand = scripts, False
        self._at = rules.best_for(scripts, channel) if scripts else 0
        self._show()

    def prefer(self, channel: str) -> None:
        """Another channel: another wording, unless the user chose one."""
        if self._scripts and not self.by_hand:
            self._at = rules.best_for(self._scripts, channel)
            self._show()

    @property
    def shown(self) -> Script | None:
        """The one on show."""
        return self._scripts[self._at] if self._scripts else None

    def turn(self) -> None:
        """The next one."""
        self._turn(1)

    def turn_back(self) -> None:
        """The one before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        if self._scripts:
            self._at = (self._at + by) % len(self._scripts)
            self.by_hand = True
            self._show()

    def copy_text(self) -> None:
        """On to the clipboard."""
        if self.text.text():
            QGuiApplication.clipboard().setText(self.text.text())
            self._services.notices.info(_("The text is on the clipboard, ready to paste into WeChat."))

    def _show(self) -> None:
        script, several = self.shown, len(self._scripts) > 1
        self.setVisible(script is not None)
        if script is not None:
            self.title.setText(script.title)
            self.text.setText(script.text)
            self.truth.setText(script.truth)
            self.truth.setVisible(bool(script.truth))
        for part in (self.previous, self.next, self.place):
            part.setVisible(several)
        self.place.setText(f"{self._at + 1} / {len(self._scripts)}")
        self.turned.emit()
