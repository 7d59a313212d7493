"""Import a price list: choose the file, see what becomes of every row, then bring it in; the whole can be undone."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QTableView, QWidget
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
    write_price_report,
)
from crm_desktop.import_export.verdicts import Verdict
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.verdicts import VerdictModel
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.plain_table import plain_table, set_widths

WIDTH, HEIGHT = 820, 520
FILTER = "*.xlsx *.xls *.xlsb *.ods *.csv *.txt *.tsv"


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
        self.model = VerdictModel(_("Car"), self)
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
        view = plain_table(_("What becomes of each row"), self)
        view.setModel(self.model)
        set_widths(view, 80, 220, 90)
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
        words = _("{new} new, {updated} updated, {duplicate} with nothing new, {refused} refused").format(**counts)
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
