"""Tables in markup that call themselves .xls: HTML pages (most dealer systems) and Excel 2003 XML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from crm_desktop.import_export.grid import Grid
from crm_desktop.import_export.guard import unguarded

_ROW, _CELL = {"tr", "row", "ss:row"}, {"td", "th", "cell", "ss:cell"}
_SHEET = {"table", "worksheet", "ss:worksheet"}
_SILENT = {"style", "script", "head", "title", "comment"}
_PAGE = re.compile(r"<(\?xml|!doctype|html|head|body)\b")
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
_WIDEST_JUMP = 2000


def looks_like_markup(text: str) -> bool:
    """An HTML or XML page; Excel writes long styles before the first table."""
    head = text[:20_000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith("<") and bool(_PAGE.match(head) or re.search(r"<(table|workbook|ss:workbook)\b", head))


def read_markup(text: str) -> list[Grid]:
    """Every table or worksheet that holds anything."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_sheet()
    return [Grid(sheet=sheet.name, rows=sheet.rows) for sheet in reader.sheets if any(map(any, sheet.rows))]


@dataclass
class _Sheet:
    name: str = ""
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects rows and cells; HTML's merged cells and Excel's skipped ones are filled."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[_Sheet] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._silent = 0
        self._down: dict[int, tuple[int, str]] = {}  # column -> rows still covered by a merged cell, its text
        self._span = (1, 1)
        self._exact = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag in _SHEET and not (tag == "table" and self.sheets and self.sheets[-1].name):
            self.end_sheet()
            self._silent = 0
            self.sheets.append(_Sheet(given.get("ss:name", "")))
        elif tag in _ROW:
            self._end_row()
            self._skip_rows(_number(given.get("ss:index", "")))
            self._row = []
        elif tag in _CELL and self._row is not None:
            self._begin_cell(given)
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELL:
            self._end_cell()
        elif tag in _ROW:
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._end_cell()
        assert self._row is not None
        index = min(_number(given.get("ss:index", "")), len(self._row) + _WIDEST_JUMP)
        while len(self._row) < index - 1:
            self._row.append("")
        self._fill_merged()
        across = _number(given.get("colspan", "")) or _number(given.get("ss:mergeacross", "")) + 1
        down = _number(given.get("rowspan", "")) or _number(given.get("ss:mergedown", "")) + 1
        self._span = (min(across, _WIDEST_JUMP), down)
        self._exact = given.get("x:num", "")
        self._cell = []

    def _fill_merged(self) -> None:
        assert self._row is not None
        while (covered := self._down.get(len(self._row))) and covered[0] > 0:
            self._down[len(self._row)] = (covered[0] - 1, covered[1])
            self._row.append(covered[1])

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._cell).replace("\xa0", " ").split("\n"))
        text = unguarded("\n".join(line for line in lines if line))
        if self._exact and _ROUNDED.fullmatch(text):
            text = self._exact  # a narrow column shows a telephone number as 1.38E+10
        across, down = self._span
        if down > 1:
            self._down[len(self._row)] = (down - 1, text)
        self._row.extend([text] + [""] * (across - 1))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None and self.sheets:
            self._fill_merged()
            self.sheets[-1].rows.append(self._row)
        self._row = None

    def _skip_rows(self, index: int) -> None:
        if self.sheets and len(self.sheets[-1].rows) < index - 1 <= len(self.sheets[-1].rows) + _WIDEST_JUMP:
            self.sheets[-1].rows.extend([[]] * (index - 1 - len(self.sheets[-1].rows)))

    def end_sheet(self) -> None:
        """The rows of the sheet so far are complete; Excel's last one only holds the columns' widths."""
        self._end_row()
        while self.sheets and self.sheets[-1].rows and not any(self.sheets[-1].rows[-1]):
            self.sheets[-1].rows.pop()
        self._down.clear()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
