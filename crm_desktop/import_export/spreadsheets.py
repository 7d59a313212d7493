"""Spreadsheets of every make (.xlsx, .xlsm, .xls, .xlsb, .ods, .et): every sheet as rows of text."""

import re
import struct
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.import_export.grid import Grid
from crm_desktop.import_export.workbook_extras import Extras, extras_of

if TYPE_CHECKING:
    import zipfile

_MOST_CELLS = 20_000_000
_MOST_BYTES = 2 << 30
_SURELY_FINE = 64 << 20
_DENSEST = 250
_DIMENSIONS = re.compile(rb"\x00\x02\x0e\x00(.{12})\x00\x00", re.DOTALL)  # the record of a sheet's used area
_LONGEST = 10**21
_EXACT = 10**15  # floats hold whole numbers exactly up to here


def read_sheets(path: Path, stream: BinaryIO) -> list[Grid]:
    """Every sheet that holds anything, hidden ones too; chart sheets hold nothing."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    refuse_far_cells(path, stream)
    if not _sound(stream):
        raise _damaged(path)
    grids, extras = [], extras_of(stream)
    try:
        book = CalamineWorkbook.from_filelike(stream)  # by content: the extension may be wrong
        for name in book.sheet_names:
            grid = _grid(name, book.get_sheet_by_name(name), extras.get(name, Extras()))
            if grid.rows:
                grids.append(grid)
    except PasswordError as error:
        raise protected(path) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _damaged(path) from error
    except BaseException as error:  # a damaged file can make the library panic, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path) from error
    return grids


def refuse_far_cells(path: Path, stream: BinaryIO) -> None:
    """The library makes room for every cell up to the farthest one: one stray cell could exhaust the memory."""
    import zipfile

    try:
        with zipfile.ZipFile(stream) as archive:
            sheets = [info for info in archive.infolist() if re.match(r"xl/worksheets/[^/]+\.xml$", info.filename)]
            if (
                sum(info.file_size for info in sheets) > _MOST_BYTES
                or any(map(_swells, archive.infolist()))
                or any(_area(archive.read(s)) > _MOST_CELLS for s in sheets)
            ):
                raise FileProblem(
                    _(
                        "{file} has cells far away from the table, or is too large. Delete the empty rows and columns "
                        "behind the table or split the file, then import again. Nothing was changed."
                    ).format(file=path.name)
                )
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error, RuntimeError):
        return  # no .xlsx, or one the library will complain about
    finally:
        stream.seek(0)


def _swells(part: "zipfile.ZipInfo") -> bool:
    """Whether a part is made to fill the memory: even empty formatted rows are not packed like this."""
    return part.file_size > _SURELY_FINE and part.file_size > _DENSEST * part.compress_size


def _sound(stream: BinaryIO) -> bool:
    """Whether an old workbook speaks of sizes that can be; the library would make room for any size it is told."""
    data = stream.read()
    stream.seek(0)
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    if len(data) < 512 or (shift := int.from_bytes(data[30:32], "little")) not in (9, 12):
        return False
    most = (len(data) >> shift) + 1
    if any(int.from_bytes(data[at : at + 4], "little") > most for at in (44, 64, 72)):
        return False
    areas = (struct.unpack("<IIHH", found[1]) for found in _DIMENSIONS.finditer(data))
    return all(top <= bottom <= 65_536 and left <= right <= 256 for top, bottom, left, right in areas)


def _area(sheet: bytes) -> int:
    """At least as many cells as the farthest row times the farthest column."""
    last = sheet.rfind(b"<row ")
    found = re.search(rb'\sr="(\d+)"', sheet[last : last + 300]) if last >= 0 else None
    rows = int(found[1]) if found else 0
    if rows * 26 > _MOST_CELLS or re.search(rb'r="[A-Z]{2}', sheet):  # with a blank before it six times as slow
        letters = max(set(re.findall(rb'\sr="([A-Z]{1,3})\d', sheet)), key=lambda name: (len(name), name), default=b"A")
        columns = 0
        for letter in letters:
            columns = columns * 26 + letter - 64
        return rows * columns
    return rows * 26


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


def _grid(name: str, sheet: object, extras: Extras) -> Grid:
    rows = [
        [value if type(value) is str and "\x00" not in value else cell_text(value) for value in row]
        for row in sheet.to_python(skip_empty_area=True)  # type: ignore[attr-defined]
    ]
    top, left = sheet.start or (0, 0)  # type: ignore[attr-defined]
    for first, last in sheet.merged_cell_ranges or ():  # type: ignore[attr-defined]
        _fill_down(rows, first=(first[0] - top, first[1] - left), last_row=last[0] - top)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()  # cells that are only formatted are not rows
    remarks = {(row - top, column - left): text for (row, column), text in extras.remarks.items()}
    return Grid(name, rows, top + 1, remarks, tuple(row + 1 for row in extras.bare))


def _fill_down(rows: list[list[str]], *, first: tuple[int, int], last_row: int) -> None:
    """A cell merged over several rows says the same for each of them."""
    row, column = first
    if row < 0 or column < 0 or row >= len(rows) or column >= len(rows[row]):
        return
    text = rows[row][column]
    for below in range(row + 1, min(last_row, len(rows) - 1) + 1):
        if any(cell.strip() for cell in rows[below]) and not rows[below][column].strip():
            rows[below][column] = text


def _long_number(value: float) -> str:
    """A number of an identity card has 18 digits: written out, as the cell shows it, not as 1.1e+17."""
    return f"{Decimal(repr(value)):f}" if value.is_integer() and abs(value) < _LONGEST else repr(value)


def cell_text(value: object) -> str:
    """A cell as a person would have typed it: whole numbers without ".0", dates as ISO."""
    match value:
        case str():
            return value.replace("\x00", "")
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT else _long_number(value)
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
