"""Who was it? A line and the people it finds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import queries
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.rows import name_row
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.text_input import LineInput

MOST = 8


class PersonPicker(Page):
    """`picked` tells the id of the person chosen by Enter or a click."""

    picked = Signal(str)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.input = LineInput(_("Name, pinyin or part of the phone number"), self)
        self.list = ListView(_("People"), self, compact=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setMinimumHeight(220)
        nobody = _("Nobody found. Try another part of the name, or add the person with Ctrl+N first.")
        self.none = Label(nobody, "muted", self)
        self.none.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addWidget(self.input)
        whole.addWidget(self.none)
        whole.addWidget(self.list)
        self.setFocusProxy(self.input)
        self.input.edited.connect(self._look)
        self.input.entered.connect(self._choose)
        self.list.clicked.connect(self._choose)

    def _look(self, text: str) -> None:
        self.load(queries.names_like, text, limit=MOST, then=self._show, key="person")

    def _show(self, people: list[PersonName]) -> None:
        self.list.show_rows([name_row(one) for one in people])
        self.none.setVisible(not people and bool(self.input.text().strip()))
        if people:
            self.list.setCurrentIndex(self.list.rows.index(0, 0))

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
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        number = self.list.currentIndex().row() + step
        if 0 <= number < self.list.rows.rowCount():
            self.list.setCurrentIndex(self.list.rows.index(number, 0))
