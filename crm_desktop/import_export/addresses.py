"""Addresses that come in pieces: street, city, region, code, country."""

import re

from crm_desktop.base.names import is_han
from crm_desktop.features.contacts import rules
from crm_desktop.import_export.person import Incoming

_WESTERN = ("box", "extended", "street", "city", "region", "code", "country")
_CHINESE = ("country", "region", "city", "street", "extended", "box", "code")


def put_addresses(made: Incoming, groups: dict[str, list[tuple[str, str, str]]]) -> None:
    """The first address is the person's; others go into the note under their header."""
    for pieces in groups.values():
        header = pieces[0][1]
        address = _joined(pieces)
        if "address" in made.contact or len(address) > rules.LINE:
            if address != made.contact.get("address"):
                made.keep(header, address)
        else:
            made.contact["address"] = address
            made.headers["address"] = header


def _joined(pieces: list[tuple[str, str, str]]) -> str:
    whole = [" ".join(text.split()) for part, _header, text in pieces if part == "formatted"]
    by_part: dict[str, list[str]] = {}
    for part, _header, text in pieces:
        if part != "formatted":
            by_part.setdefault(part, []).append(" ".join(text.split()))
    texts = [text for part in by_part.values() for text in part]
    if whole:
        missing = [text for text in texts if _letters(text) not in _letters(whole[0])]
        return ", ".join([whole[0], *missing])
    chinese = any(map(is_han, "".join(texts)))
    order = _CHINESE if chinese else _WESTERN
    parts = [" ".join(dict.fromkeys(by_part.get(part, []))) for part in order]
    if chinese:
        region, city = parts[1], parts[2]
        parts[2] = "" if city == region else city
        return "".join(parts[:-1]) + (f" {parts[-1]}" if parts[-1] else "")
    return ", ".join(filter(None, parts))


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()
