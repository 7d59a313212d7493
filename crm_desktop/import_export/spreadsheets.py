"""Spreadsheets of every make (.xlsx, .xlsm, .xls, .xlsb, .ods, .et): every sheet as rows of text."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.import_export.grid import Grid

_EXACT = 10**15  # floats hold whole numbers exactly up to here


def read_sheets(path: Path, stream: BinaryIO) -> list[Grid]:
    """Every sheet that holds anything, hidden ones too; chart sheets hold nothing."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(stream)  # by content: the extension may be wrong
        names = book.sheet_names
    except PasswordError as error:
        raise protected(path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error
    grids = []
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
            grid = _grid(name, sheet)
        except (CalamineError, OSError, ValueError, OverflowError) as error:
            raise _damaged(path) from error
        if grid.rows:
            grids.append(grid)
    return grids


def protected(path: Path) -> FileProblem:
    """The sentence for a workbook that wants a password."""
    return FileProblem(
        _(
            "{file} is protected by a password. Open it in Excel or WPS, save it without the password, then "
            "import again. Nothing was changed."
        ).format(file=path.name)
    )


def _damaged(path: Path) -> FileProblem:
    return FileProblem(
        _(
            "{file} cannot be read: it is damaged or not a spreadsheet. Open it in Excel or WPS, save it as "
            ".xlsx, then import again. Nothing was changed."
        ).format(file=path.name)
    )


def _grid(name: str, sheet: object) -> Grid:
    rows = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]  # type: ignore[attr-defined]
    top, left = sheet.start or (0, 0)  # type: ignore[attr-defined]
    for first, last in sheet.merged_cell_ranges or ():  # type: ignore[attr-defined]
        _fill_down(rows, first=(first[0] - top, first[1] - left), last_row=last[0] - top)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()  # cells that are only formatted are not rows
    return Grid(sheet=name, rows=rows, first_number=top + 1)


def _fill_down(rows: list[list[str]], *, first: tuple[int, int], last_row: int) -> None:
    """A cell merged over several rows says the same for each of them."""
    row, column = first
    if row < 0 or column < 0 or row >= len(rows) or column >= len(rows[row]):
        return
    text = rows[row][column]
    for below in range(row + 1, min(last_row, len(rows) - 1) + 1):
        if any(cell.strip() for cell in rows[below]) and not rows[below][column].strip():
            rows[below][column] = text


def cell_text(value: object) -> str:
    """A cell as a person would have typed it: whole numbers without ".0", dates as ISO."""
    match value:
        case str():
            return value.replace("\x00", "")
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        case datetime():
            midnight = value.time() == time(0)
            return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case timedelta():
            hours, rest = divmod(int(value.total_seconds()), 3600)
            return f"{hours:02d}:{rest // 60:02d}"
        case None:
            return ""
        case _:
            return str(value)
