"""How much two names agree, in bits."""

from rapidfuzz.distance import JaroWinkler

from crm_desktop.features.duplicates.records import Reason
from crm_desktop.features.duplicates.rules.counts import Counts
from crm_desktop.features.duplicates.rules.profile import Profile

SIMILAR_WORD = 0.86
FAR_WORD = 0.72  # badly mistyped, or another word
ANOTHER_NAME = -7.0
Agreement = tuple[float, Reason | None]


def agreement(a: Profile, b: Profile, counts: Counts) -> Agreement:
    """Positive for the same or a similar name, negative for another one, 0 where one is unknown."""
    if not a.name or not b.name:
        return 0.0, None
    if a.name == b.name:
        return counts.weight(counts.names, a.name_key), Reason.NAME
    if a.name_key == b.name_key:
        return counts.weight(counts.names, a.name_key) - 0.5, Reason.SWAPPED_NAME
    if a.pinyin and len(a.pinyin) == len(b.pinyin) and a.pinyin in b.pinyin * 2:
        swapped = a.pinyin != b.pinyin and not a.name_words and not b.name_words
        return counts.weight(counts.sounds, a.pinyin_key) - 0.5, Reason.SWAPPED_NAME if swapped else Reason.PINYIN
    if a.name_words and b.name_words:
        return _words(a.name_words, b.name_words, counts)
    return _chinese(a, b, counts)


def _chinese(a: Profile, b: Profile, counts: Counts) -> Agreement:
    for one, other in ((a, b), (b, a)):
        if one.surname_only:
            fits = other.name.startswith(one.surname_only)
            return (1.0, Reason.SIMILAR_NAME) if fits else (-counts.full, None)
    same = sum(x == y for x, y in zip(a.name, b.name, strict=False))
    longest = max(len(a.name), len(b.name))
    if same and longest >= 3 and longest - same == 1:
        return 3.0, Reason.SIMILAR_NAME
    if JaroWinkler.similarity(a.pinyin, b.pinyin) >= 0.95 and a.name[0] == b.name[0]:
        return 3.0, Reason.SIMILAR_NAME  # 王芬 and 王芳
    # Chinese names are hardly ever mistyped beyond sound and one character; twins and couples share all the rest.
    return -counts.full, None


def _words(a: tuple[str, ...], b: tuple[str, ...], counts: Counts) -> Agreement:
    """Words paired off, the best first, in any order: typing errors and swapped names keep most of their weight."""
    scored = sorted(
        ((JaroWinkler.similarity(x, y), n, m) for n, x in enumerate(a) for m, y in enumerate(b)), reverse=True
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    bits = 0.0
    swapped = False
    for likeness, n, m in scored:
        if n in used_a or m in used_b:
            continue
        used_a.add(n)
        used_b.add(m)
        bits += _word(a[n], b[m], likeness, counts)
        swapped = swapped or (likeness >= SIMILAR_WORD and (n == 0) != (m == 0) and len(a) == len(b))
    if bits <= 0:
        return max(bits, ANOTHER_NAME), None
    return min(bits, counts.full), Reason.SWAPPED_NAME if swapped else Reason.SIMILAR_NAME


def _word(a: str, b: str, likeness: float, counts: Counts) -> float:
    if a == b:
        return min(counts.weight(counts.name_words, a), 8.0)
    if likeness >= SIMILAR_WORD:
        rarer = a if counts.name_words[a] <= counts.name_words[b] else b
        commoner = b if rarer is a else a
        return min(counts.weight(counts.name_words, commoner), 7.0) * (0.75 if likeness >= 0.92 else 0.55)
    if len(a) == 1 or len(b) == 1:
        return 1.0 if a[0] == b[0] else -2.0  # an initial
    return -1.0 if likeness >= FAR_WORD else -5.0
