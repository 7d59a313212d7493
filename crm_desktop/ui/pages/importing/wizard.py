"""The import wizard: nothing is written before its user has seen what every row becomes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.settings.queries import custom_fields
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.apply import apply_import
from crm_desktop.import_export.calendar_files import is_calendar
from crm_desktop.import_export.calendar_import import import_calendars, preview_calendars
from crm_desktop.import_export.fields import Mapping
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.mapping import guess_mapping
from crm_desktop.import_export.plan import preview
from crm_desktop.import_export.report import undone_words
from crm_desktop.import_export.source import SourceKind, SourceTable
from crm_desktop.import_export.undo import undo_import
from crm_desktop.import_export.verdicts import ImportAs, ImportPreview, ImportReport, UndoReport, Verdict
from crm_desktop.store.store import Store
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.lanes import Ticket
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.importing.models import Samples, samples_of
from crm_desktop.ui.pages.importing.parts import ColumnsPart, VerdictsPart
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.empty_state import EmptyState

WIDTH, HEIGHT = 860, 560
DONE = 4
Answer = tuple[list[SourceTable], list[Mapping], list[Samples], tuple[CustomField, ...]]
FILTER = "*.xlsx *.xls *.xlsb *.ods *.csv *.txt *.tsv *.vcf *.ics *.json"


class Reading(Page):
    """The wizard's jobs on the lanes."""

    def read(self, paths: Sequence[str], then: Callable[[Answer], object],
             failed: Callable[[UserError], object]) -> Ticket:  # fmt: skip
        """Read the files and guess their columns."""
        return self.work(partial(_read, self.services.store, list(paths)), then, failed, key="read")

    def judge(self, tables: list[SourceTable], mappings: list[Mapping], as_: ImportAs | None,
              then: Callable[[ImportPreview], object], failed: Callable[[UserError], object]) -> Ticket:  # fmt: skip
        """What would become of every row."""
        return self.load(preview, tables, mappings, as_=as_, then=then, failed=failed, key="judge", heavy=True)

    def judge_calendars(self, paths: Sequence[Path], then: Callable[[ImportPreview], object],
                        failed: Callable[[UserError], object]) -> Ticket:  # fmt: skip
        """What would become of every appointment."""
        return self.load(preview_calendars, paths, then=then, failed=failed, key="judge", heavy=True)


def _read(store: Store, paths: list[str]) -> Answer:
    tables, own = read_sources(paths), store.read(custom_fields)
    return tables, [guess_mapping(table, own) for table in tables], [samples_of(table) for table in tables], own


