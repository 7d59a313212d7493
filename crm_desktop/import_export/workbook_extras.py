"""What the reader of workbooks leaves out of an .xlsx: remarks on cells, and formulas that nobody has worked out."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

_BARE = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"  # as other programs write them
)
_REMARKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_THREAD = re.compile(r"\[[^\]]*\].*?\n\s*(?:comment|注释|批注)\s*[::]\s*(.*)", re.DOTALL | re.IGNORECASE)
"""What Excel writes for versions that know no conversations: an explanation, then the words."""


@dataclass
class Extras:
    """Of one sheet, by row and column from 0."""

    remarks: dict[tuple[int, int], str] = field(default_factory=dict)
    bare: list[int] = field(default_factory=list)
    """The rows of formulas without a value."""


def extras_of(stream: BinaryIO) -> dict[str, Extras]:
    """By the name of the sheet; nothing for a workbook of another make."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return dict(_of_sheets(archive))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ParseError, LookupError, ValueError, TypeError):
        return {}  # damaged: the reader says so, or reads what there is
    except (AttributeError, RuntimeError):  # a workbook of odd parts, or one with a password
        return {}
    finally:
        stream.seek(0)


def _of_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Extras]]:
    names = archive.namelist()
    sheets = [name for name in names if re.match(r"xl/worksheets/[^/]+\.xml$", name)]
    bare = {name: rows for name in sheets if (rows := list(_bare(archive.read(name))))}
    if not bare and not any(re.match(r"xl/(?:comments|.*/comment)[^/]*\.xml$", name) for name in names):
        return
    from openpyxl.reader.workbook import WorkbookParser

    parser = WorkbookParser(archive, "xl/workbook.xml")
    parser.parse()
    for sheet, link in parser.find_sheets():
        yield sheet.name, Extras(_remarks(archive, link.target), bare.get(link.target, []))


def _bare(data: bytes) -> Iterator[int]:
    for found in _BARE.finditer(data) if b"<f" in data else ():
        place = re.search(rb'\br="[A-Z]+(\d+)"', found[1])
        if place and b't="str"' not in found[1]:  # a text that came out empty is a value
            yield int(place[1]) - 1


def _remarks(archive: zipfile.ZipFile, sheet: str) -> dict[tuple[int, int], str]:
    from openpyxl.comments.comment_sheet import CommentSheet
    from openpyxl.packaging.relationship import get_dependents
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
    from openpyxl.xml.functions import fromstring

    folder, _stroke, name = sheet.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    found: dict[tuple[int, int], str] = {}
    if links not in archive.namelist():
        return found
    for link in get_dependents(archive, links).find(_REMARKS):
        tree: Any = fromstring(archive.read(link.target))
        told: Any = CommentSheet.from_tree(tree)
        for place, remark in told.comments:
            column, row = coordinate_from_string(place)
            text = remark.text.strip().removeprefix(f"{remark.author}:").strip()
            if thread := _THREAD.match(text):
                text = thread[1].strip()
            if text:
                found[row - 1, column_index_from_string(column) - 1] = text
    return found
