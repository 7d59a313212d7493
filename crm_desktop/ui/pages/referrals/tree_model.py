"""Who brought whom as a model: the nodes as they were read, nothing copied."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from crm_desktop.features.referrals.records import TreeNode
from crm_desktop.features.referrals.rules.tree import flat

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


class TreeModel(QAbstractItemModel):
    """One column. An index carries the place of its node in the list of all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[TreeNode] = []
        self._roots: list[int] = []
        self._children: list[list[int]] = []
        self._parents: list[int] = []
        self._rows: list[int] = []

    def show_nodes(self, roots: Sequence[TreeNode]) -> None:
        """Show this forest."""
        self.beginResetModel()
        self._nodes = flat(roots)
        place = {id(node): n for n, node in enumerate(self._nodes)}
        self._parents, self._rows = [-1] * len(self._nodes), [0] * len(self._nodes)
        self._roots = [place[id(node)] for node in roots]
        self._children = [[place[id(child)] for child in node.children] for node in self._nodes]
        for row, number in enumerate(self._roots):
            self._rows[number] = row
        for parent, children in enumerate(self._children):
            for row, number in enumerate(children):
                self._parents[number], self._rows[number] = parent, row
        self.endResetModel()

    def node(self, index: Index) -> TreeNode | None:
        """The person at this place."""
        return self._nodes[index.internalId()] if index.isValid() else None

    def find(self, contact_id: str) -> QModelIndex:
        """Where this person stands."""
        for number, node in enumerate(self._nodes):
            if node.contact == contact_id:
                return self.createIndex(self._rows[number], 0, number)
        return QModelIndex()

    def _below(self, index: Index) -> list[int]:
        return self._children[index.internalId()] if index.isValid() else self._roots

    @override
    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        below = self._below(parent)
        if column or not 0 <= row < len(below):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    @override
    def parent(self, child: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        above = self._parents[child.internalId()] if child.isValid() else -1
        return self.createIndex(self._rows[above], 0, above) if above >= 0 else QModelIndex()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self._below(parent))

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node is None:
            return None
        if role == NODE:
            return node
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return node.name
        return None
