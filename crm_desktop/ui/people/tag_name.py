"""Asks for a tag: one of those in use, or a new one."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.flow import FlowLayout


class TagName(Sheet):
    """`named` tells the tag."""

    named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Add a tag"), parent, width=420)
        self.name = LineField("name", _("Tag"), self, inline=False, longest=40)
        place = QWidget(self)
        self._flow = FlowLayout(place)
        self.body.addWidget(self.name)
        self.body.addWidget(place)
        self.add_close(_("Cancel"))
        self.add_button(_("Add"), primary=True).clicked.connect(self._save)
        self.name.setFocus()

    def offer(self, tags: list[tuple[str, int]]) -> None:
        """Tags in use, the most used first."""
        self._flow.clear()
        for tag, count in tags:
            chip = Chip(f"{tag} {count}", self, checkable=False)
            chip.clicked.connect(partial(self._choose, tag))
            self._flow.addWidget(chip)

    def _choose(self, tag: str) -> None:
        self.named.emit(tag)
        self.accept()

    def _save(self) -> None:
        name = str(self.name.value())
        if not name:
            self.name.show_error(_("Type a tag or press one of those below."))
            return
        self._choose(name)
