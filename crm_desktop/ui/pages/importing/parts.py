"""The wizard's two tables with what stands above them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.field_labels import field_choices
from crm_desktop.import_export.fields import CUSTOMER_SIGNS, Mapping
from crm_desktop.import_export.report import verdict_labels
from crm_desktop.import_export.source import SourceTable
from crm_desktop.import_export.verdicts import ImportAs, ImportPreview, Verdict
from crm_desktop.ui.forms.pick_fields import Combo
from crm_desktop.ui.pages.importing.models import ColumnModel, Samples
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.verdicts import TONES, VerdictModel
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.plain_table import plain_table, set_widths

BY_FILE = "by_file"


class MeaningDelegate(QStyledItemDelegate):
    """A list of meanings where the column's meaning stands."""

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        combo = QComboBox(parent)
        model = index.model()
        for meaning, label in field_choices(model.own if isinstance(model, ColumnModel) else ()):
            combo.addItem(label, meaning)
        combo.activated.connect(partial(self._done, combo))
        return combo

    def _done(self, combo: QComboBox, _number: int) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)

    @override
    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        model = index.model()
        if isinstance(editor, QComboBox) and isinstance(model, ColumnModel):
            editor.setCurrentIndex(editor.findData(model.meaning(index.row())))
            editor.showPopup()

    @override
    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, QComboBox):
            model.setData(model.index(index.row(), index.column()), editor.currentData())


class ColumnsPart(QWidget):
    """Which column means what, table by table, and what the people become."""

    meaning_chosen = Signal(int, int, str)
    as_chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tables: Sequence[SourceTable] = ()
        self._mappings: Sequence[Mapping] = ()
        self._samples: Sequence[Samples] = ()
        self.which = Combo(self)
        self.which.setAccessibleName(_("File"))
        self.count = Label("", "muted", self)
        self.becomes = ChoiceChips(_("They become"), self)
        self.model = ColumnModel(self)
        self.view = plain_table(_("What the columns mean"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegateForColumn(2, MeaningDelegate(self.view))
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addWidget(self.which)
        whole.addWidget(self.count)
        whole.addWidget(Label(_("They become"), "muted", self))
        whole.addWidget(self.becomes)
        whole.addWidget(self.view, 1)
        self.which.activated.connect(self._show)
        self.becomes.chosen.connect(self.as_chosen)
        self.model.meaning_chosen.connect(self._tell)
        self.view.clicked.connect(self._edit)

    def know_own(self, own: Sequence[CustomField]) -> None:
        """The shop's own fields, which columns may become too."""
        self.model.own = own

    def show_tables(
        self, tables: Sequence[SourceTable], mappings: Sequence[Mapping], samples: Sequence[Samples]
    ) -> None:
        """Show these tables, the first one first."""
        self._tables, self._mappings, self._samples = tables, mappings, samples
        self.which.clear()
        for table in tables:
            self.which.addItem(" · ".join(filter(None, (table.file, table.sheet))))
        self.which.setVisible(len(tables) > 1)
        self._offer()
        self._show()

    def show_mappings(self, mappings: Sequence[Mapping]) -> None:
        """Show what the columns mean now; the table on show stays on show."""
        self._mappings = mappings
        self._show()

    def _offer(self) -> None:
        customers = any(column.field in CUSTOMER_SIGNS for mapping in self._mappings for column in mapping.columns)
        choices = [
            (ImportAs.CUSTOMERS.value, _("Shop customers")), (ImportAs.NETWORK.value, _("Private network contacts")),
        ]  # fmt: skip
        if len(self._tables) > 1:
            choices.append((BY_FILE, _("What each file looks like")))
        chosen = BY_FILE if len(self._tables) > 1 else (ImportAs.CUSTOMERS if customers else ImportAs.NETWORK).value
        self.becomes.offer(choices, chosen=chosen)

    def _show(self) -> None:
        number = max(self.which.currentIndex(), 0)
        table = self._tables[number]
        self.count.setText(_("{file}: {rows} rows").format(file=table.file, rows=f"{len(table.rows):,}"))
        self.model.show_table(self._mappings[number], self._samples[number])

    def _edit(self, index: QModelIndex) -> None:
        if index.column() == 2:
            self.view.edit(index)

    def _tell(self, line: int, field: str) -> None:
        self.meaning_chosen.emit(max(self.which.currentIndex(), 0), line, field)

    def imported_as(self) -> ImportAs | None:
        """What the people become; None: what each file looks like."""
        code = self.becomes.code()
        return ImportAs(code) if code in (ImportAs.CUSTOMERS, ImportAs.NETWORK) else None


class VerdictsPart(QWidget):
    """The verdict on every row; the chips show only one kind."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._planned: ImportPreview | None = None
        self._labels = verdict_labels()
        self.model = VerdictModel(_("Person"), self)
        self.view = plain_table(_("What becomes of each row"), self)
        self.view.setModel(self.model)
        set_widths(self.view, 90, 180, 120)
        place = QWidget(self)
        self._flow = FlowLayout(place)
        self._chips: dict[Verdict, Chip] = {}
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addWidget(place)
        whole.addWidget(self.view, 1)
        for verdict in Verdict:
            chip = Chip(self._labels[verdict], self, tone=TONES[verdict])
            chip.clicked.connect(self._show)
            self._flow.addWidget(chip)
            self._chips[verdict] = chip

    def show_preview(self, planned: ImportPreview) -> None:
        """Show what an import would do."""
        self._planned = planned
        for verdict, chip in self._chips.items():
            chip.setText(f"{self._labels[verdict]} {planned.count(verdict):,}")
            chip.setChecked(False)
        self._show()

    def _show(self) -> None:
        wanted = {verdict for verdict, chip in self._chips.items() if chip.isChecked()}
        rows = list(self._planned.verdicts) if self._planned else []
        self.model.show_rows([row for row in rows if not wanted or row.verdict in wanted])
