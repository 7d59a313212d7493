"""Phone numbers: many ways to write one, one form to compare, one to show.

The comparable form is "+8613800138000"; a switchboard's extension stays ("+861065521234x12"), for behind one number sit
many people. A number without its area code or country cannot be completed honestly and stays as its bare digits.
"""

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s\-‐-―−.·•_()\[\]/]+")
_LABEL = re.compile(
    r"^(?:tel|telprop|phone|mobile|mob|cell|手机号码|手机号|手机|电话号码|电话|座机|固话|联系电话|联系方式)\s*[:.:]?\s*",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?<=\d)\)?\s*(?:;\s*ext=|,|ext\.?|extension|x|转接|转|轉|分机号?|分機|#|p|w)\s*[:.:]?\s*(\d{1,6})$",
    re.IGNORECASE,
)
_DASH_EXTENSION = re.compile(r"^(\(?0\d{2,3}\)?[\s-]?\d{7,8}|\d{3}-\d{3,4}-\d{4}|\d{8})\s*-\s*(\d{1,6})$")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?0?(1[3-9]\d{9})")
_PLAIN = re.compile(r"(?:\+86)?(1[3-9][0-9]{9})")
_MOBILE_INSIDE = re.compile(r"(?<![\d+])(?:(?:\+|00)?86[\s-]?)?(1[3-9]\d(?:[\s\-.]?\d){8})(?!\d)")
_LANDLINE = re.compile(r"(?:(?:\+|00)86(?:0|\(0\))?|86(?=0)0|0)(10\d{8}|2\d{9}|[3-9]\d{9,10})")
_SERVICE = re.compile(r"(?:(?:\+|00)?86)?([48]00\d{7})")
_AMERICAN = re.compile(r"(?:\+?1[\s.-]*)?\(?([2-9]\d{2})\)?[\s.-]+([2-9]\d{2})[\s.-](\d{4})")
_RUN = re.compile(r"\+?\(?\d[\d\s\-.()/]{3,}\d")
_SPLIT = re.compile(
    r"[、,，;；\n\r|]+|(?<=\d)\s*/\s*(?=[+\d(])|(?<=\d{7})\s{2,}(?=[+\d(])|(?<=\d{11})\s+(?=1[3-9]\d{9})"
)
_BRACKET = re.compile(r"[(（][^)）\d]*[)）]")
_BEFORE_NEXT = re.compile(r"([)）])\s*(?=\+?\d)")
_DATE = re.compile(r"(19|20)\d\d[-/.年][01]?\d[-/.月][0-3]?\d\b")
_FEWEST_DIGITS = 5
_ALIKE = str.maketrans("OoIl零〇○一幺二三四五六七八九", "00110001123456789")


