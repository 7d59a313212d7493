"""How wide the columns of a table are: by their weights, but no word is cut where there is room for it."""

import re
from collections.abc import Sequence

from crm_desktop.features.forms.records import Column, Table
from crm_desktop.printing.sheet import Sheet

_PIECES = re.compile(r"[^\s\u2e80-\U0003ffff]+(?:\u00a0[^\s\u2e80-\U0003ffff]+)*|[\u2e80-\U0003ffff]{1,2}")
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
_SMALLEST = 5.0  # points
SLACK = 0.2  # points: what fits exactly must not break by a rounding
_LOOKED_AT = 400  # lines
_WIDEST = 0.16  # of the table: what one unbreakable word may ask for


def fitted(sheet: Sheet, table: Table, width: float) -> tuple[float, list[float]]:
    """The type size and the width of each column."""
    total = sum(column.weight for column in table.columns)
    size, least = sheet.paper.body, [0.0]
    for scale in _SCALES:
        size = max(sheet.paper.body * scale, _SMALLEST)
        least = [
            _least(sheet, column, _texts(table, place), size=size, most=width * _WIDEST)
            for place, column in enumerate(table.columns)
        ]
        if sum(least) <= width:
            break
    else:
        least = [wide * width / sum(least) for wide in least]
    return size, _shared([column.weight / total * width for column in table.columns], least)


def longest_piece(sheet: Sheet, text: str, size: float, *, bold: bool) -> float:
    """The width of what does not break."""
    return max((sheet.width(piece, size, bold=bold) for piece in _PIECES.findall(text)), default=0.0)


def padding(size: float) -> float:
    """The room left and right of the text of a cell."""
    return size * 0.3


def _texts(table: Table, place: int) -> list[str]:
    return [line[place].text for group in table.groups for line in group.lines[:_LOOKED_AT]]


def _least(sheet: Sheet, column: Column, texts: Sequence[str], *, size: float, most: float) -> float:
    """As wide as the longest piece that does not break."""
    head = longest_piece(sheet, column.label, size * 0.9, bold=True)
    pieces = {piece for text in texts for piece in _PIECES.findall(text)}
    longest = sorted(pieces, key=len, reverse=True)[:12]
    body = max((sheet.width(piece, size, bold=True) for piece in longest), default=0.0)
    parts = sum(max(sheet.width(part, size * 0.8, bold=True) + 1.5, size * 1.05) for part in column.parts)
    around = 2 * padding(size) + SLACK
    return max(head + around, min(body + around, most), parts)


def _shared(wanted: list[float], least: list[float]) -> list[float]:
    """Each column at least as wide as it must be; what that takes comes from the others, by what they can spare."""
    missing = sum(max(low - wide, 0.0) for wide, low in zip(wanted, least, strict=True))
    spare = [max(wide - low, 0.0) for wide, low in zip(wanted, least, strict=True)]
    give = missing / sum(spare) if missing and sum(spare) else 0.0
    return [max(low, wide - left * give) for wide, low, left in zip(wanted, least, spare, strict=True)]
