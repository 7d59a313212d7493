"""Who was it? A line and the people it finds; before anything is typed, those last in touch."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.search import queries
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.rows import name_row
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.text_input import LineInput

MOST = 8
LEAST_HEIGHT = 220


class PeopleFound(Page):
    """The arrow keys move the mark while the keys stay in the line. `found` tells whether anybody is marked.

    Of those last in touch nobody is marked unasked: Enter alone chooses nobody.
    """

    found = Signal(bool)

    def __init__(self, services: Services, parent: QWidget, *, without: str = "") -> None:
        super().__init__(services, parent)
        self._without = without
        self._people: list[PersonName] = []
        self.input = LineInput(_("Name, pinyin or part of the phone number"), self)
        self.list = ListView(_("People"), self, compact=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setMinimumHeight(LEAST_HEIGHT)
        nobody = _("Nobody found. Try another part of the name, or add the person with Ctrl+N first.")
        self.none = Label(nobody, "muted", self)
        self.none.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        for part in (self.input, self.none, self.list):
            whole.addWidget(part)
        self.setFocusProxy(self.input)
        self.input.edited.connect(self._look)
        self.list.picked.connect(self._marked)

    def person(self) -> PersonName | None:
        """Who is marked."""
        return next((one for one in self._people if one.id == self.list.picked_id()), None)

    def _look(self, text: str) -> None:
        self.load(queries.people_to_choose, text, limit=MOST + bool(self._without), then=self._show, key="person")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if not self.input.text():
            self._look("")
        super().showEvent(event)

    def _marked(self, _id: str) -> None:
        self.found.emit(True)

    def _show(self, people: list[PersonName]) -> None:
        self._people = [one for one in people if one.id != self._without][:MOST]
        self.list.show_rows([name_row(one) for one in self._people])
        typed = bool(self.input.text().strip())
        self.none.setVisible(typed and not self._people)
        if typed and self._people:
            self.list.setCurrentIndex(self.list.rows.index(0, 0))
        else:
            self.list.unpick()
        self.found.emit(typed and bool(self._people))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        number = self.list.currentIndex().row() + step
        if 0 <= number < self.list.rows.rowCount():
            self.list.setCurrentIndex(self.list.rows.index(number, 0))


class PersonPicker(PeopleFound):
    """`picked` tells the id of the person chosen by Enter or a click."""

    picked = Signal(str)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.input.entered.connect(self._choose)
        self.list.clicked.connect(self._choose)

    def _choose(self) -> None:
        chosen = self.list.picked_id()
        if chosen:
            self.picked.emit(chosen)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # It chose the person: the dialog around must not take it for "save".
            event.accept()
            return
        super().keyPressEvent(event)
