"""The lines of vCards as broken as telephones write them: unfolded, decoded, split into cards.

A layer of our own and not vobject's reader: that one stops at the first malformed line and then gives up the whole
file, does not know bare 2.1 parameters (`TEL;CELL`), charsets other than UTF-8, quoted-printable that a blank line
cuts short, or a card whose END is missing. Tests let vobject judge what we write.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crm_desktop.import_export.text_encoding import encoding_of, is_cut_utf8, narrow_encoding

_HEAD = re.compile(rb"(?:([\w\-.]+)\.)?([A-Za-z][\w\-]*)((?:;(?:[^\":;]|\"[^\"]*\")*)*):", re.DOTALL)
_PARAM = re.compile(r';((?:[^";]|"[^"]*")*)')
_CUSTOM = re.compile(r"X-CUSTOM\((?:CHARSET=([^,]*),)?(?:ENCODING=QUOTED-PRINTABLE,)?(.*)\)", re.IGNORECASE | re.DOTALL)
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}
BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"})
_TWO_BYTE_LETTERS = re.compile(rb"(?:[\x00-\x7f]|[\xc2-\xdf][\xa1-\xbf])*")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=\s]+")
_NEXT_LINE = re.compile(
    rb"(?:TEL|EMAIL|ADR|ORG|TITLE|ROLE|NOTE|BDAY|PHOTO|REV|X-[A-Z\-]+)[;:]|(?i:END\s*:\s*VCARD\s*$)"
)
"""What can only begin a line of its own: a soft break before it is a mistake of the writer."""


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: `group.NAME;PARAMS:value`, the value decoded to text or, for binary, bytes."""

    group: str
    name: str
    params: dict[str, list[str]]
    value: str
    data: bytes | None = None

    @property
    def types(self) -> list[str]:
        """The TYPE parameters, upper case, without the ones that say nothing."""
        return [kind for kind in self.params.get("TYPE", []) if kind not in {"INTERNET", "VOICE", "PREF"}]

    @property
    def preferred(self) -> bool:
        """Whether the writer marked it as the first of its kind."""
        return "PREF" in self.params.get("TYPE", []) or "PREF" in self.params

    @property
    def custom_label(self) -> str:
        """What the owner of the telephone calls it."""
        return (self.params.get("X-CUSTOM") or [""])[0]


@dataclass(slots=True)
class Card:
    """One card; cards inside it (AGENT) are kept beside its own lines."""

    version: str = ""
    lines: list[Property] = field(default_factory=list)
    inner: list["Card"] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)  # lines that are no properties


def has_cards(data: bytes) -> bool:
    """Whether a card begins somewhere in the text."""
    return re.search(rb"(?im)^[\s\xef\xbb\xbf]*BEGIN\s*:\s*VCARD", _as_bytes(data)) is not None


def read_lines(data: bytes, outside: list[str] | None = None) -> list[Card]:
    """Every outer card of the file, in order, also empty and unfinished ones; to `outside` goes what is in no card."""
    data = _as_bytes(data)
    encoding = _file_encoding(data)
    done: list[Card] = []
    stack: list[Card] = []
    after_agent = False
    for logical in _logical_lines(data):
        prop = _property(logical, encoding)
        if prop is None:
            text = _text(logical, encoding)
            if stack:
                stack[-1].strange.append(text)
            elif outside is not None and any(map(str.isalnum, text)):
                outside.append(text)
            continue
        if prop.name == "BEGIN" and prop.value.strip().upper() == "VCARD":
            if stack and not after_agent:
                _close_all(stack, done)  # END is missing
            stack.append(Card())
        elif prop.name == "END" and prop.value.strip().upper() == "VCARD":
            _close(stack, done)
        elif stack:
            _add(stack[-1], prop)
        elif outside is not None:
            outside.append(_text(logical, encoding))
        after_agent = prop.name == "AGENT" and not prop.value.strip()
    _close_all(stack, done)
    return done


def _as_bytes(data: bytes) -> bytes:
    """UTF-16 and UTF-32 become UTF-8; one- and two-byte encodings may differ from line to line and stay bytes."""
    encoding, start = encoding_of(data[:65_536])
    if encoding.startswith(("utf-16", "utf-32")):
        data = data[start:].decode(encoding, errors="replace").encode("utf-8", errors="replace")
    return data.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")


def _file_encoding(data: bytes) -> str:
    return encoding_of(data)[0]


def _add(card: Card, prop: Property) -> None:
    if prop.name == "VERSION":
        card.version = prop.value.strip()
    elif prop.name == "AGENT" and "BEGIN:VCARD" in prop.value.upper():  # 3.0: the inner card is one escaped value
        inner = prop.value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";")
        card.inner.extend(read_lines(inner.encode()))
    else:
        card.lines.append(prop)


