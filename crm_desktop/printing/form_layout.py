"""The parts of a form laid out over pages: side by side, cut where a page ends, the last page filled for the pen."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.features.forms.records import Band, Block, FactGrid, Table, Ticks
from crm_desktop.printing import form_block
from crm_desktop.printing.box_blocks import FactBlock, TickBlock, WritingBlock
from crm_desktop.printing.form_block import FormBlock
from crm_desktop.printing.paper import MM
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.table_block import TableBlock

_PITCHES = (7.8, 7.2, 6.6, 6.1, 5.6, 5.2)  # millimetres on A4: tried in turn until all lines stand on one page
_LONG = 6.6  # where they need several anyhow
_TALLER = 1.6
_FEWEST = 2  # pieces before a page ends


@dataclass(slots=True)
class Placed:
    """A part on its page: which pieces, and where."""

    block: FormBlock
    x: float
    y: float
    start: int
    end: int
    height: float

    def draw(self) -> None:
        """Draw it there."""
        self.block.draw(self.x, self.y, self.start, self.end, height=self.height)


class Layout:
    """The pages of one form: `top` and `bottom` say where the parts of each page may stand."""

    def __init__(self, sheet: Sheet, bands: Sequence[Band], top: float, bottom: float) -> None:
        self.sheet, self.bands, self.top, self.bottom = sheet, bands, top, bottom
        self.pages: list[list[Placed]] = [[]]
        self.y = top
        for number, band in enumerate(bands):
            self._place(band, bands[number + 1 :])

    @property
    def _room(self) -> float:
        return self.bottom - self.y

    def _new_page(self) -> None:
        self.pages.append([])
        self.y = self.top

    def _place(self, band: Band, later: Sequence[Band]) -> None:
        reserve = sum(_height(self._blocks(other)) + self.sheet.paper.gap for other in later)
        if len(band) == 1:
            self._flow(self._single(band[0], reserve), self.sheet.paper.side, reserve)
            return
        blocks = self._blocks(band)
        high = _height(blocks)
        if high > self._room and high <= self.bottom - self.top:
            self._new_page()
        if high > self._room:  # higher than a page: one after the other
            for block in blocks:
                self._flow(block, self.sheet.paper.side, 0.0)
            return
        if not later and any(block.stretches for block in blocks):
            high = min(self._room, high * _TALLER)  # the pen takes what is left of the last page
        x = self.sheet.paper.side
        for block in blocks:
            own = high if not isinstance(block, TableBlock) else form_block.height(block)
            self.pages[-1].append(Placed(block, x, self.y, 0, len(block.heights), own))
            x += block.width + self.sheet.paper.gap
        self.y += high + self.sheet.paper.gap

    def _flow(self, block: FormBlock, x: float, reserve: float) -> None:
        start = 0
        while True:
            end = block.fitting(start, self._room)
            rest = len(block.heights) - end
            if rest and end - start < _FEWEST and self.pages[-1]:
                self._new_page()
                continue
            end = max(end, min(start + 1, len(block.heights)))  # a piece higher than a page would never fit
            high = form_block.height(block, start, end)
            if not rest and block.stretches and self._room - reserve > high:
                high = self._room - reserve
            self.pages[-1].append(Placed(block, x, self.y, start, end, high))
            self.y += high + self.sheet.paper.gap
            if end >= len(block.heights):
                return
            start = end
            self._new_page()

    def _single(self, block: Block, reserve: float) -> FormBlock:
        """A table alone takes the widest line spacing with which everything stands on one page."""
        width, scale = self.sheet.paper.inner, self.sheet.paper.pitch / (_PITCHES[0] * MM)
        if not isinstance(block, Table):
            return self._block(block, width)
        if not block.lines:
            return TableBlock(self.sheet, block, width, _LONG * MM * scale)
        made = None
        for pitch in _PITCHES:
            made = TableBlock(self.sheet, block, width, pitch * MM * scale)
            if form_block.height(made) <= self._room - reserve:
                return made
        return TableBlock(self.sheet, block, width, _LONG * MM * scale)

    def _blocks(self, band: Band) -> list[FormBlock]:
        gap = self.sheet.paper.gap
        each = (self.sheet.paper.inner - gap * (len(band) - 1)) / sum(block.share for block in band)
        return [self._block(block, each * block.share) for block in band]

    def _block(self, block: Block, width: float) -> FormBlock:
        if isinstance(block, Table):
            return TableBlock(self.sheet, block, width, self.sheet.paper.body * 1.6)
        if isinstance(block, FactGrid):
            return FactBlock(self.sheet, block, width)
        if isinstance(block, Ticks):
            return TickBlock(self.sheet, block, width)
        return WritingBlock(self.sheet, block, width)


def _height(blocks: Sequence[FormBlock]) -> float:
    return max(form_block.height(block) for block in blocks)
