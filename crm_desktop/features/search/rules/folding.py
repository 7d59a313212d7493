"""Text as the index knows it: folded, and cut into the tokens that are looked up.

Chinese has no blanks, so each character and each pair of neighbours is a token: one character is enough to find a
note, and a longer word is the intersection of its pairs, which is checked against the text afterwards.
"""

import re
import unicodedata
from operator import add

from crm_desktop.base.simplified import simplified

# Characters that stand for themselves: Han, kana, Hangul and symbols such as emoji in nicknames.
SINGLE = (
    "\u2600-\u27bf\u2b00-\u2bff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{SINGLE}]+)|([^\\W_{SINGLE}]+)")
_ONLY_SINGLE = re.compile(f"[{SINGLE}]+")
_UNUSABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
LONGEST_TOKEN = 40


def fold(text: str) -> str:
    """Without differences of width, case, accents and traditional characters; what cannot be stored or seen becomes a
    blank.
    """
    text = _UNUSABLE.sub(" ", text).casefold()
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text).casefold()
    return simplified(_without_accents(text))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    if apart == text:
        return text
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def runs(folded: str) -> list[str]:
    """The stretches of folded text that are looked up: Chinese apart from letters and digits."""
    return [match.group() for match in _RUN.finditer(folded)]


def is_single(run: str) -> bool:
    """True for a stretch of characters that are tokens by themselves."""
    return bool(run) and re.match(f"[{SINGLE}]", run) is not None


def tokens(folded: str) -> str:
    """All tokens of a text, separated by blanks, as the index takes them."""
    if _ONLY_SINGLE.fullmatch(folded):  # a name, as nearly all are
        return " ".join([*folded, *map(add, folded, folded[1:])])
    found: list[str] = []
    for single, word in _RUN.findall(folded):
        if word:
            found.append(word[:LONGEST_TOKEN])
        else:
            found += single
            found += map(add, single, single[1:])  # each with the one after it
    return " ".join(found)


def compact(folded: str) -> str:
    """Only letters, digits and characters: how numbers, plates and whole names are compared."""
    if _ONLY_SINGLE.fullmatch(folded):
        return folded
    return "".join(runs(folded))


def digits(text: str) -> str:
    """Only the digits, full-width ones included."""
    if text.isascii():
        return text if text.isdigit() else "".join(filter(str.isdigit, text))
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isdigit())
