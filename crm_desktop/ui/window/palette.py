"""What the search box drops down: people, notes, actions and pages, newest answer wins."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import shiboken6
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.lanes import Lane
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.search_box import SearchBox

ROW_HEIGHT = 52
MOST_ROWS = 9
LIMIT = 20


@dataclass(frozen=True)
class Found:
    """One thing found and what Enter does: open a record on a page, open a page, or do an action."""

    row: Row
    verb: str
    """Record, page, action, or script (copied)."""
    target: str
    """The page's or the action's name."""
    id: str = ""


Provider = Callable[[str, int], list[Found]]
"""provider(text, limit) → what was found; slow ones run on the read lane."""


class Palette(QFrame):
    """The drop-down. It takes no focus: the text stays where it is typed."""

    chosen = Signal(object)

    def __init__(self, box: SearchBox, window: QWidget, lane: Lane) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self._box, self._window, self._lane = box, window, lane
        self.quick: list[Provider] = []
        self.slow: list[Provider] = []
        self._found: list[Found] = []
        self._text = ""
        self._before: QWidget | None = None
        self.list = ListView(_("Found"), self, row_height=ROW_HEIGHT, ground="raised")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hint = Label("", "muted", self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.s, SCALE.s, SCALE.s, SCALE.s)
        whole.addWidget(self.list)
        whole.addWidget(self._hint)
        self.hide()
        box.searched.connect(self.search)
        box.moved.connect(self.move_by)
        box.entered.connect(self.choose_current)
        box.escaped.connect(self.leave)
        box.left.connect(self._leave_soon)
        self.list.clicked.connect(self.choose_current)

    def search(self, text: str) -> None:
        """Look everywhere; what is quick shows at once, the rest as it comes."""
        self._text = text
        if not text:
            self._show([found for provider in self.quick for found in provider("", LIMIT)])
            return
        slow = tuple(self.slow)
        self._lane.run(
            self, lambda: [found for provider in slow for found in provider(text, LIMIT)], self._take,
            key="palette",
        )  # fmt: skip

    def _take(self, found: list[Found]) -> None:
        quick = [one for provider in self.quick for one in provider(self._text, LIMIT)]
        records = [one for one in found if one.verb == "record"]
        # A command typed in full comes first; else people do.
        exact = [one for one in quick if one.row.title.casefold() == self._text.casefold()]
        rest = [one for one in quick if one not in exact]
        self._show([*exact, *records, *[one for one in found if one.verb != "record"], *rest])

    def _show(self, found: Iterable[Found]) -> None:
        self._found = list(found)
        rows = [replace(one.row, id=str(n)) for n, one in enumerate(self._found)]
        self.list.clearSelection()
        self.list.show_rows(rows)
        nothing = bool(self._text) and not rows
        self._hint.setText(_("Nothing found for “{text}”.").format(text=self._text) if nothing else "")
        self._hint.setVisible(nothing)
        self.list.setVisible(not nothing)
        if rows:
            self.list.setCurrentIndex(self.list.rows.index(0, 0))
            self.list.scrollToTop()
        self._place(len(rows))

    def hint(self) -> str:
        """What is said in place of results."""
        return self._hint.text()

    def _place(self, rows: int) -> None:
        if not self._is_typed_in():
            return
        below = self._box.mapTo(self._window, QPoint(0, self._box.height() + 6))
        width = min(max(self._box.width(), 460), self._window.width() - below.x() - SCALE.l)
        room = self._window.height() - below.y() - SCALE.l
        tall = min(max(rows, 1), MOST_ROWS) * ROW_HEIGHT + 2 * SCALE.s + 2
        self.setGeometry(below.x(), below.y(), width, min(tall, room))
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Up or down."""
        if not self.isVisible():
            self.search(self._box.text().strip())
            return
        number = self.list.currentIndex().row() + step
        if 0 <= number < len(self._found):
            self.list.setCurrentIndex(self.list.rows.index(number, 0))

    def choose_current(self) -> None:
        """Enter: what is marked."""
        number = self.list.currentIndex().row()
        if not self.isVisible() or not 0 <= number < len(self._found):
            return
        found = self._found[number]
        self.leave()
        self.chosen.emit(found)

    def leave(self) -> None:
        """Escape: away with it, and the text too; the focus goes back to where it came from."""
        self.hide()
        self._box.put("")
        before = self._before
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self._window.setFocus()

    def come_from(self, widget: QWidget | None) -> None:
        """Who had the focus before the search box was called."""
        if widget is not self._box:
            self._before = widget

    def _leave_soon(self) -> None:
        QTimer.singleShot(150, self, self._leave_if_left)

    def _leave_if_left(self) -> None:
        if not self._is_typed_in():
            self.hide()

    def _is_typed_in(self) -> bool:
        return self._window.focusWidget() is self._box
