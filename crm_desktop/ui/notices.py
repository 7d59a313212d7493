"""Everything the program says to its user by itself: toasts with Undo, and the one error dialog.

Any code that has a `Notices` may speak; what is said before there is a window waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.toast import Toast, ToastStack

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QMessageBox


@dataclass(frozen=True)
class Notice:
    """One thing said."""

    text: str
    tone: str = Tone.OK
    button: str = ""
    act: Callable[[], object] | None = None


class Notices(QObject):
    """Says things; `said` carries every notice, for the window's record and for tests."""

    said = Signal(object)
    undo_asked = Signal(int)
    """The step to take back."""
    troubled = Signal(object)
    """The problem that is being said."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWidget | None = None
        self._stack: ToastStack | None = None
        self._waiting: list[Notice] = []
        self._box: QWidget | None = None

    def attach(self, window: QWidget) -> None:
        """From now on messages show in this window; those that waited come first."""
        self._window, self._stack = window, ToastStack(window)
        waiting, self._waiting = self._waiting, []
        for notice in waiting:
            self._show(notice)

    def done(self, text: str, *, step: int | None = None) -> None:
        """Something was done; with a step there is a button to take it back."""
        if step is None:
            self._say(Notice(text))
        else:
            self._say(Notice(text, button=_("Undo"), act=lambda: self.undo_asked.emit(step)))

    def info(self, text: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Something worth knowing, with one thing to do about it if there is one."""
        self._say(Notice(text, Tone.ACCENT, button, act))

    def warn(self, text: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Something to look at."""
        self._say(Notice(text, Tone.WARN, button, act))

    def error(self, problem: UserError | str) -> None:
        """Something was not done; stays until it is closed."""
        self._say(Notice(str(problem), Tone.BAD))
        if isinstance(problem, UserError):
            self.troubled.emit(problem)

    def _say(self, notice: Notice) -> None:
        self.said.emit(notice)
        if self._stack is None:
            self._waiting.append(notice)
        else:
            self._show(notice)

    def _show(self, notice: Notice) -> None:
        assert self._stack is not None
        toast = Toast(notice.text, self._stack, tone=notice.tone, close=_("Close this message"))
        if notice.act is not None:
            toast.add_button(notice.button, notice.act)
        self._stack.add(toast)

    def clear(self) -> None:
        """Send away what is said; the error dialog stays."""
        if self._stack is not None:
            self._stack.clear()

    def bug(self, report: str) -> None:
        """Something that should not happen: one dialog with a report to copy, free of personal data."""
        text = _("Something went wrong. Your data is safe.")
        self.said.emit(Notice(text, Tone.BAD, _("Copy report")))
        if self._window is None or self._box is not None:
            return
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, _("Something went wrong"), text, parent=self._window)
        _show_icon(box, "alert-outline", Tone.WARN)
        box.setInformativeText(
            _(
                "Please try again. If it happens again, copy the report and send it to your support. "
                "It holds no customer data."
            )
        )
        copy = box.addButton(_("Copy report"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
        box.addButton(_("Close"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._forget_box)
        self._box = box
        box.open()

    def _forget_box(self) -> None:
        self._box = None

    def ask(
        self, parent: QWidget, question: str, yes: str, then: Callable[[], object], *, detail: str = ""
    ) -> "QDialog":
        """Confirm what undo cannot bring back; `then` runs on yes."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Question, _("Please confirm"), question, parent=parent)
        _show_icon(box, "help-circle-outline", Tone.ACCENT)
        box.setInformativeText(detail)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        agree.clicked.connect(lambda: then())
        box.setDefaultButton(box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
        return box


def _show_icon(box: "QMessageBox", name: str, tone: str) -> None:
    """One of the program's own icons instead of the style's."""
    from crm_desktop.ui.theme import icons

    box.setIconPixmap(icons.icon(name, tone).pixmap(36, 36))
