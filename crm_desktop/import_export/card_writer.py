"""People as vCards 3.0 that phones read: UTF-8, escaped, folded at 75 octets, photos inside."""

import base64
import re
from typing import Protocol

from crm_desktop.base import names
from crm_desktop.base.dates import LUNAR, PartialDate
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.import_export.people_out import PersonOut, Values

_TYPES = {
    "mobile": "CELL",
    "手机": "CELL",
    "home": "HOME",
    "家": "HOME",
    "work": "WORK",
    "单位": "WORK",
    "fax": "FAX",
    "main": "MAIN",
    "pager": "PAGER",
    "car": "CAR",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Blobs(Protocol):
    """Where the photos' bytes are."""

    def get(self, name: str) -> bytes | None:
        """The bytes, or None."""


def card_text(person: PersonOut, shop: ShopRules, *, blobs: Blobs) -> str:
    """One card, with its line ends."""
    contact = person.contact
    family, given = names.split_name(contact["name"])
    lines = ["BEGIN:VCARD", "VERSION:3.0", _line("FN", contact["name"]), f"N:{_escaped(family)};{_escaped(given)};;;"]
    for name, key in (("NICKNAME", "nickname"), ("ORG", "company"), ("TITLE", "job")):
        lines.append(_line(name, contact[key]))
    for number, way in enumerate(person.ways, start=1):
        lines += _way(way, number)
    if contact["address"]:
        lines.append(f"ADR;TYPE=HOME:;;{_escaped(contact['address'])};;;;")
    lines += _birthday(contact["birthday"])
    if person.tags:
        lines.append("CATEGORIES:" + ",".join(map(_escaped, person.tags)))
    lines += [_line("NOTE", contact["note"]), _line("GENDER", {"male": "M", "female": "F"}.get(contact["gender"], ""))]
    lines += _own(person, shop)
    photo = blobs.get(person.photo["sha256"]) if person.photo else None
    if photo:
        kind = person.photo["mime"].removeprefix("image/").upper()
        lines.append(f"PHOTO;ENCODING=b;TYPE={kind}:{base64.b64encode(photo).decode('ascii')}")
    return "".join(f"{folded(line)}\r\n" for line in [*filter(None, lines), "END:VCARD"])


def _way(way: Values, number: int) -> list[str]:
    """A phone, an address, an account; a label that no type says goes beside it as Apple writes it."""
    value, label = _escaped(way["value"]), way["label"]
    types = [_TYPES[word] for word in label.casefold().split() if word in _TYPES]
    known = types and len(types) == len(label.split())
    shown = "".join(f";TYPE={kind}" for kind in types) if known else ""
    names_of_kinds = {
        "phone": "TEL",
        "email": "EMAIL",
        "web": "URL",
        "qq": "X-QQ",
        "wechat": "X-WECHAT",
        "other": "IMPP",
    }
    name = names_of_kinds.get(way["kind"], "IMPP")
    if label and not known:
        return [f"item{number}.{name}:{value}", f"item{number}.X-ABLabel:{_escaped(label)}"]
    return [f"{name}{shown}:{value}"]


def _birthday(text: str) -> list[str]:
    day = PartialDate.stored(text)
    if day is None:
        return []
    if day.calendar == LUNAR or day.month is None or day.day is None:
        return [f"X-CRM-BIRTHDAY:{day}"]  # no telephone knows lunar days in 3.0
    if day.year is None:
        return [f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{day.month:02}-{day.day:02}"]
    return [f"BDAY:{day}"]


def _own(person: PersonOut, shop: ShopRules) -> list[str]:
    """What other address books do not know, in lines that ours reads back."""
    contact, customer = person.contact, person.customer
    own = {
        "ID": contact["id"],
        "ESTATE": contact["estate"],
        "SOURCE": shop.label_of("sources", contact["source"]) if contact["source"] else "",
        "PREFERENCES": contact["preferences"],
        "FAMILY": contact["family"],
        "DO-NOT-CONTACT": "yes" if contact["do_not_contact"] else "",
        "LEVEL": customer.get("level", ""),
        "STATUS": customer.get("status", ""),
        "MODEL": person.opportunity.get("model", ""),
        "PLATE": person.vehicle.get("plate", ""),
        "VIN": person.vehicle.get("vin", ""),
    }
    return [_line(f"X-CRM-{name}", text) for name, text in own.items()]


def _line(name: str, text: str) -> str:
    return f"{name}:{_escaped(text)}" if text else ""


def _escaped(text: str) -> str:
    text = _CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line of at most 75 octets, going on behind a blank; never cut inside a character."""
    if len(line) <= 25 or len(line.encode()) <= 75:
        return line
    pieces, room, start, used = [], 75, 0, 0
    for n, char in enumerate(line):
        size = len(char.encode())
        if used + size > room:
            pieces.append(line[start:n])
            start, used, room = n, 0, 74
        used += size
    pieces.append(line[start:])
    return "\r\n ".join(pieces)