def _close(stack: list[Card], done: list[Card]) -> None:
    if stack:
        card = stack.pop()
        (stack[-1].inner if stack else done).append(card)


def _close_all(stack: list[Card], done: list[Card]) -> None:
    while stack:
        _close(stack, done)


def _logical_lines(data: bytes) -> Iterator[bytes]:
    """Lines with their folds undone: leading blanks, soft breaks of quoted-printable, bare lines of base64."""
    lines = re.split(rb"\r*\n|\r", data)
    at = 0
    while at < len(lines):
        line = lines[at].removeprefix(b"\xef\xbb\xbf")  # the mark of a file that another one was put in front of
        at += 1
        if not line.strip():
            continue
        head = line.split(b":", 1)[0].upper()
        parts = [line]
        if b"QUOTED-PRINTABLE" in head:
            at = _take_soft_breaks(lines, at, parts)
        elif b"BASE64" in head or b"ENCODING=B" in head:
            at = _take_base64(lines, at, parts)
        else:
            while at < len(lines) and lines[at][:1] in (b" ", b"\t"):
                parts.append(lines[at][1:])
                at += 1
        yield b"".join(parts)


def _take_soft_breaks(lines: list[bytes], at: int, parts: list[bytes]) -> int:
    while at < len(lines):
        following = lines[at]
        soft = parts[-1].rstrip().endswith(b"=")
        if soft and following.strip() and not _NEXT_LINE.match(following):
            parts[-1] = parts[-1].rstrip()[:-1]
            parts.append(following)
        elif following[:1] in (b" ", b"\t") and following.strip():
            parts.append(following[1:])
        else:
            break
        at += 1
    return at


def _take_base64(lines: list[bytes], at: int, parts: list[bytes]) -> int:
    while at < len(lines):
        following = lines[at]
        if not following.strip():
            return at + 1  # 2.1 ends base64 with a blank line
        if following[:1] not in (b" ", b"\t") and not _BASE64_LINE.fullmatch(following):
            break
        parts.append(following.strip())
        at += 1
    return at


def _property(line: bytes, encoding: str) -> Property | None:
    match = _HEAD.match(line.lstrip())
    if match is None:
        return None
    group, name = (match.group(1) or b"").decode("ascii", "replace"), match.group(2).decode("ascii").upper()
    params = _params(_text(match.group(3), encoding))
    raw = line.lstrip()[match.end() :]
    charset = (params.get("CHARSET") or [""])[0].strip('"')
    coding = (params.get("ENCODING") or [""])[0].upper()
    if coding == "QUOTED-PRINTABLE":
        raw = quopri.decodestring(raw)
    elif coding in {"BASE64", "B"}:
        data = base64_bytes(raw)
        text = "" if data is None or name in BINARY else _text(data, encoding, charset)
        return Property(group, name, params, text, data)
    return Property(group, name, params, _text(raw, encoding, charset))


def _params(text: str) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for item in _PARAM.findall(text):
        if custom := _CUSTOM.fullmatch(item):
            params["X-CUSTOM"] = [_custom_label(custom)]
            continue
        key, equals, value = item.partition("=")
        key = key.strip().upper()
        if not equals:  # 2.1 writes the bare value
            key, value = ("ENCODING" if key in _ENCODINGS else "TYPE"), key
        values = [part.strip().strip('"') for part in (value.strip().strip('"')).split(",")]
        if key in {"TYPE", "ENCODING"}:
            values = [part.upper() for part in values if part]
        params.setdefault(key, []).extend(values)
    return params


def _custom_label(found: "re.Match[str]") -> str:
    """What the owner of an Android telephone calls a number: X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E8…)."""
    if "QUOTED-PRINTABLE" not in found[0].upper():
        return found[2].strip()
    return _text(quopri.decodestring(found[2].encode()), "utf-8", found[1] or "").strip()


def _text(raw: bytes, encoding: str, charset: str = "") -> str:
    """Bytes as text: the declared charset if it fits, else the file's."""
    for name in (charset, encoding if _is_short_chinese(raw, encoding) else "", "utf-8", encoding):
        if name:
            try:
                return raw.decode("gb18030" if name.upper() in {"GBK", "GB2312"} else name)
            except (UnicodeDecodeError, LookupError):
                continue
    cut = charset or is_cut_utf8(raw)
    return raw.decode("utf-8" if cut else narrow_encoding(raw), errors="replace")


def _is_short_chinese(raw: bytes, encoding: str) -> bool:
    """One GBK character, as 钱 or 毛, can pass for a UTF-8 letter; in a GBK file it is none unless among letters."""
    if encoding != "gb18030" or not _TWO_BYTE_LETTERS.fullmatch(raw):
        return False
    return re.search(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]", raw) is None


def base64_bytes(raw: bytes) -> bytes | None:
    """The bytes behind base64 with or without folds and padding; None when it is none."""
    compact = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4))
    except (binascii.Error, ValueError):
        return None