@lru_cache(maxsize=8192)
def normal(text: str, region: str = "CN") -> str:
    """The comparable form, or "" when the text is no phone number. Normalising twice changes nothing."""
    plainly = _PLAIN.fullmatch(text) if region == "CN" else None
    if plainly:
        return f"+86{plainly[1]}"  # nearly all numbers are written like this
    plain = _folded(text)
    if sum(char.isdigit() for char in plain) < _FEWEST_DIGITS and not plain[:1].isdigit() and plain[:1] not in "+(":
        return ""
    if "@" in plain or _DATE.match(plain):
        return ""
    plain, extension = _without_extension(plain)
    number = _number(plain, region)
    return f"{number}x{extension}" if number and extension else number


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = "".join(str(unicodedata.digit(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    text = _LABEL.sub("", text.strip().strip("'\"").strip())
    text = re.sub(r"^(\d{7,})\.0+$", r"\1", text)  # what a spreadsheet makes of a number
    return text if text.isascii() and text.isdigit() else _misread(text)


def _misread(text: str) -> str:
    """The digits that letters or words stand for, where they make a whole number: 138O0138OO0."""
    digits = text.translate(_ALIKE)
    return digits if digits != text and _chinese(_SEPARATORS.sub("", digits)) else text


def _without_extension(plain: str) -> tuple[str, str]:
    found = _DASH_EXTENSION.match(plain)
    if found and not _MOBILE.fullmatch(_SEPARATORS.sub("", plain)):
        return found[1], found[2]
    found = _EXTENSION.search(plain)
    if found and sum(char.isdigit() for char in plain[: found.start()]) >= _FEWEST_DIGITS:
        return plain[: found.start()], found[1]
    return plain, ""


def _number(plain: str, region: str) -> str:
    bare = _SEPARATORS.sub("", plain)
    if region == "CN":
        chinese = _chinese(bare)
        if chinese:
            return chinese
        inside = _MOBILE_INSIDE.search(plain)
        if inside:
            return "+86" + _SEPARATORS.sub("", inside[1])
    if bare.startswith("00") and len(bare) > 9:
        bare = "+" + bare.lstrip("0")
    if bare.startswith("+"):
        return _foreign(bare, region) or _number(re.sub(r"\D", "", bare), region)
    if region != "CN":
        return _foreign(bare, region) or _raw(bare)
    american = _AMERICAN.fullmatch(plain)
    if american:
        return "+1" + "".join(american.groups())
    if re.search(r"[A-Za-z]", plain) and re.match(r"\+?1[\s.-]", plain):
        return _foreign(plain, "US")
    return _within(plain, region)


def _within(plain: str, region: str) -> str:
    """The number that stands within other words: 办公室 010-65521234."""
    run = _RUN.search(plain)
    if not run:
        return ""
    bare = ("+" if run[0].startswith("+") else "") + re.sub(r"\D", "", run[0])
    return _raw(bare) if bare == plain else _number(bare, region)


def _chinese(bare: str) -> str:
    for pattern in (_MOBILE, _LANDLINE, _SERVICE):
        found = pattern.fullmatch(bare)
        if found:
            return f"+86{found[1]}"
    return ""


def _foreign(bare: str, region: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written if re.fullmatch(r"\+\d{6,}", written) else ""


def _raw(bare: str) -> str:
    """The bare digits of a number that lacks its area or country; "" for a placeholder."""
    number = re.sub(r"\D", "", bare)
    placeholder = len(set(number)) == 1
    return "" if placeholder or len(number) < _FEWEST_DIGITS else number


def digits(text: str) -> str:
    """Only the digits, for searching any three of them."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(c)) for c in folded if c.isdecimal())


def split(text: str) -> list[str]:
    """The numbers that one cell holds: "13800138000 / 010-65521234" → two."""
    mobiles = _MOBILE_INSIDE.findall(text)
    if len(mobiles) > 1 and _BRACKET.search(text):  # 13800138000（本人）13900139000（太太）
        text = _BEFORE_NEXT.sub(r"\1\n", text)
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    return parts if len(parts) > 1 and all(normal(part) for part in parts) else [text.strip()] if text.strip() else []


@lru_cache(maxsize=8192)
def display(text: str) -> str:
    """The number as people read it: 138 0013 8000, 010-65521234, +44 20 7946 0958; else as typed."""
    comparable = normal(text)
    number, _, extension = comparable.partition("x")
    shown = _grouped(number)
    if not shown:
        return text.strip()
    if not extension:
        return shown
    return f"{shown}-{extension}" if "-" in shown and number.startswith("+86") else f"{shown} x{extension}"


def _grouped(number: str) -> str:
    if not number.startswith("+"):
        return ""
    if not number.startswith("+86"):
        return _international(number)
    local = number[3:]
    if _MOBILE.fullmatch(local):
        return f"{local[:3]} {local[3:7]} {local[7:]}"
    if _SERVICE.fullmatch(local):
        return f"{local[:3]}-{local[3:6]}-{local[6:]}"
    if not _chinese(f"0{local}"):
        return _international(number)
    area = 2 if local[0] in "12" else 3
    return f"0{local[:area]}-{local[area:]}"


def _international(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask(text: str) -> str:
    """The number with its middle hidden: 138****8000."""
    number = digits(normal(text).removeprefix("+86").partition("x")[0]) or digits(text)
    if len(number) < 7:
        return "*" * len(number)
    head = min(3, max(0, len(number) - 8))
    return f"{number[:head]}{'*' * (len(number) - head - 4)}{number[-4:]}"
