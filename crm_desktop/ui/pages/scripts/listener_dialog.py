"""To whom the script is spoken in the preview: somebody of the book, or whoever it is meant for."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label

WIDTH = 460


class ListenerDialog(Sheet):
    """`chosen` is called with the person's id, "" for whoever the script is meant for."""

    def __init__(self, services: Services, parent: QWidget, chosen: Callable[[str], object]) -> None:
        super().__init__(_("Try it on a person"), parent, width=WIDTH)
        self._chosen = chosen
        self.picker = PersonPicker(services, self)
        self.body.addWidget(Label(_("The preview is filled with what is known of this person."), "muted", self))
        self.body.addWidget(self.picker)
        self.anybody = self.add_button(_("Whoever it is meant for"))
        self.anybody.clicked.connect(lambda: self._take(""))
        self.add_close(_("Cancel"))
        self.picker.picked.connect(self._take)
        self.picker.setFocus()

    def _take(self, contact_id: str) -> None:
        self.accept()
        self._chosen(contact_id)
