"""The shop's forms as an Excel workbook: the same columns, lines and totals as on paper, one sheet a form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import IO, Any  # openpyxl's cells have no useful type

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.forms.records import Block, Cell, Column, FactGrid, Form, Table, Ticks
from crm_desktop.features.visits.records import Letterhead
from crm_desktop.printing.output import Target, write_document
from crm_desktop.printing.paper import PaperName

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_CELL = 32_000
_LONGEST_NAME = 31
_WIDE = {True: 150.0, False: 96.0}  # characters over a landscape page, over an upright one
_PART_WIDTH = 3.2
_GREY, _TINT, _RED = "FF5B6472", "FFF0F3F7", "FFC62F2F"
_PAPERS = {"A4": 9, "A5": 11}  # numbers of Excel's own


def write(forms: Sequence[Form], target: Target, *, paper: PaperName = "A4") -> int:
    """Write the forms into one workbook; the answer is the number of its sheets."""
    return write_document(target, lambda file: _write(forms, file, paper))


def _write(forms: Sequence[Form], file: IO[bytes], paper: PaperName) -> int:
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    for form in forms:
        _FormSheet(book.create_sheet(_sheet_name(form.name, names)), form).fill(paper)
    if not forms:
        book.create_sheet("1")
    book.properties.creator = forms[0].head.consultant if forms else ""
    made = BytesIO()  # openpyxl leaves its archive open when a disk is full, which fails once more later
    book.save(made)
    file.write(made.getvalue())
    return len(forms)


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = _BAD_IN_NAMES.sub(" ", _ILLEGAL.sub("", name)).strip()[: _LONGEST_NAME - 4] or "1"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain} {number}"
    taken.add(found.casefold())
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell looks."""

    bold: bool = False
    colour: str = ""
    fill: bool = False
    border: bool = True
    align: str = "left"
    size: float = 10


_TITLE = _Look(bold=True, border=False, size=16)
_SECTION = _Look(bold=True, border=False)
_ASIDE = _Look(colour=_GREY, border=False)
_PLAIN = _Look()
_LABEL = _Look(bold=True, fill=True, align="center")
_GROUP = _Look(bold=True, fill=True)


@lru_cache(maxsize=64)
def _styles(look: _Look) -> tuple[Any, Any, Any, Any]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="FFC7CCD4")
    return (
        Font(bold=look.bold, size=look.size, color=look.colour or None),
        Alignment(horizontal=look.align, vertical="center", wrap_text=True),
        PatternFill("solid", fgColor=_TINT) if look.fill else PatternFill(),
        Border(left=side, right=side, top=side, bottom=side) if look.border else Border(),
    )


