"""How common each value is: an agreement on a rare one says more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log2

from crm_desktop.features.duplicates.rules.profile import Profile

SMALLEST_POPULATION = 2000  # a small book is a sample of a larger world


@dataclass
class Counts:
    """Of everybody in the book: how many share a name, a word, a place."""

    people: int = 0
    names: Counter[str] = field(default_factory=Counter)
    sounds: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    name_words: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    birthdays: Counter[str] = field(default_factory=Counter)

    @property
    def full(self) -> float:
        """The weight, in bits, that singles one person out of all."""
        return log2(max(self.people, SMALLEST_POPULATION))

    def weight(self, counter: "Counter[str]", value: str) -> float:
        """Bits of an agreement on this value."""
        return self.full - log2(max(counter[value], 2) / 2) if value else 0.0


def count(people: Iterable[Profile]) -> Counts:
    """Count once, before pairs are compared."""
    found = Counts()
    for person in people:
        found.people += 1
        found.names[person.name_key] += 1
        found.sounds[person.pinyin_key] += 1
        found.name_words.update(person.name_words)
        found.words.update(person.words)
        found.words.update(person.numbers)
        found.places.update({f"c{person.company}", f"e{person.estate}", f"a{person.address}"})
        found.places.update(f"m{model}" for model in person.models)
        found.lines.update(person.phones)
        found.birthdays[person.birthday] += 1
    return found
