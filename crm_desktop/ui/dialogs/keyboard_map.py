"""The keyboard map: every shortcut of the program, from the one table of commands."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import PillLabel


def keys(shortcut: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class KeyboardMap(Sheet):
    """`pages` are the names of the rail's pages in order, with their keys."""

    def __init__(self, pages: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(_("Keyboard map"), parent, width=860)
        lines = [(one.text(), keys(one.shortcut)) for one in ACTIONS if one.shortcut]
        lines += [(_("Page: {name}").format(name=name), keys(shortcut)) for name, shortcut in pages]
        lines += [
            (_("Walk a list"), "↑ ↓"), (_("Open the marked row"), "Enter"),
            (_("Select all rows"), keys("Ctrl+A")),
            (_("Calendar: day, week, month, agenda"), "D · W · M · A"),
            (_("Calendar: move the entry a day, a week"), "Shift+← → · Alt+← →"),
            (_("Network: the parts of the page"), keys("Alt+1") + " … 4"),
            (_("Scripts: save, insert a variable, next doubtful place"), f"{keys('Ctrl+S')} · {keys('Alt+V')} · F8"),
            (_("Next and last field"), "Tab · Shift+Tab"), (_("Close what is on top"), keys("Escape")),
        ]  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(SCALE.l)
        grid.setVerticalSpacing(SCALE.xs)
        half = (len(lines) + 1) // 2
        for n, (text, shortcut) in enumerate(lines):
            line, column = n % half, 2 * (n // half)
            grid.addWidget(Label(text), line, column)
            grid.addWidget(PillLabel(shortcut, "muted"), line, column + 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self.body.addLayout(grid)
        self.body.addWidget(Label(_("While you compose Chinese, all keys belong to the input method."), "muted"))
        self.add_close()
