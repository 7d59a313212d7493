"""vCards of every version as rows: one card a row, one header a kind of line ("TEL CELL", "TEL CELL 2").

Lines about the file and not about the person (`ABOUT_THE_FILE`) are left out, and the report names them. A card
inside a card (AGENT) becomes text of the outer one.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.base.names import is_han
from crm_desktop.import_export.card_lines import BINARY, Card, Property, base64_bytes, read_lines
from crm_desktop.import_export.source import Photo, SourceRow

ABOUT_THE_FILE = frozenset(
    {"VERSION", "PRODID", "REV", "X-MS-OL-DESIGN", "X-IMAGETYPE", "X-IMAGEHASH", "CLIENTPIDMAP", "PROFILE"}
)

_SHOWN, _SHOWN_LINES = 60, 5
_NAME_PARTS = ("family", "given", "additional", "prefix", "suffix")
_APPLE_LABEL = re.compile(r"_\$!<(.*?)>!\$_")
_SERVICES = {"qq": "X-QQ", "wechat": "X-WECHAT", "weixin": "X-WECHAT", "微信": "X-WECHAT"}


def read_cards(data: bytes) -> tuple[list[SourceRow], tuple[str, ...]]:
    """Every card as a row, and the names of the lines that say nothing about a person."""
    outside: list[str] = []
    cards = read_lines(data, outside)
    left_out = {line.name for card in cards for line in card.lines if line.name in ABOUT_THE_FILE}
    rows = [_row(number, card) for number, card in enumerate(cards, start=1)]
    if outside:
        rows.append(SourceRow(len(rows) + 1, {}, problem=_lost_lines(outside)))
    return rows, tuple(sorted(left_out))


def _lost_lines(lines: list[str]) -> str:
    told = ngettext(
        "{n} line stands outside every card and was left out; the file may be damaged: {lines}",
        "{n} lines stand outside every card and were left out; the file may be damaged: {lines}", len(lines),
    )  # fmt: skip
    shown = " | ".join(line.strip()[:_SHOWN] for line in lines[:_SHOWN_LINES])
    return told.format(n=len(lines), lines=shown + (" …" if len(lines) > _SHOWN_LINES else ""))


@dataclass
class _Values:
    """The row being made; a header that comes again gets a number."""

    values: dict[str, str] = field(default_factory=dict)
    photos: list[Photo] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def put(self, header: str, text: str) -> None:
        text = text.strip()
        if not text or text in (self.values.get(h) for h in self._same(header)):
            return
        count, name = 1, header
        while name in self.values:
            count += 1
            name = f"{header} {count}"
        self.values[name] = text

    def _same(self, header: str) -> list[str]:
        return [header, *(f"{header} {n}" for n in range(2, 6))]


def _row(number: int, card: Card) -> SourceRow:
    made = _Values()
    labels = {line.group: _apple_label(line.value) for line in card.lines if line.name == "X-ABLABEL" and line.group}
    # The line marked as preferred comes first of its kind: the first phone is the one that is shown.
    for line in sorted(card.lines, key=lambda line: not line.preferred):
        if line.name not in ABOUT_THE_FILE and line.name != "X-ABLABEL":
            _take(made, line, labels.get(line.group, "") if line.group else line.custom_label)
    for inner in card.inner:
        made.put("AGENT", _summary(inner))
    if card.strange:
        made.put("?", "\n".join(card.strange))
    _drop_repeated_labels(made.values)
    return SourceRow(number, made.values, photos=tuple(made.photos), lost=tuple(made.lost))


def _take(made: _Values, line: Property, label: str) -> None:
    if line.name in BINARY or (line.data is not None and not line.value):
        _take_binary(made, line)
        return
    simple = _SIMPLE.get(line.name)
    if simple:
        simple(made, line)
        return
    value = unescaped(line.value, line)
    match line.name:
        case "TEL":
            made.put(_header("TEL", line, label), re.sub(r"(?i)^tel:", "", value))
        case "ADR":
            made.put(_header("ADR", line, label), _address(line))
        case "EMAIL":
            made.put(_header("EMAIL", line, label), re.sub(r"(?i)^mailto:", "", value))
        case "IMPP":
            _take_messenger(made, line, value)
        case "BDAY" | "X-ALTBDAY" | "ALTBDAY":
            made.put("BDAY", _birthday(line, value))
        case _:
            made.put(_header(line.name, line, label), value)


def _take_name(made: _Values, line: Property) -> None:
    parts = _parts(line)
    last = len(_NAME_PARTS) - 1
    parts[last:] = [" ".join(filter(None, parts[last:]))]  # a sixth part has no name, but may say something
    for part, text in zip(_NAME_PARTS, parts, strict=False):
        made.put(f"N.{part}", text)


def _take_company(made: _Values, line: Property) -> None:
    company, *departments = [part for part in _parts(line) if part] or [""]
    made.put("ORG", company)
    made.put("ORG.department", " / ".join(departments))


def _take_gender(made: _Values, line: Property) -> None:
    made.put("GENDER", " ".join(part for part in _parts(line) if part))


def _take_profile(made: _Values, line: Property) -> None:
    """A telephone keeps WeChat and QQ among Twitter and the like."""
    value = re.sub(r"(?i)^x-apple:", "", unescaped(line.value, line))
    service = next((_SERVICES[kind.casefold()] for kind in line.types if kind.casefold() in _SERVICES), "")
    made.put(service or _header(line.name, line, ""), value)


def _take_android(made: _Values, line: Property) -> None:
    """Nickname, days and relatives stand in lines of Android's own: the kind, the value, its type, its label."""
    kind, value, code, label, *_rest = [*_parts(line), "", "", ""]
    kind = kind.removeprefix("vnd.android.cursor.item/")
    if kind == "nickname":
        made.put("NICKNAME", value)
    elif kind == "contact_event":
        made.put({"1": "ANNIVERSARY", "3": "BDAY"}.get(code) or f"X-ABDATE {label}".strip(), value)
    elif kind == "relation":
        made.put(f"RELATED {label or _RELATIVES.get(code, '')}".strip(), value)
    else:
        made.put(line.name, unescaped(line.value, line))


