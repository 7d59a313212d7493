"""A PDF's pages as pictures: for the eye, and for the printer. Only ever used on the free lane: PDFium is not
made for several threads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import SCALE

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter  # loaded when something is printed

_PRINT_DPI = 300  # more makes the spool file large and no line sharper


@dataclass(frozen=True)
class PaperDocument:
    """A finished PDF, the number of its pages, and the page on which each person begins."""

    pdf: bytes
    pages: int
    starts: tuple[int, ...] = ()


def document(pdf: bytes) -> PaperDocument:
    """Count pages and people of a PDF that `printing` made."""
    opened = _opened(pdf)
    try:
        places = (entry.get_dest() for entry in opened.get_toc())
        starts = tuple(place.get_index() for place in places if place is not None)
        return PaperDocument(pdf, len(opened), starts)
    finally:
        opened.close()


def page_picture(pdf: bytes, number: int, size: QSize) -> QImage:
    """One page (from 0) as large as fits into `size` (device pixels)."""
    opened = _opened(pdf)
    try:
        page = opened[number]
        width, height = page.get_size()
        return _picture(page, min(size.width() / width, size.height() / height))
    finally:
        opened.close()


def send_to_printer(
    pdf: bytes, printer: "QPrinter", progress: Callable[[int, int], object], cancelled: Callable[[], bool]
) -> int:
    """Print the pages the printer was asked for; the answer is their number."""
    opened = _opened(pdf)
    painter = QPainter()
    try:
        wanted = _asked_for(printer, len(opened))
        if wanted:
            _turn(printer, opened[wanted[0]])
        if not painter.begin(printer):
            raise FileProblem(_("The printer does not answer. Nothing was printed; please choose another printer."))
        for done, number in enumerate(wanted):
            if cancelled():
                printer.abort()
                break
            _turn(printer, opened[number])
            if done and not printer.newPage():
                raise FileProblem(_("The printer stopped after {done} of {total} pages.").format(
                    done=done, total=len(wanted)
                ))
            _print_page(painter, printer, opened[number])
            progress(done + 1, len(wanted))
        return len(wanted)
    finally:
        painter.end()
        opened.close()


def _asked_for(printer: "QPrinter", pages: int) -> list[int]:
    first, last = printer.fromPage() or 1, printer.toPage() or pages
    wanted = list(range(max(first, 1) - 1, min(last, pages)))
    return wanted[::-1] if printer.pageOrder() == printer.PageOrder.LastPageFirst else wanted


def _turn(printer: "QPrinter", page: Any) -> None:
    """Lay the paper as the page lies."""
    width, height = page.get_size()
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    )


def _print_page(painter: QPainter, printer: "QPrinter", page: Any) -> None:
    picture = _picture(page, min(printer.resolution(), _PRINT_DPI) / 72)
    width, height = page.get_size()
    full = QSize(round(width / 72 * printer.resolution()), round(height / 72 * printer.resolution()))
    paper = printer.paperRect(printer.Unit.DevicePixel).size().toSize()
    # In its own size where it fits: an A5 sheet stays A5 on A4 paper.
    if full.width() > paper.width() * 1.01 or full.height() > paper.height() * 1.01:
        full = full.scaled(paper, Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(0, 0, full.width(), full.height()), picture)


def _opened(pdf: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def _picture(page: Any, scale: float) -> QImage:
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    return image.copy()  # its own memory: the bitmap's goes with it


class PageView(QWidget):
    """The page on show, in the middle, on the ground of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 420)
        self.setAccessibleName(_("Preview"))

    def room(self) -> QSize:
        """How many device pixels a page may take."""
        ratio = self.devicePixelRatioF()
        return QSize(round((self.width() - 2 * SCALE.s) * ratio), round((self.height() - 2 * SCALE.s) * ratio))

    def put(self, picture: QImage | None) -> None:
        """Show this page."""
        self.picture = picture
        if picture is not None:
            picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture is None:
            return
        painter = QPainter(self)
        size = self.picture.deviceIndependentSize().toSize()
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        place = QRect(left, top, size.width(), size.height())
        painter.drawImage(place, self.picture)
        painter.setPen(QColor(theme.tokens().line))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
