"""The tree of who brought whom: one link pays, the tree shows what grows from it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.referrals.records import TreeNode
from crm_desktop.ui.pages.referrals.part import Part
from crm_desktop.ui.pages.referrals.tree_view import TreeView
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.empty_state import EmptyState

OPEN_TO = 3
MOST_OPEN = 400
"""Up to so many people the tree is open to the third generation; a larger one is opened by hand."""


class TreeTab(Part):
    """The whole forest; who brought most stands first."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.view = TreeView(self)
        self._roots: Sequence[TreeNode] = ()
        self.told = Label("", "muted", self, fills=True)
        self.hint = Label(_("← →: close, open · *: open everything below · Enter: archive · A: ask this person · "
                            "S: print the account"), "faint", self, fills=True)  # fmt: skip
        self.empty = EmptyState(
            "family-tree", _("The first name is the root of a tree."), self,
            hint=_("Whoever was brought brings others: here you see how far one good delivery reaches."),
        )  # fmt: skip
        card = Card("", self)
        card.body.addLayout(row(self.told))
        card.body.addWidget(self.view, 1)
        card.body.addWidget(self.hint)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.l, SCALE.l, SCALE.l, SCALE.l)
        whole.addWidget(self.right)
        self.view.opened.connect(self.open_person)
        for key, act in (("A", self.ask), ("S", self.print_account)):
            QShortcut(QKeySequence(key), self.view, act, context=Qt.ShortcutContext.WidgetShortcut)

    @override
    def show_found(self) -> None:
        roots = self.overview.tree if self.overview else ()
        if roots and roots == self._roots:
            return  # what is open stays open
        self._roots = roots
        self.view.shop = self.overview.shop if self.overview else None
        self.right.setCurrentIndex(0 if roots else 1)
        was, people = self.subject(), sum(1 + node.descendants for node in roots)
        self.view.tree.show_nodes(roots)
        if people <= MOST_OPEN:
            self.view.expandToDepth(OPEN_TO)
        found = self.view.tree.find(was) if was else self.view.tree.index(0, 0)
        self.view.setCurrentIndex(found if found.isValid() else self.view.tree.index(0, 0))
        self.told.setText(_told(roots, people))

    def ask(self) -> None:
        """The marked person is asked for names."""
        if self.subject():
            self.signals.run_action.emit("ask_referral", self.subject())

    def print_account(self) -> None:
        """What is between me and the marked person."""
        if self.subject():
            self.signals.run_action.emit("referral_accounts", self.subject())

    def open_person(self, contact_id: str) -> None:
        """Go to the archive."""
        self.signals.open_record.emit("person", contact_id)

    @override
    def subject(self) -> str:
        return self.view.person()

    @override
    def focus_first(self) -> None:
        self.view.setFocus()


def _told(roots: Sequence[TreeNode], people: int) -> str:
    brought = people - len(roots)
    deepest = max((_depth(node) for node in roots), default=0)
    words = (
        ngettext("{n} introducer at the root", "{n} introducers at the root", len(roots)).format(n=f"{len(roots):,}"),
        ngettext("{n} person brought", "{n} people brought", brought).format(n=f"{brought:,}"),
        ngettext("{n} generation", "{n} generations", deepest).format(n=deepest),
    )
    return " · ".join(words)


def _depth(root: TreeNode) -> int:
    """How many generations were brought below this one."""
    deepest, level = 0, list(root.children)
    while level:
        deepest += 1
        level = [child for node in level for child in node.children]
    return deepest
