"""One field of a form: what it shows, what was typed, what is saved."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui.theme import icons, theme
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label

TYPING_PAUSE = 600
TICK_FOR = 1_500
LABEL_WIDTH = 84


class Tick(QLabel):
    """Takes room only while there is something to confirm: a field may need all of its width."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(0 if self.pixmap().isNull() else 16, 16)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Field(QWidget):
    """Label, input, error, tick. Subclasses give the input by `take_input` and say how a value reads and shows."""

    committed = Signal(object)
    """The value to save; the form hands it to the page."""
    edited = Signal()
    """Something was typed and is not saved yet."""

    def __init__(self, name: str, label: str = "", parent: QWidget | None = None, *, inline: bool = True) -> None:
        super().__init__(parent)
        self.name = name
        self.inline = inline
        self._saved: Any = None
        self._dirty = False
        self._sent: list[Any] = []
        self._later: list[Any] = []
        self.label = Label(label, "muted", self, wrap=True)
        self.error = Label("", "error", self)
        self.error.hide()
        self.tick = Tick(self)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self.commit)
        self._untick = QTimer(self, singleShot=True, interval=TICK_FOR)
        self._untick.timeout.connect(self.tick.clear)
        self._input: QWidget = self

    def take_input(self, widget: QWidget) -> None:
        """Lay the field out around its input: beside the label inside cards, below it in dialogs."""
        self._input = widget
        widget.setAccessibleName(self.label.text())
        if self.inline:
            widget.setProperty("kind", "inline")
        self.setFocusProxy(widget)
        self.label.setBuddy(widget)
        self.label.setVisible(bool(self.label.text()))
        whole: QVBoxLayout | QHBoxLayout
        line = QHBoxLayout()
        line.setSpacing(SCALE.xs)
        line.addWidget(widget, 1)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignVCenter)
        if widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed:
            line.addStretch(100)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(line)
        right.addWidget(self.error)
        right.addStretch(1)
        if self.inline:
            whole = QHBoxLayout(self)
            whole.setSpacing(SCALE.xs)
            self.label.setFixedWidth(LABEL_WIDTH)
            self.label.setContentsMargins(0, SCALE.xs + 1, 0, 0)
            whole.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        else:
            whole = QVBoxLayout(self)
            whole.setSpacing(SCALE.xs)
            self.tick.hide()
            whole.addWidget(self.label)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(right, 1)

    # For subclasses ---------------------------------------------------------------------------------------------

    def read(self) -> Any:
        """The value in the input; raises InvalidInput when it cannot be understood."""
        raise NotImplementedError

    def write(self, value: Any) -> None:
        """Put the value into the input."""
        raise NotImplementedError

    def is_composing(self) -> bool:
        """Whether an input method is at work in this field."""
        return bool(getattr(self._input, "is_composing", False))

    # For the form and the page ----------------------------------------------------------------------------------

    def value(self) -> Any:
        """What is in the input now; raises InvalidInput."""
        return self.read()

    @property
    def is_dirty(self) -> bool:
        """Whether something typed is not handed over yet."""
        return self._dirty

    @property
    def is_on_its_way(self) -> bool:
        """Whether something is handed over and not answered yet."""
        return bool(self._sent)

    def give_up(self) -> None:
        """Show what is saved again, whatever was typed."""
        self.set_value(self._saved, force=True)

    def set_value(self, value: Any, *, force: bool = False) -> None:
        """Show what is saved. What is being typed is not touched, unless forced (another person is shown)."""
        if force:
            self._forget()
        self._saved = value
        if self._dirty or (self._sent and not force):
            return
        if self._input.hasFocus() and not force:
            # The text under the cursor does not change its shape while somebody is in it.
            self._later = [value]
            return
        self.write(value)
        self.show_error("")

    def _forget(self) -> None:
        self._pause.stop()
        self._untick.stop()
        self.tick.clear()
        self._dirty, self._sent, self._later = False, [], []
        self.show_error("")

    def note_edit(self) -> None:
        """Something was typed: save it when the typing pauses."""
        self._dirty = True
        self._later = []
        self.tick.clear()
        self.edited.emit()
        self._pause.start()

    def leave(self) -> None:
        """The focus went."""
        self.commit()
        if self._later and not self._dirty and not self._sent:
            value = self._later.pop()
            self.write(value)

    def commit(self) -> bool:
        """Hand over what was typed; False when it cannot be understood (it stays, with the reason under it)."""
        self._pause.stop()
        if not self._dirty:
            return True
        if self.is_composing():
            self._pause.start()
            return True
        try:
            value = self.read()
        except InvalidInput as problem:
            self.show_error(str(problem))
            return False
        self._dirty = False
        self.show_error("")
        if value == (self._sent[-1] if self._sent else self._saved):
            return True
        self._sent.append(value)
        self.committed.emit(value)
        return True

    def confirm(self, value: Any) -> None:
        """The write is on the disk: only now the tick."""
        if value in self._sent:
            self._sent.remove(value)
        self._saved = value
        if not self._dirty and not self._sent:
            self.tick.setPixmap(icons.icon("check", Tone.OK).pixmap(16, 16))
            self.tick.setToolTip(_("Saved"))
            self.tick.setAccessibleName(_("Saved"))
            self._untick.start()
            if not self._input.hasFocus():
                self.write(value)
            else:
                self._later = [value]

    def refuse(self, value: Any, problem: UserError) -> None:
        """It could not be saved: say why, keep what was typed."""
        if value in self._sent:
            self._sent.remove(value)
        # Typed but not saved: the next commit tries again.
        self._dirty = True
        self.show_error(str(problem))

    def show_error(self, text: str) -> None:
        """Show the reason under the field; "" takes it away."""
        if text == self.error.text():
            return
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self._input.setAccessibleDescription(text)
        if bool(text) != bool(self._input.property("invalid")):
            self._input.setProperty("invalid", bool(text))
            theme.restyle(self._input)
