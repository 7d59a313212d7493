"""The right side of the library: what the script is and what can be done with it; words, check, preview, outcome."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.scripts.records import Draft, Script
from crm_desktop.ui.pages.scripts.editor import Editor
from crm_desktop.ui.pages.scripts.lines import scope_pill, version_name
from crm_desktop.ui.pages.scripts.side_cards import CheckCard, PreviewCard, UsesCard
from crm_desktop.ui.people.archive.part import small_button
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import ElidedLabel, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.scrolled import Scrolled

TWO_COLUMNS_FROM = 640


class Detail(QWidget):
    """Two columns side by side, or one below the other where there is no room. `add_side` makes the second one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = ElidedLabel("", "page-title", self)
        self.whose, self.version = PillLabel("", parent=self), PillLabel("", parent=self)
        self.off, self.dirty = PillLabel("", parent=self), PillLabel("", parent=self)
        self.save = small_button(_("Save"), self, "content-save-outline", kind="primary")
        self.save.setToolTip("Ctrl+S")
        self.discard = small_button(_("Discard"), self, "undo")
        self.versions = small_button(_("Versions"), self, "history")
        self.duplicate = small_button(_("A copy of my own"), self, "content-copy")
        self.switch = small_button("", self, "power")
        self.remove = small_button(_("Remove"), self, "trash-can-outline")
        self.editor = Editor(self)
        self.preview: PreviewCard
        self.check: CheckCard
        self.uses: UsesCard
        self._build()

    def _build(self) -> None:
        head = row(self.name, self.whose, self.version, self.off, self.dirty, self.save)
        head.setStretch(0, 1)
        deeds = FlowLayout()
        for button in (self.discard, self.versions, self.duplicate, self.switch, self.remove):
            deeds.addWidget(button)
        top = QWidget(self)
        top.setProperty("role", "top")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        above = QVBoxLayout(top)
        above.setContentsMargins(SCALE.l, SCALE.m, SCALE.l, SCALE.m)
        above.setSpacing(SCALE.s)
        above.addLayout(head)
        above.addLayout(deeds)
        area = Scrolled(self, margin=SCALE.l, spacing=SCALE.l)
        self.side = QVBoxLayout()
        self.side.setSpacing(SCALE.l)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(SCALE.l)
        self.columns.addWidget(self.editor, 5)
        self.columns.addLayout(self.side, 4)
        area.body.addLayout(self.columns)
        area.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(area, 1)

    def add_side(self) -> None:
        """Preview, check and outcome, once the words are on the screen."""
        self.check, self.preview, self.uses = CheckCard(self), PreviewCard(self), UsesCard(self)
        for card in (self.check, self.preview, self.uses):
            self.side.addWidget(card)
        self.side.addStretch(1)

    def show_state(self, script: Script | None, draft: Draft, *, is_dirty: bool) -> None:
        """Name, whose, which version, whether it is offered and saved."""
        self.name.setText(draft.title or (_("New script") if script is None else script.title))
        pill = scope_pill(script) if script else None
        self.whose.show_pill(pill.text if pill else "", pill.tone if pill else Tone.MUTED)
        self.version.show_pill(version_name(script.version) if script else "")
        self.off.show_pill("" if script is None or script.on else _("Off"), Tone.WARN)
        self.dirty.show_pill(_("Not saved yet") if is_dirty else "", Tone.WARN)
        self.save.setEnabled(is_dirty)
        self.discard.setVisible(is_dirty or script is None)
        for button in (self.versions, self.duplicate, self.switch):
            button.setVisible(script is not None)
        self.switch.setText(_("Offer it no longer") if script is None or script.on else _("Offer it again"))
        self.remove.setVisible(script is not None and not script.shipped)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= TWO_COLUMNS_FROM
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction != self.columns.direction():
            self.columns.setDirection(direction)
