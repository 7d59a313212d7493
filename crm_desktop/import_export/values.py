"""Cells as values: dates, levels, statuses, amounts; None where a cell cannot be understood for sure."""

import re
import tomllib
import unicodedata
from calendar import isleap
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from crm_desktop.base import paths, phone
from crm_desktop.base.dates import LUNAR, PartialDate
from crm_desktop.base.errors import InvalidInput

_CHEAPEST_CAR = 1000 * 100  # fen
_FEWEST_CERTAIN = 8  # digits of a number in scientific form below which Excel has thrown some away
_NEVER_TEXT = frozenset({
    "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "-", "--", "—", "——", "/", "//", "\\",
})  # fmt: skip
_NOTHING = _NEVER_TEXT | {"null", "none", "n/a", "\\n"}
_NOTHING_BEGINS = frozenset({"", "0", *(word[0] for word in _NOTHING), *(word[0].upper() for word in _NOTHING)})
_NO_WAY = frozenset({"无", "暂无", "没有", "未知", "不详", "未留", "空"})
_NO_DAY = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[ T]00:00(?::00)?(?:\.0+)?)?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_TEXT_MARK = re.compile(r"^['‘’`]+(?=[+\d(])")  # keeps a spreadsheet from reckoning with what follows
_AMBIGUOUS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)", re.DOTALL)
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)")
_AFTERNOON = re.compile(r"下午|傍晚|晚上?|(?<![a-z])p\.?m\b", re.IGNORECASE)
_DAY_HEAD = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?!\d)")
_DAY_OF_A_YEAR = re.compile(r"\d{1,2}(?:月\d{1,2}[日号號]?|[-/.]\d{1,2})(?=$|\s|[上下中]午|晚|早|傍)")
_WORDS_OF_DAYS = re.compile(
    r"[上下中]午|傍晚|晚上?|早上?|凌晨|(?:星期|周)[一二三四五六日天]|(?<![a-z])(?:[ap]\.?m|t|z|utc|gmt)(?![a-z])",
    re.IGNORECASE,
)
_WORDS_OF_AMOUNTS = re.compile(
    r"以[内下上]|不超过|最多|[最至]少|左右|上下|差不多|大[概约]|预算|报价|价[格位]|人民币|公里|千米|里程|rmb|cny|yuan|km|"
    r"up to|under|below|max|at least|over|above|from|min|about|[元块万千wk约到至起]"
)
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([万wW千kK]?)")


