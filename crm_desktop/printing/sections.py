"""Titled boxes of labelled text: measured, drawn, and cut where the paper ends so that the rest can go on later."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm_desktop.base.i18n import _
from crm_desktop.features.visits.records import Fact, TouchLine
from crm_desktop.printing.paper import Ink
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.typography import Line, Span, after

LEADING = 1.45
_WIDEST_LABEL = 0.34  # of the box; a longer label stands in the text
_FEWEST_ROWS = 3  # before a page ends


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph with the columns that stand before it."""

    labels: tuple[Span, ...]
    body: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled box; `empty` is said when there is nothing, `writing` lines are left free for the pen."""

    title: str
    entries: tuple[Entry, ...] = ()
    empty: str = ""
    writing: int = 0
    continued: bool = False
    flowing: bool = False  # when cut, it is cut at the end; else every entry keeps its beginning

    @property
    def heading(self) -> str:
        """The title as it stands over the box."""
        return _("{title} (continued)").format(title=self.title) if self.continued else self.title


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a box: its entry and its place in it, the labels (only on the first), the line itself."""

    entry: int
    place: int
    labels: tuple[Span, ...]
    line: Line
    before: float  # free space above


class Block:
    """A section measured for one width and type size."""

    def __init__(self, sheet: Sheet, section: Section, width: float, size: float) -> None:
        self.sheet, self.section, self.width, self.size = sheet, section, width, size
        self.pad = sheet.paper.pad
        self.title_size = sheet.paper.title
        self.leading = size * LEADING
        entries, self.columns = self._columns()
        inner = width - 2 * self.pad - sum(self.columns)
        self.rows: list[Row] = []
        for place, entry in enumerate(entries):
            lines = sheet.broken(entry.body, size, inner) or [Line(0, (), 0.0)]
            gap = size * 0.22 if place else 0.0
            self.rows.append(Row(place, 0, entry.labels, lines[0], gap))
            self.rows.extend(Row(place, number, (), line, 0.0) for number, line in enumerate(lines[1:], 1))
        self.entries = entries

    def _columns(self) -> tuple[tuple[Entry, ...], list[float]]:
        """The entries with over-long labels moved into the text, and the width of each label column."""
        sheet, size = self.sheet, self.size
        room = self.width * _WIDEST_LABEL
        entries: list[Entry] = []
        widths = [0.0] * max((len(entry.labels) for entry in self.section.entries), default=0)
        for entry in self.section.entries:
            measured = [sheet.width(span.text, size, bold=span.bold) for span in entry.labels]
            if sum(measured) > room:
                said = tuple(Span(span.text + "  ", span.bold, span.ink) for span in entry.labels if span.text)
                entries.append(Entry((), said + entry.body))
                continue
            entries.append(entry)
            widths[: len(measured)] = map(max, widths, measured)
        return tuple(entries), [width + size if width else 0.0 for width in widths]

    def height(self, rows: int | None = None) -> float:
        """How high the box is with its first rows (all: None)."""
        shown = self.rows if rows is None else self.rows[:rows]
        text = sum(row.before for row in shown) + self.leading * max(len(shown), 1 if self.section.empty else 0)
        writing = self.section.writing * self.sheet.paper.pitch if rows is None or rows >= len(self.rows) else 0
        return self.pad * 1.8 + self._title_height() + text + writing

    def _title_height(self) -> float:
        return self.title_size * 1.5 if self.section.title else 0.0

    def draw(self, x: float, y: float, height: float, rows: int | None = None) -> None:
        """Draw the box with so many of its rows; if there are more, it says so in place of the last one."""
        sheet = self.sheet
        shown = self.shown(rows)
        sheet.box(x, y, self.width, height)
        if self.section.title:
            sheet.bar(x + self.pad, y + self.pad * 1.05, 2.2, self.title_size * 0.95, Ink.ACCENT)
            self._draw_title(x + self.pad + 6, y + self.pad + self.title_size * 0.88)
        line_y = y + self.pad + self._title_height() + self.size
        for row in shown:
            line_y += row.before
            self._draw_row(row, x + self.pad, line_y)
            line_y += self.leading
        if len(shown) < len(self.rows):
            self._draw_marks(shown, x, line_y)
        elif not shown and self.section.empty:
            sheet.text(x + self.pad, line_y, self.section.empty, self.size, ink=Ink.FAINT)
            line_y += self.leading
        if self.section.writing and len(shown) == len(self.rows):
            self._draw_writing(x, line_y - self.size, y + height)

    def shown(self, rows: int | None) -> list[Row]:
        """The rows that stand in a box of so many lines.

        When not all fit, the last line is for the mark and every entry gets its first line before one gets its second;
        a box that only goes on from the page before is cut where the page ends.
        """
        if rows is None or rows >= len(self.rows):
            return self.rows
        if self.section.flowing:
            return self.rows[: rows - 1]
        chosen = sorted(self.rows, key=lambda row: (row.place, row.entry))[: rows - 1]
        return sorted(chosen, key=lambda row: (row.entry, row.place))

    def _draw_marks(self, shown: Sequence[Row], x: float, y: float) -> None:
        """Say that there is more, below, and after each entry that was cut."""
        sheet = self.sheet
        sheet.text(x + self.pad, y, _("… continued on the next page"), self.size, ink=Ink.ACCENT)
        whole = Counter(row.entry for row in self.rows)
        counts = Counter(row.entry for row in shown)
        line_y = y - self.leading * len(shown) - sum(row.before for row in shown)
        for row in shown:
            line_y += row.before
            if row.place == counts[row.entry] - 1 < whole[row.entry] - 1:
                sheet.text(x + self.width - self.pad, line_y, "…", self.size * 0.7, ink=Ink.ACCENT)
            line_y += self.leading

    def _draw_title(self, x: float, y: float) -> None:
        room = self.width - 2 * self.pad - 6
        title = self.sheet.elide(self.section.heading, self.title_size, room, bold=True)
        self.sheet.text(x, y, title, self.title_size, bold=True)

    def _draw_row(self, row: Row, x: float, y: float) -> None:
        left = x
        for span, width in zip(row.labels, self.columns, strict=False):
            self.sheet.text(left, y, span.text, self.size, bold=span.bold, ink=span.ink)
            left += width
        self.sheet.lines((row.line,), x + sum(self.columns), y, self.size, self.leading)

    def _draw_writing(self, x: float, top: float, bottom: float) -> None:
        pitch = self.sheet.paper.pitch
        count = max(self.section.writing, int((bottom - self.pad - top) / pitch))
        places = [top + pitch * (number + 1) - pitch * 0.18 for number in range(count)]
        self.sheet.writing_lines(x + self.pad, self.width - 2 * self.pad, [y for y in places if y < bottom - 3])

    def rest(self, rows: int | None) -> Section | None:
        """What `draw` with so many rows leaves out."""
        shown = self.shown(rows)
        if len(shown) == len(self.rows):
            return None
        counts = Counter(row.entry for row in shown)
        entries: list[Entry] = []
        for row in self.rows:
            if row.place == counts[row.entry]:  # the first line that is not shown
                entry = self.entries[row.entry]
                before = (Span("… ", ink=Ink.ACCENT),) if row.place else ()
                entries.append(Entry(entry.labels, before + after(entry.body, row.line.start)) if row.place else entry)
        return replace(self.section, entries=tuple(entries), writing=0, continued=True, flowing=True)


