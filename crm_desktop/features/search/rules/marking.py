"""Which characters of a text were typed: the ranges to mark, and the excerpt around them."""

from crm_desktop.features.search.records import Marks
from crm_desktop.features.search.rules.folding import fold, runs
from crm_desktop.features.search.rules.words import Word

EXCERPT = 60


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the place in the text it came from."""
    whole = fold(text)
    if len(whole) == len(text):
        return whole, list(range(len(text)))
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        folded = fold(char)
        chars.append(folded)
        places.extend([place] * len(folded))
    return "".join(chars), places


def marks_in_text(text: str, words: tuple[Word, ...]) -> dict[Word, Marks]:
    """The words that stand in the text, each with its ranges: all parts of a word have to be there."""
    folded = fold(text)
    there = [word for word in words if all(part in folded for part in word.parts)]
    if not there:
        return {}
    folded, places = folded_with_places(text)
    found: dict[Word, Marks] = {}
    for word in there:
        ranges = [_occurrences(folded, part) for part in word.parts]
        if all(ranges):
            found[word] = tuple(sorted((places[a], places[b - 1] + 1) for part in ranges for a, b in part))
    return found


def marks_in_number(text: str, words: tuple[Word, ...]) -> dict[Word, Marks]:
    """The same for phones, plates and the like, where separators do not count."""
    if not words:
        return {}
    folded, places = folded_with_places(text)
    kept = [(char, place) for char, place in zip(folded, places, strict=True) if char.isalnum()]
    bare = "".join(char for char, _place in kept)
    found: dict[Word, Marks] = {}
    for word in words:
        for form in dict.fromkeys((word.compact, *word.number_forms)):
            at = bare.rfind("".join(c for c in form if c.isalnum())) if form else -1
            if at >= 0:
                length = sum(c.isalnum() for c in form)
                found[word] = _joined([(kept[n][1], kept[n][1] + 1) for n in range(at, at + length)])
                break
    return found


def marks_in_pinyin(name: str, readings: list[list[str]], typed: str) -> Marks:
    """The characters of a name that the typed letters read: wangxy, wxy and xiuying all mark 王秀英 rightly."""
    chars = [place for place, char in enumerate(name) if not char.isspace()]
    if len(chars) != len(readings):
        return ()
    for start in range(len(chars)):
        end = _read(readings, start, typed)
        if end:
            return _joined([(chars[n], chars[n] + 1) for n in range(start, end)])
    return ()


def _read(readings: list[list[str]], start: int, typed: str) -> int:
    """One past the last character that the letters reach when read from `start` on; 0 when they do not fit."""
    if not typed:
        return start
    if start >= len(readings):
        return 0
    for reading in sorted(readings[start], key=len, reverse=True):
        for length in range(min(len(reading), len(typed)), 0, -1):
            # In the middle a character is typed whole or by its first letter; only the last may be cut anywhere.
            whole = length in (len(reading), 1) or length == len(typed)
            if whole and typed.startswith(reading[:length]):
                end = _read(readings, start + 1, typed[length:])
                if end:
                    return end
    return 0


def excerpt(text: str, marks: Marks, *, length: int = EXCERPT) -> tuple[str, Marks]:
    """The part of a text around its first mark, in one line, with the marks moved along."""
    flat = "".join(" " if char.isspace() else char for char in text)
    if len(flat) <= length or not marks:
        return flat[:length] + ("…" if len(flat) > length else ""), tuple(m for m in marks if m[1] <= length)
    start = max(0, min(marks[0][0] - length // 3, len(flat) - length))
    end = min(len(flat), start + length)
    before = "…" if start else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if a >= start and b <= end)
    return before + flat[start:end] + ("…" if end < len(flat) else ""), inside


def merged(ranges: list[tuple[int, int]]) -> Marks:
    """The ranges in order, overlapping ones joined."""
    return _joined(sorted(ranges))


def _joined(ranges: list[tuple[int, int]]) -> Marks:
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _occurrences(folded: str, part: str) -> list[tuple[int, int]]:
    """Where the part stands; at the beginning of words only, if it does so anywhere."""
    found: list[tuple[int, int]] = []
    at = folded.find(part)
    while at >= 0 and len(found) < 20:
        found.append((at, at + len(part)))
        at = folded.find(part, at + len(part))
    at_start = [place for place in found if place[0] == 0 or not _is_letter(folded[place[0] - 1])]
    return found if _is_letter(part[0]) is False or not at_start else at_start


def _is_letter(char: str) -> bool:
    return char.isalnum() and bool(runs(char)) and char < "\u2e80"
