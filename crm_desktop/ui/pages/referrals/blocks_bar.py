"""Why somebody is not asked now, where the eye cannot miss it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.referrals.records import Block
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label


class BlocksBar(QFrame):
    """Hidden while nothing forbids asking."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "warning")
        self.title = Label(_("Do not ask now"), "strong", self)
        self.text = Label("", "", self, fills=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.m, SCALE.s, SCALE.m, SCALE.s)
        whole.setSpacing(SCALE.xs)
        whole.addWidget(self.title)
        whole.addWidget(self.text)
        self.hide()

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Say every reason, the gravest first."""
        self.text.setText("\n".join(block.sentence for block in blocks))
        self.setVisible(bool(blocks))
