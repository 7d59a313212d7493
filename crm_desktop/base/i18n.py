"""The program's languages: texts by gettext, days, money and numbers by small rules of our own.

No Qt here: printed sheets, errors and the command line speak too. `crm.mo` is merged from the `*.po` fragments
beside it whenever one of them is newer, so a translator's edit shows at the next start.
"""

import contextlib
import gettext
import locale
import os
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from crm_desktop.base import paths

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
"""Every language the program speaks, under its own name."""

_state: dict[str, gettext.NullTranslations | str] = {"language": "en", "texts": gettext.NullTranslations()}


def _(message: str) -> str:
    """The text in the language of the moment. Call it when the text is shown, never at import."""
    texts = _state["texts"]
    assert isinstance(texts, gettext.NullTranslations)
    return texts.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The text for `n` things: `ngettext("{n} person", "{n} people", n).format(n=n)`."""
    texts = _state["texts"]
    assert isinstance(texts, gettext.NullTranslations)
    return texts.ngettext(one, many, n)


def language() -> str:
    """The code of the language of the moment: "zh_CN" or "en"."""
    return str(_state["language"])


def set_language(code: str) -> str:
    """Speak `code` from now on ("" or an unknown one: the system's); returns what is spoken now."""
    code = _known(code) or system_language()
    _state["texts"] = _load(code)
    _state["language"] = code
    return code


def system_language() -> str:
    """Chinese where the system speaks Chinese, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return _known(value.split(":")[0]) or "en"
    with contextlib.suppress(ValueError):
        return _known(locale.getlocale()[0] or "") or "en"
    return "en"


def catalogue(code: str) -> dict[str, str]:
    """Every text the program has in this language, by its English; the tour looks for texts left untranslated."""
    known: dict[str | tuple[str, int], str] = getattr(_load(code), "_catalog", {})
    return {text: said for text, said in known.items() if isinstance(text, str) and text}


def _known(code: str) -> str:
    code = code.replace("-", "_").lower()
    if code.startswith(("zh", "chinese")):
        return "zh_CN"
    return "en" if code.startswith("en") else ""


def _load(code: str) -> gettext.NullTranslations:
    folder = paths.resources() / "locale" / code / "LC_MESSAGES"
    fragments = sorted(folder.glob("*.po"))
    if not fragments:
        return gettext.NullTranslations()
    newest = max(fragment.stat().st_mtime_ns for fragment in fragments)
    for compiled in (folder / "crm.mo", _spare_place(code)):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            written = compiled.stat().st_mtime_ns
            if written >= newest:
                return _read(compiled, written)
    return _compile(code, fragments)


@lru_cache(maxsize=len(LANGUAGES))
def _read(compiled: Path, _written: int) -> gettext.GNUTranslations:
    """As of the moment it was written: the start asks for one language twice."""
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _spare_place(code: str) -> Path:
    """For an installation its user may not write to."""
    return paths.cache_dir() / f"crm-{code}.mo"


def _compile(code: str, fragments: list[Path]) -> gettext.NullTranslations:
    import io

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    whole = Catalog(locale=code, charset="utf-8")
    for fragment in fragments:
        # A fragment that cannot be read costs its own texts, never the start.
        with contextlib.suppress(PoFileError, UnicodeDecodeError, OSError), fragment.open("rb") as file:
            for message in read_po(file, locale=code, charset="utf-8"):
                texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                if message.id and all(texts) and not message.fuzzy:
                    whole[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    for place in (fragments[0].parent / "crm.mo", _spare_place(code)):
        if _written(place, buffer.getvalue()):
            break
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def _written(place: Path, content: bytes) -> bool:
    spare = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        spare.write_bytes(content)
        os.replace(spare, place)
    except OSError:
        with contextlib.suppress(OSError):
            spare.unlink(missing_ok=True)
        return False
    return True


# Days as a consultant speaks ------------------------------------------------------------------------------------

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZH_DAYS = "一二三四五六日"


def _chinese() -> bool:
    return _state["language"] == "zh_CN"


def sentences(*said: str) -> str:
    """Whole sentences one after the other, empty ones left out: a Chinese full stop has its room in itself."""
    return ("" if _chinese() else " ").join(filter(None, said))


def weekday_name(day: date, *, short: bool = False) -> str:
    """星期四 or 周四; Thursday or Thu."""
    n = day.weekday()
    if _chinese():
        return ("周" if short else "星期") + _ZH_DAYS[n]
    return _DAYS[n][:3] if short else _DAYS[n]


def format_day(day: date, today: date) -> str:
    """Today, yesterday, 3 days ago, then the date; the year only when it is another one."""
    away = (day - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(away)
    if near:
        return {"today": _("today"), "yesterday": _("yesterday"), "tomorrow": _("tomorrow")}[near]
    if -7 < away < 0:
        return ngettext("{n} day ago", "{n} days ago", -away).format(n=-away)
    if 0 < away < 7:
        return ngettext("in {n} day", "in {n} days", away).format(n=away)
    return format_date(day, year=day.year != today.year)


def format_date(day: date, *, year: bool = True) -> str:
    """11月19日 or 2026年11月19日; Nov 19 or Nov 19, 2026."""
    if _chinese():
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    short = f"{_MONTHS[day.month - 1][:3]} {day.day}"
    return f"{short}, {day.year}" if year else short


def format_full_day(day: date) -> str:
    """The whole date with its day of the week, for tooltips and headings."""
    if _chinese():
        return f"{format_date(day)} {weekday_name(day)}"
    return f"{weekday_name(day)}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def format_month(day: date) -> str:
    """2026年11月; November 2026."""
    return f"{day.year}年{day.month}月" if _chinese() else f"{_MONTHS[day.month - 1]} {day.year}"


def format_time(moment: datetime) -> str:
    """15:20, in both languages."""
    return f"{moment.hour:02}:{moment.minute:02}"


def format_moment(moment: datetime, today: date) -> str:
    """The day as `format_day` says it, and the time."""
    return f"{format_day(moment.date(), today)} {format_time(moment)}"


def format_number(number: float) -> str:
    """1,234 or 1,234.5; both languages group by three."""
    return f"{number:,}"


def format_money(fen: int | None) -> str:
    """¥128,800, with fen only where there are any; nothing for None."""
    if fen is None:
        return ""
    yuan, rest = divmod(abs(fen), 100)
    text = f"¥{yuan:,}.{rest:02}" if rest else f"¥{yuan:,}"
    return f"-{text}" if fen < 0 else text