@lru_cache
def _words(kind: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for language in ("en", "zh_CN"):
        path = paths.resources() / "content" / language / "import_values.toml"
        for code, words in tomllib.loads(path.read_text(encoding="utf-8"))[kind].items():
            known[code.casefold()] = code
            known.update((word.casefold(), code) for word in words)
    return known


def usual_sources() -> dict[str, str]:
    """What people write for the sources a shop usually has."""
    return _words("sources")


@lru_cache(maxsize=4096)  # the same few words stand in thousands of cells
def plain(text: str) -> str:
    """A cell as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def word_code(kind: str, text: str) -> str | None:
    """The code behind a word: kind is status, level, gender or flag."""
    return _words(kind).get(plain(text))


def level_code(text: str) -> str | None:
    """H, A, B or C; also inside "A级(15天)" and "H-7天内"."""
    found = word_code("level", text)
    if found:
        return found
    match = re.fullmatch(r"([habc])\s*(?:[级類类]|[-_(:/ ]|\d).*", plain(text))
    return match[1].upper() if match else None


def level_says_more(text: str) -> bool:
    """Whether a level comes with words of its own: not "A级(15天内)" but "A级 等降价"."""
    rest = re.sub(r"^[habc]\s*[级類类]?|\d+|[天日内]|days?|[\W_]", "", plain(text))
    return bool(rest) and word_code("level", text) is None


def status_code(text: str) -> str | None:
    """A status; also "P-跟进中" and "战败(价格)"."""
    found = word_code("status", text)
    if found:
        return found
    head = re.split(r"[-(:/ ]", plain(text), maxsplit=1)[0]
    return _words("status").get(head) if head else None


def flag(text: str) -> bool | None:
    """Yes or no."""
    code = word_code("flag", text)
    return None if code is None else code == "yes"


def partial_date(text: str, *, day_first: bool = False, month_first: bool = False) -> PartialDate | None:
    """A date of which parts may be missing; 05/06/1985 only where its column says which comes first."""
    unclear = _AMBIGUOUS.fullmatch(text.strip())
    if unclear and (day_first or month_first):
        day, month = (unclear[1], unclear[2]) if day_first else (unclear[2], unclear[1])
        text = f"{unclear[3]}-{int(month):02}-{int(day):02}"
    try:
        return PartialDate.parse(text)
    except InvalidInput:
        return None


def birthday(text: str, *, lunar: bool = False, day_first: bool = False, month_first: bool = False) -> str | None:
    """A birthday as it is kept."""
    found = partial_date(re.sub(r"\.0$", "", text), day_first=day_first, month_first=month_first)
    if found is None:
        return None
    if lunar and found.calendar != LUNAR:
        try:
            found = replace(found, calendar=LUNAR)
        except InvalidInput:
            return None
    return str(found)


def day(text: str, *, day_first: bool = False, month_first: bool = False) -> date | None:
    """A whole day, with or without a time behind it; a serial number of a spreadsheet too."""
    text = re.sub(r"^(\d{5})\.\d+$", r"\1", text.strip())
    found = partial_date(text, day_first=day_first, month_first=month_first)
    if found is None:  # "2024-05-01 下午3点", "2024/5/1 15:30 到店"
        head = _DAY_HEAD.match(text)
        found = partial_date(head[0]) if head else None
    solar = found.on() if found else None
    return solar if solar and 1900 <= solar.year <= 2200 else None


def day_near(text: str, today: date, *, day_first: bool = False, month_first: bool = False) -> date | None:
    """The same of a day that is planned, which people write without its year (12月5日): then the nearest to today."""
    whole = day(text, day_first=day_first, month_first=month_first)
    head = None if whole else _DAY_OF_A_YEAR.match(text.strip())
    found = partial_date(head[0]) if head else None
    if found is None or found.calendar == LUNAR or found.year is not None or None in (found.month, found.day):
        return whole
    years = (replace(found, year=year).on() for year in _years_of(found, today.year))
    return min(filter(None, years), key=lambda one: abs((one - today).days), default=None)


def _years_of(found: PartialDate, year: int) -> list[int]:
    """The years about this one that have the day: not every year has a 29 February."""
    about = (year - 1, year, year + 1)
    return [one for one in about if (found.month, found.day) != (2, 29) or isleap(one)]


def may_be_nothing(text: str) -> bool:
    """Whether it is worth a look whether a cell stands for nothing: seldom, and it is asked of every cell."""
    return text[:1] in _NOTHING_BEGINS


def nothing(text: str) -> bool:
    """#N/A, NULL, a stroke: a cell that stands for nothing."""
    return len(text) < 8 and text.casefold() in _NOTHING


def never_text(text: str) -> bool:
    """#N/A, a stroke: what stands for nothing in our own tables, too, where a word is what somebody typed."""
    return len(text) < 8 and text.casefold() in _NEVER_TEXT


def no_way(text: str) -> bool:
    """无, 暂无: there is no number, no address."""
    return text in _NO_WAY


def no_day(text: str) -> bool:
    """0/0/00, 0000-00-00: a cell that stands for no day."""
    return text[:1] == "0" and _NO_DAY.fullmatch(text) is not None


def clock_time(text: str) -> str:
    """The time of day in a cell as "HH:MM", or ""."""
    found = _CLOCK.search(text)
    if found is None:
        return ""
    hour = int(found[1])
    if hour < 12 and _AFTERNOON.search(text):  # "2026/12/1 下午 3:30:00", as a Chinese Windows writes it
        hour += 12
    return f"{hour:02}:{found[2]}"


def day_says_more(text: str) -> bool:
    """Whether a day comes with words of its own: not "2026-12-01 15:30" but "2026-12-01 15:30 到店"."""
    head = _DAY_HEAD.match(text.strip())
    rest = _WORDS_OF_DAYS.sub("", text.strip()[head.end() :]) if head else ""
    return bool(re.search(r"[^\W\d_]", rest))


def moment(text: str, *, day_first: bool = False, month_first: bool = False) -> datetime | None:
    """A day with its time; noon where no time is said."""
    on = day(text, day_first=day_first, month_first=month_first)
    if on is None:
        return None
    said = clock_time(text)
    return datetime.combine(on, time.fromisoformat(said) if said else time(12))


def fen(text: str) -> int | None:
    """An amount of money: "15.98万", "159,800元", "¥159800"."""
    amounts = _prices(text)
    return amounts[0] if len(amounts) == 1 else None


def fen_range(text: str) -> tuple[int | None, int | None] | None:
    """A budget: "15-20万", "20万以内", "15万左右"."""
    amounts = _prices(text)
    if len(amounts) == 2:
        return min(amounts), max(amounts)
    if len(amounts) != 1:
        return None
    folded = plain(text)
    if re.search(r"以[内下]|不超过|最多|up to|under|below|max|<|≤", folded):
        return None, amounts[0]
    if re.search(r"以上|起|最少|at least|over|above|from|min|>|≥|\+$", folded):
        return amounts[0], None
    return amounts[0], amounts[0]


def _prices(text: str) -> list[int]:
    """Amounts for a car: a bare "15" means 150,000."""
    amounts = _amounts(text)
    bare = amounts and max(amounts) < _CHEAPEST_CAR and not re.search(r"[千元¥￥a-z]", plain(text))
    return [amount * 10_000 for amount in amounts] if bare else amounts


def _amounts(text: str) -> list[int]:
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text))
    folded = re.sub(r"^(\D*\d+),(\d{1,2}\D*)$", r"\1.\2", folded)  # a decimal comma
    found = _AMOUNT.findall(folded)
    if (
        not found
        or len(
            re.sub(r"[\d.,\s万wWkK千元rmb¥￥cny~\-—–至到左右约以内下上不超过最多少起]", "", folded, flags=re.IGNORECASE)
        )
        > 6
    ):
        return []
    last = found[-1][1]
    scales = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "": 1}
    # "15-20万" means 150,000 to 200,000.
    made = [
        round(Decimal(number) * scales[(unit or (last if Decimal(number) < 1000 else "")).lower()] * 100)
        for number, unit in found
    ]
    return [amount for amount in made if 0 < amount < 10**12]


