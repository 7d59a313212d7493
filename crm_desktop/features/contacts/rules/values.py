"""What may stand in a person's fields, and in which form it is kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from crm_desktop.base import names, phone
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, language
from crm_desktop.features.contacts.records import Consent, Gender, WayKind

LINE = 200
TEXT = 20_000
NAME = 100
TAG = 40

Value = str | int | bool | date | None
Choices = Mapping[str, str]
"""Codes the shop knows, with their labels."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def clean_line(field: str, value: object, *, limit: int = LINE) -> str:
    """One line of text: no control characters, no outer or doubled spaces."""
    text = " ".join(_CONTROL.sub("", _text(field, value)).split())
    return _short_enough(field, unicodedata.normalize("NFC", text), limit)


def clean_text(field: str, value: object, *, limit: int = TEXT) -> str:
    """Several lines of text as typed, without control characters and outer blank lines."""
    text = _CONTROL.sub("", _text(field, value).replace("\r\n", "\n").replace("\r", "\n")).strip()
    return _short_enough(field, unicodedata.normalize("NFC", text), limit)


def clean_name(field: str, value: object) -> str:
    """A person's name; nothing else is required of a person."""
    text = clean_line(field, value, limit=NAME)
    if not text:
        raise InvalidInput(field, _("A person needs a name. Type at least a family name or a nickname."))
    return text


def clean_tag(value: object) -> str:
    """The name of a tag, without a leading #."""
    text = clean_line("tag", value, limit=TAG).lstrip("#＃").strip()
    if not text:
        raise InvalidInput("tag", _("The tag is empty. Type a word."))
    return text


def clean_day(field: str, value: object, *, today: date | None = None) -> date | None:
    """A full date, or nothing; with `today` it must not lie in the future."""
    if value is None or value == "":
        return None
    day = value if isinstance(value, date) else _parse_day(field, str(value))
    if not 1900 <= day.year <= 2200:
        raise InvalidInput(
            field, _("The year {year} cannot be right. Type a date like 2026-11-22.").format(year=day.year)
        )
    if today is not None and day > today + timedelta(days=1):
        raise InvalidInput(field, _("This day has not come yet. Type today's date or an earlier one."))
    return day


def clean_birthday(field: str, value: object) -> str:
    """A birthday, solar or lunar, possibly without year, as the text that is kept."""
    if isinstance(value, PartialDate):
        return str(value)
    parsed = PartialDate.parse(clean_line(field, value))
    return str(parsed) if parsed else ""


def clean_number(field: str, value: object, *, low: int, high: int) -> int | None:
    """A whole number between `low` and `high`, or nothing."""
    if value is None or value == "":
        return None
    try:
        number = int(str(value).strip())
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise InvalidInput(field, _("Type a number from {low} to {high}.").format(low=low, high=high))
    return number


def clean_choice(field: str, value: object, choices: Choices) -> str:
    """A code of the shop's list; its label is understood too."""
    text = clean_line(field, value)
    if not text or text in choices:
        return text
    for code, label in choices.items():
        if label.casefold() == text.casefold():
            return code
    raise InvalidInput(
        field, _("“{text}” is not in the shop's list. Choose one of the list, or add it in Settings.").format(text=text)
    )


def clean_flag(_field: str, value: object) -> bool:
    """Yes or no."""
    return value is True or str(value).strip().casefold() in {"1", "true", "yes", "是"}


def clean_way(kind: str, value: object) -> tuple[str, str]:
    """The value of a way to reach someone, as typed and in its comparable form."""
    if kind not in set(WayKind):
        raise InvalidInput(
            "kind",
            _("“{kind}” is not a way to reach someone. Choose phone, WeChat, e-mail, QQ or web.").format(kind=kind),
        )
    text = clean_line(kind, value)
    if not text:
        raise InvalidInput(kind, _("This is empty. Type a number or an address, or remove the line."))
    if kind == WayKind.EMAIL and not _EMAIL.fullmatch(text):
        raise InvalidInput(
            kind, _("“{text}” is not an e-mail address: it needs a name, an @ and a domain.").format(text=text)
        )
    return text, normal_way(kind, text)


