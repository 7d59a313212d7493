"""People as an Excel sheet, written row by row."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any  # openpyxl's write-only sheets have no useful type

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL = 32_000  # Excel takes 32,767 characters, counted in UTF-16
_ROWS_A_SHEET = 1_000_000
_WIDE = {"id": 12, "note": 40, "address": 30, "name": 14, "phone": 16}


def write_sheet(path: Path, headers: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> None:
    """Every cell is text: a leading = is no formula, a phone number no sum, a long number keeps its digits."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: Any = None
    for number, row in enumerate(rows):
        if number % _ROWS_A_SHEET == 0:
            sheet = _new_sheet(book, headers, 1 + number // _ROWS_A_SHEET)
        sheet.append(_cells(sheet, [row[key] for key in headers]))
    if sheet is None:
        _new_sheet(book, headers, 1)
    made = BytesIO()  # openpyxl leaves its archive open when a disk is full, which fails once more later
    book.save(made)
    path.write_bytes(made.getvalue())


def _new_sheet(book: Any, headers: Mapping[str, str], number: int) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(str(number))
    sheet.freeze_panes = "C2"
    for n, key in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = _WIDE.get(key, 13)
    titles = [WriteOnlyCell(sheet, value=header) for header in headers.values()]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    return sheet


def _cells(sheet: Any, texts: list[str]) -> list[object]:
    cells: list[object] = []
    overflow: list[str] = []
    for text in texts:
        text = _ILLEGAL.sub("", text.encode("utf-8", "replace").decode("utf-8"))
        if len(text) > _LONGEST_CELL // 2 and len(text.encode("utf-16-le")) // 2 > _LONGEST_CELL:
            pieces = [text[start : start + _LONGEST_CELL // 2] for start in range(0, len(text), _LONGEST_CELL // 2)]
            text, overflow = pieces[0], [*overflow, *pieces[1:]]  # goes on behind the last column
        cells.append(_text_cell(sheet, text))
    return [*cells, *(_text_cell(sheet, text) for text in overflow)]


def _text_cell(sheet: Any, text: str) -> object:
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
