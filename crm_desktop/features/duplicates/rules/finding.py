"""Which pairs are worth comparing: those that share something, found by keys and never by trying all."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from crm_desktop.features.duplicates.records import DuplicatePair, Verdict
from crm_desktop.features.duplicates.rules.counts import Counts, count
from crm_desktop.features.duplicates.rules.profile import Profile
from crm_desktop.features.duplicates.rules.scoring import score

CROWD = 40  # a key that more people share is no reason to compare them all
RARE = 12
_PLACE_BITS = 24
_PLACE = (1 << _PLACE_BITS) - 1
_HASH = (1 << 40) - 1

Keys = Callable[[Profile, Counts], Iterator[Hashable]]


def pairs(people: Sequence[Profile], distinct: Iterable[frozenset[str]] = ()) -> list[DuplicatePair]:
    """All certain and probable pairs, the surest first; `distinct` are pairs that somebody told apart."""
    counts = count(people)
    known = set(distinct)
    found: list[DuplicatePair] = []
    for place, other in candidates(people, counts):
        a, b = people[place], people[other]
        result = score(a, b, counts)
        verdict = result.verdict(counts)
        if verdict and frozenset((a.id, b.id)) not in known:
            first, second = sorted((a.id, b.id))
            found.append(DuplicatePair(first, second, verdict, result.reasons, result.bits))
    return sorted(found, key=lambda pair: (pair.verdict is not Verdict.CERTAIN, -pair.score, pair.a, pair.b))


def candidates(people: Sequence[Profile], counts: Counts) -> set[tuple[int, int]]:
    """Places of the pairs to compare."""
    found: set[tuple[int, int]] = set()
    for keys in (_exact, _names, _days, _words, _near_phones):
        for group in _groups(people, counts, keys):
            found.update((a, b) for n, a in enumerate(group) for b in group[n + 1 :])
    return found


def _groups(people: Sequence[Profile], counts: Counts, keys: Keys) -> Iterator[list[int]]:
    """People who share a key. Keys are kept as numbers and sorted, for a million of them would fill the memory."""
    codes = [
        (hash(key) & _HASH) << _PLACE_BITS | place
        for place, person in enumerate(people)
        for key in keys(person, counts)
    ]
    codes.sort()
    group: list[int] = []
    last = -1
    for code in codes:
        key, place = code >> _PLACE_BITS, code & _PLACE
        if key != last:
            if 1 < len(group) <= CROWD:
                yield group
            group, last = [], key
        if not group or group[-1] != place:
            group.append(place)
    if 1 < len(group) <= CROWD:
        yield group


def _exact(person: Profile, counts: Counts) -> Iterator[Hashable]:
    del counts
    for kind in ("phones", "wechats", "vins", "plates", "emails"):
        for value in getattr(person, kind):
            yield kind, value
            yield kind, value, person.name_key


def _names(person: Profile, counts: Counts) -> Iterator[Hashable]:
    """The name alone where few have it, else with one more datum."""
    for key, common in ((person.name_key, counts.names), (person.pinyin_key, counts.sounds)):
        if not key:
            continue
        if common[key] <= RARE:
            yield key
        for datum in _data(person):
            yield key, datum


def _data(person: Profile) -> Iterator[str]:
    single = (("b", person.birthday), ("c", person.company), ("e", person.estate), ("a", person.address))
    yield from (f"{kind}{value}" for kind, value in single if value)
    yield from (f"t{phone[-4:]}" for phone in person.phones)
    yield from (f"m{model}" for model in person.models)
    yield from (f"n{number}" for number in person.numbers)


def _days(person: Profile, counts: Counts) -> Iterator[Hashable]:
    del counts
    if person.birthday:
        yield person.birthday
        for initial in _initials(person):
            yield person.birthday, initial
    if len(person.address) >= 6:
        yield "a", person.address
        for initial in _initials(person):
            yield "a", person.address, initial


def _initials(person: Profile) -> Iterator[str]:
    if person.name_words:
        yield from {word[0] for word in person.name_words}
    elif person.name:
        yield person.name[0]


def _words(person: Profile, counts: Counts) -> Iterator[Hashable]:
    """Rare words and long numbers; commoner words together with a word of the name."""
    yield from person.numbers
    for word in person.words:
        if counts.words[word] <= RARE and len(word) >= 4:
            yield word
        elif counts.words[word] <= counts.people // 20 + RARE and len(word) >= 3:
            for name in person.name_words:
                yield word, name


def _near_phones(person: Profile, counts: Counts) -> Iterator[Hashable]:
    """A number with one digit left out: what two numbers share that differ in one digit or by a swap."""
    del counts
    # Some letter that the sound has in any order.
    initial = min(person.pinyin, default="")
    for phone in person.phones:
        national = phone[3:] if phone.startswith("+86") else phone
        if 7 <= len(national) <= 15:
            for place in range(len(national)):
                yield initial, national[:place] + national[place + 1 :]
            yield initial, national
