"""The beats of a script, one after the other: the one to say now stands out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.referrals.records import SpokenScript
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.scrolled import Scrolled


class Beat(QFrame):
    """One beat: what it is for, and the words."""

    def __init__(self, pane: "BeatsPane", number: int) -> None:
        super().__init__(pane)
        self._pane, self._number = pane, number
        self.label = Label("", "strong", self, fills=True)
        self.words = Label("", "", self, fills=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.m, SCALE.s, SCALE.m, SCALE.s)
        whole.setSpacing(SCALE.xs)
        whole.addWidget(self.label)
        whole.addWidget(self.words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_beat(self, label: str, words: str) -> None:
        """Show these words."""
        self.label.setText(f"{self._number + 1}  {label}")
        self.words.setText(words)

    def stand_out(self, on: bool) -> None:
        """Whether this is the one to say now."""
        self.setProperty("role", "beat-now" if on else "beat")
        self.words.setProperty("kind", "" if on else "muted")
        for widget in (self, self.words):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pane.go_to(self._number)


class BeatsPane(QWidget):
    """Left and right go through the beats; Ctrl+C takes the words of the one that stands out."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.script: SpokenScript | None = None
        self.at = 0
        self.setAccessibleName(_("The words, beat by beat"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = Label("", "muted", self, fills=True)
        self.truth = Label("", "faint", self, fills=True)
        self.talk = Scrolled(self, margin=0, spacing=SCALE.s)
        self.talk.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.beats: list[Beat] = []
        self._ends = False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addWidget(self.title)
        whole.addWidget(self.talk, 1)
        whole.addWidget(self.truth)

    def show_script(self, script: SpokenScript | None) -> None:
        """Show the beats of this one from the first on; the same one keeps its place."""
        same = self.script is not None and script is not None and self.script.key == script.key
        self.script, self.at = script, self.at if same else 0
        beats = script.beats if script else ()
        if not self._ends:
            self.talk.body.addStretch(1)
            self._ends = True
        while len(self.beats) < len(beats):
            made = Beat(self, len(self.beats))
            self.talk.body.insertWidget(len(self.beats), made)
            self.beats.append(made)
        for number, beat in enumerate(self.beats):
            beat.setVisible(number < len(beats))
            if number < len(beats):
                beat.show_beat(*beats[number])
        self.title.setText(script.title if script else _("No script is offered for this situation."))
        self.truth.setText(script.truth if script else "")
        self.truth.setVisible(bool(self.truth.text()))
        self.go_to(self.at)

    def go_to(self, number: int) -> None:
        """Let this beat stand out."""
        most = len(self.script.beats) if self.script else 0
        if not most:
            return
        self.at = max(0, min(number, most - 1))
        for place, beat in enumerate(self.beats[:most]):
            beat.stand_out(place == self.at)
        self.setAccessibleDescription(self.words())
        self.talk.ensureWidgetVisible(self.beats[self.at])

    def go_on(self) -> None:
        """The next beat."""
        self.go_to(self.at + 1)

    def go_back(self) -> None:
        """The one before."""
        self.go_to(self.at - 1)

    def words(self) -> str:
        """What is to be said now."""
        return self.script.beats[self.at][1] if self.script and self.script.beats else ""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.go_on()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.go_back()
        elif key == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.words():
            QGuiApplication.clipboard().setText(self.words())
            self._services.notices.info(_("The text is on the clipboard, ready to paste into WeChat."))
        else:
            super().keyPressEvent(event)