Band = tuple[Block, ...]
"""Blocks that stand side by side."""


def band_height(band: Band, rows: int | None) -> float:
    """The height of the highest block."""
    return max(block.height(rows) for block in band)


@dataclass(frozen=True, slots=True)
class Placed:
    """A band on its page and how many rows of it are shown there (None: all)."""

    band: Band
    rows: int | None = None

    @property
    def height(self) -> float:
        """How high the band is drawn."""
        return band_height(self.band, self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return all(self.rows is None or self.rows >= len(block.rows) for block in self.band)

    def draw(self, x: float, y: float, gap: float) -> None:
        """Draw the blocks side by side, all as high as the highest."""
        for block in self.band:
            block.draw(x, y, self.height, self.rows)
            x += block.width + gap

    def rest(self) -> tuple[Section, ...]:
        """What does not stand here."""
        rests = (block.rest(self.rows) for block in self.band)
        return tuple(section for section in rests if section is not None)


def fit(bands: Sequence[Band], gap: float, room: float) -> list[Placed] | None:
    """The bands with all their rows, if they fit into the room."""
    placed = [Placed(band) for band in bands]
    return placed if sum(band.height + gap for band in placed) <= room else None


def fit_cut(bands: Sequence[Band], gap: float, room: float) -> list[Placed]:
    """The bands with as many rows as fit: each gets a few, then one more in turn while there is room."""
    placed = [Placed(band, _FEWEST_ROWS) for band in bands]
    growing = list(range(len(bands)))
    while growing:
        for place in list(growing):
            more = Placed(bands[place], (placed[place].rows or 0) + 1)
            used = sum(band.height + gap for band in placed) - placed[place].height + more.height
            if used > room or placed[place].is_whole:
                growing.remove(place)
            else:
                placed[place] = more
    return placed


def side_by_side(sheet: Sheet, sections: Sequence[Section], size: float) -> Band:
    """Sections as one band of equal columns over the width of the paper."""
    gap = sheet.paper.gap
    each = (sheet.paper.inner - gap * (len(sections) - 1)) / len(sections)
    return tuple(Block(sheet, section, each, size) for section in sections)


def paginate(
    sheet: Sheet, bands: Sequence[Sequence[Section]], size: float, *, first_room: float, room: float
) -> list[list[Placed]]:
    """The bands laid out over as many pages as they need, cut between lines where a page ends."""
    pages: list[list[Placed]] = [[]]
    left = first_room
    waiting = list(bands)
    while waiting:
        band = side_by_side(sheet, waiting[0], size)
        placed = Placed(band, _rows_for(band, left))
        if placed.rows is not None and placed.rows < _FEWEST_ROWS and pages[-1]:
            pages.append([])  # too little would stand here
            left = room
            continue
        pages[-1].append(placed)
        left -= placed.height + sheet.paper.gap
        rest = placed.rest()
        waiting[:1] = [rest] if rest else []
        if rest:
            pages.append([])
            left = room
    return pages


def _rows_for(band: Band, room: float) -> int | None:
    if band_height(band, None) <= room:
        return None
    most = max(len(block.rows) for block in band)
    return next((rows for rows in range(most, 1, -1) if band_height(band, rows) <= room), 2)


def facts(sheet: Sheet, found: Sequence[Fact]) -> tuple[Entry, ...]:
    """Facts as lines with their labels in a column; urgent ones in red."""
    return tuple(
        Entry(
            (sheet.span(fact.label, bold=fact.urgent, ink=Ink.BAD if fact.urgent else Ink.MUTED),),
            (sheet.span(fact.text, ink=Ink.BAD if fact.urgent else Ink.TEXT),),
        )
        for fact in found
    )


def touch_entries(sheet: Sheet, found: Sequence[TouchLine]) -> tuple[Entry, ...]:
    """Touches as lines: day, how, what was said."""
    return tuple(
        Entry(
            (sheet.span(touch.day, bold=True), sheet.span(touch.how, ink=Ink.ACCENT if touch.effective else Ink.MUTED)),
            (sheet.span(" ".join(touch.text.split())),),
        )
        for touch in found
    )