_RELATIVES = {
    "1": "ASSISTANT", "2": "BROTHER", "3": "CHILD", "4": "PARTNER", "5": "FATHER", "6": "FRIEND", "7": "MANAGER",
    "8": "MOTHER", "9": "PARENT", "10": "PARTNER", "11": "REFERRED", "12": "RELATIVE", "13": "SISTER", "14": "SPOUSE",
}  # fmt: skip
"""Android's numbers of relations."""
_SIMPLE = {
    "X-ANDROID-CUSTOM": _take_android, "N": _take_name, "ORG": _take_company, "GENDER": _take_gender,
    "X-SOCIALPROFILE": _take_profile,
}  # fmt: skip


def _take_messenger(made: _Values, line: Property, value: str) -> None:
    scheme, colon, address = value.partition(":")
    service = (line.params.get("X-SERVICE-TYPE") or [""])[0] or (scheme if colon else "")
    address = re.sub(r"^(x-apple|xmpp|aim|ymsgr|skype|qq|wechat|weixin|im):", "", value, flags=re.IGNORECASE)
    header = _SERVICES.get(service.casefold().removesuffix("im"), f"IMPP {service}".strip())
    made.put(header, address.removeprefix("//"))


def _take_binary(made: _Values, line: Property) -> None:
    value, data = line.value.strip(), line.data
    inline = re.match(r"(?is)data:([\w/+.-]*)[^,]*;base64,", value)
    if inline:
        data, value = base64_bytes(value[inline.end() :].encode()), ""
    if data is None and value:
        made.put(line.name, value)  # an address of a picture
    elif data and line.name in {"PHOTO", "LOGO"} and (mime := picture_type(data)):
        made.photos.append(Photo(data, mime))
    elif data:
        made.lost.append(
            _("{name}: {size} bytes that are no picture could not be kept.").format(name=line.name, size=len(data))
        )


