"""See visit sheets or archive cards as they will be on paper, then print them or save them as PDF."""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPageSize, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.visits.queries import archive_cards, visit_sheets
from crm_desktop.features.visits.records import ArchiveCard, VisitSheet
from crm_desktop.ui.dialogs.paper_pages import PageView, PaperDocument, document, page_picture, send_to_printer
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

VISIT_SHEET, ARCHIVE_CARD = "visit_sheet", "archive_card"
PAPER = "paper"  # the preference
_PAPERS = ("A4", "A5")
_SIZES = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}
_PEOPLE_WIDTH = 200
_HEIGHT = 680  # fits a small laptop's screen

Records = Sequence[VisitSheet | ArchiveCard]
Query = Callable[..., Records]


class PrintPreview(Sheet):
    """`PrintPreview(services, ids, parent).open()`: one or many people, on A4 or A5."""

    def __init__(
        self, services: Services, contact_ids: Sequence[str], parent: QWidget | None = None, *, kind: str = VISIT_SHEET
    ) -> None:
        super().__init__(_("Print"), parent, width=640)
        self.services, self.contact_ids = services, list(contact_ids)
        self.records: Records = ()
        self.document: PaperDocument | None = None
        self.page = 0
        self.kinds = ChoiceChips(_("What to print"), self)
        self.kinds.offer([(VISIT_SHEET, _("Visit sheet")), (ARCHIVE_CARD, _("Archive card"))], chosen=kind)
        self.papers = ChoiceChips(_("Paper"), self)
        paper = services.preferences.text(PAPER)
        self.papers.offer([(name, name) for name in _PAPERS], chosen=paper if paper in _PAPERS else _PAPERS[0])
        self.people = QListWidget(self)
        self.people.setAccessibleName(_("People to print"))
        self.people.setFixedWidth(_PEOPLE_WIDTH)
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setVisible(len(self.contact_ids) > 1)
        self.view = PageView(self)
        self.before, self.after = QPushButton("‹", self), QPushButton("›", self)
        self.counter = Label("", "muted", wrap=False)
        self._resized = QTimer(self, singleShot=True, interval=120)
        self._resized.timeout.connect(self._draw_page)
        self._build()
        self._load()

    def _build(self) -> None:
        self.resize(820 if len(self.contact_ids) > 1 else 640, _HEIGHT)
        self.before.setAccessibleName(_("Page before"))
        self.after.setAccessibleName(_("Page after"))
        self.body.addLayout(row(self.kinds, self.papers, None, self.before, self.counter, self.after))
        middle = row(self.people, self.view)
        self.body.addLayout(middle, 1)
        self.add_close()
        self.save_button = self.add_button(_("Save as PDF…"))
        self.print_button = self.add_button(_("Print…"), primary=True)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print_out)
        self.kinds.chosen.connect(self._load)
        self.papers.chosen.connect(self._choose_paper)
        self.people.itemChanged.connect(self._make)
        self.people.currentRowChanged.connect(self._go_to_person)
        self.before.clicked.connect(lambda: self.go_to(self.page - 1))
        self.after.clicked.connect(lambda: self.go_to(self.page + 1))
        for keys, step in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self.go_to(self.page + step))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        self._show_count()

    # -- making the document ------------------------------------------------------------------------------------

    def _load(self) -> None:
        query: Query = visit_sheets if self.kinds.code() == VISIT_SHEET else archive_cards
        read: Callable[[], Records] = partial(self.services.store.read, query, self.contact_ids, clock.today())
        self.services.lanes.read.run(self, read, self._loaded, self._failed, key="people")

    def _loaded(self, records: Records) -> None:
        self.records = records
        if self.people.count() != len(records):
            self.people.blockSignals(True)
            self.people.clear()
            for record in records:
                item = QListWidgetItem(record.who.name, self.people)
                item.setCheckState(Qt.CheckState.Checked)
                item.setToolTip(record.who.name)
            self.people.blockSignals(False)
        self._make()

    def chosen(self) -> Records:
        """The people who are ticked."""
        return [self.records[place] for place in self._ticked()]

    def _ticked(self) -> list[int]:
        every = range(self.people.count())
        return [place for place in every if self.people.item(place).checkState() == Qt.CheckState.Checked]

    def _choose_paper(self, paper: str) -> None:
        self.services.preferences.set(PAPER, paper)
        self._make()

    def _make(self) -> None:
        records, kind, paper = self.chosen(), self.kinds.code(), self.papers.code()
        if not records:
            self._made(None)
            return
        job = partial(_drawn, records, kind, paper)
        self.services.lanes.free.run(self, job, self._made, self._failed, key="document")

    def _made(self, made: PaperDocument | None) -> None:
        self.document = made
        self.page = min(self.page, made.pages - 1) if made else 0
        self._draw_page()

    def _failed(self, problem: UserError) -> None:
        self._made(None)
        self.services.notices.error(problem)
        self.counter.setText(str(problem))

    # -- showing it ---------------------------------------------------------------------------------------------

    def go_to(self, page: int) -> None:
        """Show this page, if there is one."""
        if self.document is not None and 0 <= page < self.document.pages:
            self.page = page
            self._draw_page()

    def _go_to_person(self, number: int) -> None:
        ticked = self._ticked()
        if self.document is not None and number in ticked and ticked.index(number) < len(self.document.starts):
            self.go_to(self.document.starts[ticked.index(number)])

    def _draw_page(self) -> None:
        self._show_count()
        if self.document is None:
            self.view.put(None)
            return
        job = partial(page_picture, self.document.pdf, self.page, self.view.room())
        self.services.lanes.free.run(self, job, self._show_page, self._failed, key="page")

    def _show_page(self, picture: QImage) -> None:
        self.view.put(picture)

    def _show_count(self) -> None:
        pages = self.document.pages if self.document else 0
        text = _("Page {page} of {pages}").format(page=self.page + 1, pages=pages) if pages else _("Nothing to print")
        self.counter.setText(text)
        self.before.setEnabled(self.page > 0)
        self.after.setEnabled(self.page + 1 < pages)
        self.save_button.setEnabled(pages > 0)
        self.print_button.setEnabled(pages > 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()

    # -- taking it away -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where, and write the PDF there."""
        if self.document is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _("Save as PDF"), str(Path(folder) / self.file_name()), _("PDF files (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def file_name(self) -> str:
        """What the file is called unless the user says otherwise."""
        what = _("Visit sheet") if self.kinds.code() == VISIT_SHEET else _("Archive card")
        people = self.chosen()
        name = people[0].who.name if len(people) == 1 else str(len(people))
        allowed = "".join(char for char in name if char.isalnum() or char in " ·-")
        return f"{what} {clock.today():%Y-%m-%d} {allowed}".strip() + ".pdf"

    def save_to(self, file: str) -> None:
        """Write the PDF to this file."""
        if self.document is None:
            return
        job = partial(_written, self.document.pdf, Path(file))
        done = partial(self.services.notices.done, _("{file} was saved.").format(file=Path(file).name))
        self.services.lanes.free.run(self, job, lambda _answer: done())

    def print_out(self) -> None:
        """Choose a printer and print."""
        if self.document is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.file_name().removesuffix(".pdf"))
        printer.setPageSize(QPageSize(_SIZES[self.papers.code()]))
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.document.pages)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(lambda: self.send(printer))
        dialog.show()

    def send(self, printer: QPrinter) -> None:
        """Send the pages to this printer."""
        if self.document is None:
            return
        job = partial(send_to_printer, self.document.pdf, printer)
        self.services.lanes.free.run_long(self, job, self._printed, progress=self._show_printing)

    def _show_printing(self, done: int, total: int) -> None:
        self.counter.setText(_("Printing page {done} of {total}").format(done=done, total=total))

    def _printed(self, pages: int) -> None:
        self._show_count()
        text = ngettext("{count} page was sent to the printer.", "{count} pages were sent to the printer.", pages)
        self.services.notices.done(text.format(count=pages))


def _drawn(records: Records, kind: str, paper: str) -> PaperDocument:
    from crm_desktop.printing import archive_card, visit_sheet

    file, size = BytesIO(), cast("Literal['A4', 'A5']", paper)
    if kind == VISIT_SHEET:
        visit_sheet.render([record for record in records if isinstance(record, VisitSheet)], file, paper=size)
    else:
        archive_card.render([record for record in records if isinstance(record, ArchiveCard)], file, paper=size)
    return document(file.getvalue())


def _written(pdf: bytes, target: Path) -> int:
    from crm_desktop.printing.output import write_document

    return write_document(target, lambda file: file.write(pdf))
