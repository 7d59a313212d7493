"""See pages as they will be on paper, leaf through them, then print them or save them as PDF."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPageSize, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.ui.dialogs.paper_pages import PageView, PaperDocument, page_picture, send_to_printer
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PAPER = "paper"  # the preference
_PAPERS = ("A4", "A5")
_SIZES = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}
_HEIGHT = 680  # fits a small laptop's screen


class PaperPreview(Sheet):
    """Subclasses say what to draw (`drawing`), what the file is called, and what stands above and beside the page."""

    def __init__(self, services: Services, parent: QWidget | None, *, width: int) -> None:
        super().__init__(_("Print"), parent, width=640)
        self.services = services
        self.document: PaperDocument | None = None
        self._making = False
        self.page = 0
        self.papers = ChoiceChips(_("Paper"), self)
        paper = services.preferences.text(PAPER)
        self.papers.offer([(name, name) for name in _PAPERS], chosen=paper if paper in _PAPERS else _PAPERS[0])
        self.view = PageView(self)
        self.before, self.after = QPushButton("‹", self), QPushButton("›", self)
        self.counter = Label("", "muted", wrap=False)
        self._resized = QTimer(self, singleShot=True, interval=120)
        self._resized.timeout.connect(self._draw_page)
        self.resize(width, _HEIGHT)

    def drawing(self) -> Callable[[], PaperDocument] | None:
        """What makes the document, on the free lane; None when there is nothing to print."""
        raise NotImplementedError

    def file_stem(self) -> str:
        """What the file is called unless the user says otherwise."""
        raise NotImplementedError

    def build(self, *above: QWidget, beside: QWidget | None = None) -> None:
        """Lay everything out: what is chosen, the page, the buttons."""
        self.before.setAccessibleName(_("Page before"))
        self.after.setAccessibleName(_("Page after"))
        self.body.addLayout(row(*above, self.papers, None, self.before, self.counter, self.after))
        middle: QHBoxLayout = row(beside, self.view) if beside is not None else row(self.view)
        self.body.addLayout(middle, 1)
        self.add_close()
        self.save_button = self.add_button(_("Save as PDF…"))
        self.print_button = self.add_button(_("Print…"), primary=True)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print_out)
        self.papers.chosen.connect(self._choose_paper)
        self.before.clicked.connect(lambda: self.go_to(self.page - 1))
        self.after.clicked.connect(lambda: self.go_to(self.page + 1))
        for keys, step in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self.go_to(self.page + step))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        self.show_count()

    # -- making the document ------------------------------------------------------------------------------------

    def _choose_paper(self, paper: str) -> None:
        self.services.preferences.set(PAPER, paper)
        self.make()

    def make(self) -> None:
        """Draw the document anew."""
        job = self.drawing()
        if job is None:
            self._made(None)
            return
        self.outdate()
        self.services.lanes.free.run(self, job, self._made, self.fail, key="document")

    def outdate(self) -> None:
        """What is on show is not what was asked for last: until that is there nothing can be printed."""
        self._making = True
        self.show_count()

    def _made(self, made: PaperDocument | None) -> None:
        self.document, self._making = made, False
        self.page = min(self.page, made.pages - 1) if made else 0
        self._draw_page()

    def fail(self, problem: UserError) -> None:
        """Say what went wrong in place of the page."""
        self._made(None)
        self.services.notices.error(problem)
        self.counter.setText(str(problem))

    # -- showing it ---------------------------------------------------------------------------------------------

    def go_to(self, page: int) -> None:
        """Show this page, if there is one."""
        if self.document is not None and 0 <= page < self.document.pages:
            self.page = page
            self._draw_page()

    def _draw_page(self) -> None:
        self.show_count()
        if self.document is None:
            self.view.put(None)
            return
        job = partial(page_picture, self.document.pdf, self.page, self.view.room())
        self.services.lanes.free.run(self, job, self._show_page, self.fail, key="page")

    def _show_page(self, picture: QImage) -> None:
        self.view.put(picture)

    def show_count(self) -> None:
        """Say which page of how many is on show; nothing can be printed while there is none, or another is made."""
        pages = self.document.pages if self.document else 0
        text = _("Page {page} of {pages}").format(page=self.page + 1, pages=pages) if pages else _("Nothing to print")
        self.counter.setText(text)
        self.before.setEnabled(self.page > 0)
        self.after.setEnabled(self.page + 1 < pages)
        self.save_button.setEnabled(self.is_ready)
        self.print_button.setEnabled(self.is_ready)

    @property
    def is_ready(self) -> bool:
        """Whether the document is the one that was asked for last."""
        return self.document is not None and self.document.pages > 0 and not self._making

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()

    # -- taking it away -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where, and write the PDF there."""
        if self.is_ready:
            self.ask_file(_("Save as PDF"), _("PDF files (*.pdf)"), "pdf", self.save_to)

    def ask_file(self, title: str, kinds: str, suffix: str, then: Callable[[str], None]) -> None:
        """Ask where a file goes."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = str(Path(folder) / f"{self.file_stem()}.{suffix}")
        dialog = QFileDialog(self, title, place, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(then)
        dialog.open()

    def save_to(self, file: str) -> None:
        """Write the PDF to this file."""
        if self.document is not None:
            self.write(partial(_written, self.document.pdf, Path(file)), file)

    def write(self, job: Callable[[], int], file: str) -> None:
        """Write a file on the free lane and say so."""
        done = partial(self.services.notices.done, _("{file} was saved.").format(file=Path(file).name))
        self.services.lanes.free.run(self, job, lambda _answer: done())

    def print_out(self) -> None:
        """Choose a printer and print."""
        if self.document is None or not self.is_ready:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.file_stem())
        printer.setPageSize(QPageSize(_SIZES[self.papers.code()]))
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.document.pages)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(lambda: self.send(printer))
        dialog.show()

    def send(self, printer: "QPrinter") -> None:
        """Send the pages to this printer."""
        if self.document is None:
            return
        job = partial(send_to_printer, self.document.pdf, printer)
        self.services.lanes.free.run_long(self, job, self._printed, progress=self._show_printing)

    def _show_printing(self, done: int, total: int) -> None:
        self.counter.setText(_("Printing page {done} of {total}").format(done=done, total=total))

    def _printed(self, pages: int) -> None:
        self.show_count()
        text = ngettext("{count} page was sent to the printer.", "{count} pages were sent to the printer.", pages)
        self.services.notices.done(text.format(count=pages))


def _written(pdf: bytes, target: Path) -> int:
    from crm_desktop.printing.output import write_document

    return write_document(target, lambda file: file.write(pdf))