def picture_type(data: bytes) -> str:
    """The MIME type of a picture that can be shown, by its first bytes; "" for anything else."""
    marks = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"), (b"BM", "bmp"))
    for mark, kind in marks:
        if data.startswith(mark):
            return f"image/{kind}"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _header(name: str, line: Property, label: str) -> str:
    if label:
        return f"{name} {label}"
    return " ".join([name, *line.types])


def _apple_label(text: str) -> str:
    return _APPLE_LABEL.sub(r"\1", text).strip()


def unescaped(text: str, line: Property | None = None) -> str:
    """Backslashes resolved; quoted-printable text has none for line ends."""
    plain = line is not None and "QUOTED-PRINTABLE" in line.params.get("ENCODING", [])
    pattern = r"\\([,;:\\])" if plain else r"\\([nN,;:\\])"
    text = re.sub(pattern, lambda m: "\n" if m[1] in "nN" else m[1], text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parts(line: Property) -> list[str]:
    """The parts of a structured value; several values in one part are joined by a blank."""
    parts = re.split(r"(?<!\\)((?:\\\\)*);", line.value)
    joined = [a + (b or "") for a, b in zip(parts[0::2], [*parts[1::2], ""], strict=True)]
    return [unescaped(re.sub(r"(?<!\\),\s*", " ", part), line).strip() for part in joined]


def _address(line: Property) -> str:
    parts = [*(unescaped(p, line) for p in _raw_parts(line)), *[""] * 7]
    box, extended, street, city, region, code, country = parts[:7]
    country = " ".join(filter(None, [country, *parts[7:]]))  # parts of later standards, or a stray semicolon
    if any(map(is_han, street + city + region)):
        pieces = [country, region, city if city != region else "", street, extended, box]
        text = "".join(" ".join(piece.split()) for piece in pieces)
        return f"{text} {code}".strip()
    pieces = [box, extended, street, city, f"{region} {code}", country]
    return ", ".join(" ".join(piece.split()).strip(", ") for piece in pieces if piece.strip(" ,"))


def _raw_parts(line: Property) -> list[str]:
    return [part.strip() for part in re.split(r"(?<!\\);", line.value)]


def _birthday(line: Property, value: str) -> str:
    """ISO text; Apple's year 1604 and the like mean that the year is not known; lunar ones say so."""
    omitted = (line.params.get("X-APPLE-OMIT-YEAR") or [""])[0]
    found = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$", value)
    if found and (found[1] == omitted or found[1] in {"1604", "0000"}):
        value = f"--{found[2]}-{found[3]}"
    elif found:
        value = f"{found[1]}-{found[2]}-{found[3]}"
    elif short := re.match(r"--(\d{2})-?(\d{2})(?:T.*)?$", value):
        value = f"--{short[1]}-{short[2]}"
    if (line.params.get("CALSCALE") or [""])[0].casefold() == "chinese" and re.match(r"[\d-]", value):
        return f"lunar:{_lunar_day(value)}"
    return value


def _lunar_day(value: str) -> str:
    """Apple counts lunar years since 2637 BC; anything else stands as a year of ours."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", value)
    if found and not 1850 <= int(found[1]) <= date.max.year // 4:
        return f"--{found[2]}-{found[3]}"
    return value


def _summary(card: Card) -> str:
    row = _row(0, card)
    return "; ".join(f"{header}: {text}" for header, text in row.values.items())


def _drop_repeated_labels(values: dict[str, str]) -> None:
    """2.1 prints each address a second time as a label: kept only where it says something else."""
    addresses = [_letters(text) for header, text in values.items() if header.startswith("ADR")]
    for header in [h for h in values if h.split()[0] == "LABEL"]:
        words = [_letters(word) for word in values[header].split()]
        if any(all(word in address for word in words) for address in addresses):
            del values[header]


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()
