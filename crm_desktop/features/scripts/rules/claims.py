"""Words that promise more than anyone can keep, and variables that do not exist."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from crm_desktop.base.i18n import _
from crm_desktop.features.scripts.records import Beat, Finding
from crm_desktop.features.scripts.rules.filling import VARIABLES
from crm_desktop.features.settings.records import DoubtfulWords

_BRACES = re.compile(r"\{([^{}\[\]]*)\}")


def findings_of(title: str, beats: Iterable[Beat], doubtful: Sequence[DoubtfulWords]) -> tuple[Finding, ...]:
    """What in a whole script should be worded otherwise, its name included."""
    return findings("\n".join((title, *(beat.text for beat in beats))), doubtful)


def findings(text: str, doubtful: Sequence[DoubtfulWords]) -> tuple[Finding, ...]:
    """What in this text should be worded otherwise, in the order it stands there."""
    found: list[tuple[int, int, Finding]] = []
    for claim in doubtful:
        if words := tuple(word for word in claim.words if word.strip()):
            for match in _pattern(words).finditer(text):
                found.append((*match.span(), Finding(match[0], claim.hint or claim.label, match.start())))
    # Words within the words of another claim are one finding, not two.
    kept = [
        one for one in found
        if not any(other[0] <= one[0] and one[1] <= other[1] and other[:2] != one[:2] for other in found)
    ]
    places = {(start, end): finding for start, end, finding in kept}
    return tuple(places[place] for place in sorted(places)) + _unknown_findings(text)


def unknown_variables(text: str) -> tuple[str, ...]:
    """Names in braces that nothing is known for, each once."""
    return tuple(dict.fromkeys(
        match[1].strip() for match in _BRACES.finditer(text) if match[1].strip() not in VARIABLES
    ))  # fmt: skip


def _unknown_findings(text: str) -> tuple[Finding, ...]:
    why = _("There is no such variable: this place stays empty when it is spoken.")
    return tuple(Finding(f"{{{name}}}", why, text.find(f"{{{name}")) for name in unknown_variables(text))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(_as_pattern, longest_first)), re.IGNORECASE)


def _as_pattern(word: str) -> str:
    word = word.strip()
    # A Latin word begins where a word begins: "the only" is not in "breathe only".
    start = r"(?<![A-Za-z])" if word[0].isascii() and word[0].isalpha() else ""
    return start + r"\s+".join(map(re.escape, word.split()))
