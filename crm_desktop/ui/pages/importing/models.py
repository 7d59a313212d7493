"""What the wizard's two tables show: columns with their meanings, rows with their verdicts."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.field_labels import column_label
from crm_desktop.import_export.fields import Field, Mapping
from crm_desktop.import_export.source import SourceTable
from crm_desktop.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
SAMPLES = 3
Samples = dict[str, str]
"""The first different values of each column, by its header."""


class ColumnModel(QAbstractTableModel):
    """One line a column of the file: header, examples, meaning; the meaning can be changed."""

    meaning_chosen = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mapping: Mapping | None = None
        self._samples: list[str] = []
        self.own: Sequence[CustomField] = ()

    def show_table(self, mapping: Mapping, samples: Samples) -> None:
        """Show the columns of this table."""
        self.beginResetModel()
        self._mapping = mapping
        self._samples = [samples.get(column.header, "") for column in mapping.columns]
        self.endResetModel()

    def meaning(self, line: int) -> str:
        """The meaning of this column."""
        assert self._mapping is not None
        return self._mapping.columns[line].meaning

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._mapping.columns) if self._mapping and not (parent and parent.isValid()) else 0

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        return 3

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (_("Column in the file"), _("Examples"), _("Becomes"))[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._mapping is None:
            return None
        column = self._mapping.columns[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (column.header, self._samples[index.row()], column_label(column, self.own))[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            kept = column.field in (Field.NOTE_LINE, Field.SKIP)
            return QBrush(QColor(theme.tokens().muted if kept else theme.tokens().accent_text))
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        self.meaning_chosen.emit(index.row(), str(value))
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 2 else flags


def samples_of(table: SourceTable) -> Samples:
    """Examples of each column. Where a column says little the whole file is looked through: no work for the window."""
    return {header: _sample(table, header) for header in table.headers}


def _sample(table: SourceTable, header: str) -> str:
    found: list[str] = []
    for source in table.rows:
        value = " ".join(source.values.get(header, "").split())
        if value and value not in found:
            found.append(value[:40])
        if len(found) == SAMPLES:
            break
    return " · ".join(found)
