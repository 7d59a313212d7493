"""Reading the many ways people and other programs write a date."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_desktop.base import clock

UNKNOWN_YEARS = (1604, 0)
"""What other address books write for "year unknown"."""

_LUNAR_WORDS = re.compile(
    r"农历|農曆|阴历|陰曆|旧历|舊曆|lunar\s*:?|\([农阴]\)|^[农阴](?=[\d闰正一二三四五六七八九十冬腊])", re.IGNORECASE
)
_SOLAR_WORDS = re.compile(
    r"公历|阳历|新历|西历|生日|\([阳公]\)|^[阳公](?=\d)|星期[一二三四五六日天]|周[一二三四五六日]"
)
_LUNAR_ONLY = re.compile(r"初|廿|卅|正月|腊|臘|冬月|^(?:\d{4}年)?[一二三四五六七八九十]+月[一二三四五六七八九十]+$")
_LEAP_WORDS = re.compile(r"闰|閏|\(leap(?: month)?\)", re.IGNORECASE)
_CHINESE_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_SERIAL, _LAST_SERIAL = 10000, 60000  # spreadsheet days, 1927–2064


@dataclass(frozen=True)
class Parts:
    """What was read: numbers not yet checked against a calendar."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar: bool = False
    leap: bool = False


def read(text: str) -> Parts | None:
    """The parts of the date, or None when the text cannot be read for sure."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    lunar = leap = False
    if not plain.isascii() or "l" in plain.lower() or "(" in plain:  # else nothing of a calendar can be said in it
        plain, lunar, leap = _without_words(plain)
    parts = _numbers(plain.strip(" ,.:"))
    if parts is None:
        return None
    if parts.year in UNKNOWN_YEARS:
        parts = replace(parts, year=None)
    return replace(parts, lunar=lunar, leap=leap)


def _without_words(plain: str) -> tuple[str, bool, bool]:
    """Only the numbers, in digits; whether they are of the lunar calendar, and of a leap month."""
    lunar = bool(_LUNAR_WORDS.search(plain))
    plain = re.sub(r"\(\s*\)", "", _SOLAR_WORDS.sub(" ", _LUNAR_WORDS.sub(" ", plain))).strip()
    if lunar:
        plain = re.sub(r"(?<=\d)L(?=-|$)", "闰", plain)
    leap = bool(_LEAP_WORDS.search(plain))
    plain = re.sub(r"\s*([年月日号號])\s*", r"\1", _LEAP_WORDS.sub("", plain)).strip(" ,.:")
    lunar = lunar or bool(_LUNAR_ONLY.search(plain))  # 腊月初八, 八月十五: only lunar days are called so
    if re.search(r"\d[初廿卅十]|[初廿卅十]\d", plain):
        return "", lunar, leap  # two ways to count in one number
    return _chinese_numbers(plain), lunar, leap


_TIME = r"(?:[T ]\d{1,2}:?\d{2}.*|T.*)?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号號]?|月?)" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_NO_YEAR = re.compile(r"--?(\d{2})(?:-?(\d{2}))?" + _TIME)
_MONTH_DAY = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号號]?")
_YEAR_ONLY = re.compile(r"(\d{4})年?")
_MONTH_ONLY = re.compile(r"(\d{1,2})月")
_SHORT_YEAR = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME)
_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})")
_ENGLISH_MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.IGNORECASE)
_ENGLISH_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3})[a-z]*\.?(?:,?[ -](\d{4}))?", re.IGNORECASE)


def _numbers(text: str) -> Parts | None:
    for pattern in (_YEAR_FIRST, _COMPACT):
        if found := pattern.fullmatch(text):
            return Parts(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _NO_YEAR.fullmatch(text):
        return Parts(None, int(found[1]), int(found[2]) if found[2] else None)
    if found := _MONTH_DAY.fullmatch(text):
        return Parts(None, int(found[1]), int(found[2]))
    if found := _MONTH_ONLY.fullmatch(text):
        return Parts(None, int(found[1]))
    return _bare_digits(text) or _other_orders(text) or _english(text)


def _bare_digits(text: str) -> Parts | None:
    if not re.fullmatch(r"\d{4,6}年?", text):
        return None
    if len(text) == 4 and text[:2] <= "12" and "01" <= text[2:] <= "31" and text[:2] != "00":
        return Parts(None, int(text[:2]), int(text[2:]))  # 0815
    if found := _YEAR_ONLY.fullmatch(text):
        return Parts(int(found[1]))
    if len(text) == 5 and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        day = date(1899, 12, 30) + timedelta(days=int(text))
        return Parts(day.year, day.month, day.day)
    if len(text) == 6 and text[:2] in ("19", "20") and "01" <= text[4:] <= "12":
        return Parts(int(text[:4]), int(text[4:]))
    found = _SIX.fullmatch(text)
    return Parts(_century(int(found[1])), int(found[2]), int(found[3])) if found else None


def _other_orders(text: str) -> Parts | None:
    if found := _SHORT_YEAR.fullmatch(text):
        # 85-08-15 has a year in front; 05-08-15 could be three things.
        clear = int(found[1]) > 31 or "年" in text
        return Parts(_century(int(found[1])), int(found[2]), int(found[3])) if clear else None
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    if one > 12 or one == two:
        return Parts(year, two, one)
    return Parts(year, one, two) if two > 12 else None  # 05/06/1985 could be May or June


def _english(text: str) -> Parts | None:
    if found := _ENGLISH_MONTH_FIRST.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    elif found := _ENGLISH_DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    else:
        return None
    if month.lower() not in _ENGLISH:
        return None
    return Parts(int(year) if year else None, _ENGLISH.index(month.lower()) + 1, int(day))


def _century(short: int) -> int:
    return 2000 + short if short <= clock.today().year % 100 else 1900 + short


def _chinese_numbers(text: str) -> str:
    """一九八五年八月十五 → 1985年8月15; 腊月廿三 → 12月23."""
    text = text.replace("正月", "1月").replace("冬月", "11月").replace("腊月", "12月").replace("臘月", "12月")
    text = re.sub(r"[〇○零一二三四五六七八九]{4}", lambda m: "".join(str(_CHINESE_DIGITS[c]) for c in m[0]), text)
    return re.sub(r"[初廿卅〇零一二三四五六七八九十]+", lambda m: str(_chinese_number(m[0])), text)


def _chinese_number(word: str) -> int:
    word = word.replace("廿", "二十").replace("卅", "三十").replace("初", "")
    word = word.replace("十十", "十")
    if "十" not in word:
        return int("".join(str(_CHINESE_DIGITS[c]) for c in word) or 0)
    tens, _, units = word.partition("十")
    high = _CHINESE_DIGITS.get(tens[-1:], 1) if tens else 1
    return high * 10 + (_CHINESE_DIGITS.get(units[:1], 0) if units else 0)