class _FormSheet:
    """One sheet being filled from top to bottom."""

    def __init__(self, sheet: Any, form: Form) -> None:
        self.sheet, self.form, self.row = sheet, form, 1
        tables = [block for band in form.bands for block in band if isinstance(block, Table)]
        self.across = max((sum(map(_cells, table.columns)) for table in tables), default=2)
        self.main = max(tables, key=lambda table: sum(map(_cells, table.columns)), default=None)
        self.heading: tuple[int, int] | None = None

    def fill(self, paper: PaperName) -> None:
        """Everything of the form, then how it is printed."""
        head = self.form.head
        self._across(self.form.title, _TITLE, height=26)
        self._across(" · ".join(filter(None, (*self.form.said, self.form.number))), _ASIDE)
        self._across(_letterhead(head), _ASIDE)
        for band in self.form.bands:
            for block in band:
                self._block(block)
        self.row += 1
        names = (*self.form.signatures, _("Date")) if self.form.signatures else ()
        if names:
            self._across("      ".join(f"{name} ______________" for name in names), _ASIDE, height=28)
        self._widths()
        self._set_up(paper)

    # -- parts --------------------------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        if not (isinstance(block, Table) and block is self.main):
            self.row += 1
        if block.title:
            self._across(block.title, _SECTION)
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, FactGrid):
            for fact in block.facts:
                self._put(1, fact.label, _Look(colour=_GREY))
                self._merged(2, fact.text, _Look(colour=_RED if fact.urgent else ""))
        elif isinstance(block, Ticks):
            for point in block.points:
                self._merged(1, f"□ {point}", _PLAIN)
        else:
            for _line in range(block.lines):
                self._merged(1, "", _PLAIN, height=24)

    def _table(self, table: Table) -> None:
        self._labels(table)
        for group in table.groups:
            if group.title:
                self._merged(1, group.title, _GROUP)
            for line in group.lines:
                self._line(table.columns, line)
        for _empty in range(max(table.lines - table.count, 0)):
            self._line(table.columns, tuple(Cell() for _column in table.columns))
        if any(column.summed for column in table.columns):
            self._sums(table)
        if table.note:
            self._across(table.note, _ASIDE)

    def _labels(self, table: Table) -> None:
        if not any(column.label for column in table.columns):
            return
        first, parted = self.row, any(column.parts for column in table.columns)
        place = 1
        for column in table.columns:
            wide = _cells(column)
            for number in range(wide):
                self._put(place + number, "" if number else column.label, _LABEL)
            if column.parts:
                self.sheet.merge_cells(start_row=first, end_row=first, start_column=place, end_column=place + wide - 1)
                self.row += 1
                for number, part in enumerate(column.parts):
                    self._put(place + number, part, _LABEL)
                self.row -= 1
            elif parted:
                self.row += 1
                self._put(place, "", _LABEL)
                self.row -= 1
                self.sheet.merge_cells(start_row=first, end_row=first + 1, start_column=place, end_column=place)
            place += wide
        self.row += 2 if parted else 1
        if table is self.main:
            self.heading = (first, self.row - 1)

    def _line(self, columns: Sequence[Column], line: Sequence[Cell]) -> None:
        place = 1
        for column, cell in zip(columns, line, strict=True):
            texts = (cell.parts or ("",) * len(column.parts)) if column.parts else (cell.text,)
            align = "center" if column.parts else column.align
            look = _Look(bold=cell.tone == "strong", colour=_RED if cell.tone == "urgent" else "", align=align)
            for text in texts:
                self._put(place, text, look)
                place += 1
        self.row += 1

    def _sums(self, table: Table) -> None:
        lines = [line for group in table.groups for line in group.lines]
        counted = ngettext("{n} line", "{n} lines", len(lines)).format(n=len(lines))
        said, place = _("{what} · {lines}").format(what=_("Total"), lines=counted), 1
        for number, column in enumerate(table.columns):
            for part in range(_cells(column)):
                if column.summed:
                    total = sum(line[number].amount or 0 for line in lines)
                    self._put(place, total, _LABEL)
                else:
                    self._put(place, said if not number and not part else "", _GROUP)
                place += 1
        first = next((n for n, column in enumerate(table.columns) if column.summed), 0)
        if first > 1:
            until = sum(map(_cells, table.columns[:first]))
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=until)
        self.row += 1

    # -- cells --------------------------------------------------------------------------------------------------

    def _put(self, column: int, value: str | int, look: "_Look") -> None:
        cell = self.sheet.cell(row=self.row, column=column)
        if isinstance(value, int):
            cell.value = value
        elif value:
            cell.value = _ILLEGAL.sub("", value).replace("\u00a0", " ")[:_LONGEST_CELL]
            cell.data_type = "s"  # a leading = is no formula, a phone number no sum
        cell.font, cell.alignment, cell.fill, cell.border = _styles(look)

    def _merged(self, first: int, text: str, look: "_Look", *, height: float = 0) -> None:
        """A text over all columns from the given one on, with a frame."""
        last = max(self.across, first)
        for place in range(first, last + 1):
            self._put(place, text if place == first else "", look)
        self._join(first, last, height)

    def _across(self, text: str, look: "_Look", *, height: float = 0) -> None:
        self._put(1, text, look)
        self._join(1, self.across, height)

    def _join(self, first: int, last: int, height: float) -> None:
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        if height:
            self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    # -- paper --------------------------------------------------------------------------------------------------

    def _widths(self) -> None:
        from openpyxl.utils import get_column_letter

        if self.main is None:
            return
        plain = [column for column in self.main.columns if not column.parts]
        taken = sum(len(column.parts) for column in self.main.columns) * _PART_WIDTH
        each = max(_WIDE[self.form.landscape] - taken, 40) / sum(column.weight for column in plain or self.main.columns)
        place = 1
        for column in self.main.columns:
            for _part in range(_cells(column)):
                wide = _PART_WIDTH if column.parts else max(column.weight * each, 4.5)
                self.sheet.column_dimensions[get_column_letter(place)].width = round(wide, 1)
                place += 1

    def _set_up(self, paper: PaperName) -> None:
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape" if self.form.landscape else "portrait"
        sheet.page_setup.paperSize = _PAPERS[paper]
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.5
        sheet.oddFooter.right.text = _("Page {page} of {pages}").format(page="&P", pages="&N")
        if self.heading is not None:
            sheet.print_title_rows = f"{self.heading[0]}:{self.heading[1]}"
            if self.main is not None and self.form.landscape:
                sheet.freeze_panes = f"A{self.heading[1] + 1}"


def _cells(column: Column) -> int:
    return len(column.parts) or 1


def _letterhead(head: Letterhead) -> str:
    return " · ".join(filter(None, (head.shop, head.address, " ".join(filter(None, (head.consultant, head.phone))))))
