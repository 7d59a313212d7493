"""The boxes of a form beside its tables: labelled facts, points to tick, lines for the pen."""

from collections.abc import Sequence

from crm_desktop.features.forms.records import FactGrid, Ticks, Writing
from crm_desktop.features.visits.records import Fact
from crm_desktop.printing import form_block
from crm_desktop.printing.paper import Ink
from crm_desktop.printing.sections import LEADING
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.typography import Line
from crm_desktop.printing.writing import box_title

_WIDEST_LABEL = 0.5  # of a column of facts
_LINE = 0.72  # of the paper's pitch: the least height of a line with facts, for some are written in by hand


class BoxBlock:
    """A box with a title and rows of something."""

    stretches = False

    def __init__(self, sheet: Sheet, title: str, width: float) -> None:
        self.sheet, self.title, self.width = sheet, title, width
        self.heights: list[float] = []
        self.size = sheet.paper.body * 0.94

    def head_height(self, start: int) -> float:
        """The title."""
        return self.sheet.paper.pad + (self.sheet.paper.title * 1.5 if self.title else 0.0)

    def foot_height(self, start: int) -> float:
        """The margin."""
        return self.sheet.paper.pad * 0.7

    def fitting(self, start: int, room: float) -> int:
        """As many rows as fit."""
        return form_block.end_of(self, start, room)

    def draw(self, x: float, y: float, start: int, end: int, *, height: float) -> None:
        """The box, then its rows."""
        self.sheet.box(x, y, self.width, height)
        if self.title:
            box_title(self.sheet, x, y, self.title)
        line_y = y + self.head_height(start)
        for row in range(start, end):
            self.draw_row(x + self.sheet.paper.pad, line_y, row)
            line_y += self.heights[row]

    def draw_row(self, x: float, y: float, row: int) -> None:
        """One row with its upper edge at `y`."""


class FactBlock(BoxBlock):
    """Facts in columns, labels before them; what is not known is a line to write on."""

    def __init__(self, sheet: Sheet, grid: FactGrid, width: float) -> None:
        super().__init__(sheet, grid.title, width)
        self.columns = max(grid.columns, 1)
        self.each = (width - 2 * sheet.paper.pad) / self.columns
        self.rows = [grid.facts[n : n + self.columns] for n in range(0, len(grid.facts), self.columns)]
        self.labels = [self._label_width(grid.facts[n :: self.columns]) for n in range(self.columns)]
        self.texts = [[self._lines(fact, place) for place, fact in enumerate(row)] for row in self.rows]
        self.leading = self.size * LEADING
        least = sheet.paper.pitch * _LINE
        self.heights = [max(least, max(len(lines) for lines in row) * self.leading) for row in self.texts]

    def _label_width(self, facts: Sequence[Fact]) -> float:
        wide = max((self.sheet.width(fact.label, self.size) for fact in facts), default=0.0) + self.size * 0.7
        return min(wide, self.each * _WIDEST_LABEL)

    def _lines(self, fact: Fact, column: int) -> list[Line]:
        span = self.sheet.span(fact.text, ink=Ink.BAD if fact.urgent else Ink.TEXT)
        room = self.each - self.labels[column] - self.size * 0.8
        return self.sheet.broken((span,), self.size, room, whole=True) if fact.text.strip() else []

    def draw_row(self, x: float, y: float, row: int) -> None:
        """Labels, texts, and lines where there is no text."""
        sheet = self.sheet
        base = y + self.size * 1.15
        for place, (fact, lines) in enumerate(zip(self.rows[row], self.texts[row], strict=True)):
            left = x + place * self.each
            label = sheet.elide(fact.label, self.size, self.labels[place] - self.size * 0.3)
            sheet.text(left, base, label, self.size, ink=Ink.MUTED)
            left += self.labels[place]
            if lines:
                sheet.lines(lines, left, base, self.size, self.leading)
            else:
                sheet.writing_lines(left, self.each - self.labels[place] - self.size * 0.8, [base + 2])


class TickBlock(BoxBlock):
    """Points with a square before each."""

    def __init__(self, sheet: Sheet, ticks: Ticks, width: float) -> None:
        super().__init__(sheet, ticks.title, width)
        self.each = (width - 2 * sheet.paper.pad) / ticks.columns
        self.indent = self.size * 1.45
        self.leading = self.size * 1.3
        self.rows = [ticks.points[n : n + ticks.columns] for n in range(0, len(ticks.points), ticks.columns)]
        self.texts = [
            [sheet.broken((sheet.span(point),), self.size, self.each - self.indent - self.size * 0.5) for point in row]
            for row in self.rows
        ]
        high = self.size * 0.62
        self.heights = [max(len(lines) for lines in row) * self.leading + high for row in self.texts]

    def draw_row(self, x: float, y: float, row: int) -> None:
        """Squares and what they stand for."""
        base = y + self.size * 1.15
        for place, lines in enumerate(self.texts[row]):
            self.sheet.tick_box(x + place * self.each, base, self.size, "")
            self.sheet.lines(lines, x + place * self.each + self.indent, base, self.size, self.leading)


class WritingBlock(BoxBlock):
    """Lines for the pen; takes the room its neighbours take."""

    stretches = True

    def __init__(self, sheet: Sheet, writing: Writing, width: float) -> None:
        super().__init__(sheet, writing.title, width)
        self.heights = [sheet.paper.pitch] * writing.lines

    def draw(self, x: float, y: float, start: int, end: int, *, height: float) -> None:
        """As many lines as there is room for."""
        sheet, pad = self.sheet, self.sheet.paper.pad
        super().draw(x, y, start, start, height=height)
        first, bottom = y + self.head_height(start), y + height - self.foot_height(start)
        count = max(end - start, int((bottom - first) / sheet.paper.pitch))
        pitch = (bottom - first) / max(count, 1)
        sheet.writing_lines(x + pad, self.width - 2 * pad, [first + pitch * (n + 0.88) for n in range(count)])
