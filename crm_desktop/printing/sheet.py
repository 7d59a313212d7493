"""A page to draw on: text, boxes, lines for handwriting, signs and codes, measured from the upper left corner.

Lines and boxes are drawn at once, text is collected and set in one go at the end of a page: it lies on top and needs
few changes of font and colour.
"""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import IO, Any

from crm_desktop.base.i18n import language
from crm_desktop.printing import fonts as faces
from crm_desktop.printing.characters import printable
from crm_desktop.printing.paper import Ink, Paper
from crm_desktop.printing.typography import Line, Span, break_lines, elided, is_simple, text_width

_QR_MASK = 3  # a fixed mask: trying all eight takes five times as long and gains nothing at this size


class Sheet:
    """The document being drawn, page after page."""

    def __init__(self, target: IO[bytes], paper: Paper, *, title: str, author: str = "") -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.paper = paper
        self.fonts = faces.load()
        self._canvas: Any = Canvas(
            target, pagesize=(paper.width, paper.height), invariant=1, pageCompression=1,
            lang="zh-CN" if language() == "zh_CN" else "en",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Showroom CRM")
        self._texts: list[tuple[bool, Ink, float, float, float, str]] = []
        self.unknown: set[str] = set()  # characters of this page that only have a frame

    # -- text ---------------------------------------------------------------------------------------------------

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, ink: Ink = Ink.TEXT) -> float:
        """Write one line with its base line at `y`; the answer is where it ends. Never breaks."""
        text = printable(text, self.fonts)
        width = text_width(text, self.fonts, size, bold=bold)
        if is_simple(text, self.fonts):
            self._texts.append((bold, ink, size, x, self.paper.height - y, text))
        elif text:
            self.lines(tuple(break_lines((Span(text, bold, ink),), self.fonts, size, width + 1)), x, y, size, 0)
        return x + width

    def text_right(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, ink: Ink = Ink.TEXT
    ) -> float:
        """Write one line that ends at `x`; the answer is where it begins."""
        left = x - self.width(text, size, bold=bold)
        self.text(left, y, text, size, bold=bold, ink=ink)
        return left

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide the text is on one line."""
        return text_width(printable(text, self.fonts), self.fonts, size, bold=bold)

    def elide(self, text: str, size: float, width: float, *, bold: bool = False) -> str:
        """As much of the text as fits, ended by "…"."""
        return elided(printable(text, self.fonts), self.fonts, size, width, bold=bold)

    def broken(self, spans: Sequence[Span], size: float, width: float, *, whole: bool = False) -> list[Line]:
        """The spans, already printable, as lines; no more than could stand on two pages, unless asked for `whole`."""
        most = None if whole else int(2 * self.paper.height / size)
        return list(islice(break_lines(spans, self.fonts, size, width), most))

    def span(self, text: str, *, bold: bool = False, ink: Ink = Ink.TEXT) -> Span:
        """A span of printable text."""
        return Span(printable(text, self.fonts), bold, ink)

    def lines(self, lines: Sequence[Line], x: float, y: float, size: float, leading: float) -> None:
        """Write lines, the first base line at `y`."""
        texts, height = self._texts, self.paper.height
        for line in lines:
            for run in line.runs:
                if run.framed:
                    self._frame(x + run.x, y, run.text, size)
                else:
                    texts.append((run.bold, run.ink, size, x + run.x, height - y, run.text))
            y += leading

    def _frame(self, x: float, y: float, char: str, size: float) -> None:
        """A character the font lacks: its number in a frame, to be written over by hand."""
        self.unknown.add(char)
        width = faces.CODE_BOX * size / 1000
        self._outline(x + size * 0.06, y - size * 0.84, width - size * 0.12, size, Ink.MUTED)
        code = f"U+{ord(char):04X}"
        small = size * 0.56
        left = x + (width - text_width(code, self.fonts, small)) / 2
        self._texts.append((False, Ink.MUTED, small, left, self.paper.height - y + size * 0.12, code))

    # -- lines and boxes ----------------------------------------------------------------------------------------

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: Ink | None = None, ink: Ink = Ink.LINE
    ) -> None:
        """A box with round corners."""
        canvas = self._canvas
        canvas.setLineWidth(0.6)
        canvas.setStrokeColorRGB(*ink.value)
        if fill is not None:
            canvas.setFillColorRGB(*fill.value)
        canvas.roundRect(x, self.paper.height - y - height, width, height, 4, stroke=1, fill=int(fill is not None))

    def _outline(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        self._canvas.setLineWidth(0.5)
        self._canvas.setStrokeColorRGB(*ink.value)
        self._canvas.rect(x, self.paper.height - y - height, width, height)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A plain frame with square corners, around a table."""
        self._outline(x, y, width, height, Ink.FAINT)

    def rule(self, x: float, y: float, width: float, *, weight: float = 0.6, ink: Ink = Ink.LINE) -> None:
        """A plain line across."""
        self._canvas.setLineWidth(weight)
        self._canvas.setStrokeColorRGB(*ink.value)
        self._canvas.line(x, self.paper.height - y, x + width, self.paper.height - y)

    def post(self, x: float, y: float, height: float, *, weight: float = 0.6, ink: Ink = Ink.LINE) -> None:
        """A plain line down."""
        self._canvas.setLineWidth(weight)
        self._canvas.setStrokeColorRGB(*ink.value)
        self._canvas.line(x, self.paper.height - y, x, self.paper.height - y - height)

    def bar(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """A filled bar."""
        self._canvas.setFillColorRGB(*ink.value)
        self._canvas.rect(x, self.paper.height - y - height, width, height, stroke=0, fill=1)

    def writing_lines(self, x: float, width: float, places: Sequence[float]) -> None:
        """Dotted lines to write on."""
        if not places:
            return
        canvas = self._canvas
        canvas.setLineWidth(0.7)
        canvas.setStrokeColorRGB(*Ink.WRITING.value)
        canvas.setDash(0.7, 2.1)
        height = self.paper.height
        canvas.lines([(x, height - y, x + width, height - y) for y in places])
        canvas.setDash()

    def tick_box(self, x: float, y: float, size: float, label: str) -> float:
        """An empty square with its label; the answer is where the label ends."""
        side = size * 0.95
        self._outline(x, y - side * 0.86, side, side, Ink.MUTED)
        return self.text(x + side + size * 0.45, y, label, size)

    def pill(self, x: float, y: float, text: str, size: float, ink: Ink) -> float:
        """A word in a coloured outline; the answer is where the outline ends."""
        width = self.width(text, size, bold=True) + size * 1.5
        height = size * 1.85
        canvas = self._canvas
        canvas.setLineWidth(0.9)
        canvas.setStrokeColorRGB(*ink.value)
        canvas.roundRect(x, self.paper.height - y - size * 0.55, width, height, height / 2)
        self.text(x + size * 0.75, y, text, size, bold=True, ink=ink)
        return x + width

    def code(self, x: float, y: float, side: float, payload: str) -> None:
        """A QR code with its upper left corner at x, y."""
        rectangles, modules = _code_rectangles(payload)
        scale = side / modules
        red, green, blue = Ink.TEXT.value
        place = f"{scale:.4f} 0 0 -{scale:.4f} {x:.3f} {self.paper.height - y:.3f} cm"
        self._canvas.addLiteral(f"q {place} {red} {green} {blue} rg {rectangles} f Q")

    def picture(self, x: float, y: float, width: float, height: float, image: bytes) -> float:
        """A picture fitted into the space, left and middle; the answer is its width, 0 if it cannot be read."""
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        try:
            with Image.open(BytesIO(image)) as opened:
                source = opened.size
            reader = ImageReader(BytesIO(image))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return 0.0
        scale = min(width / source[0], height / source[1])
        drawn = (source[0] * scale, source[1] * scale)
        bottom = self.paper.height - y - height + (height - drawn[1]) / 2
        self._canvas.drawImage(reader, x, bottom, *drawn, mask="auto")
        return drawn[0]

    # -- pages --------------------------------------------------------------------------------------------------

    def end_page(self) -> None:
        """Set the collected text and go to the next page."""
        canvas = self._canvas
        setting = canvas.beginText()
        font: tuple[bool, float] | None = None
        colour: Ink | None = None
        for bold, ink, size, x, y, text in self._texts:
            if font != (bold, size):
                font = (bold, size)
                setting.setFont(faces.BOLD if bold else faces.REGULAR, size)
            if colour is not ink:
                colour = ink
                setting.setFillColorRGB(*ink.value)
            setting.setTextOrigin(x, y)
            setting.textLine(text)
        canvas.drawText(setting)
        canvas.showPage()
        self._texts.clear()
        self.unknown.clear()

    def turn(self, paper: Paper) -> None:
        """Go on with another paper; only between two pages."""
        self.paper = paper
        self._canvas.setPageSize((paper.width, paper.height))

    def bookmark(self, title: str, key: str) -> None:
        """An entry in the document's outline that leads to this page."""
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key)

    def finish(self) -> None:
        """Write the document."""
        self._canvas.save()


@lru_cache(maxsize=512)
def _code_rectangles(payload: str) -> tuple[str, int]:
    """The dark modules of the QR code as rectangles of the page description, and the modules on a side.

    Written directly: ReportLab would format each of the two hundred rectangles with six decimals.
    """
    import segno

    matrix = segno.make(payload, error="m", mask=_QR_MASK, micro=False, boost_error=False).matrix
    dark = ((row, *run) for row, modules in enumerate(matrix) for run in _dark_runs(modules))
    return " ".join(f"{start} {row} {length} 1 re" for row, start, length in dark), len(matrix)


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
