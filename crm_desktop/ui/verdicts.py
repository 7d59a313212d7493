"""What an import would do with each row of a file, as a table: of people or of cars, of any length."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.import_export.report import verdict_labels
from crm_desktop.import_export.verdicts import RowVerdict, Verdict
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
VERDICT = 2
TONES = {
    Verdict.NEW: Tone.OK, Verdict.UPDATED: Tone.ACCENT, Verdict.DUPLICATE: Tone.MUTED, Verdict.REFUSED: Tone.BAD,
}  # fmt: skip


class VerdictModel(QAbstractTableModel):
    """One line a row of the file: where, who or what, verdict, why.

    `what`: what the rows are about, as a heading.
    """

    def __init__(self, what: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = (_("Row"), what, _("Verdict"), _("Reason"))
        self._labels = verdict_labels()
        self._rows: Sequence[RowVerdict] = ()

    def show_rows(self, rows: Sequence[RowVerdict]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._headings)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headings[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            place = " · ".join(filter(None, (row.sheet, str(row.row))))
            return (place, row.name, self._labels[row.verdict], row.reason)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == VERDICT:
            return QBrush(QColor(theme.tokens().ink(TONES[row.verdict])))
        return None