def amount_says_more(text: str) -> bool:
    """Whether an amount comes with words of its own: not "20万以内" but "20万 老婆定"."""
    return bool(re.search(r"[^\W\d_]", _WORDS_OF_AMOUNTS.sub("", plain(text))))


def whole_number(text: str) -> int | None:
    """A whole number such as a mileage: "32,000公里", "3.2万"."""
    amounts = _amounts(re.sub(r"(?i)公里|千米|km", "", text))
    return amounts[0] // 100 if len(amounts) == 1 and amounts[0] % 100 == 0 else None


def tier(text: str) -> int | None:
    """1 to 4, also as diamonds."""
    folded = plain(text)
    if folded and set(folded) <= {"◆", "♦"}:
        return 5 - len(folded) if len(folded) <= 4 else None
    match = re.fullmatch(r"([1-4])(?:\.0|级|星)?", folded)
    return int(match[1]) if match else None


def numbers(text: str) -> list[str]:
    """The phone numbers of a cell, as typed; what a spreadsheet did to a number is taken back."""
    if _MOBILE.fullmatch(text):
        return [text]
    found: list[str] = []
    for cell in re.split(r" ::: |[;；](?!\s*ext)|\n", text):
        found += phone.split(_mended(cell.strip()))
    return found


def _mended(cell: str) -> str:
    cell = _TEXT_MARK.sub("", cell)
    if re.fullmatch(r"\d{5,}\.0+", cell):
        return cell.split(".")[0]
    if _SCIENTIFIC.fullmatch(cell):
        try:
            number = Decimal(cell)
        except InvalidOperation:
            return cell
        digits = len(cell.lower().split("e")[0].replace(".", ""))
        if number == number.to_integral_value() and digits >= _FEWEST_CERTAIN:
            return str(int(number))
    return cell


def shortened(text: str) -> bool:
    """Whether a spreadsheet threw digits of this number away ("1.38E+10")."""
    return bool(_SCIENTIFIC.fullmatch(text.strip()))
