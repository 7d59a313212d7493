"""What was typed, as words, and each word as what the indexes are asked."""

import re
from dataclasses import dataclass

from crm_desktop.features.search.rules.folding import LONGEST_TOKEN, compact, fold, is_single, runs

LONGEST_QUERY = 400
MOST_WORDS = 8
_PHONE_LIKE = re.compile(r"[\d\s+().\-]+")
_NUMBER_CHARS = re.compile(r"[^\w@.\-+]|\$")


@dataclass(frozen=True)
class Word:
    """One typed word, folded."""

    text: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Its stretches: 奥迪a6 → 奥迪, a6."""
        return tuple(runs(self.text))

    @property
    def compact(self) -> str:
        """Without separators: 京a·12345 → 京a12345."""
        return compact(self.text)

    @property
    def is_number(self) -> bool:
        """Digits with at most the separators of a phone number."""
        return bool(_PHONE_LIKE.fullmatch(self.text)) and self.compact.isdigit()

    @property
    def number_forms(self) -> tuple[str, ...]:
        """What to look for inside phones, plates, VINs, WeChat ids and addresses; empty when it is too short."""
        written = {_NUMBER_CHARS.sub("", self.text), self.compact}
        forms = {without_country(self.compact)} if self.is_number else written
        return tuple(sorted(form for form in forms if len(form) >= 3))


def without_country(digits: str) -> str:
    """+86 and 0086 say nothing about the number behind them."""
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= 10:
            return digits[len(prefix) :]
    return digits


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a query; words that hold nothing to look up are left out."""
    found = (Word(word[:100]) for word in fold(text[:LONGEST_QUERY]).split())
    return tuple(word for word in found if word.parts)[:MOST_WORDS]


def joined_number(text: str) -> Word | None:
    """138 0013 8000 typed with blanks is one number."""
    folded = fold(text[:LONGEST_QUERY]).strip()
    if " " in folded and _PHONE_LIKE.fullmatch(folded):
        number = compact(folded)
        if number.isdigit() and len(number) >= 7:
            return Word(number)
    return None


def quoted(text: str) -> str:
    """A string of the full-text query language: nothing inside has a meaning."""
    return '"' + text.replace('"', '""') + '"'


def match_of(word: Word, *, prefix: bool = True) -> str:
    """The full-text expression that finds the word; the last letters typed may be the beginning of a longer word."""
    parts = word.parts
    terms: list[str] = []
    for place, part in enumerate(parts):
        if is_single(part):
            pairs = [part[n : n + 2] for n in range(len(part) - 1)] or [part]
            terms.extend(quoted(pair) for pair in dict.fromkeys(pairs))
        else:
            open_end = prefix and place == len(parts) - 1
            terms.append(quoted(part[:LONGEST_TOKEN]) + (" *" if open_end else ""))
    return "(" + " AND ".join(terms) + ")"
