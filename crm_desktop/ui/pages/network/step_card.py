"""One of the four steps: what it asks, how far this week is, the target to change on the spot, what to do now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.network.records import Step
from crm_desktop.features.network.rules import MOST
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.figures import Ring
from crm_desktop.ui.widgets.text_input import LineInput

RING = 56
TARGET_WIDTH = 58


class TargetInput(LineInput):
    """A small number; Up and Down change it by one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setValidator(QIntValidator(0, MOST, self))
        self.setFixedWidth(TARGET_WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.setText(str(max(0, min(MOST, int(self.text() or 0) + step))))


class StepCard(Card):
    """`target_set` tells the step and the number typed; `asked` that its button was pressed."""

    target_set = Signal(str, str)
    asked = Signal(str)

    def __init__(self, code: str, number: int, deed: str, parent: QWidget) -> None:
        super().__init__("", parent)
        self.code, self._number, self._saved = code, number, ""
        self.ring = Ring("", RING, self)
        self.name, self.hint = Label("", "card-title", self), Label("", "muted", self, fills=True)
        self.done = Label("", "figure", self, wrap=False)
        self.of = Label(_("of"), "muted", self, wrap=False)
        self.target = TargetInput(self)
        self.week = Label(_("this week"), "muted", self, wrap=False)
        self.button = QPushButton(deed, self)
        self.button.setProperty("kind", "small")
        self._build()
        self.target.entered.connect(self._commit)
        self.target.left.connect(self._commit)
        self.button.clicked.connect(self._ask)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SCALE.m)
        top.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        words = QHBoxLayout()
        words.setSpacing(SCALE.s)
        for part in (self.done, self.of, self.target, self.week):
            words.addWidget(part)
        words.addStretch(1)
        top.addLayout(words, 1)
        self.body.addWidget(self.name)
        self.body.addWidget(self.hint)
        self.body.addLayout(top)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def show_step(self, step: Step) -> None:
        """Show this week's state; a number being typed is not touched."""
        self.name.setText(f"{self._number}  {step.label}")
        self.setAccessibleName(step.label)
        self.hint.setText(step.hint)
        self.done.setText(f"{step.done:,}")
        self.ring.setAccessibleName(step.label)
        self.ring.show_share(step.done / step.target if step.target else 1.0)
        self.target.setAccessibleName(_("Weekly target of {step}").format(step=step.label))
        if self.target.text() == self._saved or not self.target.hasFocus():
            self.target.put(str(step.target))
        self._saved = str(step.target)

    def _commit(self) -> None:
        typed = self.target.text().strip()
        if not typed:
            self.target.put(self._saved)
        elif typed != self._saved:
            self._saved = typed
            self.target_set.emit(self.code, typed)

    def _ask(self) -> None:
        self.asked.emit(self.code)
