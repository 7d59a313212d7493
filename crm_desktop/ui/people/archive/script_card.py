"""What to say now: a script of the shop with this person's names filled in, ready to paste."""

from PySide6.QtGui import QGuiApplication
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.scripts import rules
from crm_desktop.ui.people.archive.part import ArchivePage, Part, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import ElidedLabel, Label
from crm_desktop.ui.widgets.flow import FlowLayout


class ScriptCard(Part):
    """One at a time; the button turns to the next that fits."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Script"), page)
        self._at = 0
        self.title.setWordWrap(True)
        self.text = Label("", "", self, fills=True)
        self.truth = ElidedLabel("", "faint", self)
        self.copy_button = small_button(_("Copy"), self, "content-copy")
        self.other_button = small_button(_("Another"), self, "refresh")
        buttons = FlowLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.other_button)
        self.body.addWidget(self.text)
        self.body.addWidget(self.truth)
        self.body.addLayout(buttons)
        self.copy_button.clicked.connect(self.copy)
        self.other_button.clicked.connect(self.turn)

    @override
    def fill(self, data: Shown) -> None:
        if self.data is None or self.data.id != data.id or self._at >= len(data.scripts):
            self._at = 0
        super().fill(data)
        self._show()

    def _show(self) -> None:
        assert self.data is not None
        scripts = self.data.scripts
        self.setVisible(bool(scripts) and not self.data.blocked)
        if not scripts:
            return
        filled = rules.fill(scripts[self._at], self.data.variables)
        self.set_title(_("Script · {title}").format(title=filled.title))
        self.text.setText(filled.text)
        self.truth.setText(filled.truth)
        self.truth.setVisible(bool(filled.truth))
        self.other_button.setVisible(len(scripts) > 1)

    def turn(self) -> None:
        """Show the next one that fits."""
        if self.data is not None and self.data.scripts:
            self._at = (self._at + 1) % len(self.data.scripts)
            self._show()

    def copy(self) -> None:
        """On to the clipboard."""
        QGuiApplication.clipboard().setText(self.text.text())
        self.page.notices.info(_("The text is on the clipboard, ready to paste into WeChat."))
