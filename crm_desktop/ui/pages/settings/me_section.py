"""Who I am: printed on every sheet, filled into every script."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import FileProblem, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.settings import commands, queries
from crm_desktop.features.settings.records import Me
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row

LOGO_HEIGHT = 56
MOST_BYTES = 50 * 1024 * 1024


class MeSection(Page):
    """Name, title, phone, shop, address and logo, set once."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._me = Me()
        self.form = Form(self._save, self)
        card = Card(_("Who I am"), self)
        card.body.addWidget(Label(_("Printed on every sheet and filled into the scripts."), "muted", self))
        for name, label in (
            ("name", _("Name")), ("title", _("Title")), ("phone", _("Phone")), ("shop", _("Shop")),
            ("address", _("Address")),
        ):  # fmt: skip
            field = self.form.add(LineField(name, label, self))
            field.input.setProperty("kind", "boxed")  # an empty line without a frame would not look like one to fill
            card.body.addWidget(field)
        self.logo = QLabel(self)
        self.logo.setFixedHeight(LOGO_HEIGHT)
        self.logo.setAccessibleName(_("Logo"))
        self.choose = QPushButton(_("Choose a logo"), self)
        self.remove = QPushButton(_("Remove the logo"), self)
        for button in (self.choose, self.remove):
            button.setProperty("kind", "small")
        card.body.addLayout(row(Label(_("Logo"), "muted", self, wrap=False), self.logo, None, self.choose, self.remove))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.addWidget(card)
        self.choose.clicked.connect(self._choose_logo)
        self.remove.clicked.connect(self._remove_logo)

    @override
    def refresh(self) -> None:
        self.load(_me_and_logo, then=self._show, key="me")

    def _show(self, answer: tuple[Me, bytes | None]) -> None:
        self._me, logo = answer
        values = {name: getattr(self._me, name) for name in ("name", "title", "phone", "shop", "address")}
        self.form.show_values("me", values)
        picture = QPixmap()
        if logo:
            picture.loadFromData(logo)
        if not picture.isNull():
            picture = picture.scaledToHeight(LOGO_HEIGHT, Qt.TransformationMode.SmoothTransformation)
        self.logo.setPixmap(picture)
        self.remove.setVisible(bool(logo))

    def _save(
        self, _subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        self._me = replace(self._me, **{name: value})
        self.do(_("Change who I am"), commands.save_me, self._me, then=lambda _answer: then(), failed=failed)

    def _choose_logo(self) -> None:
        dialog = QFileDialog(self, _("Choose a logo"), "", _("Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_logo)
        dialog.open()

    def _take_logo(self, path: str) -> None:
        self.work(lambda: _content(Path(path)), self._save_logo)

    def _save_logo(self, content: bytes) -> None:
        self.do(_("Change the logo"), commands.set_logo, content, done=_("The logo was saved."))

    def _remove_logo(self) -> None:
        self.do(_("Change the logo"), commands.set_logo, b"", done=_("The logo was removed."))

    @override
    def flush(self) -> None:
        self.form.flush()


def _me_and_logo(session: Any) -> tuple[Me, bytes | None]:
    return queries.me(session), queries.logo(session)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as problem:
        raise FileProblem(_("The file {file} cannot be read. Choose another one.").format(file=path.name)) from problem
