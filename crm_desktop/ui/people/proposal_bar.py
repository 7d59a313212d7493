"""The answers to a proposal: one key does what is proposed, one leaves everything as it is."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.milestones.records import Proposal
from crm_desktop.ui.theme import icons
from crm_desktop.ui.widgets.flow import FlowLayout

MOST_LEVELS = 6


class ProposalBar(QWidget):
    """Accept says what it does; where nothing may be guessed, there is a button for each level.

    `keys` are shown on the buttons; who owns the bar acts on them by `take`, `take_level` and `leave`.
    """

    accepted = Signal(str)
    """With the level chosen, or ""."""
    declined = Signal()

    def __init__(self, parent: QWidget | None = None, *, keys: tuple[str, str] = ("", "")) -> None:
        super().__init__(parent)
        self._accept_key, self._decline_key = keys
        self._levels: tuple[str, ...] = ()
        self.accept = self._button("check")
        self.levels = [self._button() for _number in range(MOST_LEVELS)]
        self.decline = self._button("close")
        self.accept.clicked.connect(self.take)
        for number, button in enumerate(self.levels, start=1):
            button.clicked.connect(partial(self._press, number))
        self.decline.clicked.connect(self.leave)
        flow = FlowLayout(self)
        for button in (self.accept, *self.levels, self.decline):
            flow.addWidget(button)

    def _button(self, icon: str = "") -> QPushButton:
        button = QPushButton("", self)
        button.setProperty("kind", "small")
        if icon:
            button.setIcon(icons.icon(icon))
        button.setAutoDefault(False)
        return button

    def show_proposal(self, one: Proposal) -> None:
        """Offer the answers to this one."""
        self._levels = one.choices[:MOST_LEVELS]
        self.accept.setText(_with_key(one.deed, self._accept_key))
        self.accept.setVisible(not self._levels)
        self.decline.setText(_with_key(_("Leave it as it is"), self._decline_key))
        for number, button in enumerate(self.levels):
            level = self._levels[number] if number < len(self._levels) else ""
            button.setVisible(bool(level))
            button.setText(_with_key(level, str(number + 1) if self._accept_key else ""))
            button.setAccessibleName(_("Set level {level}").format(level=level))
        self.updateGeometry()

    def take(self, _checked: bool = False) -> None:
        """Accept; where a level must be chosen, the first level gets the focus."""
        if self._levels:
            self.levels[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.accepted.emit("")

    def take_level(self, number: int) -> bool:
        """Choose the level of that number; False when there is none."""
        if not 1 <= number <= len(self._levels):
            return False
        self.accepted.emit(self._levels[number - 1])
        return True

    def _press(self, number: int, _checked: bool = False) -> None:
        self.take_level(number)

    def leave(self, _checked: bool = False) -> None:
        """Decline."""
        self.declined.emit()


def _with_key(text: str, key: str) -> str:
    return f"{text} ({key})" if key else text


def done_text(one: Proposal, level: str) -> str:
    """What was done, for the message."""
    if level:
        return _("{name}: level {level} is set.").format(name=one.name, level=level)
    return _("{name}: {deed}.").format(name=one.name, deed=one.deed)
