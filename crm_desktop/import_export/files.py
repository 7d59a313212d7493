"""Opens what the user points at: says what each file really is, and what stands in the way of reading it."""

import re
from collections.abc import Iterable
from pathlib import Path

from crm_desktop.base import disk
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.import_export import (
    card_lines,
    contact_cards,
    markup_tables,
    spreadsheets,
    text_encoding,
    text_tables,
    web_archive,
)
from crm_desktop.import_export.full_copy import is_full_copy
from crm_desktop.import_export.grid import Grid
from crm_desktop.import_export.headers import table_of
from crm_desktop.import_export.source import SourceKind, SourceTable

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TEXT = {
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"SQLite format 3": "SQLite",
}
_LARGEST = 1 << 30
_FOR_PROGRAMS = re.compile(r'\s*(?:\[\s*)?\{\s*"')


def read_sources(paths: Iterable[str | Path]) -> list[SourceTable]:
    """The tables of all files; raises FileProblem at the first one that cannot be read, before anything is changed."""
    return [table for path in paths for table in read_source(Path(path))]


def read_source(path: Path) -> list[SourceTable]:
    """The tables of one file, told by its content: an extension may lie."""
    if is_full_copy(path):
        return [SourceTable(path, SourceKind.COPY, (), [])]
    data = _bytes_of(path)
    sheets = _sheets(path, data)
    if sheets is not None:
        return _tables(path, sheets, SourceKind.SPREADSHEET)
    return [_cards(path, data)] if card_lines.has_cards(data) else _read_text(path, data)


def read_grids(path: Path) -> list[Grid]:
    """The bare tables of a spreadsheet or text file, for what is no list of people; at least one is filled."""
    data = _bytes_of(path)
    grids = _sheets(path, data)
    if grids is None:
        text = _text_of(path, data)
        grids = _pages(path, text) or [text_tables.read_text(text)]
    return _filled(path, grids)


def _sheets(path: Path, data: bytes) -> list[Grid] | None:
    """The sheets of a workbook; None for a text, a sentence for anything else."""
    if (
        data.startswith(_OLE)
        and b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data
    ):
        raise spreadsheets.protected(path)
    if data.startswith((_ZIP, _OLE)):
        import io

        return spreadsheets.read_sheets(path, io.BytesIO(data))
    for mark, name in _NOT_TEXT.items():
        if data.startswith(mark):
            raise _unknown(path, name)
    if web_archive.is_web_archive(data):
        return _with_table(path, web_archive.read_web_archive(data))
    return None


def _pages(path: Path, text: str) -> list[Grid]:
    """The tables of a web page; nothing when it is none."""
    return _with_table(path, markup_tables.read_markup(text)) if markup_tables.looks_like_markup(text) else []


def _with_table(path: Path, grids: list[Grid]) -> list[Grid]:
    if not any(cell.strip() for grid in grids for row in grid.rows for cell in row):
        raise FileProblem(
            _(
                "{file} is a web page without a table; a system that wants you to sign in again sends one instead of "
                "the list. Export it once more, or save it in Excel as .xlsx. Nothing was changed."
            ).format(file=path.name)
        )
    return grids


def _text_of(path: Path, data: bytes) -> str:
    text = text_encoding.decode(data)
    if not text.strip():
        raise _empty(path)
    if text_encoding.looks_binary(text):
        raise FileProblem(
            _(
                "{file} is neither a table nor a file of contact cards, or it is damaged. Import .xlsx, .xls, "
                ".csv or .vcf. Nothing was changed."
            ).format(file=path.name)
        )
    return text


def _read_text(path: Path, data: bytes) -> list[SourceTable]:
    text = _text_of(path, data)
    if pages := _pages(path, text):
        return _tables(path, pages, SourceKind.SPREADSHEET)
    if path.suffix.casefold() in {".vcf", ".vcard"}:
        raise FileProblem(
            _(
                "{file} holds no contact card. Export the contacts once more, then import again. Nothing was changed."
            ).format(file=path.name)
        )
    if path.suffix.casefold() == ".json":
        raise FileProblem(
            _(
                "{file} is no full copy that this program wrote, so it cannot be imported. Nothing was changed."
            ).format(file=path.name)
        )
    if _FOR_PROGRAMS.match(text):
        raise FileProblem(
            _(
                "{file} is written for programs (JSON) and is no table. Export it there as .xlsx, .csv or .vcf, then "
                "import again. Nothing was changed."
            ).format(file=path.name)
        )
    return _tables(path, [text_tables.read_text(text)], SourceKind.TEXT)


def _bytes_of(path: Path) -> bytes:
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise FileProblem(
                _("{file} is a folder. Choose the files inside it. Nothing was changed.").format(file=name)
            )
        if path.stat().st_size > _LARGEST:
            raise FileProblem(
                _("{file} is larger than 1 GB. Split it into smaller files. Nothing was changed.").format(file=name)
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise _empty(path)
    return data


def unreadable(path: Path, error: OSError | ValueError) -> FileProblem:
    """Why a file could not be read, or not to its end."""
    name = path.name or str(path)
    if isinstance(error, FileNotFoundError):
        return FileProblem(
            _("There is no file {file}. Check the name and the folder. Nothing was changed.").format(file=name)
        )
    reason = disk.why(error) if isinstance(error, OSError) else str(error)
    return FileProblem(
        _(
            "{file} cannot be opened: {reason}. Close it in other programs and check your rights to read "
            "it. Nothing was changed."
        ).format(file=name, reason=reason)
    )


def _cards(path: Path, data: bytes) -> SourceTable:
    rows, left_out = contact_cards.read_cards(data)
    headers = dict.fromkeys(header for row in rows for header in row.values)
    return SourceTable(path, SourceKind.CARDS, tuple(headers), rows, left_out=left_out)


def _tables(path: Path, grids: list[Grid], kind: SourceKind) -> list[SourceTable]:
    return [table_of(path, grid, kind=kind) for grid in _filled(path, grids)]


def _filled(path: Path, grids: list[Grid]) -> list[Grid]:
    filled = [grid for grid in grids if any(cell.strip() for row in grid.rows for cell in row)]
    if not filled:
        raise _empty(path)
    return filled


def _empty(path: Path) -> FileProblem:
    return FileProblem(
        _("{file} is empty. Export it once more, then import again. Nothing was changed.").format(file=path.name)
    )


def _unknown(path: Path, kind: str) -> FileProblem:
    return FileProblem(
        _(
            "{file} is neither a table nor a file of contact cards (it looks like {kind}). Import .xlsx, .xls, "
            ".csv or .vcf. Nothing was changed."
        ).format(file=path.name, kind=kind)
    )
