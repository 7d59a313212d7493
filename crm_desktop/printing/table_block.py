"""A table on paper: a heading on every page, lines that wrap, empty lines for the pen, sums per page and carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.forms.records import Cell, Column, Table
from crm_desktop.printing import form_block
from crm_desktop.printing.columns import SLACK, fitted, longest_piece, padding
from crm_desktop.printing.paper import LEVEL_INK, Ink
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.typography import Line as TextLine

LEADING = 1.28
_EDGE = 0.35  # of the type size, above and below a row of several lines
_SHORT = 16  # characters: so short a text is rather set smaller than broken
_SHRUNK = 0.78  # how much smaller
_SMALLEST = 5.0  # points
_MOST_TEXT_LINES = 6  # in one piece: a longer line of the table may be cut between two pieces
_INKS = {"": Ink.TEXT, "strong": Ink.TEXT, "urgent": Ink.BAD, "muted": Ink.MUTED} | LEVEL_INK


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of one cell and their size: smaller than the table's where that saves a line."""

    lines: tuple[TextLine, ...]
    size: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING

    def part(self, start: int, end: int) -> "Text":
        """Some of the lines."""
        return Text(self.lines[start:end], self.size)


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, an empty line, or a stretch of the lines of one row."""

    height: float
    title: str = ""
    cells: tuple[Text, ...] = ()
    row: tuple[Cell, ...] = ()
    first: bool = True  # of its row
    last: bool = True

    @property
    def is_row(self) -> bool:
        return bool(self.row) and self.first


class TableBlock:
    """A table measured for one width; `pitch` is the least height of a line."""

    def __init__(self, sheet: Sheet, table: Table, width: float, pitch: float) -> None:
        self.sheet, self.table, self.width, self.pitch = sheet, table, width, pitch
        self.size, self.widths = fitted(sheet, table, width)
        self.stretches = table.fills
        self.head_size = self.size * 0.9
        self.pieces: list[Piece] = []
        for group in table.groups:
            if group.title:
                self.pieces.append(Piece(self.size * 1.9, title=group.title))
            for line in group.lines:
                self.pieces.extend(self._pieces_of(line))
        self.pieces.extend(Piece(pitch) for _place in range(max(table.lines - table.count, 0)))
        if table.note:
            self.pieces.append(Piece(self.size * 1.7, title=table.note))
        self.heights = [piece.height for piece in self.pieces]
        self.labels = [self._label_lines(column, wide) for column, wide in zip(table.columns, self.widths, strict=True)]
        self.summed = [place for place, column in enumerate(table.columns) if column.summed]

    # -- measuring ----------------------------------------------------------------------------------------------

    def _pieces_of(self, row: tuple[Cell, ...]) -> list[Piece]:
        cells = [self._text(cell, wide) for cell, wide in zip(row, self.widths, strict=True)]
        most = max((len(text.lines) for text in cells), default=1) or 1
        pieces = []
        for start in range(0, most, _MOST_TEXT_LINES):
            part = tuple(text.part(start, start + _MOST_TEXT_LINES) for text in cells)
            first, last = start == 0, start + _MOST_TEXT_LINES >= most
            edge = self.size * (_EDGE if most > 1 else _EDGE / 2)
            high = max(text.height for text in part) + edge * first + edge * last
            pieces.append(Piece(max(high, self.pitch) if first and last else high, "", part, row, first, last))
        return pieces

    def _text(self, cell: Cell, width: float) -> Text:
        if not cell.text:
            return Text((), self.size)
        bold = cell.tone == "strong" or cell.tone in LEVEL_INK
        span = self.sheet.span(cell.text, bold=bold, ink=_INKS.get(cell.tone, Ink.TEXT))
        room, size = width - 2 * padding(self.size), self.size
        wanted = self.sheet.width(span.text, size, bold=bold) if len(span.text) < _SHORT else 0.0
        if room < wanted <= room / _SHRUNK:
            size = max(size * room / wanted * 0.999, _SMALLEST)
        return Text(tuple(self.sheet.broken((span,), size, room, whole=True)), size)

    def _label_lines(self, column: Column, width: float) -> list[TextLine]:
        """The label broken into lines of about the same length."""
        if not column.label:
            return []
        spans, room = (self.sheet.span(column.label, bold=True),), width - 2 * padding(self.size)
        lines = self.sheet.broken(spans, self.head_size, room)
        least = longest_piece(self.sheet, column.label, self.head_size, bold=True) + self.head_size * 0.25
        while len(lines) > 1 and room > least:
            room -= self.head_size * 0.25
            closer = self.sheet.broken(spans, self.head_size, room)
            if len(closer) > len(lines):
                break
            lines = closer
        return lines

    @property
    def _title_height(self) -> float:
        return self.sheet.paper.title * 1.6 if self.table.title else 0.0

    @property
    def _labels_height(self) -> float:
        labelled = zip(self.labels, self.table.columns, strict=True)
        lines = max((len(label) + bool(column.parts) for label, column in labelled), default=0)
        return lines * self.head_size * LEADING + self.head_size * 0.7 if any(self.labels) else 0.0

    @property
    def _sum_height(self) -> float:
        return self.size * 1.9

    def head_height(self, start: int) -> float:
        """Title, labels, and what is carried over."""
        return self._title_height + self._labels_height + (self._sum_height if start and self.summed else 0.0)

    def foot_height(self, start: int) -> float:
        """The sums of the page and, after several pages, of all."""
        return (2 if start else 1) * self._sum_height if self.summed else 0.0

    def fitting(self, start: int, room: float) -> int:
        """No heading is left behind at the foot of a page."""
        end = form_block.end_of(self, start, room)
        if end < len(self.pieces):
            while end > start + 1 and self.pieces[end - 1].title:
                end -= 1
        return end

    def rows_in(self, start: int, end: int) -> list[tuple[Cell, ...]]:
        """The rows that begin among these pieces."""
        return [piece.row for piece in self.pieces[start:end] if piece.is_row]

    # -- drawing ------------------------------------------------------------------------------------------------

    def draw(self, x: float, y: float, start: int, end: int, *, height: float) -> None:
        """Draw these pieces; where the table stretches, empty lines fill the room."""
        sheet, top, bottom = self.sheet, y, y + height
        if self.table.title:
            sheet.bar(x, y + sheet.paper.title * 0.18, 2.2, sheet.paper.title * 0.95, Ink.ACCENT)
            sheet.text(x + 6, y + sheet.paper.title, self._heading(start), sheet.paper.title, bold=True)
            top = y = y + self._title_height
        y = self._draw_labels(x, y)
        if start and self.summed:
            y = self._draw_sums(x, y, _("Brought forward"), self.rows_in(0, start), written=False)
            posts = [(top, y - self._sum_height)]
        else:
            posts = [(top, y)]
        y, between = self._draw_pieces(x, y, start, end)
        if self.stretches and end >= len(self.pieces):
            y = self._draw_empty(x, y, bottom - self.foot_height(start))
            between[-1] = (between[-1][0], y)
        self._draw_foot(x, y, start, end)
        if self.summed:
            y += self.foot_height(start) if end >= len(self.pieces) else self._sum_height
        self._draw_posts(x, [*posts, *between])
        sheet.frame(x, top, self.width, y - top)

    def _heading(self, start: int) -> str:
        return _("{title} (continued)").format(title=self.table.title) if start else self.table.title

    def _draw_labels(self, x: float, y: float) -> float:
        sheet, high = self.sheet, self._labels_height
        if not high:
            return y
        sheet.bar(x, y, self.width, high, Ink.TINT)
        left = x
        for column, label, wide in zip(self.table.columns, self.labels, self.widths, strict=True):
            room = high - (self.head_size * LEADING if column.parts else 0.0)
            base = y + (room - len(label) * self.head_size * LEADING) / 2 + self.head_size * 1.02
            for place, text in enumerate(label):
                align = "center" if column.align == "right" else column.align
                start = left + self._indent(text.width, wide, align)
                sheet.lines((text,), start, base + place * self.head_size * LEADING, self.head_size, 0)
            if column.parts:
                self._draw_parts(left, y + high - self.head_size * 0.5, wide, column.parts, muted=True)
            left += wide
        sheet.rule(x, y + high, self.width, weight=0.8, ink=Ink.FAINT)
        return y + high

    def _indent(self, text: float, width: float, align: str) -> float:
        pad = padding(self.size)
        if align == "center":
            return (width - text) / 2
        return width - pad - text if align == "right" else pad

    def _draw_parts(self, x: float, y: float, width: float, parts: Sequence[str], *, muted: bool) -> None:
        sheet, each = self.sheet, width / len(parts)
        size = self.size * 0.8 if muted else self.size * 0.94
        for place, text in enumerate(parts):
            if not text:
                continue
            ink = Ink.MUTED if muted else LEVEL_INK.get(text, Ink.TEXT)
            bold = not muted and text in LEVEL_INK
            left = x + place * each + (each - sheet.width(text, size, bold=bold)) / 2
            sheet.text(left, y, text, size, bold=bold, ink=ink)

    def _draw_pieces(self, x: float, y: float, start: int, end: int) -> tuple[float, list[tuple[float, float]]]:
        """Where they end, and the stretches between headings, which have lines down."""
        posts: list[tuple[float, float]] = []
        begun = y
        for place in range(start, end):
            piece = self.pieces[place]
            if piece.title:
                posts.append((begun, y))
                self._draw_title(x, y, piece)
                begun = y + piece.height
            elif piece.row:
                self._draw_row(x, y, piece, continued=place == start and not piece.first)
            y += piece.height
            if piece.last:
                self.sheet.rule(x, y, self.width, weight=0.5)
        return y, [*posts, (begun, y)]

    def _draw_title(self, x: float, y: float, piece: Piece) -> None:
        sheet, pad = self.sheet, padding(self.size)
        if piece.title != self.table.note:
            sheet.bar(x, y, 2.2, piece.height, Ink.ACCENT)
        shown = sheet.elide(piece.title, self.size, self.width - 4 * pad, bold=True)
        sheet.text(x + 2 * pad + 2, y + piece.height * 0.68, shown, self.size, bold=True)

    def _draw_row(self, x: float, y: float, piece: Piece, *, continued: bool) -> None:
        sheet, left = self.sheet, x
        if continued:
            sheet.text(x + padding(self.size), y + self.size, "…", self.size, ink=Ink.ACCENT)
        for column, cell, text, wide in zip(self.table.columns, piece.row, piece.cells, self.widths, strict=True):
            whole = piece.first and piece.last
            above = (piece.height - text.height) / 2 if whole else self.size * _EDGE * piece.first
            base = y + above + text.size
            for place, line in enumerate(text.lines):
                start = left + self._indent(line.width, wide, column.align)
                sheet.lines((line,), start, base + place * text.size * LEADING, text.size, 0)
            if column.parts and cell.parts and piece.first:
                self._draw_parts(left, y + piece.height / 2 + self.size * 0.34, wide, cell.parts, muted=False)
            left += wide

    def _draw_empty(self, x: float, y: float, bottom: float) -> float:
        while y + self.pitch <= bottom + 0.01:
            y += self.pitch
            self.sheet.rule(x, y, self.width, weight=0.5)
        return y

    def _draw_foot(self, x: float, y: float, start: int, end: int) -> None:
        if not self.summed:
            return
        whole = end >= len(self.pieces)
        written = self.table.still_open and (whole or not self._any_amount(start, end))
        if not whole or start:
            y = self._draw_sums(x, y, _("This page"), self.rows_in(start, end), written=written)
        if whole:
            self._draw_sums(x, y, _("Total"), self.rows_in(0, end), written=written)

    def _any_amount(self, start: int, end: int) -> bool:
        return any(row[place].amount for row in self.rows_in(start, end) for place in self.summed)

    def _draw_sums(self, x: float, y: float, what: str, rows: Sequence[tuple[Cell, ...]], *, written: bool) -> float:
        """One line of sums; `written`: the pen has the last word, so only how many lines are printed is said."""
        sheet, high = self.sheet, self._sum_height
        sheet.bar(x, y, self.width, high, Ink.TINT)
        sheet.rule(x, y, self.width, weight=0.5)
        base = y + high * 0.68
        room = (sum(self.widths[: self.summed[0]]) or sum(self.widths)) - 2 * padding(self.size)
        label = _sum_label(what, len(rows), written=written)
        size = max(self.size * min(room / sheet.width(label, self.size, bold=True), 1.0), _SMALLEST)
        shown = sheet.elide(label, size, room + SLACK, bold=True)
        sheet.text(x + padding(self.size), base, shown, size, bold=True)
        left = x
        for place, wide in enumerate(self.widths):
            if place in self.summed and not written:
                text = str(sum(row[place].amount or 0 for row in rows))
                start = left + self._indent(sheet.width(text, self.size, bold=True), wide, "center")
                sheet.text(start, base, text, self.size, bold=True)
            if place in self.summed:
                for side in (left, left + wide):
                    sheet.post(side, y, high, weight=0.4)
            left += wide
        sheet.rule(x, y + high, self.width, weight=0.5)
        return y + high

    def _draw_posts(self, x: float, stretches: Sequence[tuple[float, float]]) -> None:
        """Lines down between the columns; the first stretch is that of the labels."""
        for number, (first, last) in enumerate(stretches):
            left = x
            for column, wide in zip(self.table.columns, self.widths, strict=True):
                low = first if number else last - self.head_size * LEADING
                for part in range(1, len(column.parts)):
                    self.sheet.post(left + part * wide / len(column.parts), low, last - low, weight=0.3)
                left += wide
                if column is not self.table.columns[-1] and last > first:
                    self.sheet.post(left, first, last - first, weight=0.4)


def _sum_label(what: str, count: int, *, written: bool) -> str:
    if written and not count:
        return what
    lines = ngettext("{n} line", "{n} lines", count).format(n=count)
    if written:
        lines = _("{lines} printed").format(lines=lines)
    return _("{what} · {lines}").format(what=what, lines=lines)
