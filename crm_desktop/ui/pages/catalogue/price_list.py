"""Import a price list: choose the file, see what becomes of every row, then bring it in; the whole can be undone."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QStackedWidget, QTableView, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.catalogue.records import Kept
from crm_desktop.import_export.price_list import (
    PriceList,
    PricePlan,
    bring_in,
    judge_price_list,
    read_price_list,
    verdict_words,
    write_price_report,
)
from crm_desktop.import_export.verdicts import RowVerdict, Verdict
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.empty_state import EmptyState

WIDTH, HEIGHT = 820, 520
FILTER = "*.xlsx *.xls *.xlsb *.ods *.csv *.txt *.tsv"
TONES = {
    Verdict.NEW: Tone.OK, Verdict.UPDATED: Tone.ACCENT, Verdict.DUPLICATE: Tone.MUTED, Verdict.REFUSED: Tone.BAD,
}  # fmt: skip
Index = QModelIndex | QPersistentModelIndex


class PriceModel(QAbstractTableModel):
    """One line a row of the list: where, which car, verdict, why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RowVerdict] = []
        self._words = verdict_words()

    def show_rows(self, rows: list[RowVerdict]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        return 4

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (_("Row"), _("Car"), _("Verdict"), _("Reason"))[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            place = " · ".join(filter(None, (row.sheet, str(row.row))))
            return (place, row.name, self._words[row.verdict], row.reason)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            return QBrush(QColor(theme.tokens().ink(TONES[row.verdict])))
        return None


class PriceListDialog(Sheet):
    """The argument may be a file's path; a file may be dropped here."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Import a price list"), parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.setAcceptDrops(True)
        self.services = services
        self.plan: PricePlan | None = None
        self.jobs = Page(services, self)
        self.jobs.hide()
        self.drop_place = EmptyState(
            "car-info", _("Drop a price list here, or choose it."), self,
            hint=_("Excel or CSV with columns such as brand, model, trim, colour, list price, first service. "
                   "Nothing is written before you have seen it."),
        )  # fmt: skip
        self.drop_place.add_button(_("Choose the file"), self._choose, "folder-open-outline")
        self.counts = Label("", "strong", self)
        self.model = PriceModel(self)
        self.view = self._make_view()
        judged = QWidget(self)
        judged.setLayout(column(self.counts, self.view))
        self.stack = QStackedWidget(self)
        for part in (self.drop_place, judged):
            self.stack.addWidget(part)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.problem)
        self.report = self.add_button(_("Save the report"))
        self.add_close(_("Cancel"))
        self.bring = self.add_button(_("Import"), primary=True)
        self.report.clicked.connect(self._choose_report)
        self.bring.clicked.connect(self._bring)
        self._show_buttons()
        if argument and Path(argument).is_file():
            self.take_file(argument)

    def _make_view(self) -> QTableView:
        view = QTableView(self)
        view.setAccessibleName(_("What becomes of each row"))
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.verticalHeader().hide()
        view.setShowGrid(False)
        view.setWordWrap(False)
        header = view.horizontalHeader()
        for section, width in ((0, 80), (1, 220), (2, 90)):
            header.resizeSection(section, width)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return view

    def _show_buttons(self) -> None:
        usable = self.plan is not None and bool(self.plan.cars)
        self.report.setVisible(self.plan is not None)
        self.bring.setVisible(self.plan is not None)
        self.bring.setEnabled(usable)

    # Steps --------------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose the file"), "", f"{_('Tables')} ({FILTER});;*")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_file)
        dialog.open()

    def take_file(self, path: str) -> None:
        """Read this file and judge its rows."""
        self.tell("")
        self.jobs.work(partial(read_price_list, Path(path)), self._judge, self._fail, key="read")

    def _judge(self, found: PriceList) -> None:
        self.jobs.load(judge_price_list, found, then=self.show_plan, failed=self._fail, key="judge", heavy=True)

    def show_plan(self, plan: PricePlan) -> None:
        """Show what would happen."""
        self.plan = plan
        counts = {verdict.value: f"{plan.count(verdict):,}" for verdict in Verdict}
        words = _("{new} new, {updated} updated, {duplicate} already known, {refused} refused").format(**counts)
        self.counts.setText(f"{plan.report.file} · {words}")
        self.model.show_rows(plan.report.rows)
        self.stack.setCurrentIndex(1)
        self._show_buttons()
        self.bring.setFocus()

    def _bring(self) -> None:
        if self.plan is None or not self.plan.cars:
            return
        self.bring.setEnabled(False)
        job = partial(bring_in, self.services.store, self.plan.cars, file=self.plan.report.file)
        self.jobs.work(job, self._brought, self._fail)

    def _brought(self, kept: Kept) -> None:
        count = kept.new + kept.updated
        text = ngettext("{n} car of the price list is in the catalogue.", "{n} cars of the price list are in the "
                        "catalogue.", count).format(n=f"{count:,}")  # fmt: skip
        self.services.notices.done(text, step=kept.step)
        self.accept()

    def _choose_report(self) -> None:
        dialog = QFileDialog(self, _("Save the report"), "", "*.csv")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_report)
        dialog.open()

    def save_report(self, path: str) -> None:
        """Write a line for every row."""
        if self.plan is not None:
            job = partial(write_price_report, self.plan.report, Path(path))
            self.jobs.work(job, partial(self._told, path), self._fail)

    def _told(self, path: str, _answer: object) -> None:
        self.services.notices.info(_("The report is in {file}.").format(file=Path(path).name))

    def tell(self, text: str) -> None:
        """A sentence under the table."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _fail(self, problem: UserError) -> None:
        self.tell(str(problem))
        self._show_buttons()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.take_file(files[0])
