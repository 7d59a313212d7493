"""Asks what a saved filter is called."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.widgets.card import Label


class SegmentName(Sheet):
    """`named` tells the name."""

    named = Signal(str)

    def __init__(self, filter_text: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Save this filter as a segment"), parent, width=420)
        self.name = LineField("name", _("Name of the segment"), self, inline=False, longest=60)
        self.body.addWidget(Label(filter_text, "muted", self))
        self.body.addWidget(self.name)
        self.add_close(_("Cancel"))
        self.add_button(_("Save"), primary=True).clicked.connect(self._save)
        self.name.setFocus()

    def _save(self) -> None:
        name = str(self.name.value())
        if not name:
            self.name.show_error(_("Give the segment a name."))
            return
        self.named.emit(name)
        self.accept()
