"""汉字 → pinyin, for order and for finding people by `wangxiuying`, `wxy`, `xiuying` or `wangxy`."""

import itertools
import re
import tomllib
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from crm_desktop.base.names import COMPOUND_SURNAMES, is_han
from crm_desktop.base.paths import resources

_LATIN = re.compile(r"[a-z]+|[0-9]+")
_ENTRY = re.compile(r'\s*"(\d+)":\s*"([^",]+)')
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê", "aaaaeeeeiiiioooouuuuvvvvvnnnme")
_MAX_WAYS = 8


@dataclass(frozen=True)
class _Exceptions:
    """What the dictionary cannot know: surnames read their own way, and characters read in several ways."""

    surnames: dict[str, str]
    compounds: dict[str, str]
    several: dict[str, str]


@lru_cache(maxsize=1)
def _exceptions() -> _Exceptions:
    content = tomllib.loads((resources() / "content" / "pinyin.toml").read_text(encoding="utf-8"))
    return _Exceptions(content["surnames"], content["compounds"], content["several"])


def syllables(name: str) -> list[list[str]]:
    """For each character (each run of letters or digits) its readings, the likeliest first."""
    return [list(readings) for readings in _syllables(name)]


def first_letters(name: str) -> set[str]:
    """With which letters typing the name may begin."""
    readings = _syllables(name)
    return {reading[0] for reading in readings[0]} if readings else set()


@lru_cache(maxsize=4096)
def _syllables(name: str) -> tuple[tuple[str, ...], ...]:
    text = unicodedata.normalize("NFKC", name).strip()
    found: list[tuple[str, ...]] = []
    at = 0
    if text[:2] in _exceptions().compounds and len(text) > 2:
        found, at = [_ways(reading) for reading in _exceptions().compounds[text[:2]].split()], 2
    elif text[:1] in _exceptions().surnames and len(text) <= 4 and all(is_han(c) for c in text):
        first = _exceptions().surnames[text[0]]
        found, at = [tuple(dict.fromkeys((*_ways(first), *_readings(text[0]))))], 1
    run = ""
    for char in text[at:]:
        readings = _chinese(char)
        if readings is None:
            run += char
            continue
        if run:
            found.extend(_words(run))
            run = ""
        if readings:
            found.append(readings)
    found.extend(_words(run))
    return tuple(found)


@lru_cache(maxsize=8192)
def _chinese(char: str) -> tuple[str, ...] | None:
    """How a Chinese character is read, as far as it is known; None for any other."""
    return _readings(char) if is_han(char) else None


def _words(run: str) -> list[tuple[str, ...]]:
    return [(word,) for word in _LATIN.findall(_plain(run))] if run else []


def _plain(text: str) -> str:
    """Latin letters without accents, in lower case."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(str.maketrans("øłđıæœ", "oldiao")))
    return "".join(c for c in apart if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def _readings(char: str) -> tuple[str, ...]:
    several = _exceptions().several.get(char)
    if several:
        return _ways(*several.split())
    numbers, plain = _dictionary()
    first = plain[numbers[ord(char)]] if ord(char) < len(numbers) else ""
    return _ways(first) if first else ()


def _ways(*readings: str) -> tuple[str, ...]:
    """吕 is typed "lv", printed "lyu" in a passport, and "lü" is "lu" without its dots."""
    if not any("v" in reading for reading in readings):
        return readings
    others = (reading.replace("v", sound) for sound in ("u", "yu") for reading in readings if "v" in reading)
    return tuple(dict.fromkeys((*readings, *others)))


@lru_cache(maxsize=1)
def _dictionary() -> tuple["array[int]", list[str]]:
    """The first reading of every character, without its tone: by the character's code a number, by that the reading.

    Read from pypinyin's own file, one entry after the other: importing pypinyin would keep its tones, readings and
    phrases in memory, too, and a dictionary of all entries weighs thirty times as much as the numbers.
    """
    file = Path(str(find_spec("pypinyin").origin)).with_name("pinyin_dict.json")  # type: ignore[union-attr]
    numbers = array("H")
    with_tone, plain = {"": 0}, [""]  # few syllables, many characters
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if entry := _ENTRY.match(line):
                code, reading = int(entry[1]), entry[2]
                if reading not in with_tone:
                    with_tone[reading] = len(plain)
                    plain.append(reading.translate(_TONES))
                numbers.extend([0] * (code + 1 - len(numbers)))
                numbers[code] = with_tone[reading]
    return numbers, plain


def sort_key(name: str) -> str:
    """What a list is ordered by: 王秀英 → "wangxiuying"; digits and signs come after all letters."""
    key = "".join([readings[0] for readings in _syllables(name)])
    if key[:1].isalpha():
        return key
    return "~" + (key or unicodedata.normalize("NFKC", name).strip().casefold())


def initials(name: str) -> str:
    """王秀英 → "wxy"."""
    return "".join(readings[0][0] for readings in _syllables(name))


def section(name: str) -> str:
    """The letter a list files the name under: "W", or "#"."""
    first = sort_key(name)[:1].upper()
    return first if "A" <= first <= "Z" else "#"


@lru_cache(maxsize=2048)
def search_forms(name: str) -> frozenset[str]:
    """Every way to type the name in letters: joined, initials, without the surname, surname + initials."""
    text = name.strip()
    compound, foreign = text[:2] in COMPOUND_SURNAMES, not is_han(text[:1])
    forms: set[str] = set()
    for way in itertools.islice(itertools.product(*_syllables(name)), _MAX_WAYS):
        size = len(way)
        joined, letters = "".join(way), "".join([syllable[0] for syllable in way])
        forms.update([joined[at:] for at in itertools.accumulate(map(len, way[:-1]), initial=0)])
        forms.update([letters[start:] for start in range(size)])
        family = 2 if compound and size > 2 else 1
        if size > family:
            begun = sum(map(len, way[:family]))
            forms.add(joined[:begun] + letters[family:])  # wangxy
            forms.add(letters[:family] + joined[begun:])  # wxiuying
        if size > 1 and foreign:
            forms.add(way[-1] + "".join(way[:-1]))  # smithjohn
    forms.discard("")
    return frozenset(forms)


def sounds(name: str) -> tuple[set[str], set[str]]:
    """The ways to type a name in letters: from its beginning, and without the surname, which come second."""
    readings = _syllables(name)
    if is_han(name[:1]) and name[:2] not in COMPOUND_SURNAMES and (usual := _usual_sounds(readings)):
        return usual
    first, forms = first_letters(name), search_forms(name)
    from_start = {form for form in forms if form[0] in first}
    return from_start, set(forms - from_start)


def _usual_sounds(readings: tuple[tuple[str, ...], ...]) -> tuple[set[str], set[str]] | None:
    """Written out for a name like nearly all: a surname and one or two characters, each read in one way."""
    match readings:
        case ((family,), (given,)) if family[0] != given[0]:
            f, g = family[0], given[0]
            return {family + given, f + g, family + g, f + given}, {given, g}
        case ((family,), (first,), (second,)) if family[0] not in (first[0], second[0]):
            f, given, last = family[0], first + second, second[0]
            letters = first[0] + last
            return {family + given, f + letters, family + letters, f + given}, {given, second, letters, last}
    return None