class ImportWizard(Sheet):
    """Files may be chosen, dropped here, or given as the argument (one path a line)."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Import people from a file"), parent, width=WIDTH)
        self.setMinimumHeight(HEIGHT)
        self.setAcceptDrops(True)
        self.services = services
        self.tables: list[SourceTable] = []
        self.mappings: list[Mapping] = []
        self.planned: ImportPreview | None = None
        self.calendars: list[Path] = []
        self.report: ImportReport | None = None
        self._ticket: Ticket | None = None
        self._asked: Ticket | None = None
        self.jobs = Reading(services, self)
        self.drop_place = self._make_drop_place()
        self.columns = ColumnsPart(self)
        self.verdicts = VerdictsPart(self)
        self.progress, self.said = QProgressBar(self), Label("", "muted", self)
        self.progress.setTextVisible(False)
        self.outcome = EmptyState("check-circle-outline", "", self)
        working = QWidget(self)
        working.setLayout(column(None, self.said, self.progress, None, spacing=SCALE.m))
        self.stack = QStackedWidget(self)
        self.parts = (self.drop_place, self.columns, self.verdicts, working, self.outcome)
        for part in self.parts:
            self.stack.addWidget(part)
        self.problem = Label("", "error", self)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.problem)
        self.problem.hide()
        self.close_button = self.add_button(_("Cancel"))
        self.back = self.add_button(_("Back"))
        self.next = self.add_button(_("Next"), primary=True)
        self._connect()
        self._go(0)
        if paths := [line for line in argument.splitlines() if Path(line).exists()]:
            self.take_files(paths)

    def _make_drop_place(self) -> EmptyState:
        choose = EmptyState(
            "file-import-outline", _("Drop your files here, or choose them."), self,
            hint=_("Excel, CSV and vCard from a phone, WeChat work, Outlook or the dealer system, "
                   "and calendars (.ics). Nothing is written before you have seen it."),
        )  # fmt: skip
        choose.add_button(_("Choose files"), self._choose_files, "folder-open-outline")
        return choose

    def _connect(self) -> None:
        self.close_button.clicked.connect(self._leave)
        self.back.clicked.connect(self._back)
        self.next.clicked.connect(self._next)
        self.columns.meaning_chosen.connect(self._set_meaning)
        self.columns.as_chosen.connect(self._forget_verdicts)

    # Steps --------------------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        titles = (
            _("Import people from a file"), _("What the columns mean"), _("What becomes of each row"), _("Importing…"),
            _("Done"),
        )  # fmt: skip
        self.title.setText(titles[step])
        self.back.setVisible(step in (1, 2))
        self.next.setVisible(step in (1, 2, 4))
        self.next.setEnabled(True)
        self.next.setText({1: _("Next"), 2: _("Import"), 4: _("Close")}.get(step, ""))
        self.close_button.setText(_("Take this import back") if step == 4 else _("Cancel"))
        self.tell("")

    def tell(self, text: str) -> None:
        """A sentence under the step."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _fail(self, problem: UserError) -> None:
        self._go(0 if not self.tables else min(self.stack.currentIndex(), 2))
        self.tell(str(problem))

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, _("Choose files"), "", _("Contacts and tables") + f" ({FILTER});;*")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.take_files)
        dialog.open()

    def take_files(self, paths: Sequence[str]) -> None:
        """Read these files."""
        self._forget_verdicts()
        self.tables, self.calendars = [], [Path(path) for path in paths if is_calendar(Path(path))]
        if self.calendars and len(self.calendars) < len(paths):
            self.tell(_("A calendar is imported by itself. Choose either calendars or files with people."))
            return
        self.tell(_("Reading…"))
        if self.calendars:
            # A calendar has no columns to choose: its verdicts come at once.
            self._asked = self.jobs.judge_calendars(self.calendars, self._show_verdicts, self._fail)
        else:
            self._asked = self.jobs.read(paths, self._show_columns, self._fail)

    def _show_columns(self, answer: Answer) -> None:
        self.tables, self.mappings, samples, own = answer
        self.columns.know_own(own)
        if not self.tables:
            self.tell(_("There is no table with people in these files. Choose other files."))
            return
        if not self._has_columns:
            self._judge(None)
            return
        self.columns.show_tables(self.tables, self.mappings, samples)
        self._go(1)

    @property
    def _has_columns(self) -> bool:
        """Whether there is something to choose; a full copy, like a calendar, says by itself what it is."""
        return any(table.kind is not SourceKind.COPY for table in self.tables)

    def _judge(self, as_: ImportAs | None) -> None:
        self.next.setEnabled(False)
        self.tell(_("Comparing with the people in the book…"))
        self._asked = self.jobs.judge(self.tables, self.mappings, as_, self._show_verdicts, self._fail)

    def _set_meaning(self, table: int, line: int, meaning: str) -> None:
        columns = list(self.mappings[table].columns)
        columns[line] = columns[line].with_meaning(meaning)
        self.mappings[table] = replace(self.mappings[table], columns=tuple(columns))
        self.columns.show_mappings(self.mappings)
        self._forget_verdicts()

    def _forget_verdicts(self) -> None:
        """They no longer hold, nor does what is being read or judged at this moment."""
        self.planned = None
        if self._asked is not None:
            self._asked.cancel()
        self.next.setEnabled(True)
        self.tell("")

    def _back(self) -> None:
        self._forget_verdicts()
        self._go(self.stack.currentIndex() - 1 if self._has_columns else 0)

    def _next(self) -> None:
        step = self.stack.currentIndex()
        if step == 1:
            self._judge(self.columns.imported_as())
        elif step == 2:
            self._import()
        else:
            self.accept()

    def _show_verdicts(self, planned: ImportPreview) -> None:
        self.planned = planned
        self.verdicts.show_preview(planned)
        self._go(2)
        if not planned.count(Verdict.NEW) + planned.count(Verdict.UPDATED):
            self.next.setEnabled(False)
            self.tell(_("Nothing of this would be imported. Go back to change the columns or to choose other files."))

    def _import(self) -> None:
        if self.planned is None:
            return
        self._go(3)
        self.said.setText(_("Importing; you can go on working meanwhile."))
        self.progress.setRange(0, 0)
        if not self.tables:
            job = partial(import_calendars, self.services.store, self.calendars)
            self._ticket = self.services.lanes.free.run(self, job, self._imported, self._fail)
            return
        store, planned = self.services.store, self.planned
        self._ticket = self.services.lanes.free.run_long(
            self,
            lambda progress, cancelled: apply_import(store, planned, progress=progress, cancelled=cancelled),
            self._imported,
            self._fail,
            progress=self._show_progress,
        )

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _imported(self, report: ImportReport) -> None:
        self._ticket, self.report = None, report
        people = report.count(Verdict.NEW) + report.count(Verdict.UPDATED)
        said = (
            ngettext("{n} person was imported.", "{n} people were imported.", people)
            if self.tables
            else ngettext("{n} appointment was imported.", "{n} appointments were imported.", people)
        )
        self.outcome.sentence.setText(said.format(n=f"{people:,}"))
        counts = {verdict.value: f"{report.count(verdict):,}" for verdict in Verdict}
        self.outcome.hint.setText(
            _("{new} new, {updated} updated, {duplicate} with nothing new, {refused} refused").format(**counts)
        )
        self.outcome.hint.setVisible(True)
        self._go(4)

    def _leave(self) -> None:
        """Cancel; after the import, take it back."""
        if self.stack.currentIndex() == DONE and self.report is not None:
            store, batch = self.services.store, self.report.batch
            # Long: the program does not end with half of it taken back.
            self.services.lanes.free.run_long(
                self.services.notices, lambda *_ask: undo_import(store, batch), partial(_tell_undone, self.services)
            )
        self.reject()

    @override
    def reject(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        super().reject()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.stack.currentIndex() == 0:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if files := [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]:
            self.take_files(files)
        else:
            self.tell(_("This is a link, not a file. Save the file on this computer first, then choose it."))


def _tell_undone(services: Services, report: UndoReport) -> None:
    services.notices.done(undone_words(report))