def normal_way(kind: str, text: str) -> str:
    """The comparable form of a way to reach someone: the same for the same line, however typed."""
    match kind:
        case WayKind.PHONE:
            return phone.normal(text)
        case WayKind.WECHAT:
            return names.wechat_normal(text)
        case WayKind.QQ:
            return "".join(c for c in text if c.isdigit())
        case WayKind.OTHER:
            return ""
    return text.strip().casefold().rstrip("/")


def way_warning(kind: str, value: str) -> str:
    """A sentence when the value can be kept but looks wrong, else nothing."""
    text = value.strip()
    if kind == WayKind.PHONE and text and not phone.normal(text):
        return _("This does not look like a complete phone number. It is kept as typed.")
    if kind == WayKind.QQ and text and not text.isdigit():
        return _("A QQ number has digits only. It is kept as typed.")
    return ""


def way_label(label: str) -> str:
    """What a way is called, in the language of the moment: phones write "work fax", people what they like."""
    known = {
        "mobile": _("mobile"), "work": _("work"), "home": _("home"), "fax": _("fax"), "pager": _("pager"),
        "main": _("main"), "car": _("car phone"), "other": _("other"),
    }  # fmt: skip
    words = label.split()
    joined = "" if language() == "zh_CN" else " "
    return joined.join(known[word] for word in words) if words and all(word in known for word in words) else label


def shown_way(kind: str, value: str, normal: str) -> str:
    """How a way to reach someone is written for the eye."""
    return phone.display(normal or value) if kind == WayKind.PHONE else value


def blocks_contact(*, do_not_contact: bool, consent: str) -> bool:
    """Whether the person asked not to be contacted: outgoing touches are refused."""
    return do_not_contact or consent in {Consent.REFUSED, Consent.WITHDRAWN}


def cleaner(
    field: str, *, sources: Choices, occasions: Choices, today: date, how_known: Choices | None = None
) -> Callable[[object], Value]:
    """How one field of a contact is checked and put in order."""
    table: dict[str, Callable[[object], Value]] = {
        "name": lambda v: clean_name(field, v),
        "gender": lambda v: clean_choice(field, v, dict.fromkeys(Gender, "")),
        "birthday": lambda v: clean_birthday(field, v),
        "ring": lambda v: clean_number(field, v, low=1, high=4),
        "closeness": lambda v: clean_number(field, v, low=1, high=5),
        "occasion": lambda v: clean_choice(field, v, occasions),
        "source": lambda v: clean_choice(field, v, sources),
        "how_known": lambda v: clean_choice(field, v, how_known or {}),
        "met_on": lambda v: clean_day(field, v, today=today),
        "consent_on": lambda v: clean_day(field, v, today=today),
        "verified_on": lambda v: clean_day(field, v, today=today),
        "consent": lambda v: clean_choice(field, v, dict.fromkeys(Consent, "")),
        "do_not_contact": lambda v: clean_flag(field, v),
        "photo": lambda v: clean_line(field, v),
        **dict.fromkeys(("nickname", "company", "job", "estate", "address"), lambda v: clean_line(field, v)),
        **dict.fromkeys(("preferences", "family", "note"), lambda v: clean_text(field, v)),
    }
    if field not in table:
        raise InvalidInput(field, _("A person has no field “{field}”.").format(field=field))
    return table[field]


def _text(field: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode("utf-8")  # half a surrogate pair cannot be kept
    if isinstance(value, int | float | date):
        return str(value)
    raise InvalidInput(field, _("This is not a text."))


def _short_enough(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise InvalidInput(
            field,
            _(
                "This is too long: {length} characters, and there is room for {limit}. Shorten it, or put it in "
                "the note."
            ).format(length=len(text), limit=limit),
        )
    return text


def _parse_day(field: str, text: str) -> date:
    try:
        parsed = PartialDate.parse(text)
    except InvalidInput:
        parsed = None
    day = parsed.on() if parsed else None
    if day is None:
        raise InvalidInput(
            field, _("“{text}” is not a date. Type a date like 2026-11-22.").format(text=text.strip()[:40])
        )
    return day
