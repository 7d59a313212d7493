"""All versions of a script: what each said, what came of it, and the way back to one of them."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.scripts import commands, queries
from crm_desktop.features.scripts.records import Script, Use, Version
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.scripts.lines import about, use_words, version_line, version_name
from crm_desktop.ui.pages.scripts.reading import Shelf
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.scrolled import Scrolled

WIDTH, HEIGHT, LIST_WIDTH = 820, 520, 330


class VersionsDialog(Sheet):
    """Up and down look at them, Enter says one again."""

    def __init__(self, page: Page, script: Script, shelf: Shelf, uses: Mapping[int, Use]) -> None:
        super().__init__(_("Versions of “{title}”").format(title=script.title), page, width=WIDTH)
        self.page, self.key, self._shelf, self._uses = page, script.key, shelf, uses
        self.versions: tuple[Version, ...] = ()
        self.resize(WIDTH, HEIGHT)
        self.list = ListView(_("Versions"), self, compact=False)
        self.list.setFixedWidth(LIST_WIDTH)
        self.name = Label("", "card-title", self, fills=True)
        self.about = Label("", "muted", self, fills=True)
        self.figures = Label("", "muted", self, fills=True)
        self.text = Label("", "", self, fills=True)
        self.truth = Label("", "faint", self, fills=True)
        right = Scrolled(self, margin=0, spacing=SCALE.s)
        for part in (self.name, self.about, self.figures, self.text, self.truth):
            right.body.addWidget(part)
        right.body.addStretch(1)
        right.setMinimumHeight(HEIGHT - 160)
        whole = QHBoxLayout()
        whole.setSpacing(SCALE.l)
        whole.addWidget(self.list)
        whole.addWidget(right, 1)
        self.body.addWidget(Label(_("Touches remember which version was used. None is ever lost."), "muted", self))
        self.body.addLayout(whole, 1)
        self.add_close()
        self.use = self.add_button(_("Say this version from now on"), primary=True)
        self.use.clicked.connect(self.take_back)
        self.list.picked.connect(self._show)
        self.list.opened.connect(lambda _id: self.take_back())
        page.load(queries.versions, script.key, then=self.show_versions, key="versions")

    def show_versions(self, versions: tuple[Version, ...]) -> None:
        """The newest first, the shipped text last."""
        self.versions, today = versions, clock.today()
        self.list.show_rows(
            [version_line(place, one, self._use(one), today) for place, one in enumerate(versions)], pick_first=True
        )
        self.list.setFocus()

    def _use(self, version: Version) -> Use:
        return self._uses.get(version.script.version, Use())

    def _picked(self) -> Version | None:
        place = self.list.picked_id()
        return self.versions[int(place)] if place else None

    def _show(self, _place: str) -> None:
        version = self._picked()
        if version is None:
            return
        script = version.script
        self.name.setText(script.title)
        self.about.setText(f"{version_name(script.version)} · {about(script, self._shelf)}")
        self.figures.setText(use_words(self._use(version)))
        self.text.setText("\n\n".join(
            f"{beat.label}\n{beat.text}" if beat.label else beat.text for beat in script.beats
        ))  # fmt: skip
        self.truth.setText(script.truth)
        self.truth.setVisible(bool(script.truth))
        self.use.setEnabled(not version.said)

    def take_back(self) -> None:
        """Say the marked version from now on; the message takes it back."""
        version = self._picked()
        if version is None or version.said:
            return
        number = version.script.version
        done = _("“{title}” is said as in version {n}.").format(title=version.script.title, n=number)
        shipped = _("“{title}” is said as it was shipped.").format(title=version.script.title)
        self.accept()
        self.page.do(_("Say another version"), commands.use_version, self.key, number, done=done if number else shipped)
