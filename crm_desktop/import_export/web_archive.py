"""Pages kept as one file (.mht): what Excel calls a single file web page and browsers write on "save as"."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from crm_desktop.import_export import markup_tables, text_encoding
from crm_desktop.import_export.grid import Grid

_HEAD = 4096
_TABS = "tabstrip.htm"
"""Excel's page of the sheets' names, which is a table, too."""


def is_web_archive(data: bytes) -> bool:
    """Whether it is a message of several parts, whatever its ending says."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    return (
        re.match(rb"[a-z\-]+:", head) is not None
        and b"mime-version:" in head
        and re.search(rb"^content-type:\s*multipart/", head, re.MULTILINE) is not None
    )


def read_web_archive(data: bytes) -> list[Grid]:
    """Every table of its pages that holds anything, under the name of its sheet."""
    pages = [part for part in message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t ")).walk() if _is_page(part)]
    texts = [(str(part.get("Content-Location", "")).casefold(), _text(part)) for part in pages]
    names = [name for _place, text in texts for name in re.findall(r"<x:Name>([^<]*)</x:Name>", text)]
    grids: list[Grid] = []
    for place, text in texts:
        number = re.search(r"sheet(\d+)\.html?$", place)
        at = int(number[1]) - 1 if number else 0 if len(names) == 1 else -1
        name = names[at] if 0 <= at < len(names) else ""
        grids += [replace(grid, sheet=grid.sheet or name) for grid in markup_tables.read_markup(text)]
    return grids


def _is_page(part: Message) -> bool:
    place = str(part.get("Content-Location", "")).casefold()
    return part.get_content_type() in ("text/html", "application/xhtml+xml") and not place.endswith(_TABS)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return text_encoding.decode(content) if isinstance(content, bytes) else ""
