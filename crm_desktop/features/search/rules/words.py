"""What was typed, as words, and each word as what the indexes are asked."""

import re
from dataclasses import dataclass
from functools import cached_property

from crm_desktop.features.search.rules.folding import LONGEST_TOKEN, compact, fold, is_single, runs

LONGEST_QUERY = 400
MOST_WORDS = 8
_PHONE_LIKE = re.compile(r"[\d\s+().\-]+")
_MOBILE_BEGUN = re.compile(r"1[3-9]\d")
_NUMBER_CHARS = re.compile(r"[^\w@.\-+]|\$")


@dataclass(frozen=True)
class Word:
    """One typed word, folded."""

    text: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its stretches: 奥迪a6 → 奥迪, a6."""
        return tuple(runs(self.text))

    @cached_property
    def compact(self) -> str:
        """Without separators: 京a·12345 → 京a12345."""
        return compact(self.text)

    @cached_property
    def is_exact(self) -> bool:
        """Whether the index alone can tell that the word is there."""
        return len(self.parts) == 1 and (not is_single(self.text) or len(self.text) <= 2)

    @cached_property
    def is_number(self) -> bool:
        """Digits with at most the separators of a phone number."""
        return bool(_PHONE_LIKE.fullmatch(self.text)) and self.compact.isdigit()

    @cached_property
    def number_forms(self) -> tuple[str, ...]:
        """What to look for inside phones, plates, VINs, WeChat ids and addresses; empty when it is too short."""
        written = {_NUMBER_CHARS.sub("", self.text), self.compact}
        forms = {national(self.text)} if self.is_number else written
        return tuple(sorted(form for form in forms if len(form) >= 3))


def national(number: str) -> str:
    """The digits without the country: +86 and 0086 say nothing about the number behind them."""
    digits = compact(number)
    for prefix in ("0086", "86"):
        behind = digits[len(prefix) :]
        begun = number.startswith("+86") or (prefix == "0086" and _MOBILE_BEGUN.match(behind))
        if digits.startswith(prefix) and (len(behind) >= 10 or begun):
            return behind
    return digits


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a query; words that hold nothing to look up are left out."""
    found = (Word(word[:100]) for word in fold(text[:LONGEST_QUERY]).split())
    return tuple(word for word in found if word.parts)[:MOST_WORDS]


def joined_number(text: str) -> Word | None:
    """138 0013 8000 typed with blanks is one number."""
    folded = fold(text[:LONGEST_QUERY]).strip()
    if " " in folded and _PHONE_LIKE.fullmatch(folded):
        number = national(folded)
        # With a country in front even a beginning is one number, not two.
        if number.isdigit() and len(number) >= (3 if folded.startswith(("+", "00")) else 7):
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
