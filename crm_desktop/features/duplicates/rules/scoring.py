"""Adds up, in bits, what two entries have in common: a weighted score after Fellegi and Sunter.

The bits of an agreement are the logarithm of how rare the shared value is, so 王伟 counts less than 郁达夫. A pair is
probable when the bits single one person out of the whole book with something to spare.
"""

from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel

from crm_desktop.features.duplicates.records import Reason, Verdict
from crm_desktop.features.duplicates.rules.counts import Counts
from crm_desktop.features.duplicates.rules.naming import ANOTHER_NAME, agreement
from crm_desktop.features.duplicates.rules.profile import Profile

SPARE = 3.0
SHARED_LINE = 4  # a phone of more people than this is a switchboard
CERTAIN_BITS = 100.0


@dataclass(frozen=True)
class Score:
    """The bits and what they come from, the weightiest first."""

    bits: float
    reasons: tuple[Reason, ...]
    certain: bool = False

    def verdict(self, counts: Counts) -> Verdict | None:
        """Certain, probable, or None."""
        if self.certain:
            return Verdict.CERTAIN
        return Verdict.PROBABLE if self.bits >= counts.full + SPARE else None


Part = tuple[float, Reason | None]


def score(a: Profile, b: Profile, counts: Counts) -> Score:
    """Compare two people field by field."""
    name = agreement(a, b, counts)
    named_alike = name[0] > ANOTHER_NAME / 2
    sure = [reason for reason in _sure(a, b, counts, named_alike=named_alike) if reason]
    parts: list[Part] = [name, *_phones(a, b, counts, named_alike=named_alike), *_emails(a, b, counts)]
    parts += [_birthdays(a.birthday, b.birthday, counts), _numbers(a, b, counts), *_places(a, b, counts)]
    parts += [_models(a, b, counts)]
    bits = sum(weight for weight, _reason in parts)
    reasons = [reason for weight, reason in sorted(parts, key=lambda part: -part[0]) if reason and weight > 0]
    if sure:
        bits += CERTAIN_BITS
    return Score(round(bits, 2), tuple(dict.fromkeys(sure + reasons)), bool(sure))


def _sure(a: Profile, b: Profile, counts: Counts, *, named_alike: bool) -> list[Reason | None]:
    shared = a.phones & b.phones
    private = [line for line in shared if counts.lines[line] <= SHARED_LINE]
    return [
        Reason.PHONE if private or (shared and named_alike) else None,
        Reason.WECHAT if a.wechats & b.wechats else None,
        Reason.VIN if a.vins & b.vins else None,
        Reason.PLATE if a.plates & b.plates else None,
    ]


def _phones(a: Profile, b: Profile, counts: Counts, *, named_alike: bool) -> list[Part]:
    if not a.phones or not b.phones or a.phones & b.phones:
        return []
    pairs = [(x, y) for x in a.phones for y in b.phones]
    if any(near_numbers(x, y) for x, y in pairs):
        # Somebody else's number may follow in the series: colleagues buy together.
        return [(counts.full + 1 if named_alike else 4.0, Reason.NEAR_PHONE)]
    if any(x[-4:] == y[-4:] for x, y in pairs):
        return [(6.0, Reason.PHONE_TAIL)]
    return [(-1.5, None)]


def near_numbers(a: str, b: str) -> bool:
    """One digit another, missing or too many, or two neighbours swapped."""
    return abs(len(a) - len(b)) <= 1 and len(a) >= 7 and OSA.distance(a, b, score_cutoff=1) <= 1


def _emails(a: Profile, b: Profile, counts: Counts) -> list[Part]:
    return [(counts.full + 1, Reason.EMAIL)] if a.emails & b.emails else []


def _birthdays(a: str, b: str, counts: Counts) -> Part:
    if not a or not b:
        return 0.0, None
    if a == b:
        yearless = a.startswith("-") or ":--" in a
        return min(6.0 if yearless else 13.0, counts.weight(counts.birthdays, a)), Reason.BIRTHDAY
    plain_a, plain_b = a.replace("-", ""), b.replace("-", "")
    if len(plain_a) != len(plain_b):
        # The year is known of one only.
        same_day = plain_a[-4:] == plain_b[-4:] and (":" in a) == (":" in b)
        return (6.0, Reason.BIRTHDAY) if same_day else (-4.0, None)
    day_and_month = plain_a[:4] == plain_b[:4] and sorted(plain_a[4:]) == sorted(plain_b[4:])
    if len(plain_a) == 8 and (day_and_month or OSA.distance(plain_a, plain_b) <= 1):
        return 5.0, Reason.NEAR_BIRTHDAY
    return -5.0, None


def _numbers(a: Profile, b: Profile, counts: Counts) -> Part:
    """Long numbers in notes and custom fields: ids of any country."""
    if not a.numbers or not b.numbers:
        return 0.0, None
    shared = a.numbers & b.numbers
    if shared:
        return min(max(counts.weight(counts.words, n) for n in shared), 12.0), Reason.NUMBER
    if any(len(x) == len(y) and OSA.distance(x, y, score_cutoff=1) <= 1 for x in a.numbers for y in b.numbers):
        return 7.0, Reason.NEAR_NUMBER
    return -2.0, None


def _places(a: Profile, b: Profile, counts: Counts) -> list[Part]:
    """Company, estate and address; together not more than one person's worth, for families live together."""
    parts: list[Part] = []
    for key, reason, x, y in (
        ("c", Reason.COMPANY, a.company, b.company),
        ("e", Reason.ESTATE, a.estate, b.estate),
        ("a", Reason.ADDRESS, a.address, b.address),
    ):
        if x and x == y:
            parts.append((min(counts.weight(counts.places, key + x), 10.0), reason))
        elif reason is Reason.ADDRESS and len(x) >= 6 and len(y) >= 6 and Indel.normalized_similarity(x, y) >= 0.85:
            parts.append((7.0, Reason.SIMILAR_ADDRESS))
    shared = _shared_words(a, b, counts)
    if shared > 2:
        parts.append((shared, Reason.SIMILAR_ADDRESS))
    return _capped(parts, counts.full)


def _capped(parts: list[Part], most: float) -> list[Part]:
    total = sum(weight for weight, _reason in parts)
    if total <= most:
        return parts
    return [(weight * most / total, reason) for weight, reason in parts]


def _shared_words(a: Profile, b: Profile, counts: Counts) -> float:
    """Words of address, notes and custom fields in letters, typing errors allowed."""
    same = a.words & b.words
    bits = sum(_word_bits(word, counts) for word in same)
    left_a = [w for w in a.words - same if len(w) >= 4]
    left_b = [w for w in b.words - same if len(w) >= 4]
    if len(left_a) > 40 or len(left_b) > 40:
        return bits
    for word in left_a:
        near = next((w for w in left_b if OSA.distance(word, w, score_cutoff=2) <= (1 if len(w) < 6 else 2)), None)
        if near:
            left_b.remove(near)
            bits += 0.6 * max(_word_bits(near, counts), _word_bits(word, counts))
        else:
            bits -= 0.5
    return bits


def _word_bits(word: str, counts: Counts) -> float:
    rare = counts.full - counts.words[word].bit_length()
    return max(0.0, min(rare * 0.7, 8.0 if len(word) > 2 else 4.0))


def _models(a: Profile, b: Profile, counts: Counts) -> Part:
    shared = a.models & b.models
    if not shared:
        return 0.0, None
    return min(max(counts.weight(counts.places, f"m{model}") for model in shared), 4.0), Reason.MODEL
