"""Which encoding a text file is in, and its text.

In this order: byte order mark, UTF-16 and UTF-32 without a mark (zeros in every second byte), UTF-8 when it is valid
throughout, Big5 when its everyday characters follow each other, GB18030 when the high bytes stand in pairs as Chinese
does, else what charset-normalizer says.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_BIG5_WORD = re.compile(rb"(?:[\xa1-\xf9][\x40-\x7e\xa1-\xfe]){2,}")
_EVERYDAY = {"gb18030": (0xB0, 0xD7, 0xA1), "cp950": (0xA4, 0xC6, 0x40)}
"""Of the characters in daily use, 3,755 of GB 2312 and 5,401 of Big5: the range of the first byte, the least second."""
_SAMPLE = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode(data: bytes) -> str:
    """The text of `data`; line ends as they are, zeros and byte order marks gone."""
    encoding, start = encoding_of(data)
    text = data[start:].decode(encoding, errors="replace")
    return text.replace("\x00", "").lstrip("\ufeff")


def encoding_of(data: bytes) -> tuple[str, int]:
    """The encoding and how many bytes of mark to skip."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return wide, 0
    if _decodes(data, "utf-8") or is_cut_utf8(data):
        return "utf-8", 0
    return narrow_encoding(data), 0


def narrow_encoding(data: bytes) -> str:
    """The one- or two-byte encoding of text that is not UTF-8."""
    if _mostly_utf8(data):
        return "utf-8"
    if _looks_traditional(data):
        return "cp950"
    chinese = _looks_chinese(data)
    if chinese and _strange_share(data, "gb18030") < 0.02 and _usual_share(data, "gb18030") > 0.4:
        return "gb18030"
    if not chinese and _decodes(data, "cp1252"):
        return "cp1252"  # single letters with accents among plain ones
    if _looks_cyrillic(data):
        return "cp1251"
    if _decodes(data, "big5") and _strange_share(data, "big5") < 0.02:
        return "big5"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is not None and _decodes(data, best.encoding):
        return best.encoding
    return "gb18030" if chinese else "cp1252"


def looks_binary(text: str) -> bool:
    """Text read from something that was not text is full of control characters."""
    sample = text[:_SAMPLE]
    bad = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return bool(sample) and bad > max(3, len(sample) // 20)


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark: separators and digits leave zeros on one side of every pair."""
    if len(sample) < 4 or (_HIGH_RUN.search(sample) and _decodes(sample[: sample.rfind(b"\n") + 1 or None], "utf-8")):
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample) // 2 or max(even, odd) < 4 * min(even, odd):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(name, errors="replace")
    if sample.count(b"\r\n") > text.count("\n"):
        return ""  # its lines end as those of narrow text do: the zeros are damage
    return name if text.count("\ufffd") * 20 <= len(text) else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def is_cut_utf8(data: bytes) -> bool:
    """UTF-8 whose very last character is cut off: an export that broke off."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return any(ord(char) > 127 for char in decoder.decode(data, final=False))
    except UnicodeDecodeError:
        return False


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with a few damaged bytes is still UTF-8 (a file cut in the middle of a character)."""
    text = data[:_SAMPLE].decode("utf-8", errors="replace")
    good = sum(1 for char in text if ord(char) > 127 and char != "\ufffd")
    return good > 0 and text.count("\ufffd") * 10 <= good


def _looks_chinese(data: bytes) -> bool:
    """In GB encodings high bytes come in pairs; in Western ones they stand alone between letters."""
    runs = _HIGH_RUN.findall(data[:_SAMPLE])
    if not runs:
        return False
    paired = sum(len(run) for run in runs if len(run) >= 2)
    lead = sum(1 for run in runs if 0x81 <= run[0] <= 0xF7)
    return paired * 10 >= 7 * sum(map(len, runs)) and lead * 10 >= len(runs) * 8


def _looks_traditional(data: bytes) -> bool:
    """In Big5 the second byte is often a plain letter; accented words of other languages hardly make two such pairs."""
    sample = data[:_SAMPLE]
    high = sum(map(len, _HIGH_RUN.findall(sample)))
    in_words = sum(map(len, _HIGH_RUN.findall(b" ".join(_BIG5_WORD.findall(sample)))))
    if not high or in_words * 10 < high * 8 or _strange_share(data, "cp950") >= 0.02:
        return False
    usual = _usual_share(data, "cp950")
    return usual > 0.8 and usual > _usual_share(data, "gb18030") + 0.2


def _looks_cyrillic(data: bytes) -> bool:
    """Words of letters that all lie in the upper quarter."""
    runs = _HIGH_RUN.findall(data[:_SAMPLE])
    upper = sum(1 for run in runs for byte in run if byte >= 0xC0)
    return upper * 10 >= 9 * sum(map(len, runs)) and _decodes(data, "cp1251")


def _strange_share(data: bytes, encoding: str) -> float:
    """How much of the text is damaged or stands where no character is assigned."""
    text = data.decode(encoding, errors="replace")
    high = sum(1 for char in text if ord(char) > 127)
    strange = sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    return strange / max(1, high)


def _usual_share(data: bytes, encoding: str) -> float:
    """How many characters are among the everyday ones; Russian or Arabic read as Chinese gives rare ones."""
    first, last, least = _EVERYDAY[encoding]
    usual = total = 0
    for char in data[:_SAMPLE].decode(encoding, errors="ignore"):
        if char >= "\u4e00":
            total += 1
            code = char.encode(encoding)
            usual += len(code) == 2 and first <= code[0] <= last and code[1] >= least
    return usual / max(1, total)
